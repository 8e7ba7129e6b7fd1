package import Catalog
package import Model

/// The texts of steps and their sources, as the catalogue has them.
package struct StepLibrary: Sendable {
  /// Whose text it is, and its name.
  package struct Key: Hashable, Comparable, Sendable {
    package let owner: String
    package let name: String

    package init(_ owner: String, _ name: String) {
      self.owner = owner
      self.name = name
    }

    package static func < (left: Self, right: Self) -> Bool {
      (left.owner, left.name) < (right.owner, right.name)
    }
  }

  private let texts: [Key: StepText]
  private let source: @Sendable (_ owner: String, _ id: String) -> Citation?

  /// A library of some texts; `source` gives the source that an owner knows by an id.
  package init(
    _ texts: [Key: StepText],
    source: @escaping @Sendable (_ owner: String, _ id: String) -> Citation?
  ) {
    self.texts = texts
    self.source = source
  }

  /// The text of a step.
  package func text(of step: Step) -> StepText? {
    texts[Key(step.owner, step.name)]
  }

  /// The source of a step's text.
  package func source(of step: Step) -> Citation? {
    text(of: step).flatMap { source(step.owner, $0.source) }
  }
}

// What the catalogue has.
extension StepLibrary {
  /// The texts of a plan's steps; one that can't be read is missing.
  package init(for plan: Plan, in texts: StepTexts) {
    self.init(for: plan.steps, in: texts)
  }

  /// The texts of some steps; one that can't be read is missing.
  package init(for steps: [Step], in texts: StepTexts) {
    let catalog = texts.catalog
    self.init(texts.texts(of: Set(steps.map { Key($0.owner, $0.name) }))) { owner, id in
      catalog.vendors[owner]?.sources[id] ?? catalog.sources[id]
    }
  }

  /// The rules that texts of the catalogue break, each with the path of its text.
  package static func mistakes(in catalog: Catalog) -> [(path: String, mistake: StepText.Mistake)] {
    let paths = catalog.paths(below: "AWS/steps") + catalog.paths(below: "Vendors")
    return paths.filter { $0.contains("/steps/") && $0.hasSuffix(".md") }.compactMap { path in
      do throws(StepText.Mistake) {
        _ = try StepText(catalog.text(of: path) ?? "")
        return nil
      } catch {
        return (path, error)
      }
    }
  }
}

extension StepLibrary {
  /// Where the steps of a plan and the texts don't fit together: none, or Accredit has a bug.
  package func gaps(in plan: Plan) -> [String] {
    var gaps: Set<String> = []
    for step in plan.steps {
      let name = "\(step.owner)/\(step.name)"
      guard let text = text(of: step) else {
        gaps.insert("\(name) has no text")
        continue
      }
      if source(of: step) == nil { gaps.insert("\(name) has no source '\(text.source)'") }
      for hole in text.holes where step.values[hole] == nil {
        gaps.insert("\(name) has no value for '\(hole)'")
      }
      for value in step.values.keys where !text.holes.contains(value) {
        gaps.insert("\(name) has no hole for '\(value)'")
      }
    }
    return gaps.sorted()
  }
}
