import Audit
import Comparison
import Compiler
import Diagnostics
import Model
import TestSupport
import Text
import YAML

/// A spec that compiles, and up to seven changes of it.
enum CompileTarget {
  private static let audit = Audit(Product.catalog, Audit.Options())

  static func check(_ bytes: [UInt8]) throws(Breach) {
    var choices = Choices(bytes)
    let isTwice = choices.number(below: 4) == 0
    let spec = ChangedSpec(&choices)
    let file = Product.file(spec.text)
    let compilation = Product.compiler.compile(file)
    try DiagnosticPromises.check(compilation.diagnostics)
    try require(
      compilation.files.isEmpty == compilation.diagnostics.hasErrors,
      "there are files and errors, or neither"
    )
    for output in compilation.files { try check(output) }
    let paths = compilation.files.map(\.path)
    try require(Set(paths).count == paths.count, "two files have one path: \(paths)")
    if isTwice {
      let again = Product.compiler.compile(file)
      try require(again.files == compilation.files, "two runs differ")
      try DiagnosticPromises.checkEqual(again.diagnostics, compilation.diagnostics)
    }
  }

  private static func check(_ file: OutputFile) throws(Breach) {
    let isPlain = file.text.utf8.allSatisfy(DiagnosticPromises.isPlain)
    try require(isPlain, "\(file.path) has a byte that no output may have")
    try require(file.text.hasSuffix("\n"), "\(file.path) doesn't end its last line")
    let steps = file.path.split(separator: "/", omittingEmptySubsequences: false)
    let isInside = steps.count <= 2 && steps.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
    try require(isInside, "\(file.path) leads elsewhere")
    guard file.kind == .template else { return }
    let source = Product.file(file.text, file.path)
    var diagnostics = Diagnostics(for: source)
    let root = compose(&diagnostics, .template)
    let others = diagnostics.sorted.filter { $0.code != .yamlTag }
    try require(root != nil && others.isEmpty, "\(file.path) isn't read back: \(others)")
    try require(audit.report(on: source).isReadable, "an audit can't read \(file.path)")
  }
}

/// Two specs of one name.
enum DiffTarget {
  static func check(_ bytes: [UInt8]) throws(Breach) {
    var choices = Choices(bytes)
    let style = choices.byte()
    let changed = ChangedSpec(&choices)
    let original = changed.original
    guard let old = side(original.yaml()) else { return }
    if !changed.isChanged {
      // Another order of keys, other quotes and comments grant nothing.
      if let new = side(original.yaml(style: UInt64(style))) {
        let comparison = try compare(old, new)
        try require(comparison.access.isEmpty, "style is a difference")
        try require(old.fingerprint == new.fingerprint, "style changes the fingerprint")
      }
    } else if let new = side(changed.text) {
      let there = try compare(old, new)
      let back = try compare(new, old)
      try require(
        Set(there.access.flatMap(\.old)) == Set(back.access.flatMap(\.new))
          && Set(there.access.flatMap(\.new)) == Set(back.access.flatMap(\.old)),
        "the way back isn't the way there"
      )
    }
  }

  /// What rows grant, without the reasons for it and its places in the spec.
  private static func words(of rows: [Ledger.Row]) -> [[String]] {
    rows.map { [$0.party, $0.principal, $0.externalID, $0.action, $0.resource, $0.condition] }
  }

  private static func text(of side: Comparison.Side) -> String {
    String(decoding: side.file.bytes, as: UTF8.self)
  }

  private static func side(_ text: String) -> Comparison.Side? {
    let file = Product.file(text)
    var diagnostics = Diagnostics(for: file)
    guard let plan = Product.compiler.plan(file, &diagnostics), !diagnostics.hasErrors else {
      return nil
    }
    return Comparison.Side(Product.compiler.divided(plan), file)
  }

  private static func compare(
    _ old: Comparison.Side,
    _ new: Comparison.Side
  ) throws(Breach) -> Comparison {
    guard let comparison = Comparison(from: old, to: new) else {
      throw Breach("two specs can't be compared")
    }
    let isEqual = old.fingerprint == new.fingerprint
    // Where conditions ask for tags, the same rows may grant something else.
    let isReworded = comparison.access.contains { words(of: $0.old) != words(of: $0.new) }
    try require(
      isEqual ? !isReworded : !comparison.access.isEmpty,
      "\(comparison.access.count) rows, fingerprints are \(isEqual ? "equal" : "different"):\n"
        + UnifiedDiff.text(from: text(of: old), to: text(of: new), path: "acme.yaml")
    )
    let report = DiffReport([comparison], Product.catalog)
    try DiagnosticPromises.checkHarmless(report.text(usesColor: false))
    let markdown = report.markdown(limit: 4_000)
    for text in [markdown, report.html, report.json.text] {
      try require(text.utf8.allSatisfy(DiagnosticPromises.isPlain), "a report has a raw byte")
    }
    return comparison
  }
}
