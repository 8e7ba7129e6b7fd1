import Compiler
import Model

/// The folder of one spec's outputs: held against what a compile makes, and made equal to it.
struct OutputFolder {
  /// The folder that holds the folders of all specs.
  let root: String
  let name: Slug
  /// Everything that the spec compiles to.
  let files: [OutputFile]
  /// What of that is asked for.
  let kinds: Set<OutputFile.Kind>

  /// Where the folder is.
  var path: String { root + "/" + name.text }

  var wanted: [OutputFile] { files.filter { kinds.contains($0.kind) } }

  /// Makes the folder what it must be, and writes only what differs; the manifest comes last, so
  /// that a folder between two states doesn't pass for a whole one.
  ///
  /// - Returns: the paths that were written, and those that were removed.
  func update() throws(FileError) -> (written: [String], removed: [String]) {
    let parent = try Folder.openOrCreate(root)
    let folder = try parent.folderOrCreate(name.text)
    let entries = try folder.entries()
    if let refusal = try refusal(of: folder, entries) { throw refusal }
    var written: [String] = []
    for file in wanted.sorted(by: { $0.isBefore($1) }) {
      let entry = entries.first { $0.name == file.path }
      let bytes = Array(file.text.utf8)
      if let entry, entry.kind == .file, entry.isPermitted(asExecutable: file.isExecutable),
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
  func strays(_ entries: [Folder.Entry]) -> [Folder.Entry] {
    let made = Set(files.map(\.path))
    return entries.filter { !made.contains($0.name) }
  }

  /// Why the folder must not be cleaned: it was never this tool's, as a spec may be called `src`.
  ///
  /// A folder without a manifest is the tool's where one of its files is what compile makes.
  func refusal(
    of folder: borrowing Folder,
    _ entries: [Folder.Entry]
  ) throws(FileError) -> FileError? {
    guard !entries.contains(where: { $0.name == "MANIFEST.json" }),
      let stray = strays(entries).first(where: { !$0.name.contains(".accredit-") })
    else { return nil }
    for file in files where entries.contains(where: { $0.name == file.path && $0.kind == .file }) {
      if try folder.read(file.path) == Array(file.text.utf8) { return nil }
    }
    return FileError(
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
