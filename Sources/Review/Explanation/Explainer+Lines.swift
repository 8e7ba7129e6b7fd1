import Catalog
import Compiler
import Diagnostics
package import Model

// Lines of generated files.
extension Explainer {
  /// Why a line is in a file that a spec compiles to.
  package func answer(aboutLine number: Int, of file: OutputFile, in spec: Spec) -> Answer? {
    let lines = Self.lines(of: file.text)
    guard lines.indices.contains(number - 1) else { return nil }
    let place = Provenance.Place(path: file.path, lines: number - 1..<number)
    return answers(aboutFilesOf: file.kind, at: place, in: spec)[file.path]?[number - 1]
  }

  /// Why each line is in the files of a kind, by the paths of the files.
  package func answers(
    aboutFilesOf kind: OutputFile.Kind,
    in spec: Spec
  ) -> [String: [Answer]] {
    answers(aboutFilesOf: kind, at: nil, in: spec)
  }

  private func answers(
    aboutFilesOf kind: OutputFile.Kind,
    at place: Provenance.Place?,
    in spec: Spec
  ) -> [String: [Answer]] {
    let provenance = Provenance(spec.plan, alone: spec.alone, compiler)
    var known: [PlanPart: [Origin]] = [:]
    var answers: [String: [Answer]] = [:]
    for traced in provenance.files(kind, at: place) {
      let lines = Self.lines(of: traced.file.text)
      let library = kind == .script ? ShellLibrary(catalog).places(of: lines) : []
      answers[traced.file.path] = lines.indices.map { index in
        let (about, origins) = explanation(
          of: traced.origins[index],
          library.isEmpty ? nil : library[index],
          in: spec,
          &known
        )
        return Answer(
          .line,
          "\(spec.plan.name)/\(traced.file.path):\(index + 1)",
          about: ["    " + lines[index], ""] + about,
          origins: origins
        )
      }
    }
    return answers
  }

  static func lines(of text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// How many origins are spelled out; of more, the integrations are named.
  private static let mostOrigins = 12

  private func explanation(
    of origin: Provenance.LineOrigin,
    _ place: ShellLibrary.Place?,
    in spec: Spec,
    _ known: inout [PlanPart: [Origin]]
  ) -> ([String], [Origin]) {
    var about = place.map { [$0.text] } ?? []
    switch origin {
    case .constant:
      if about.isEmpty { about = ["The same for every spec."] }
      return (about, [])
    case .anyOf(let integrations):
      about.append("It is there for each of: \(Self.list(integrations)).")
      return (about, integrations.map { own(of: $0, in: spec) })
    case .together(let integrations):
      about.append("It is there for these together: \(Self.list(integrations)).")
      return (about, integrations.map { own(of: $0, in: spec) })
    case .parts(let parts):
      var origins: [Origin] = []
      for part in parts {
        let own = known[part] ?? spec.origins(of: part, catalog)
        known[part] = own
        origins += own
      }
      origins = origins.unique
      guard origins.count > Self.mostOrigins else { return (about, origins) }
      let integrations = Set(origins.flatMap(\.integrations)).sorted()
      about.append(
        "It sums up \(origins.count) parts of the spec, of the integrations "
          + "\(Self.list(integrations)); it would change with each of them."
      )
      return (about, integrations.map { own(of: $0, in: spec) })
    }
  }

  private static func list(_ integrations: [Slug]) -> String {
    integrations.map(\.text).joined(separator: ", ")
  }

  private func own(of integration: Slug, in spec: Spec) -> Origin {
    Origin(
      "integration '\(integration)'",
      facts: [.init("type", spec.type(of: integration) ?? "")],
      integrations: [integration],
      places: spec.places(of: [integration])
    )
  }
}

extension ShellLibrary.Place {
  /// What a line of the library is, in a sentence.
  fileprivate var text: String {
    let place = "\(file):\(line)"
    guard let function else { return "A line of the constant library of the scripts, \(place)." }
    let end = purpose.isEmpty || purpose.hasSuffix(".") ? "" : "."
    return "A line of the constant library of the scripts, \(place), in the function "
      + "\(function)\(purpose.isEmpty ? "." : ": " + purpose + end)"
  }
}
