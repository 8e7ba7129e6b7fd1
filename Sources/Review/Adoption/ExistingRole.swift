import Audit
import Catalog
import Diagnostics
import IAM
import Model
import YAML

/// A place in one of the files that were pasted.
struct PastedPlace {
  let file: Int
  let range: SourceRange
}

/// A policy of an existing role, as IAM reads it.
struct ExistingPolicy {
  let policy: IAMPolicy
  let node: Node
  let file: Int

  /// The place of the whole policy.
  var place: PastedPlace { PastedPlace(file: file, range: node.range) }

  /// The place of a text of a statement, or of the statement itself where it has none such.
  func place(of text: String?, in statement: IAMPolicy.Statement) -> PastedPlace {
    let all = node["Statement"].map { $0.items ?? [$0] } ?? []
    let own = all.first { $0.range == statement.range }
    let range = text.flatMap { own?.firstRange(of: $0) } ?? statement.range
    return PastedPlace(file: file, range: range)
  }
}

/// A role that somebody made, with everything that the documents tell of it.
struct ExistingRole {
  var name: String?
  var account: String?
  var partition: String?
  var path: String?
  var description: String?
  var maxSessionDuration: Int?
  var boundary: String?
  var trust: [ExistingPolicy] = []
  var permissions: [ExistingPolicy] = []
  /// Managed policies that it has, of which no document was given.
  var absentPolicies: [(arn: String, place: PastedPlace)] = []
  var place: PastedPlace

  /// What a message calls it.
  var noun: String { name.map { "the role \(quoted($0))" } ?? "the role" }

  /// Takes over what a document tells of the role.
  mutating func read(_ bearer: PastedDocument.Bearer, in file: Int) {
    let node = bearer.node
    func text(_ key: String) -> String? {
      node[key]?.text.flatMap { $0.contains(TemplateValues.unknown) ? nil : $0 }
    }
    path = path ?? text("Path")
    description = description ?? text("Description")
    maxSessionDuration = maxSessionDuration ?? text("MaxSessionDuration").flatMap { Int($0) }
    let attached = node["PermissionsBoundary"]
    boundary = boundary ?? attached?["PermissionsBoundaryArn"]?.text ?? text("PermissionsBoundary")
    let parts = (text("Arn") ?? "").split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 6, account == nil { account = String(parts[4]) }
    if parts.count == 6 { partition = (try? Partition(String(parts[1])))?.text }
    absentPolicies += bearer.absentPolicies.map {
      ($0.value, PastedPlace(file: file, range: $0.range))
    }
  }
}

extension Node {
  /// Where a text stands in the document, as a key or value.
  fileprivate func firstRange(of text: String) -> SourceRange? {
    switch content {
    case .scalar(let scalar): return scalar.text == text ? range : nil
    case .sequence(let items):
      for item in items { if let range = item.firstRange(of: text) { return range } }
      return nil
    case .mapping(let entries):
      for entry in entries {
        if entry.key.value == text { return entry.key.range }
        if let range = entry.value.firstRange(of: text) { return range }
      }
      return nil
    }
  }

  /// The document with each single value as text, which templates write without quotes, and ARNs
  /// with what only a deployment knows, as far as somebody has said it.
  fileprivate func asTexts(in place: DeploymentPlace) -> Node {
    switch content {
    case .scalar(let scalar):
      guard text != nil else { return self }
      let text = place.completed(scalar.text)
      return Node(.scalar(Node.Scalar(text: text, isPlain: false)), at: range)
    case .sequence(let items):
      return Node(.sequence(items.map { $0.asTexts(in: place) }), at: range)
    case .mapping(let entries):
      let texts = entries.map { Node.Entry(key: $0.key, value: $0.value.asTexts(in: place)) }
      return Node(.mapping(texts), at: range)
    }
  }
}

/// Where a template is deployed to, as far as that is known.
struct DeploymentPlace: Hashable {
  let account: String?
  let region: String?

  /// An ARN with the partition, region and account that a template leaves to its deployment.
  fileprivate func completed(_ text: String) -> String {
    guard text.contains(TemplateValues.unknown) else { return text }
    var parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      .map(String.init)
    guard parts.count == 6, parts[0] == "arn" else { return text }
    for (index, value) in [(1, "aws"), (3, region), (4, account)] {
      if let value, parts[index] == String(TemplateValues.unknown) { parts[index] = value }
    }
    return parts.joined(separator: ":")
  }
}

/// Puts what several documents tell of roles together.
struct RoleReader {
  private(set) var roles: [ExistingRole] = []
  /// Policies of streams.
  private(set) var sharing: [ExistingPolicy] = []
  /// What was found in each file.
  private(set) var reports: [Diagnostics] = []
  private var isWhole = true
  /// Policies that stand alone.
  private var loose: [(kind: PastedDocument.Policy.Kind, policy: ExistingPolicy)] = []
  private var looseManaged = 0

  private let place: DeploymentPlace

  init(_ files: [SourceFile], in place: DeploymentPlace, _ catalog: Catalog) {
    self.place = place
    for (index, file) in files.enumerated() {
      var diagnostics = Diagnostics(for: file)
      if let document = PastedDocument(catalog, &diagnostics) {
        read(document, index, &diagnostics)
        if let branches = document.branches {
          diagnostics.report(
            .notCarriedOver,
            "what 'Fn::If' chooses isn't carried over: only its first branch is adopted",
            at: branches,
            help: "adopt the deployed role: aws iam get-role"
          )
        }
      }
      if diagnostics.hasErrors { isWhole = false }
      reports.append(diagnostics)
    }
    if isWhole { placeLoose() }
    for index in roles.indices where looseManaged >= roles[index].absentPolicies.count {
      // The answer to `get-policy-version` doesn't say which policy it is of.
      roles[index].absentPolicies = []
    }
  }

  /// Whether each file could be read.
  var isReadable: Bool { isWhole && !reports.contains(where: \.hasErrors) }

  private mutating func read(
    _ document: PastedDocument,
    _ file: Int,
    _ diagnostics: inout Diagnostics
  ) {
    var places: [Int: Int] = [:]
    for (number, bearer) in document.bearers.sorted(by: { $0.key < $1.key })
    where bearer.type == "AWS::IAM::Role" {
      places[number] = place(of: bearer, file)
    }
    for policy in document.policies {
      let node = policy.node.asTexts(in: place)
      let isIdentity = policy.kind == .identity
      guard let read = IAMPolicy(node, isIdentity ? .identity : .resource, &diagnostics) else {
        continue
      }
      let existing = ExistingPolicy(policy: read, node: node, file: file)
      let type = policy.bearer.flatMap { document.bearers[$0]?.type } ?? ""
      switch policy.kind {
      case .stream: sharing.append(existing)
      case .other:
        // What only denies opens nothing to anybody.
        guard read.statements.contains(where: { $0.effect == .allow }) else { continue }
        report(existing, "this policy of a resource", &diagnostics)
      case .trust, .identity:
        if let role = policy.bearer.flatMap({ places[$0] }) {
          policy.kind == .trust
            ? roles[role].trust.append(existing) : roles[role].permissions.append(existing)
        } else if ["AWS::IAM::User", "AWS::IAM::Group"].contains(type) {
          let noun = type == "AWS::IAM::User" ? "user" : "group"
          report(existing, "this policy of a \(noun), which is no role,", &diagnostics)
        } else {
          if policy.isManaged { looseManaged += 1 }
          loose.append((policy.kind, existing))
        }
      }
    }
  }

  private func report(
    _ policy: ExistingPolicy,
    _ noun: String,
    _ diagnostics: inout Diagnostics
  ) {
    diagnostics.report(
      .notCarriedOver,
      "\(noun) isn't carried over: a spec describes roles that vendors assume",
      at: policy.node.range,
      help: "keep it, or remove it once the role does its work"
    )
  }

  /// The number of the role that a bearer is: several documents may tell of one.
  private mutating func place(of bearer: PastedDocument.Bearer, _ file: Int) -> Int {
    let name = bearer.node["RoleName"]?.text.flatMap {
      $0.contains(TemplateValues.unknown) ? nil : $0
    }
    let known = name.flatMap { name in roles.firstIndex { $0.name == name } }
    let index = known ?? roles.count
    if known == nil {
      roles.append(
        ExistingRole(name: name, place: PastedPlace(file: file, range: bearer.node.range))
      )
    }
    roles[index].read(bearer, in: file)
    return index
  }

  /// Gives policies that stand alone to the one role that there is, or makes a role of them.
  private mutating func placeLoose() {
    guard let first = loose.first else { return }
    if roles.isEmpty {
      let range = first.policy.node.range
      roles = [ExistingRole(name: nil, place: PastedPlace(file: first.policy.file, range: range))]
    }
    guard roles.count == 1 else {
      isWhole = false
      reports[first.policy.file].report(
        .notAPolicy,
        "it can't be told which of the \(roles.count) roles this policy is of",
        at: first.policy.node.range,
        help: "name the documents of one role only"
      )
      return
    }
    for (kind, policy) in loose {
      kind == .trust ? roles[0].trust.append(policy) : roles[0].permissions.append(policy)
    }
  }
}
