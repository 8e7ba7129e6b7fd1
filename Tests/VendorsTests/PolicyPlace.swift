import Diagnostics
import Foundation
import Model
import Testing
import Text
import YAML

/// A policy of a plan or template.
enum PolicyPlace {
  /// What a role may do.
  case role(String)
  /// What a user may do.
  case user(String)
  /// Who may assume a role.
  case trust(String)
  /// The resource policy of a stream.
  case sharing(String)
}

extension Plan {
  /// A policy, as JSON reads it.
  func document(of place: PolicyPlace) throws -> [String: Any] {
    let arns = ARNTable(of: self)
    let document = try #require(resources.compactMap { $0.policy(at: place) }.first)
    let text = document.document.json { arns[$0] }.text
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(object as? [String: Any])
  }
}

extension Resource {
  fileprivate func policy(at place: PolicyPlace) -> PolicyDocument? {
    switch (kind, place) {
    case (.role(let role), .role(let name)) where role.name.text == name: role.permissions
    case (.role(let role), .trust(let name)) where role.name.text == name: role.trust.document
    case (.user(let user), .user(let name)) where user.name.text == name: user.permissions
    case (.streamPolicy(let policy), .sharing(let name)) where policy.stream.text == name:
      policy.document
    default: nil
    }
  }
}

/// The policies in the text of a template, read without the code that wrote it.
struct TemplatePolicies {
  private var resources: [String: [String: Any]] = [:]

  init(_ text: String) throws {
    var diagnostics = Diagnostics(
      for: SourceFile(name: "template.yaml", bytes: Array(text.utf8))
    )
    // The reader refuses tags and goes on: `!GetAtt Role.Arn` is read as its text.
    let root = try #require(compose(&diagnostics, .template)).object as? [String: Any]
    for (id, resource) in try #require(root?["Resources"] as? [String: [String: Any]]) {
      resources[id] = resource
    }
  }

  /// A policy, with references to roles as their ARNs.
  func document(of place: PolicyPlace) throws -> [String: Any] {
    let document: Any? =
      switch place {
      case .role(let name): policies(of: properties("AWS::IAM::Role", "RoleName", name))
      case .user(let name): policies(of: properties("AWS::IAM::User", "UserName", name))
      case .trust(let name):
        properties("AWS::IAM::Role", "RoleName", name)?["AssumeRolePolicyDocument"]
      case .sharing(let name):
        properties(
          "AWS::Kinesis::ResourcePolicy",
          "ResourceArn",
          "arn:aws:kinesis:us-east-1:111122223333:stream/\(name)"
        )?["ResourcePolicy"]
      }
    let whole = try #require(document)
    return try #require(resolved(whole) as? [String: Any])
  }

  /// The properties of the resource of a type that has a value under a key.
  private func properties(_ type: String, _ key: String, _ value: String) -> [String: Any]? {
    resources.values.filter { $0["Type"] as? String == type }
      .compactMap { $0["Properties"] as? [String: Any] }
      .first { $0[key] as? String == value }
  }

  /// The document of the one inline policy.
  private func policies(of properties: [String: Any]?) -> Any? {
    let policies = properties?["Policies"] as? [[String: Any]] ?? []
    return policies.count == 1 ? policies[0]["PolicyDocument"] : nil
  }

  private func resolved(_ value: Any) -> Any {
    switch value {
    case let text as String: arn(of: text) ?? text
    case let items as [Any]: items.map { resolved($0) }
    case let members as [String: Any]: members.mapValues { resolved($0) }
    default: value
    }
  }

  /// What `!GetAtt` gives for a role.
  private func arn(of reference: String) -> String? {
    guard reference.hasSuffix(".Arn"),
      let properties = resources[String(reference.dropLast(4))]?["Properties"] as? [String: Any],
      let name = properties["RoleName"] as? String
    else { return nil }
    return "arn:aws:iam::111122223333:role\(properties["Path"] as? String ?? "/")\(name)"
  }
}

extension Node {
  /// The value as JSONSerialization would give it, all scalars as text.
  fileprivate var object: Any {
    switch content {
    case .scalar(let scalar): scalar.text
    case .sequence(let items): items.map(\.object)
    case .mapping(let entries):
      Dictionary(entries.map { ($0.key.value, $0.value.object) }) { first, _ in first }
    }
  }
}
