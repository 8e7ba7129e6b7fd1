import Compiler
import Model

/// The folder of one spec's outputs: held against what a compile makes, and made equal to it.
struct OutputFolder {
  /// The folder that holds the folders of all specs.
  let root: String
  let name: Slug
  /// Everything that the spec compiles to, or what is asked for, where the folder holds no more.
  let files: [OutputFile]
  /// What of that is asked for.
  let kinds: Set<OutputFile.Kind>

  /// The names of the folders that outputs are in, below the spec's own, sorted.
  let innerFolders: [String]

  /// Whether the files are everything: only then is what isn't among them a stray.
  private let isEverything: Bool

  private init(
    _ root: String,
    _ name: Slug,
    _ files: [OutputFile],
    _ kinds: Set<OutputFile.Kind>,
    isEverything: Bool
  ) {
    (self.root, self.name, self.files, self.kinds) = (root, name, files, kinds)
    self.isEverything = isEverything
    innerFolders = Set(files.map(\.place)).subtracting([""]).sorted()
  }

  /// The folder of a compilation's outputs; nil for one that has none.
  init?(
    root: String,
    of compilation: Compilation,
    _ kinds: Set<OutputFile.Kind>
  ) throws(FileError) {
    guard let name = compilation.name else { return nil }
    self.init(root, name, compilation.files, kinds, isEverything: kinds == OutputFile.Kind.all)
    // What else is there can be something that no compile makes.
    if !isEverything, try holdsMore() {
      self.init(root, name, compilation.allFiles(), kinds, isEverything: true)
    }
  }

  /// What an update did, by the paths of the files, in its order.
  struct Change {
    var written: [String] = []
    var removed: [String] = []
  }

  /// Where the folder is.
  var path: String { root + "/" + name.text }

  var wanted: [OutputFile] { files.filter { kinds.contains($0.kind) } }

  /// Makes the folder what it must be, and writes only what differs; the manifest comes last, so
  /// that a folder between two states doesn't pass for a whole one.
  ///
  /// - Returns: what was written and removed.
  func update() throws(FileError) -> Change {
    let parent = try Folder.openOrCreate(root)
    let folder = try parent.folderOrCreate(name.text)
    if let refusal = try refusal(of: folder) { throw refusal }
    var change = Change()
    for place in innerFolders {
      let isWanted = wanted.contains { $0.place == place }
      let isThere = try folder.entry(place) != nil
      guard isWanted || isThere else { continue }
      let inner = try folder.folderOrCreate(place)
      try update(inner, place, &change)
    }
    try update(folder, "", &change)
    return change
  }

  /// Makes one folder what it must be: the spec's own, or one in it.
  private func update(
    _ folder: borrowing Folder,
    _ place: String,
    _ change: inout Change
  ) throws(FileError) {
    let entries = try folder.entries()
    let places = entries.indicesByName
    for file in wanted.filter({ $0.place == place }).sorted(by: { $0.isBefore($1) }) {
      let entry = places[file.name].map { entries[$0] }
      let bytes = Array(file.text.utf8)
      if let entry, entry.kind == .file, entry.isPermitted(asExecutable: file.isExecutable),
        try folder.read(file.name, limit: bytes.count + 1) == bytes
      {
        continue
      }
      if let entry, entry.kind == .folder { try folder.remove(entry) }
      try folder.write(file.name, bytes, isExecutable: file.isExecutable)
      change.written.append(path + "/" + file.path)
    }
    for entry in isEverything ? strays(entries, in: place) : [] {
      try folder.remove(entry)
      change.removed.append(folder.path + "/" + entry.name)
    }
  }

  /// What no compile of the spec makes, in its own folder or in one below it.
  func strays(_ entries: [Folder.Entry], in place: String) -> [Folder.Entry] {
    var made = Set(files.filter { $0.place == place }.map(\.name))
    if place.isEmpty { made.formUnion(innerFolders) }
    return entries.filter { !made.contains($0.name) }
  }

  /// Whether the folder is there and holds something that isn't among the files.
  private func holdsMore() throws(FileError) -> Bool {
    guard let parent = try Folder.open(root), let entry = try parent.entry(name.text) else {
      return false
    }
    guard entry.kind == .folder, let folder = try parent.folder(entry) else { return true }
    guard try strays(folder.entries(), in: "").isEmpty else { return true }
    for place in innerFolders {
      guard let entry = try folder.entry(place) else { continue }
      guard entry.kind == .folder, let inner = try folder.folder(entry),
        try strays(inner.entries(), in: place).isEmpty
      else { return true }
    }
    return false
  }

  /// Why the folder must not be cleaned: it was never this tool's, as a spec may be called `src`.
  ///
  /// A folder without a manifest is the tool's where one of its files is what compile makes.
  func refusal(of folder: borrowing Folder) throws(FileError) -> FileError? {
    let entries = try folder.entries()
    guard !entries.contains(where: { $0.name == "MANIFEST.json" }) else { return nil }
    var stray = foreignName(entries, in: "")
    if try holdsOwnFile(folder, entries, in: "") { return nil }
    for place in innerFolders {
      guard let entry = entries.first(where: { $0.name == place }), entry.kind == .folder,
        let inner = try folder.folder(entry)
      else { continue }
      let innerEntries = try inner.entries()
      if try holdsOwnFile(inner, innerEntries, in: place) { return nil }
      stray = stray ?? foreignName(innerEntries, in: place)
    }
    return stray.map { stray in
      FileError(
        path: path,
        message: "'\(path)' holds '\(stray)' and no MANIFEST.json, so it isn't a folder of "
          + "accredit's; choose another with '-o'"
      )
    }
  }

  /// Something in a folder that isn't this tool's, by its path below the spec's folder.
  private func foreignName(_ entries: [Folder.Entry], in place: String) -> String? {
    strays(entries, in: place).first { !$0.name.contains(".accredit-") }.map { entry in
      place.isEmpty ? entry.name : place + "/" + entry.name
    }
  }

  private func holdsOwnFile(
    _ folder: borrowing Folder,
    _ entries: [Folder.Entry],
    in place: String
  ) throws(FileError) -> Bool {
    let places = entries.indicesByName
    for file in files where file.place == place {
      guard let index = places[file.name], entries[index].kind == .file else { continue }
      let bytes = Array(file.text.utf8)
      if try folder.read(file.name, limit: bytes.count + 1) == bytes { return true }
    }
    return false
  }
}

extension [Folder.Entry] {
  /// Where in the list each name is.
  var indicesByName: [String: Int] {
    Dictionary(indices.map { (self[$0].name, $0) }) { first, _ in first }
  }
}

extension OutputFile {
  /// The name of the folder that it is in below the spec's own; empty for that one.
  var place: String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
  }

  /// Its name without that of its folder.
  var name: String {
    path.utf8.lastIndex(of: UInt8(ascii: "/"))
      .map { String(path[path.utf8.index(after: $0)...]) } ?? path
  }

  /// The manifest comes behind everything that it speaks of.
  fileprivate func isBefore(_ other: OutputFile) -> Bool {
    (kind == .manifest ? 1 : 0, path) < (other.kind == .manifest ? 1 : 0, other.path)
  }
}
