import Audit
import Catalog
import Compiler
import Diagnostics
import IAM
import Text
import YAML

/// Every reader of documents.
enum ReadTarget {
  static func check(_ bytes: [UInt8]) throws(Breach) {
    try check(bytes) { compose(&$0, .spec) }
    try check(bytes) { compose(&$0, .template) }
    try check(bytes) { readPasted(&$0) }
    try check(bytes) { readJSON(&$0) }
    if let manifest = RecordedManifest(bytes) {
      try require(!manifest.holds("no such file", bytes), "a manifest holds what it doesn't name")
    }
  }

  private static func check(
    _ bytes: [UInt8],
    _ read: (inout Diagnostics) -> Node?
  ) throws(Breach) {
    let file = SourceFile(name: "document", bytes: bytes)
    var (first, second) = (Diagnostics(for: file), Diagnostics(for: file))
    let node = read(&first)
    try require(node != nil || first.hasErrors, "nothing was read, and nothing was said")
    try require((read(&second) == nil) == (node == nil), "read once, and not twice")
    try DiagnosticPromises.checkEqual(first, second)
    try DiagnosticPromises.check(first)
    if let node { try require(depth(of: node) <= 64, "read \(depth(of: node)) levels") }
  }

  private static func depth(of node: Node) -> Int {
    switch node.content {
    case .scalar: 0
    case .sequence(let items): 1 + (items.map { depth(of: $0) }.max() ?? 0)
    case .mapping(let entries): 1 + (entries.map { depth(of: $0.value) }.max() ?? 0)
    }
  }
}

/// A spec as bytes.
enum SpecTarget {
  static func check(_ bytes: [UInt8]) throws(Breach) {
    let file = SourceFile(name: "acme.yaml", bytes: bytes)
    var (first, second) = (Diagnostics(for: file), Diagnostics(for: file))
    let plan = Product.compiler.plan(file, &first)
    try require(plan != nil || first.hasErrors, "there is no plan, and no error")
    try DiagnosticPromises.check(first)
    _ = Product.compiler.plan(file, &second)
    try DiagnosticPromises.checkEqual(first, second)
  }
}

/// A document of any author; its first byte says how it is called, and what is known of it.
enum AuditTarget {
  private static let names = [
    "policy.json", "template.yaml", "deployer-policy.json", "-", "a\u{7}",
  ]

  private static let audits: [Audit] = {
    let types: [String?] = [nil] + Product.catalog.types
    return types.map { type in
      var options = Audit.Options()
      options.type = type
      return Audit(Product.catalog, options)
    }
  }()

  static func check(_ bytes: [UInt8]) throws(Breach) {
    guard let first = bytes.first else { return }
    // A document that a person wrote starts with what is asked most.
    let choice = "{[\"# \n".utf8.contains(first) || first >= 0x41 ? 0 : Int(first)
    let audit = audits[choice % audits.count]
    let rest = choice == 0 ? bytes : Array(bytes.dropFirst())
    let file = SourceFile(name: names[choice % names.count], bytes: rest)
    let report = audit.report(on: file)
    try require(
      report.isReadable || report.diagnostics.hasErrors,
      "nothing was read, and nothing was said"
    )
    try DiagnosticPromises.check(report.diagnostics)
    try DiagnosticPromises.checkEqual(report.diagnostics, audit.report(on: file).diagnostics)
  }
}

/// A policy of any author.
enum PolicyTarget {
  static func check(_ bytes: [UInt8]) throws(Breach) {
    try check(bytes, .identity)
    try check(bytes, .resource)
  }

  private static func check(
    _ bytes: [UInt8],
    _ attachment: IAMPolicy.Attachment
  ) throws(Breach) {
    var diagnostics = Diagnostics(for: SourceFile(name: "policy.json", bytes: bytes))
    let policy = IAMPolicy.read(attachment, &diagnostics)
    try DiagnosticPromises.check(diagnostics)
    guard let policy else {
      try require(diagnostics.hasErrors, "nothing was read, and nothing was said")
      return
    }
    let requests = RequestSet(allowedBy: policy)
    if case .some(let witness) = widening(from: requests, to: requests, steps: 500) {
      throw Breach("a policy allows more than itself: \(witness)")
    }
    let compiled = CompiledPolicy(policy)
    for action in policy.statements.flatMap(\.actions.values).prefix(4) {
      for resource in policy.statements.flatMap({ $0.resources?.values ?? ["*"] }).prefix(4) {
        try checkDecision(compiled, requests, action, resource, attachment)
      }
    }
  }

  /// What an identity's policy allows is in the set of requests that it is said to allow.
  private static func checkDecision(
    _ policy: CompiledPolicy,
    _ requests: RequestSet,
    _ action: String,
    _ resource: String,
    _ attachment: IAMPolicy.Attachment
  ) throws(Breach) {
    let user = Request.Principal.aws(
      arn: "arn:aws:iam::111122223333:user/u",
      account: "111122223333"
    )
    let request = Request(user, action, resource, of: "111122223333")
    let isIdentity = attachment == .identity
    let set = PolicySet(
      identity: isIdentity ? [policy] : [],
      resource: isIdentity ? nil : policy
    )
    let decision = evaluate(request, set)
    guard isIdentity, decision.verdict == .allow else { return }
    let isEmpty = widening(from: .nothing, to: requests, steps: 500) == .none
    try require(!isEmpty, "\(action) on \(resource) is allowed, and no request is")
  }
}
