import Diagnostics
import IAM
import Testing

/// Who asks in these tests. All but `stranger` and those without an account are of one account,
/// which is that of the resource as well.
enum Caller: String, CaseIterable {
  case role, session, user, root, stranger, strangeRoot, service, anonymous

  static let account = "111122223333"

  var principal: Request.Principal {
    let iam = "arn:aws:iam::\(Self.account):"
    switch self {
    case .role: return .aws(arn: iam + "role/x", account: Self.account)
    case .session:
      let arn = "arn:aws:sts::\(Self.account):assumed-role/x/s"
      return .aws(arn: arn, account: Self.account, role: iam + "role/x")
    case .user: return .aws(arn: iam + "user/u", account: Self.account)
    case .root: return .aws(arn: iam + "root", account: Self.account)
    case .stranger:
      let account = "444455556666"
      return .aws(
        arn: "arn:aws:sts::\(account):assumed-role/y/s",
        account: account,
        role: "arn:aws:iam::\(account):role/y"
      )
    case .strangeRoot: return .aws(arn: "arn:aws:iam::444455556666:root", account: "444455556666")
    case .service: return .service("firehose.amazonaws.com")
    case .anonymous: return .anonymous
    }
  }
}

/// A policy that can't be read, with the message of its first mistake.
struct Malformed: Error, CustomStringConvertible {
  let description: String
}

/// Reads a policy in JSON.
func read(_ json: String, _ attachment: IAMPolicy.Attachment) throws -> CompiledPolicy {
  var diagnostics = Diagnostics(for: SourceFile(name: "policy", bytes: Array(json.utf8)))
  guard let policy = IAMPolicy.read(attachment, &diagnostics) else {
    let first = try #require(diagnostics.sorted.first)
    throw Malformed(description: "\(first.code.rawValue): \(first.message)")
  }
  #expect(!diagnostics.hasErrors)
  return CompiledPolicy(policy)
}

/// A policy of the current version with these statements, each the members of an object.
func policy(_ statements: String...) -> String {
  let objects = statements.map { "{\($0)}" }.joined(separator: ", ")
  return #"{"Version": "2012-10-17", "Statement": [\#(objects)]}"#
}

/// What is asked, of which a test says what matters to it.
struct Ask {
  var caller = Caller.role
  var action = "s3:GetObject"
  var resource = "arn:aws:s3:::b/k"
  var context: [String: [String]] = [:]

  var request: Request {
    Request(caller.principal, action, resource, of: Caller.account, Request.Context(context))
  }

  func decide(
    identity: [String] = [],
    boundary: String? = nil,
    resource: String? = nil
  ) throws -> Decision {
    let policies = PolicySet(
      identity: try identity.map { try read($0, .identity) },
      boundary: try boundary.map { try read($0, .identity) },
      resource: try resource.map { try read($0, .resource) }
    )
    return evaluate(request, policies)
  }
}
