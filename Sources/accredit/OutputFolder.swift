import Model
import Text

/// The folder of one spec's outputs: held against what a compile makes, and made equal to it.
struct OutputFolder {
  /// What is wrong with a file.
  enum Fault: String {
    /// It is what an earlier compile made.
    case stale
    /// Somebody changed it by hand.
    case edited
    case missing
    /// No compile makes it.
    case stray
    /// Its bytes are right, and its permission to be executed isn't.
    case mode
  }

  /// A file that isn't as compile would write it.
  struct Finding {
    let fault: Fault
    let path: String
    /// The bytes on the disk and those that belong there, where both exist.
    var difference: (old: [UInt8], new: [UInt8])?
  }

  /// The folder that holds the folders of all specs.
  let root: String
  let name: Slug
  /// Everything that the spec compiles to.
  let files: [OutputFile]
  /// What of that is asked for.
  let kinds: Set<OutputFile.Kind>

  /// Where the folder is.
  var path: String { root + "/" + name.text }

  private var wanted: [OutputFile] { files.filter { kinds.contains($0.kind) } }

  /// How the disk differs from what belongs there, in the order of paths.
  func findings() throws(FileError) -> [Finding] {
    guard let parent = try Folder.open(root), let folder = try parent.folder(name.text) else {
      return wanted.map { Finding(fault: .missing, path: path + "/" + $0.path) }
    }
    let entries = try folder.entries()
    let hasManifest = entries.contains { $0.name == "MANIFEST.json" && $0.kind == .file }
    let manifest = hasManifest ? try folder.read("MANIFEST.json") ?? [] : []
    let recorded = String(decoding: manifest, as: UTF8.self)
    var findings: [Finding] = []
    for file in wanted {
      guard let entry = entries.first(where: { $0.name == file.path }), entry.kind == .file else {
        findings.append(Finding(fault: .missing, path: path + "/" + file.path))
        continue
      }
      let bytes = try folder.read(file.path) ?? []
      if bytes != Array(file.text.utf8) {
        let isRecorded =
          file.kind == .manifest || recorded.contains("\"\(SHA256.hexDigest(of: bytes))\"")
        findings.append(
          Finding(
            fault: isRecorded ? .stale : .edited,
            path: path + "/" + file.path,
            difference: (bytes, Array(file.text.utf8))
          )
        )
      } else if entry.isExecutable != file.isExecutable {
        findings.append(Finding(fault: .mode, path: path + "/" + file.path))
      }
    }
    findings += strays(entries).map { Finding(fault: .stray, path: path + "/" + $0.name) }
    return findings.sorted { $0.path < $1.path }
  }

  /// Makes the folder what it must be, and writes only what differs; the manifest comes last, so
  /// that a folder between two states doesn't pass for a whole one.
  ///
  /// - Returns: the paths that were written, and those that were removed.
  func update() throws(FileError) -> (written: [String], removed: [String]) {
    let parent = try Folder.openOrCreate(root)
    let folder = try parent.folderOrCreate(name.text)
    let entries = try folder.entries()
    try refuseForeignFolder(entries)
    var written: [String] = []
    for file in wanted.sorted(by: { $0.isBefore($1) }) {
      let entry = entries.first { $0.name == file.path }
      let bytes = Array(file.text.utf8)
      if let entry, entry.kind == .file, entry.isExecutable == file.isExecutable,
        try folder.read(file.path) == bytes
      {
        continue
      }
      if let entry, entry.kind == .folder { try folder.remove(entry) }
      try folder.write(file.path, bytes, isExecutable: file.isExecutable)
      written.append(path + "/" + file.path)
    }
    var removed: [String] = []
    for entry in strays(entries) {
      try folder.remove(entry)
      removed.append(path + "/" + entry.name)
    }
    return (written, removed)
  }

  /// What no compile of the spec makes.
  private func strays(_ entries: [Folder.Entry]) -> [Folder.Entry] {
    let made = Set(files.map(\.path))
    return entries.filter { !made.contains($0.name) }
  }

  /// Refuses to clean a folder that was never this tool's: a spec may be called `src`.
  private func refuseForeignFolder(_ entries: [Folder.Entry]) throws(FileError) {
    guard !entries.contains(where: { $0.name == "MANIFEST.json" }),
      let stray = strays(entries).first(where: { !$0.name.contains(".accredit-") })
    else { return }
    throw FileError(
      path: path,
      message: "'\(path)' holds '\(stray.name)' and no MANIFEST.json, so it isn't a folder of "
        + "accredit's; choose another with '-o'"
    )
  }
}

extension OutputFile {
  /// The manifest comes behind everything that it speaks of.
  fileprivate func isBefore(_ other: OutputFile) -> Bool {
    (kind == .manifest ? 1 : 0, path) < (other.kind == .manifest ? 1 : 0, other.path)
  }
}
