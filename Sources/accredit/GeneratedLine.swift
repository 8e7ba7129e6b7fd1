import ArgumentParser
import Compiler
import Diagnostics
import Explanation
import Model

/// A line of a generated file, such as `Generated/acme/template.yaml:12`.
struct GeneratedLine {
  /// The path of the file.
  let path: String
  let line: Int

  /// Reads `PATH:LINE` or `PATH:LINE:COLUMN`; nil for anything else.
  init?(_ text: String) {
    var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 2, Int(parts[parts.count - 1]) != nil, Int(parts[parts.count - 2]) != nil {
      parts.removeLast()
    }
    guard parts.count > 1, let line = Int(parts.removeLast()), line > 0 else { return nil }
    let path = parts.joined(separator: ":")
    // An action or an ARN may end in a number too.
    guard path.contains("/") || Self.names.contains(path) || path.contains(".") else { return nil }
    guard !path.hasPrefix("arn:") else { return nil }
    (self.path, self.line) = (path, line)
  }

  /// The files whose lines can be explained wherever they are.
  private static let names: Set<String> = [
    "ACCESS.md", "CHECKLIST.md", "MANIFEST.json", "deployer-policy.json",
    "deployer-policy-script.json", "provision.sh", "teardown.sh", "template.yaml",
  ]

  private var folder: String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  private var fileName: String { String(path.split(separator: "/").last ?? "") }

  /// Where the outputs of the spec are, and the file below it: outputs are in one folder, or in a
  /// folder of it.
  private var place: (folder: String, path: String, manifest: RecordedManifest?) {
    func manifest(in folder: String) -> RecordedManifest? {
      let bytes = try? Folder.open(folder)?.read("MANIFEST.json")
      return bytes.flatMap { RecordedManifest($0) }
    }
    if let own = manifest(in: folder) { return (folder, fileName, own) }
    let inner = VendorRequest.folder + "/" + fileName
    let isNamed = folder == VendorRequest.folder || folder.hasSuffix("/" + VendorRequest.folder)
    let recorded = manifest(in: folder + "/..")
    guard isNamed || recorded != nil else { return (folder, fileName, nil) }
    return (folder + "/..", inner, recorded)
  }

  /// Why the line is there.
  func answer(
    _ explainer: Explainer,
    _ compiler: Compiler,
    _ specs: [String],
    _ color: ColorChoice
  ) throws -> Answer {
    let place = place
    let reader = SpecReader(compiler, color)
    let spec = try spec(reader, place.folder, place.manifest, among: specs)
    let files = OutputFile.Kind.allCases.lazy.compactMap { kind in
      compiler.files(of: spec.plan, kind).first { $0.path == place.path }
    }
    guard let file = files.first else {
      throw failure("\(spec.file.name) doesn't compile to a file '\(visible(place.path))'")
    }
    try refuseOtherLine(of: file, spec)
    guard let answer = explainer.answer(aboutLine: line, of: file, in: spec) else {
      throw failure("'\(visible(path))' has no line \(line)")
    }
    return answer
  }

  /// The spec that the file was compiled from.
  private func spec(
    _ reader: SpecReader,
    _ folder: String,
    _ recorded: RecordedManifest?,
    among given: [String]
  ) throws -> Spec {
    let name = recorded?.name ?? Self.name(of: folder)
    let candidates = given.isEmpty ? candidates(folder, recorded) : given
    let specs = try reader.read(candidates)
    if let spec = specs.first(where: { $0.plan.name.text == name }) ?? only(specs, recorded) {
      return spec
    }
    guard given.isEmpty else {
      throw failure(
        "none of \(given.joined(separator: ", ")) is the spec named '\(visible(name))', from which "
          + "'\(visible(path))' was compiled"
      )
    }
    let file = recorded?.spec ?? "\(name).yaml"
    throw failure(
      "'\(visible(path))' was compiled from '\(visible(file))', which is neither here nor in a "
        + "folder above the file",
      help: "name it: accredit explain \(visible(path)):\(line) PATH/\(visible(file))"
    )
  }

  /// The last name of a path, where `..` takes one away.
  private static func name(of folder: String) -> String {
    let parts = folder.split(separator: "/").map(String.init)
    let isAbove = parts.last == ".."
    return parts.dropLast(isAbove ? 2 : 0).last ?? ""
  }

  /// Without a manifest and a folder that is called like a spec, the one spec there is.
  private func only(_ specs: [Spec], _ recorded: RecordedManifest?) -> Spec? {
    recorded == nil && specs.count == 1 ? specs[0] : nil
  }

  /// The files that may be the spec: its name here and in each folder above the generated file.
  private func candidates(_ folder: String, _ recorded: RecordedManifest?) -> [String] {
    let folderName = Self.name(of: folder)
    let name = recorded?.spec ?? (folderName.isEmpty ? "accredit" : folderName) + ".yaml"
    var places = [name]
    var place = folder
    for _ in 0..<3 {
      place = place == "." ? ".." : place + "/.."
      places.append(place + "/" + name)
    }
    return places.first(where: File.exists).map { [$0] } ?? []
  }

  /// Refuses to explain a line by another one: the file may be edited, or from an earlier compile.
  private func refuseOtherLine(of file: OutputFile, _ spec: Spec) throws {
    guard let bytes = try? Folder.open(folder)?.read(fileName), bytes != Array(file.text.utf8)
    else { return }
    let found = Self.lines(of: String(decoding: bytes, as: UTF8.self))
    let compiled = Self.lines(of: file.text)
    let isSame =
      found.indices.contains(line - 1) && compiled.indices.contains(line - 1)
      && found[line - 1] == compiled[line - 1]
    let remedy = "'accredit check \(spec.file.name)' says how to mend it"
    guard isSame else {
      throw failure(
        "line \(line) of '\(visible(path))' isn't what \(spec.file.name) compiles to",
        help: remedy
      )
    }
    Terminal.note("'\(visible(path))' isn't what \(spec.file.name) compiles to; \(remedy)")
  }

  private static func lines(of text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private func failure(_ message: String, help: String? = nil) -> ExitCode {
    Terminal.note("accredit: \(message)")
    if let help { Terminal.note("  help: \(help)") }
    return ExitCode.failure
  }
}
