package import Catalog
import Checklist
import CloudFormation
package import Diagnostics
package import Model
import Passes
import Specification
import YAML

/// What became of a spec.
package struct Compilation: Sendable {
  /// The spec's name, which names the folder of its files; nil when it can't be read.
  package let name: Slug?
  /// The files of the kinds that were asked for, in the order of their paths; none when the
  /// diagnostics hold an error.
  package let files: [OutputFile]
  package let diagnostics: Diagnostics
  /// Makes the files of every kind; nil where nothing is left to make.
  fileprivate let makeAll: (@Sendable () -> [OutputFile])?

  /// The files of every kind; those that weren't asked for are made now.
  package func allFiles() -> [OutputFile] { makeAll?() ?? files }
}

/// The pipeline, from the bytes of a spec to the files of a folder. It is pure: the same bytes in,
/// the same bytes out, whatever the machine, the time and the place.
package struct Compiler: Sendable {
  private let catalog: Catalog
  /// The digest of the whole catalogue, taken once: of a folder it takes longer than a spec does.
  private let catalogVersion: String
  private let texts: StepTexts

  package init(_ catalog: Catalog) {
    self.catalog = catalog
    texts = StepTexts(catalog)
    catalogVersion = catalog.version
  }

  /// Compiles a spec.
  ///
  /// - Parameter kinds: the files that are made at once; what is said of the spec is the same for
  ///   all of them and for none.
  package func compile(
    _ source: SourceFile,
    _ kinds: Set<OutputFile.Kind> = OutputFile.Kind.all
  ) -> Compilation {
    var diagnostics = Diagnostics(for: source)
    guard let plan = plan(source, &diagnostics), !diagnostics.hasErrors else {
      return Compilation(name: nil, files: [], diagnostics: diagnostics, makeAll: nil)
    }
    guard let lowering = lower(plan, &diagnostics) else {
      return Compilation(name: plan.name, files: [], diagnostics: diagnostics, makeAll: nil)
    }
    let version = catalogVersion
    let makeAll: @Sendable () -> [OutputFile] = { lowering.files(OutputFile.Kind.all, version) }
    return Compilation(
      name: plan.name,
      files: lowering.files(kinds, version),
      diagnostics: diagnostics,
      makeAll: kinds == OutputFile.Kind.all ? nil : makeAll
    )
  }

  /// Reads a spec, as far as it can be read, and resolves what it means.
  ///
  /// - Parameter integrations: what of the spec is planned; nil for all of it.
  package func plan(
    _ source: SourceFile,
    of integrations: Set<Slug>? = nil,
    _ diagnostics: inout Diagnostics
  ) -> Plan? {
    guard let root = compose(&diagnostics) else { return nil }
    if let spec = TargetedSpec(root, catalog, &diagnostics) {
      return Rollout(spec, of: integrations, fileName: source.baseName, catalog, &diagnostics)?
        .plan(&diagnostics)
    }
    guard var specification = Specification(root, catalog, &diagnostics) else { return nil }
    if let integrations { specification.keep(integrations) }
    return plan(specification, source, &diagnostics)
  }

  /// The plan of each of some integrations by itself; the spec is read once for all of them.
  package func plans(
    _ source: SourceFile,
    ofEach integrations: [Slug]
  ) -> [(integration: Slug, plan: Plan)] {
    var ignored = Diagnostics(for: source)
    guard let root = compose(&ignored), TargetedSpec(root, catalog, &ignored) == nil,
      let specification = Specification(root, catalog, &ignored)
    else {
      return integrations.compactMap { integration in
        plan(source, of: [integration], &ignored).map { (integration, $0) }
      }
    }
    return integrations.map { integration in
      var own = specification
      own.keep([integration])
      return (integration, plan(own, source, &ignored))
    }
  }

  /// Resolves what a spec for one account means.
  private func plan(
    _ specification: Specification,
    _ source: SourceFile,
    _ diagnostics: inout Diagnostics
  ) -> Plan {
    let intent = Plan(for: specification, fileName: source.baseName, catalog, &diagnostics)
    let plan = intent.mergingResources(&diagnostics).attachingGrants()
      .dividingPolicies(catalog.quotas, &diagnostics).inOrder()
    plan.checkQuotas(catalog.quotas, &diagnostics)
    return plan
  }

  /// Puts the plan before the backends; nil for one that they can't write.
  private func lower(_ plan: Plan, _ diagnostics: inout Diagnostics) -> Lowering? {
    let lowering = Lowering(plan, catalog, texts, &diagnostics)
    // The built-in catalogue has no gaps: the tests of its steps hold that.
    for gap in catalog.isBuiltIn ? [] : lowering.gaps {
      diagnostics.report(.unreadableFile, "the catalogue's step \(gap)", at: nil)
    }
    return diagnostics.hasErrors ? nil : lowering
  }

  /// A plan that says in which template each of its resources stands.
  package func divided(_ plan: Plan) -> Plan {
    var divided = plan
    let limits = Templates.Limits(catalog.quotas)
    divided.divisions = Templates(of: plan, fingerprint: "", limits: limits).divisions
    return divided
  }

  /// The files of one kind that a resolved plan becomes.
  package func files(of plan: Plan, _ kind: OutputFile.Kind) -> [OutputFile] {
    Lowering.files(of: plan, kind, catalog, texts, catalogVersion)
  }
}
