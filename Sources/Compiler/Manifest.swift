package import Catalog
package import Diagnostics
package import Model
import Text
import YAML

/// `MANIFEST.json`: what the folder holds, and what it was made with.
struct Manifest {
  let file: OutputFile

  init(
    of files: [OutputFile],
    _ plan: Plan,
    _ fingerprint: String,
    _ catalog: Catalog,
    _ catalogVersion: String
  ) {
    let members: [JSON.Member] = [
      .init("format_version", "1"),
      .init("spec", .string(plan.fileName)),
      .init("name", .string(plan.name.text)),
      .init("catalog", .string(catalogVersion)),
      .init("access", .string(fingerprint)),
      .init(
        "files",
        .array(
          files.sorted { $0.path < $1.path }.map { file in
            [
              "path": .string(file.path),
              "mode": file.isExecutable ? "755" : "644",
              "sha256": .string(SHA256.hexDigest(of: file.text)),
            ]
          }
        )
      ),
      .init("facts", plan.facts(of: catalog).json),
    ]
    let digest = SHA256.hexDigest(of: JSON.object(members).text + "\n")
    let document = JSON.object(members + [.init("manifest", .string(digest))])
    file = OutputFile("MANIFEST.json", .manifest, document.text + "\n")
  }
}

/// A manifest as an earlier compile wrote it: its last member is the digest of what it would be
/// without that member, so that one that somebody changed is told from one that is old.
package struct RecordedManifest: Sendable {
  private let text: String

  /// Nil for anything but an unchanged manifest.
  package init?(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard Array(text.utf8) == bytes else { return nil }
    let end = #",\#n  "manifest": ""#
    let tail = "\"\n}\n"
    let digestStart = bytes.count - tail.utf8.count - 64
    let bodyEnd = digestStart - end.utf8.count
    guard bodyEnd > 0, bytes[bodyEnd..<digestStart].elementsEqual(end.utf8),
      bytes.suffix(tail.utf8.count).elementsEqual(tail.utf8)
    else { return nil }
    let digest = SHA256.hexDigest(of: Array(bytes[..<bodyEnd]) + Array("\n}\n".utf8))
    guard bytes[digestStart..<digestStart + 64].elementsEqual(digest.utf8) else { return nil }
    self.text = text
  }

  /// Whether the compile that wrote the manifest wrote a file of these bytes at the path.
  package func holds(_ path: String, _ bytes: [UInt8]) -> Bool {
    let digest = SHA256.hexDigest(of: bytes)
    return ["644", "755"].contains { mode in
      text.contains(
        """
              "path": "\(path)",
              "mode": "\(mode)",
              "sha256": "\(digest)"

        """
      )
    }
  }

  /// The name of the spec's file, without its folder.
  package var spec: String { value(of: "spec") }

  /// The name of the spec.
  package var name: String { value(of: "name") }

  /// The version of the catalogue that it was made with.
  package var catalogVersion: String { value(of: "catalog") }

  /// The fingerprint of all access.
  package var access: String { value(of: "access") }

  /// The facts that the outputs were made with; nil after reporting why they can't be told.
  package func facts(_ diagnostics: inout Diagnostics) -> RecordedFacts? {
    guard let root = readJSON(&diagnostics) else { return nil }
    guard case .mapping(let members) = root.content,
      let facts = members.first(where: { $0.key.value == "facts" })
    else {
      diagnostics.report(
        .missingKey,
        "the outputs were made by an earlier accredit, which didn't record the catalogue's facts",
        at: nil,
        help: "compile the spec once and hold ACCESS.md against the one that is committed"
      )
      return nil
    }
    return RecordedFacts(facts.value, &diagnostics)
  }

  /// The value of a member that stands on a line of its own.
  private func value(of member: String) -> String {
    let start = "  \"\(member)\": \""
    let line = text.split(separator: "\n").first { $0.hasPrefix(start) } ?? ""
    return String(line.dropFirst(start.count).dropLast(2))
  }
}

extension Plan {
  /// What the catalogue says of everything that the plan is made of.
  package func facts(of catalog: Catalog) -> RecordedFacts {
    var ids = Set(grants.compactMap(\.permission))
    for resource in resources {
      if case .role(let role) = resource.kind, let id = role.trust.permission { ids.insert(id) }
    }
    let steps = steps.map { Catalog.stepPath($0.name, $0.owner) }
    let requests = requests.map { "Vendors/\($0.owner)/requests/\($0.template)" }
    return RecordedFacts(of: ids, Set(steps + requests), in: partition, catalog)
  }
}
