import Diagnostics
import Model
import Text

/// A role or user that lists and reads buckets, each asked for by an integration of its own.
struct Buckets {
  private let holder: ManagedPolicy.Holder
  /// Which buckets; each number has a name of its own length.
  var numbers: [Int]
  /// Whether they are prefixes of one bucket instead.
  private let areInOne: Bool

  init(of holder: ManagedPolicy.Holder, _ numbers: Range<Int>, inOne: Bool = false) throws {
    (self.holder, self.numbers, areInOne) = (holder, Array(numbers), inOne)
  }

  /// The plan before any pass; the holder is its last resource.
  func plan() throws -> Plan {
    var plan = Plan(
      name: try Slug("acme"),
      fileName: "acme.yaml",
      account: try AccountID("111122223333"),
      partition: try Partition("aws"),
      region: try Region("us-east-1"),
      tags: []
    )
    for number in numbers {
      let integration = try Slug("logs-\(number)")
      for (action, resource) in resources(number) {
        guard let action = Action(action) else { continue }
        plan.grants.append(
          Grant(
            to: holder.grantHolder,
            Statement(actions: [action], resources: [resource]),
            reasons: [action: "reads the logs"],
            source: Self.source,
            integration: integration,
            range: .beginning
          )
        )
      }
    }
    plan.resources = [Resource(try kind, for: try Slug("logs-0"), at: .beginning)]
    return plan
  }

  private func resources(_ number: Int) -> [(String, String)] {
    if areInOne {
      let prefix = String(repeating: "of-a-service/", count: number % 5 + 1) + "\(number)/*"
      return [("s3:GetObject", "arn:aws:s3:::acme-logs/\(prefix)")]
    }
    let digest = SHA256.hexDigest(of: "\(number)").prefix(number % 20 + 1)
    let bucket = "arn:aws:s3:::acme-logs-\(number)-\(digest)"
    return [("s3:ListBucket", bucket), ("s3:GetObject", "\(bucket)/*")]
  }

  private var kind: Resource.Kind {
    get throws {
      switch holder {
      case .role(let name): .role(Role(name, trust: try trust))
      case .user(let name): .user(User(name, vendorName: "Ledgerly"))
      }
    }
  }

  private var trust: Trust {
    get throws {
      let account = try AccountID("999988887777")
      let statement = Statement(
        principals: [.account(account, try Partition("aws"))],
        actions: [Action("sts:AssumeRole")].compactMap { $0 }
      )
      return Trust(.service, PolicyDocument([statement]), reason: "", source: Self.source)
    }
  }

  private static let source = Citation(title: "", section: "", url: "", date: "")
}

extension Plan {
  /// The managed policies, in the order of the plan.
  var policies: [ManagedPolicy] {
    resources.compactMap { resource in
      if case .managedPolicy(let policy) = resource.kind { policy } else { nil }
    }
  }
}

extension Resource {
  /// What a role or user may do by its inline policy.
  var inline: PolicyDocument? {
    switch kind {
    case .role(let role): role.permissions
    case .user(let user): user.permissions
    default: nil
    }
  }

  /// The managed policies that a role or user names.
  var managedPolicies: [PolicyName] {
    switch kind {
    case .role(let role): role.managedPolicies
    case .user(let user): user.managedPolicies
    default: []
    }
  }

  /// Turns the first statement of the holder into one that denies.
  mutating func deny() {
    switch kind {
    case .role(var role):
      role.permissions.statements[0].effect = .deny
      kind = .role(role)
    case .user(var user):
      user.permissions.statements[0].effect = .deny
      kind = .user(user)
    default: break
    }
  }
}

extension PolicyDocument {
  /// How many characters AWS counts.
  var size: Int { document.json { _ in "" }.sizeWithoutWhitespace }

  /// Each action on each resource.
  var permissions: [String] {
    statements.flatMap { statement in
      statement.resources.flatMap { resource in
        statement.actions.map { "\($0.text) \(resource)" }
      }
    }
  }
}
