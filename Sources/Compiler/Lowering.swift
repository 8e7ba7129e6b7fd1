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
struct Lowering: Sendable {
  private let plan: Plan
  private let templates: Templates
  private let ledger: Ledger
  private let fingerprint: String
  private let catalog: Catalog
  private let texts: StepTexts

  /// What is made of the templates: it takes as long as they do, and not every output shows it.
  private struct Deployment {
    /// The plan with the steps of whoever deploys it.
    let plan: Plan
    let library: StepLibrary
    /// What whoever deploys needs, for each way.
    let policies: [DeployerFacts.Way: [PolicyDocument]]
  }

  /// Makes the templates, and reports what CloudFormation would refuse of them.
  init(
    _ plan: Plan,
    _ catalog: Catalog,
    _ texts: StepTexts,
    _ diagnostics: inout Diagnostics
  ) {
    (self.plan, self.catalog, self.texts) = (plan, catalog, texts)
    ledger = Ledger(of: plan)
    fingerprint = ledger.fingerprint
    templates = Templates(
      of: plan,
      fingerprint: fingerprint,
      limits: Templates.Limits(catalog.quotas)
    )
    plan.check(templates, catalog.quotas, &diagnostics)
  }

  private var deployment: Deployment {
    let policies = plan.deployerPolicies(deploying: templates, catalog)
    var deployed = plan.addingDeployment(of: templates, policies, catalog)
    deployed = plan.targets == nil ? deployed.withStepsByPhase() : deployed.inOrder()
    let library = StepLibrary(for: deployed, in: texts)
    return Deployment(plan: deployed, library: library, policies: policies)
  }

  /// The steps of the plan that the catalogue has no text for.
  var gaps: [String] {
    let deployment = deployment
    return deployment.library.gaps(in: deployment.plan)
  }

  /// The files of a kind that a plan becomes: what the whole has of it, without the rest.
  static func files(
    of plan: Plan,
    _ kind: OutputFile.Kind,
    _ catalog: Catalog,
    _ texts: StepTexts,
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
      let lowering = Lowering(plan, catalog, texts, &diagnostics)
      return lowering.files(kind) { lowering.deployment }
    case .manifest:
      return Lowering(plan, catalog, texts, &diagnostics).files([.manifest], catalogVersion)
    }
  }

  /// The files of some kinds, in the order of their paths.
  func files(_ kinds: Set<OutputFile.Kind>, _ catalogVersion: String) -> [OutputFile] {
    // The manifest speaks of all others.
    let made = kinds.contains(.manifest) ? OutputFile.Kind.all : kinds
    lazy var deployment = self.deployment
    var files: [OutputFile] = []
    for kind in OutputFile.Kind.allCases where made.contains(kind) {
      files += self.files(kind) { deployment }
    }
    if kinds.contains(.manifest) {
      let manifest = Manifest(of: files, deployment.plan, fingerprint, catalog, catalogVersion)
      files.append(manifest.file)
    }
    return files.filter { kinds.contains($0.kind) }.sorted { $0.path < $1.path }
  }

  /// The files of a kind; none for the manifest.
  private func files(_ kind: OutputFile.Kind, _ deployment: () -> Deployment) -> [OutputFile] {
    switch kind {
    case .template:
      templates.all.map(\.file)
        + StackSetTemplate.render(plan, deploying: stackSets, fingerprint: fingerprint)
        + stackSetRoles
    case .script:
      plan.targets == nil
        ? ShellScript.render(plan, fingerprint: fingerprint, catalog)
        : ShellScript.render(plan, deploying: stackSets, fingerprint: fingerprint, catalog)
    case .deployer: DeployerPolicy.render(deployment().policies)
    case .checklist: Checklist.render(deployment().plan, deployment().library)
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
