import Diagnostics
import Foundation
import Model
import Text
import YAML

/// Outputs are printable ASCII in lines.
enum BytePromises {
  static func broken(by files: [OutputFile]) -> [String] {
    var complaints: [String] = []
    for file in files {
      let other = file.text.utf8.first { $0 != 0x0A && !(0x20...0x7E).contains($0) }
      if let other { complaints.append("\(file.path) holds the byte \(other)") }
      if !file.text.hasSuffix("\n") { complaints.append("\(file.path) doesn't end with LF") }
    }
    let paths = files.map(\.path)
    if paths != Set(paths).sorted() { complaints.append("the files aren't in the order of names") }
    return complaints
  }
}

/// Template, report and manifest name the same fingerprint of the access.
enum FingerprintPromises {
  static func broken(by files: [OutputFile]) -> [String] {
    let found = files.reduce(into: [String: Set<String>]()) { found, file in
      switch file.path {
      case "template.yaml", "ACCESS.md": found[file.path] = fingerprints(in: file.text)
      case "MANIFEST.json": found[file.path] = manifestFingerprints(in: file.text)
      default: break
      }
    }
    guard found.count == 3 else { return ["files are missing: there are \(found.keys.sorted())"] }
    let all = Set(found.values.flatMap { $0 })
    return all.count == 1 && found.values.allSatisfy { $0.count == 1 }
      ? [] : ["the fingerprints differ: \(found)"]
  }

  /// Everything in a text that looks like a fingerprint.
  private static func fingerprints(in text: String) -> Set<String> {
    Set(text.matches(of: /sha256:[0-9a-f]{64}/).map { String($0.output) })
  }

  private static func manifestFingerprints(in text: String) -> Set<String> {
    let manifest = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return Set([manifest?["access"] as? String].compactMap { $0 })
  }
}

/// The manifest names every other file with the digest of its bytes.
enum ManifestPromises {
  static func broken(by files: [OutputFile]) -> [String] {
    let text = files.first { $0.kind == .manifest }?.text ?? ""
    let object = try? JSONSerialization.jsonObject(with: Data(text.utf8))
    let rows = (object as? [String: Any])?["files"] as? [[String: String]]
    let expected = files.filter { $0.kind != .manifest }.map { file in
      [
        "path": file.path, "mode": file.isExecutable ? "755" : "644",
        "sha256": SHA256.hexDigest(of: file.text),
      ]
    }
    return rows == expected ? [] : ["the manifest doesn't describe the files"]
  }
}

/// libyaml reads the template, each logical id stands once, and no statement that allows has a
/// wildcard in an action.
enum TemplatePromises {
  static func broken(by files: [OutputFile]) -> [String] {
    files.filter { $0.kind == .template }.flatMap { broken(by: $0) }
  }

  private static func broken(by file: OutputFile) -> [String] {
    let source = SourceFile(name: file.path, bytes: Array(file.text.utf8))
    var diagnostics = Diagnostics(for: source)
    guard let root = compose(&diagnostics, .template) else { return ["libyaml refuses it"] }
    // The reader of specs refuses the tags that short intrinsics are; nothing else may be wrong,
    // and a key that stands twice, such as a logical id, would be.
    var complaints = diagnostics.sorted.filter { $0.code != .yamlTag }.map {
      "\(file.path):\($0.range?.start.line ?? 0): \($0.message)"
    }
    guard case .mapping(let sections) = root.content,
      let resources = sections.first(where: { $0.key.value == "Resources" })?.value,
      case .mapping(let entries) = resources.content, !entries.isEmpty
    else { return complaints + ["\(file.path) has no resources"] }
    for entry in entries where !entry.key.value.allSatisfy({ $0.isLetter || $0.isNumber }) {
      complaints.append("'\(entry.key.value)' isn't a logical id")
    }
    return complaints + wildcards(in: resources)
  }

  /// The actions with a wildcard in statements that allow.
  private static func wildcards(in node: Node) -> [String] {
    switch node.content {
    case .scalar: return []
    case .sequence(let items): return items.flatMap { wildcards(in: $0) }
    case .mapping(let entries):
      let isAllowed = entries.contains { $0.key.value == "Effect" && $0.value.texts == ["Allow"] }
      let own = entries.filter { isAllowed && $0.key.value == "Action" }.flatMap(\.value.texts)
        .filter { $0.contains("*") || $0.contains("?") }.map { "\($0) is allowed" }
      return own + entries.flatMap { wildcards(in: $0.value) }
    }
  }
}

extension Node {
  /// The text of a scalar, or the texts of a list of scalars.
  var texts: [String] {
    switch content {
    case .scalar(let scalar): [scalar.text]
    case .sequence(let items): items.flatMap(\.texts)
    case .mapping: []
    }
  }
}
