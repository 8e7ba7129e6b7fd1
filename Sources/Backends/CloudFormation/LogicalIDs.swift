package import Diagnostics
package import Model

/// The logical ids in a template of a plan.
package struct LogicalIDs: Sendable {
  /// Two things with the same logical id, which a template can't hold together.
  package struct Collision: Hashable, Sendable {
    package let logicalID: String
    /// What a message calls the two.
    package let first: String
    package let second: String
    /// Where in the spec the second one is asked for, if it is asked for by itself.
    package let range: SourceRange?
  }

  /// Every collision among the resources, and among the outputs, in the order of the plan.
  package let collisions: [Collision]

  package init(of plan: Plan) {
    var table = CollisionTable()
    for resource in plan.resources {
      for (id, name) in resource.logicalIDs { table.add(id, name, resource.range) }
    }
    for token in TokenParameter.all(of: plan.resources) {
      table.add(token.id, "token of \(token.integration)", nil)
    }
    var outputs = CollisionTable()
    for output in TemplateOutput.all(of: plan) {
      outputs.add(output.id, "output '\(output.output.name)' of '\(output.output.subject)'", nil)
    }
    collisions = table.collisions + outputs.collisions
  }

  /// The logical id of a resource, in whatever plan it stands; of a bucket, access key or log group
  /// that of the resource itself, not of those that come with it.
  package static func logicalID(of id: Resource.ID) -> String { id.logicalID.description }

  /// The parameter with the token of an integration.
  package static func tokenParameter(of integration: Slug) -> String {
    TokenParameter(for: integration).id.description
  }
}

/// The ids seen so far, and what bears them.
private struct CollisionTable {
  private var names: [LogicalID: String] = [:]
  private(set) var collisions: [LogicalIDs.Collision] = []

  mutating func add(_ id: LogicalID, _ name: String, _ range: SourceRange?) {
    guard let first = names.updateValue(name, forKey: id) else { return }
    collisions.append(
      .init(logicalID: id.description, first: first, second: name, range: range)
    )
  }
}

extension Resource {
  /// The ids of everything in the template that the resource becomes, with what a message calls it.
  fileprivate var logicalIDs: [(LogicalID, String)] {
    let name = "\(id.noun) '\(id.name)'"
    let own = (id.logicalID, name)
    return switch kind {
    case .bucket(let bucket): [own, (bucket.policyID, "policy of \(name)")]
    case .accessKey(let key): [own, (key.secretID, "secret of \(name)")]
    case .logGroup(let group):
      [own]
        + group.streams.map { stream in
          (group.name.logicalID(ofStream: stream), "stream '\(stream)' of \(name)")
        }
    case .role, .user, .managedPolicy, .stream, .streamPolicy, .deliveryStream, .metricStream: [own]
    }
  }
}

extension Resource.ID {
  var logicalID: LogicalID {
    let noun: LogicalID.Noun =
      switch self {
      case .role: .role
      case .user: .user
      case .managedPolicy: .managedPolicy
      case .accessKey: .accessKey
      case .bucket: .bucket
      case .stream: .stream
      case .streamPolicy: .sharingPolicy
      case .logGroup: .logGroup
      case .deliveryStream: .deliveryStream
      case .metricStream: .metricStream
      }
    return LogicalID(noun, of: name)
  }
}

extension Bucket {
  var policyID: LogicalID { LogicalID(.bucketPolicy, of: name.text) }
}

extension AccessKey {
  var secretID: LogicalID { Self.secretID(of: user) }

  /// The id of the secret that holds a user's access key.
  static func secretID(of user: UserName) -> LogicalID { LogicalID(.secret, of: user.text) }
}

extension LogGroupName {
  /// The id of a log stream: no name of a group has the colon that divides the two.
  func logicalID(ofStream stream: String) -> LogicalID {
    LogicalID(.logStream, of: "\(text):\(stream)")
  }
}
