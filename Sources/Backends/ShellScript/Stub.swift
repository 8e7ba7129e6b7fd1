package import Catalog
package import Model

package enum ShellScript {
  package static func render(_ plan: Plan, fingerprint: String, _ catalog: Catalog) -> [OutputFile] { [] }
}
