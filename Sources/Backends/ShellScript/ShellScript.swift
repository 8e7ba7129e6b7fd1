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
