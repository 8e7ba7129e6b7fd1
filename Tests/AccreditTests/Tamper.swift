import Foundation
import TestSupport

/// One change to a folder of outputs, and what `check` must say of it.
struct Tamper {
  /// The kinds of change, each with the outputs of one spec.
  enum Kind: String, CaseIterable {
    case flipByte, truncate, append, empty, removeLastLineBreak, carriageReturns, insertLine
    case delete, rename, renameInOtherCase
    case strayFile, strayHidden, strayDeep, strayFolder, strayLink, strayPipe, strayOddName
    case modeExecutable, modeForAll, modeSetUser, modeUnreadable
    case linkToSame, linkToNowhere, folderInPlace, pipeInPlace
    case swap, oldFile, oldFolder, oldManifest
    case manifestDigest, manifestMember
    case innerStray, innerDeleted, innerAsLink, innerAsFile
    case deleteFolder, folderAsLink, folderAsFile
  }

  let kind: Kind
  /// The lines of `check`, without what stands in parentheses.
  let findings: [String]
}

/// A folder of outputs that is changed.
struct TamperedFolder {
  /// The folder, and the same outputs of an earlier form of the spec.
  let folder: URL
  let old: URL
  /// How `check` names the folder.
  let shown: String

  /// The files in it, by their paths.
  private let files: [String]
  private let manager = FileManager.default

  init(_ folder: URL, old: URL, shown: String) throws {
    (self.folder, self.old, self.shown) = (folder, old, shown)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    files = paths.filter { $0.contains(".") }.sorted()
  }

  private func place(_ name: String) -> URL { folder.appending(path: name) }

  private func finding(_ word: String, _ name: String) -> String {
    word + String(repeating: " ", count: 9 - word.count) + shown + "/" + name
  }

  /// Changes something; the same numbers, the same change.
  func tamper(_ kind: Tamper.Kind, _ random: inout SplitMix64) throws -> Tamper {
    let file = random.pick(files)
    let findings: [String] =
      switch kind {
      case .flipByte, .truncate, .append, .empty, .removeLastLineBreak, .carriageReturns,
        .insertLine:
        try edit(kind, file, &random)
      case .delete, .rename, .renameInOtherCase: try move(kind, file)
      case .strayFile, .strayHidden, .strayDeep, .strayFolder, .strayLink, .strayPipe,
        .strayOddName:
        try addStray(kind, &random)
      case .modeExecutable, .modeForAll, .modeSetUser, .modeUnreadable:
        try changeMode(kind, file)
      case .linkToSame, .linkToNowhere, .folderInPlace, .pipeInPlace: try replace(kind, file)
      case .swap, .oldFile, .oldFolder, .oldManifest: try exchange(kind, &random)
      case .manifestDigest, .manifestMember: try editManifest(kind, &random)
      case .innerStray, .innerDeleted, .innerAsLink, .innerAsFile:
        try changeInnerFolder(kind, &random)
      case .deleteFolder, .folderAsLink, .folderAsFile: try replaceFolder(kind)
      }
    return Tamper(kind: kind, findings: findings.sorted())
  }
}

// One group of kinds after the other.
extension TamperedFolder {
  private func edit(
    _ kind: Tamper.Kind,
    _ file: String,
    _ random: inout SplitMix64
  ) throws -> [String] {
    var bytes = try Data(contentsOf: place(file))
    let index = Int.random(in: 0..<bytes.count, using: &random)
    switch kind {
    case .flipByte: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case .truncate: bytes = bytes.prefix(index)
    case .append: bytes += Data([random.pick([0x00, 0x0A, 0x20, 0x41, 0xFF])])
    case .empty: bytes = Data()
    case .removeLastLineBreak: bytes.removeLast()
    case .carriageReturns:
      bytes = Data(String(decoding: bytes, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
    default: bytes.insert(contentsOf: "\n# by hand\n".utf8, at: index)
    }
    try overwrite(file, bytes)
    return [finding("edited", file)]
  }

  /// Writes into the file that is there, so that its mode stays.
  private func overwrite(_ file: String, _ bytes: Data) throws {
    let handle = try FileHandle(forWritingTo: place(file))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: bytes)
    try handle.close()
  }

  private func move(_ kind: Tamper.Kind, _ file: String) throws -> [String] {
    guard kind != .delete else {
      try manager.removeItem(at: place(file))
      return [finding("missing", file)]
    }
    let name = kind == .rename ? file + ".bak" : swappedCase(file)
    try manager.moveItem(at: place(file), to: place(name))
    return [finding("missing", file), finding("stray", name)]
  }

  /// The path with the letters of the file's own name in the other case.
  private func swappedCase(_ path: String) -> String {
    var parts = path.split(separator: "/").map(String.init)
    let name = parts.removeLast()
    let swapped = name == name.lowercased() ? name.uppercased() : name.lowercased()
    return (parts + [swapped]).joined(separator: "/")
  }

  private func addStray(_ kind: Tamper.Kind, _ random: inout SplitMix64) throws -> [String] {
    let name = "x" + random.text(6, of: Alphabet.lowercase)
    switch kind {
    case .strayHidden:
      try Data().write(to: place("." + name))
      return [finding("stray", "." + name)]
    case .strayDeep:
      try manager.createDirectory(at: place(name + "/a/b"), withIntermediateDirectories: true)
      try Data("x".utf8).write(to: place(name + "/a/b/c.txt"))
      return [finding("stray", name + "/a/b/c.txt")]
    case .strayFolder:
      try manager.createDirectory(at: place(name + "/a"), withIntermediateDirectories: true)
      return [finding("stray", name + "/a/")]
    case .strayLink:
      try link(name, to: random.pick(["ACCESS.md", "/etc/passwd", "..", "nowhere"]))
    case .strayPipe: try makePipe(name)
    case .strayOddName:
      // A name with a quote, a space, a dollar and a byte that is no text.
      let path = Array((folder.path + "/" + name + "' $x").utf8) + [0xFF, 0x00]
      let file = open(path.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o644)
      guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
      close(file)
      return [finding("stray", name + "' $x\u{FFFD}")]
    default: try Data("x".utf8).write(to: place(name))
    }
    return [finding("stray", name)]
  }

  private func link(_ name: String, to target: String) throws {
    try manager.createSymbolicLink(atPath: place(name).path, withDestinationPath: target)
  }

  private func makePipe(_ name: String) throws {
    guard mkfifo(place(name).path, 0o644) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  private func changeMode(_ kind: Tamper.Kind, _ file: String) throws -> [String] {
    let isScript = file.hasSuffix(".sh")
    let mode =
      switch kind {
      case .modeExecutable: isScript ? 0o644 : 0o755
      case .modeForAll: isScript ? 0o777 : 0o666
      case .modeSetUser: isScript ? 0o4755 : 0o4644
      default: isScript ? 0o100 : 0o000
      }
    guard chmod(place(file).path, mode_t(mode)) == 0 else { throw CocoaError(.fileWriteUnknown) }
    return [finding("mode", file)]
  }

  private func replace(_ kind: Tamper.Kind, _ file: String) throws -> [String] {
    let name = "copy-of-" + file.replacing("/", with: "-")
    let copy = old.deletingLastPathComponent().appending(path: name)
    if kind == .linkToSame {
      try? manager.removeItem(at: copy)
      try manager.copyItem(at: place(file), to: copy)
    }
    try manager.removeItem(at: place(file))
    switch kind {
    case .linkToSame: try link(file, to: copy.path)
    case .linkToNowhere: try link(file, to: "nowhere")
    case .folderInPlace:
      try manager.createDirectory(at: place(file + "/a"), withIntermediateDirectories: true)
      try Data("x".utf8).write(to: place(file + "/a/b"))
    default: try makePipe(file)
    }
    return [finding("missing", file)]
  }

  /// The files that the earlier form of the spec has other bytes for.
  private func changedFiles() throws -> [String] {
    try files.filter { file in
      try Data(contentsOf: place(file)) != Data(contentsOf: old.appending(path: file))
    }
  }

  private func exchange(_ kind: Tamper.Kind, _ random: inout SplitMix64) throws -> [String] {
    switch kind {
    case .swap:
      let pair = files.filter { $0 != "MANIFEST.json" }.shuffled(using: &random).prefix(2)
      let contents = try pair.map { try Data(contentsOf: place($0)) }
      for (file, bytes) in zip(pair, contents.reversed()) { try overwrite(file, bytes) }
      return pair.map { finding("edited", $0) }
    case .oldFile:
      let file = random.pick(try changedFiles().filter { $0 != "MANIFEST.json" })
      try overwrite(file, try Data(contentsOf: old.appending(path: file)))
      return [finding("edited", file)]
    case .oldManifest:
      try overwrite(
        "MANIFEST.json",
        try Data(contentsOf: old.appending(path: "MANIFEST.json"))
      )
      return [finding("stale", "MANIFEST.json")]
    default:
      let changed = try changedFiles()
      for file in changed { try overwrite(file, try Data(contentsOf: old.appending(path: file))) }
      return changed.map { finding("stale", $0) }
    }
  }

  private func editManifest(_ kind: Tamper.Kind, _ random: inout SplitMix64) throws -> [String] {
    let file = "MANIFEST.json"
    let text = try String(contentsOf: place(file), encoding: .utf8)
    var lines = text.components(separatedBy: "\n")
    let mark = kind == .manifestDigest ? "sha256" : ":"
    let places = lines.indices.filter { lines[$0].contains(mark) }
    let place = random.pick(places)
    if kind == .manifestDigest {
      let digits = lines[place].last { $0.isHexDigit } ?? "0"
      let index = lines[place].lastIndex(of: digits) ?? lines[place].startIndex
      lines[place].replaceSubrange(index...index, with: digits == "0" ? "1" : "0")
    } else {
      lines.remove(at: place)
    }
    try overwrite(file, Data(lines.joined(separator: "\n").utf8))
    return [finding("edited", file)]
  }

  /// Changes the folder of requests, or makes something of its name where the spec has none.
  private func changeInnerFolder(
    _ kind: Tamper.Kind,
    _ random: inout SplitMix64
  ) throws -> [String] {
    let missing = files.filter { $0.hasPrefix("vendor/") }.map { finding("missing", $0) }
    guard kind != .innerStray, kind != .innerDeleted || !missing.isEmpty else {
      let name = "vendor/x" + random.text(6, of: Alphabet.lowercase)
      try manager.createDirectory(at: place("vendor"), withIntermediateDirectories: true)
      try Data("x".utf8).write(to: place(name))
      return [finding("stray", name)]
    }
    if !missing.isEmpty { try manager.removeItem(at: place("vendor")) }
    switch kind {
    case .innerAsLink: try link("vendor", to: random.pick([old.path + "/vendor", "..", "nowhere"]))
    case .innerAsFile: try Data("x".utf8).write(to: place("vendor"))
    default: return missing
    }
    return missing + [finding("stray", "vendor")]
  }

  private func replaceFolder(_ kind: Tamper.Kind) throws -> [String] {
    let missing = files.map { finding("missing", $0) }
    try manager.removeItem(at: folder)
    switch kind {
    case .folderAsLink:
      try manager.createSymbolicLink(atPath: folder.path, withDestinationPath: old.path)
    case .folderAsFile: try Data("x".utf8).write(to: folder)
    default: return missing
    }
    return missing + ["stray    " + shown]
  }
}
