import Diagnostics
import IAM
import YAML

/// One policy of a document, with what it is attached to as far as the document tells.
struct AuditedPolicy {
  /// What a policy is for.
  enum Kind: Hashable {
    /// Of a role: who may assume it.
    case trust
    /// Of a role, user or group, or a policy that waits for one: what its bearer may do.
    case identity
    /// Of a resource that is shared: a stream, a bucket, a key or another.
    case resource(Resource)

    /// What a resource policy is of.
    enum Resource: Hashable {
      case stream, bucket, key, other
    }
  }

  /// Where a policy stands, which says how large it may be.
  enum Form: Hashable {
    case inline, managed, unknown
  }

  let kind: Kind
  let form: Form
  let node: Node
  let statements: [AuditedStatement]
  /// Policies of one bearer have one number: a role's trust policy and its permissions.
  let bearer: Int
  /// The type of the bearer or resource in a template, such as `AWS::IAM::User`; else empty.
  let bearerType: String
  /// The account of the bearer, where its ARN stands beside the policy.
  let account: String?
  /// Whether the document declares that the bearer moves from one external id to another.
  let isRotating: Bool

  init(_ found: FoundPolicy) {
    node = found.node
    form = found.form
    (bearer, bearerType, account) = (found.bearer, found.bearerType, found.account)
    isRotating = found.isRotating
    let items = node["Statement"].map { $0.items ?? [$0] } ?? []
    statements = items.filter { $0.entries != nil }.map { AuditedStatement($0) }
    kind = found.kind ?? Self.kind(of: statements)
  }

  var isTrust: Bool { kind == .trust }

  /// Whether it is of a resource other than a role.
  var isResource: Bool {
    if case .resource = kind { true } else { false }
  }

  /// Where the policy starts, or its first statement where it stands in a text.
  var range: SourceRange { node.range }

  /// What kind of policy the statements make.
  private static func kind(of statements: [AuditedStatement]) -> Kind {
    let actions = statements.flatMap(\.actions).map { $0.value.lowercased() }
    let isAssumed = !actions.isEmpty && actions.allSatisfy { $0.hasPrefix("sts:") }
    let namesResources = statements.contains { !$0.resources.isEmpty }
    let names = statements.contains { !$0.principals.isEmpty || $0.notPrincipal != nil }
    if isAssumed && (names || !namesResources) { return .trust }
    guard names else { return .identity }
    if !namesResources && actions.contains(where: { $0.hasPrefix("sts:") || $0 == "*" }) {
      return .trust
    }
    return .resource(resource(of: actions))
  }

  /// What kind of resource a policy with these actions is of.
  static func resource(of actions: [String]) -> Kind.Resource {
    func speak(of service: String) -> Bool { actions.contains { $0.hasPrefix(service + ":") } }
    if speak(of: "kinesis") { return .stream }
    if speak(of: "s3") { return .bucket }
    return speak(of: "kms") ? .key : .other
  }
}

/// A policy as it was found in a document.
struct FoundPolicy {
  let node: Node
  /// Nil where only its statements can tell.
  let kind: AuditedPolicy.Kind?
  let form: AuditedPolicy.Form
  let bearer: Int
  let bearerType: String
  let account: String?
  let isRotating: Bool
}
