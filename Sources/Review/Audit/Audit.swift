package import Catalog
package import Diagnostics
import IAM
package import Model
import YAML

/// Holds roles, policies and templates of any author against the rules.
package struct Audit: Sendable {
  /// By whose rules a permission is judged.
  package enum Role: String, CaseIterable, Sendable {
    /// What a vendor's role may do.
    case vendor
    /// What the person or pipeline may do that deploys.
    case deployer
  }

  /// What the person who asks knows.
  package struct Options: Sendable {
    /// The integration type that the policy is for, such as `logzio/s3-fetch`.
    package var type: String?
    /// The account that the role or resource is in.
    package var account: AccountID?
    /// By whose rules permissions are judged; nil lets the name of the file tell.
    package var role: Role?
    /// Why findings of a code are accepted.
    package var accepted: [DiagnosticCode: String] = [:]

    package init() {}
  }

  /// What came of one file.
  package struct Report: Sendable {
    /// Whether the file held a policy.
    package let isReadable: Bool
    package let diagnostics: Diagnostics
    /// How many findings were accepted.
    package let acceptedCount: Int

    private init(_ diagnostics: Diagnostics, isReadable: Bool, acceptedCount: Int = 0) {
      (self.diagnostics, self.isReadable) = (diagnostics, isReadable)
      self.acceptedCount = acceptedCount
    }

    /// The report on a file that couldn't be read, with the reason.
    package init(unreadable diagnostics: Diagnostics) {
      self.init(diagnostics, isReadable: false)
    }

    /// The report on a file with a policy.
    init(_ findings: Diagnostics, acceptedCount: Int) {
      self.init(findings, isReadable: true, acceptedCount: acceptedCount)
    }

    /// Whether something is wrong: notes don't count.
    package var hasFindings: Bool {
      diagnostics.count(of: .error) + diagnostics.count(of: .warning) > 0
    }
  }

  let catalog: Catalog
  private let options: Options
  private let rules: [Rule]
  private let integrations: [Integration]

  /// - Parameter rules: the names of the rules that count; nil for all.
  package init(_ catalog: Catalog, _ options: Options, rules: Set<String>? = nil) {
    self.catalog = catalog
    self.options = options
    self.rules = Rule.all.filter { rules?.contains($0.name) ?? true }
    integrations = Integration.all(of: catalog)
  }

  /// The names of all rules, in the order in which they are asked.
  package static let ruleNames = Rule.all.map(\.name)

  /// Reads a file and holds each policy in it against the rules.
  package func report(on file: SourceFile) -> Report {
    var diagnostics = Diagnostics(for: file)
    guard let scopes = scopes(of: file, &diagnostics) else {
      return Report(unreadable: diagnostics)
    }
    for rule in rules {
      for scope in scopes { rule.check(scope, &diagnostics) }
    }
    return accepting(diagnostics)
  }

  /// The names of the rules that find an error or a warning in a file; `reading` for what is found
  /// before any rule is asked.
  package func finders(in file: SourceFile) -> Set<String> {
    var diagnostics = Diagnostics(for: file)
    let scopes = scopes(of: file, &diagnostics) ?? []
    var names: Set<String> = diagnostics.hasErrors ? ["reading"] : []
    for rule in rules {
      var found = Diagnostics(for: file)
      for scope in scopes { rule.check(scope, &found) }
      if found.count(of: .error) + found.count(of: .warning) > 0 { names.insert(rule.name) }
    }
    return names
  }

  /// What is to be judged in a file, once for each branch of its conditions; nil after reporting
  /// why nothing is.
  private func scopes(of file: SourceFile, _ diagnostics: inout Diagnostics) -> [AuditScope]? {
    guard let root = readPasted(&diagnostics) else {
      reportPastedCharacters(&diagnostics)
      return nil
    }
    var scopes: [AuditScope] = []
    for branch in root.usesConditions ? TemplateValues.Branch.allCases : [.then] {
      let values = TemplateValues(root, branch, catalog.auditFacts)
      let finder = PolicyFinder(root, values, Diagnostics(for: file))
      for diagnostic in finder.diagnostics.sorted { diagnostics.report(diagnostic) }
      guard !finder.found.isEmpty else { continue }
      scopes.append(scope(of: finder.found.map { AuditedPolicy($0) }, in: file))
    }
    if scopes.isEmpty { reportNoPolicy(root, &diagnostics) }
    return scopes.isEmpty ? nil : scopes
  }

  /// Whether a file has one of the names under which `compile` writes what a deployer may do.
  private static func isDeployersPolicy(_ name: String) -> Bool {
    guard let rest = name.removing(prefix: "deployer-policy"), rest.hasSuffix(".json") else {
      return false
    }
    let words = rest.dropLast(".json".count).split(separator: "-", omittingEmptySubsequences: false)
    let isNumber = { (word: Substring) in !word.isEmpty && word.allSatisfy(\.isNumber) }
    return words.first == "" && words.count <= 3
      && words.dropFirst().enumerated().allSatisfy { $0 == 0 && $1 == "script" || isNumber($1) }
  }

  private func scope(of policies: [AuditedPolicy], in file: SourceFile) -> AuditScope {
    let isDeployers = Self.isDeployersPolicy(file.baseName)
    return AuditScope(
      catalog: catalog,
      options: options,
      role: options.role ?? (isDeployers ? .deployer : .vendor),
      integrations: integrations,
      policies: policies
    )
  }

  /// What is left when accepted findings are taken out.
  private func accepting(_ diagnostics: Diagnostics) -> Report {
    var left = Diagnostics(for: diagnostics.file)
    var used: Set<DiagnosticCode> = []
    var count = 0
    for diagnostic in diagnostics.sorted {
      if diagnostic.severity != .note, options.accepted[diagnostic.code] != nil {
        used.insert(diagnostic.code)
        count += 1
      } else {
        left.report(diagnostic)
      }
    }
    let unused = Set(options.accepted.keys).subtracting(used)
    for code in unused.sorted(by: { $0.rawValue < $1.rawValue }) {
      left.report(
        .unusedAcceptance,
        "nothing was found that '\(code.rawValue)' would accept",
        at: nil,
        help: "leave '--accept \(code.rawValue)=…' out"
      )
    }
    return Report(left, acceptedCount: count)
  }
}

// What can't be judged.
extension Audit {
  func reportNoPolicy(_ root: Node, _ diagnostics: inout Diagnostics) {
    let isExplained = diagnostics.hasErrors
    reportPastedCharacters(&diagnostics)
    guard !isExplained else { return }
    let keys = (root.entries ?? []).prefix(6).map { quoted($0.key.value, limit: 30) }
    let found =
      keys.isEmpty ? "this is \(root.kind)" : "its keys are \(keys.joined(separator: ", "))"
    diagnostics.report(
      .notAPolicy,
      "there is no policy in this document; \(found)",
      at: root.range,
      help: "paste a policy, a template, or the answer of 'aws iam get-role', 'get-role-policy' or "
        + "'get-policy-version'"
    )
  }

  /// Reports the first character that a word processor or a wrong encoding has put there.
  func reportPastedCharacters(_ diagnostics: inout Diagnostics) {
    let text = String(decoding: diagnostics.file.bytes.prefix(1 << 20), as: UTF8.self)
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      for (column, scalar) in line.enumerated() {
        guard let name = PastedCharacter.name(of: scalar), PastedCharacter.breaks(scalar) else {
          continue
        }
        let place = SourcePosition(line: index + 1, column: column + 1)
        diagnostics.report(
          .policyCharacter,
          "\(name) stands here, which comes of a word processor or a wrong encoding",
          at: SourceRange(at: place),
          help: "write plain quotes and spaces, and copy the text from its source again"
        )
        return
      }
    }
  }
}

/// Characters that come into a text by pasting it.
enum PastedCharacter {
  /// What a character is called that doesn't belong into a policy; nil for any other.
  static func name(of scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x2018...0x201F, 0xAB, 0xBB: return "a typographic quote (\(code(scalar)))"
    case 0xA0, 0x2000...0x200A, 0x202F, 0x3000: return "a space of another kind (\(code(scalar)))"
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF:
      return "an invisible character (\(code(scalar)))"
    case 0x2010...0x2015, 0x2212: return "a typographic dash (\(code(scalar)))"
    case 0x2026: return "an ellipsis (\(code(scalar)))"
    case 0x20AC, 0x2122, 0x152, 0x153, 0x160, 0x161, 0x178, 0x17D, 0x17E:
      return "a character of a wrong encoding (\(code(scalar)))"
    case 0xFFFD: return "a byte that isn't UTF-8"
    default: return nil
    }
  }

  /// Whether a reader of JSON or YAML stumbles over it, or over what should stand there.
  static func breaks(_ scalar: Unicode.Scalar) -> Bool {
    ![0x2010...0x2015, 0x2212...0x2212, 0x2026...0x2026].contains { $0.contains(scalar.value) }
  }

  private static func code(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension Node {
  /// Whether `Fn::If` stands somewhere in the document.
  var usesConditions: Bool {
    switch content {
    case .scalar: false
    case .sequence(let items): items.contains { $0.usesConditions }
    case .mapping(let entries):
      entries.contains { $0.key.value == "Fn::If" || $0.value.usesConditions }
    }
  }
}
