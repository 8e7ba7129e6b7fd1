import AccessReport
import Catalog
import Checklist
import CloudFormation
import DeployerPolicy
import Diagnostics
import Model
import Passes
import ShellScript
import VendorRequests

/// A resolved plan on its way into the languages of the backends.
struct Lowering {
  /// The plan with the steps that depend on what the backends make.
  private let plan: Plan
  private let library: StepLibrary
  private let templates: Templates
  private let ledger: Ledger
  private let fingerprint: String
  /// What whoever deploys needs, for each way.
  private let deployerPolicies: [DeployerFacts.Way: [PolicyDocument]]
  private let catalog: Catalog

  /// Makes the templates, which steps depend on, and reports what CloudFormation would refuse of
  /// them.
  init(_ plan: Plan, _ catalog: Catalog, _ diagnostics: inout Diagnostics) {
    self.catalog = catalog
    ledger = Ledger(of: plan)
    fingerprint = ledger.fingerprint
    templates = Templates(
      of: plan,
      fingerprint: fingerprint,
      limits: Templates.Limits(catalog.quotas)
    )
    plan.check(templates, catalog.quotas, &diagnostics)
    deployerPolicies = plan.deployerPolicies(deploying: templates, catalog)
    let deployed = plan.addingDeployment(of: templates, deployerPolicies, catalog)
    self.plan = plan.targets == nil ? deployed.withStepsByPhase() : deployed.inOrder()
    library = StepLibrary(for: self.plan, in: catalog)
  }

  /// The steps of the plan that the catalogue has no text for.
  var gaps: [String] { library.gaps(in: plan) }

  /// The files of a kind that a plan becomes: what the whole has of it, without the rest.
  static func files(
    of plan: Plan,
    _ kind: OutputFile.Kind,
    _ catalog: Catalog,
    _ catalogVersion: String
  ) -> [OutputFile] {
    var diagnostics = Diagnostics(for: SourceFile(name: plan.fileName, bytes: []))
    switch kind {
    // No step of a person reaches these, so that the template needn't be made for them.
    case .script where plan.targets == nil:
      return ShellScript.render(plan, fingerprint: Ledger(of: plan).fingerprint, catalog)
    case .access: return AccessReport.render(plan)
    case .vendor: return VendorRequests.render(plan.withRequestsOfEachTarget, catalog)
    case .template, .script, .deployer, .checklist:
      return Lowering(plan, catalog, &diagnostics).files(kind)
    case .manifest:
      let all = Lowering(plan, catalog, &diagnostics).files(catalogVersion)
      return all.filter { $0.kind == .manifest }
    }
  }

  /// The files of a kind; none for the manifest, which speaks of all others.
  func files(_ kind: OutputFile.Kind) -> [OutputFile] {
    switch kind {
    case .template:
      templates.all.map(\.file)
        + StackSetTemplate.render(plan, deploying: stackSets, fingerprint: fingerprint)
        + stackSetRoles
    case .script:
      plan.targets == nil
        ? ShellScript.render(plan, fingerprint: fingerprint, catalog)
        : ShellScript.render(plan, deploying: stackSets, fingerprint: fingerprint, catalog)
    case .deployer: DeployerPolicy.render(deployerPolicies)
    case .checklist: Checklist.render(plan, library)
    case .access: AccessReport.render(plan, ledger)
    case .vendor: VendorRequests.render(plan.withRequestsOfEachTarget, catalog)
    case .manifest: []
    }
  }

  /// The stack sets that deploy the templates of a plan with targets.
  private var stackSets: [StackSet] {
    plan.targets == nil ? [] : StackSetTemplate.stackSets(of: templates, plan)
  }

  /// The templates of the roles that self-managed stack sets act with.
  private var stackSetRoles: [OutputFile] {
    guard let targets = plan.targets, !targets.isServiceManaged else { return [] }
    return StackSetRoles.render(
      plan,
      targets,
      allowing: StackSetPolicies(plan, targets, catalog).all
    )
  }

  /// Every file, in the order of their paths.
  func files(_ catalogVersion: String) -> [OutputFile] {
    var files = OutputFile.Kind.allCases.flatMap { self.files($0) }
    files.append(Manifest(of: files, plan, fingerprint, catalog, catalogVersion).file)
    return files.sorted { $0.path < $1.path }
  }
}

extension Plan {
  /// The policies of whoever deploys the plan as templates or, to targets, as their stack sets.
  fileprivate func deployerPolicies(
    deploying templates: Templates,
    _ catalog: Catalog
  ) -> [DeployerFacts.Way: [PolicyDocument]] {
    guard targets == nil else {
      let sets = StackSetTemplate.stackSets(of: templates, self)
      return DeployerPolicy.policies(of: self, deploying: sets, catalog)
    }
    var divided = self
    divided.divisions = templates.divisions
    return DeployerPolicy.policies(of: divided, catalog)
  }
}
