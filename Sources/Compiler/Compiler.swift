import AccessReport
package import Catalog
import Checklist
import CloudFormation
package import Diagnostics
package import Model
import Passes
import ShellScript
import Specification
import YAML

/// What became of a spec.
package struct Compilation: Sendable {
  /// The spec's name, which names the folder of its files; nil when it can't be read.
  package let name: Slug?
  /// The files, in the order of their paths; none when the diagnostics hold an error.
  package let files: [OutputFile]
  package let diagnostics: Diagnostics
}

/// The pipeline, from the bytes of a spec to the files of a folder. It is pure: the same bytes in,
/// the same bytes out, whatever the machine, the time and the place.
package struct Compiler: Sendable {
  private let catalog: Catalog
  /// The digest of the whole catalogue, taken once: it takes longer than a spec does.
  private let catalogVersion: String

  package init(_ catalog: Catalog) {
    self.catalog = catalog
    catalogVersion = catalog.version
  }

  /// Compiles a spec.
  package func compile(_ source: SourceFile) -> Compilation {
    var diagnostics = Diagnostics(for: source)
    guard let plan = plan(source, &diagnostics), !diagnostics.hasErrors else {
      return Compilation(name: nil, files: [], diagnostics: diagnostics)
    }
    let files = lower(plan, &diagnostics)
    return Compilation(
      name: plan.name,
      files: diagnostics.hasErrors ? [] : files,
      diagnostics: diagnostics
    )
  }

  /// Reads a spec, as far as it can be read, and resolves what it means.
  package func plan(_ source: SourceFile, _ diagnostics: inout Diagnostics) -> Plan? {
    guard let root = compose(&diagnostics),
      let specification = Specification(root, catalog, &diagnostics)
    else { return nil }
    let intent = Plan(for: specification, fileName: source.baseName, catalog, &diagnostics)
    let plan = intent.mergingResources(&diagnostics).attachingGrants().inOrder()
    plan.checkQuotas(catalog.quotas, &diagnostics)
    return plan
  }

  /// Writes the plan in the language of each backend.
  private func lower(_ plan: Plan, _ diagnostics: inout Diagnostics) -> [OutputFile] {
    let fingerprint = Ledger(of: plan).fingerprint
    let template = Template(of: plan, fingerprint: fingerprint)
    plan.check(template, catalog.quotas, &diagnostics)
    let plan = plan.addingDeployment(of: template, catalog).inOrder()
    var files = [template.file]
    files += ShellScript.render(plan, fingerprint: fingerprint, catalog)
    files += AccessReport.render(plan)
    let library = StepLibrary(for: plan, in: catalog)
    for gap in library.gaps(in: plan) {
      diagnostics.report(.unreadableFile, "the catalogue's step \(gap)", at: nil)
    }
    guard !diagnostics.hasErrors else { return [] }
    files += Checklist.render(plan, library)
    files.append(Manifest(of: files, plan, fingerprint, catalogVersion).file)
    return files.sorted { $0.path < $1.path }
  }
}
