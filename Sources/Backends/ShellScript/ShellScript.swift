package import Catalog
package import Model

/// The backend that lowers a plan to scripts for bash and the AWS CLI.
///
/// A script is data for a constant library (`Templates/Shell`): the resources in the order in which
/// they are made, and a JSON document for each. No free text stands on a command line.
package enum ShellScript {
  /// The script that makes what the plan says, and the one that removes it.
  ///
  /// - Parameter fingerprint: the fingerprint of the access that the plan grants.
  package static func render(
    _ plan: Plan,
    fingerprint: String,
    _ catalog: Catalog
  ) -> [OutputFile] {
    let library = Library(catalog)
    return [
      file("provision.sh", Provision(of: plan), plan, fingerprint, library),
      file("teardown.sh", Teardown(of: plan), plan, fingerprint, library),
    ]
  }

  /// The script that deploys a plan with targets by stack sets, and the one that removes them; none
  /// for a plan without targets.
  ///
  /// - Parameters:
  ///   - sets: all stack sets of the plan, whose templates stand beside the scripts.
  ///   - fingerprint: the fingerprint of the access that the plan grants.
  package static func render(
    _ plan: Plan,
    deploying sets: [StackSet],
    fingerprint: String,
    _ catalog: Catalog
  ) -> [OutputFile] {
    guard let targets = plan.targets else { return [] }
    let library = Library(catalog)
    let ordered = sets.filter { $0.reach == .accounts } + sets.filter { $0.reach == .regions }
    let deployment = StackSetDeployment(of: plan, targets, ordered, catalog)
    let teardown = StackSetTeardown(of: plan, targets, ordered, catalog)
    return [
      file("stacksets.sh", deployment, plan, fingerprint, library),
      file("teardown.sh", teardown, plan, fingerprint, library),
    ]
  }

  private static func file(
    _ path: String,
    _ part: some ScriptPart,
    _ plan: Plan,
    _ fingerprint: String,
    _ library: Library
  ) -> OutputFile {
    let script = Script(part, of: plan, fingerprint: fingerprint, library)
    return OutputFile(path, .script, isExecutable: true, script.text)
  }
}
