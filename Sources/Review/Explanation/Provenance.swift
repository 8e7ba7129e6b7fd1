import Compiler
import Model

/// Where each line of a spec's outputs comes from, found by difference: the plan is lowered again
/// with one part left out at a time, and a line that is gone then comes from that part.
///
/// So it is exact whatever a backend does, and no backend has to keep account of it.
struct Provenance: Sendable {
  /// Where a line comes from.
  enum LineOrigin: Hashable, Sendable {
    /// Without any one of these it would not be as it is; the smallest parts first.
    case parts([PlanPart])
    /// It would be there for any one of these integrations alone.
    case anyOf([Slug])
    /// It is there for these integrations together, and not for one of them alone.
    case together([Slug])
    /// It is the same for every spec.
    case constant
  }

  /// A file's lines, and where each comes from.
  struct File: Sendable {
    let file: OutputFile
    let origins: [LineOrigin]
  }

  /// Lines of a file that somebody asks about.
  struct Place: Sendable {
    let path: String
    let lines: Range<Int>
  }

  private let compiler: Compiler
  private let plan: Plan
  /// The plan of each integration by itself.
  private let alone: [(integration: Slug, plan: Plan)]

  /// - Parameter alone: the plan of each integration by itself.
  init(_ plan: Plan, alone: [(integration: Slug, plan: Plan)], _ compiler: Compiler) {
    (self.plan, self.alone, self.compiler) = (plan, alone, compiler)
  }

  /// The files of a kind with the origin of each line.
  ///
  /// - Parameter place: the lines that matter, and the only ones whose origins are whole; nil for
  ///   all.
  func files(_ kind: OutputFile.Kind, at place: Place? = nil) -> [File] {
    var tracers = compiler.files(of: plan, kind).map { LineTracer(of: $0, at: place) }
    for group in PlanPart.groups(of: plan) {
      // What doesn't change with all of a group doesn't change with one part of it.
      if group.parts.count > 2, !touches(plan.without(group.parts), kind, &tracers) { continue }
      for part in group.parts where trace(part, kind, &tracers) {
        for inner in group.inner[part] ?? [] { _ = trace(inner, kind, &tracers) }
      }
    }
    let empty = compiler.files(of: plan.empty, kind)
    let isOpen = tracers.indices.map { tracers[$0].findConstant(empty: empty) }.contains(true)
    let singles =
      isOpen ? alone.map { ($0.integration, compiler.files(of: $0.plan, kind)) } : []
    return tracers.indices.map { index in
      tracers[index].findShared(singles)
      return File(file: tracers[index].file, origins: tracers[index].origins(alone.map(\.0)))
    }
  }

  /// Whether the lines that matter are other ones in another plan's files.
  private func touches(
    _ other: Plan,
    _ kind: OutputFile.Kind,
    _ tracers: inout [LineTracer]
  ) -> Bool {
    let files = compiler.files(of: other, kind)
    return tracers.indices.contains { !tracers[$0].missing(in: files).isEmpty }
  }

  /// Notes which lines come from a part; false for none of those that matter.
  private func trace(
    _ part: PlanPart,
    _ kind: OutputFile.Kind,
    _ tracers: inout [LineTracer]
  ) -> Bool {
    let rest = compiler.files(of: plan.without([part]), kind)
    var isTouched = false
    for index in tracers.indices where tracers[index].trace(part, missingIn: rest) {
      isTouched = true
    }
    return isTouched
  }
}

/// The lines of one file while their origins are looked for.
private struct LineTracer {
  let file: OutputFile
  private var numbers = NumberedLines()
  private let lines: [Int]
  private let depths: [Int]
  private var parts: [[PlanPart]]
  private var suffices: [[Slug]]
  private var isConstant: [Bool]
  /// The lines that matter.
  private let place: Range<Int>

  init(of file: OutputFile, at place: Provenance.Place?) {
    self.file = file
    let known = place.map { $0.path == file.path ? $0.lines : 0..<0 }
    lines = numbers.lines(of: file.text)
    depths = file.text.split(separator: "\n", omittingEmptySubsequences: false).map(\.blockDepth)
    parts = Array(repeating: [], count: lines.count)
    suffices = Array(repeating: [], count: lines.count)
    isConstant = Array(repeating: false, count: lines.count)
    self.place = known ?? lines.indices
  }

  /// The lines that matter and aren't in other files.
  mutating func missing(in files: [OutputFile]) -> [Range<Int>] {
    guard !place.isEmpty else { return [] }
    return removed(in: files).map { $0.clamped(to: place) }.filter { !$0.isEmpty }
  }

  /// Notes the lines that aren't in the files that the plan becomes without a part; false for none.
  mutating func trace(_ part: PlanPart, missingIn files: [OutputFile]) -> Bool {
    let runs = missing(in: files)
    for line in runs.joined() { parts[line].append(part) }
    return !runs.isEmpty
  }

  /// Finds the lines that are the same for every spec; true when others are left of which no
  /// single part is the origin.
  mutating func findConstant(empty: [OutputFile]) -> Bool {
    isConstant = stays(in: empty)
    return place.contains { !isConstant[$0] && parts[$0].isEmpty }
  }

  /// Finds where the lines come from that no single part changes.
  mutating func findShared(_ singles: [(Slug, [OutputFile])]) {
    for (integration, files) in singles {
      for (line, stays) in stays(in: files).enumerated() where stays {
        suffices[line].append(integration)
      }
    }
  }

  func origins(_ integrations: [Slug]) -> [Provenance.LineOrigin] {
    lines.indices.map { line in
      if !parts[line].isEmpty { return .parts(parts[line].smallestFirst) }
      if isConstant[line] { return .constant }
      return suffices[line].isEmpty ? .together(integrations) : .anyOf(suffices[line])
    }
  }

  private mutating func stays(in files: [OutputFile]) -> [Bool] {
    var stays = Array(repeating: true, count: lines.count)
    for run in removed(in: files) {
      for line in run { stays[line] = false }
    }
    return stays
  }

  private mutating func removed(in files: [OutputFile]) -> [Range<Int>] {
    guard let other = files.first(where: { $0.path == file.path }) else { return [lines.indices] }
    return LineDifference.removed(from: lines, to: numbers.lines(of: other.text), depths: depths)
  }
}

extension [PlanPart] {
  /// The smallest parts first, without those that are wholes of others.
  fileprivate var smallestFirst: [PlanPart] {
    var wholes: Set<PlanPart> = []
    for part in self {
      var whole = part.whole
      while let each = whole {
        wholes.insert(each)
        whole = each.whole
      }
    }
    let own = filter { !wholes.contains($0) }
    return own.enumerated().sorted { left, right in
      (-left.element.depth, left.offset) < (-right.element.depth, right.offset)
    }.map(\.element)
  }
}

extension Substring {
  /// How deep a block is that starts with this line: a separating blank line starts a large one,
  /// and what closes a block starts none.
  fileprivate var blockDepth: Int {
    let indent = utf8.prefix { $0 == UInt8(ascii: " ") }.count
    guard let first = utf8.dropFirst(indent).first else { return -1 }
    let closes = [UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ";")].contains(first)
    return indent * 2 + (closes ? 1 : 0)
  }
}
