import Model
import Text

/// `MANIFEST.json`: what the folder holds, and what it was made with.
struct Manifest {
  let file: OutputFile

  init(of files: [OutputFile], _ plan: Plan, _ fingerprint: String, _ catalogVersion: String) {
    let document: JSON = [
      "format_version": "1",
      "spec": .string(plan.fileName),
      "name": .string(plan.name.text),
      "catalog": .string(catalogVersion),
      "access": .string(fingerprint),
      "files": .array(
        files.sorted { $0.path < $1.path }.map { file in
          [
            "path": .string(file.path),
            "mode": file.isExecutable ? "755" : "644",
            "sha256": .string(SHA256.hexDigest(of: file.text)),
          ]
        }
      ),
    ]
    file = OutputFile("MANIFEST.json", .manifest, document.text + "\n")
  }
}
