/// The files of specs that a command line names.
enum SpecPaths {
  /// The paths as they stand, and in the place of each folder the specs in it; each once.
  static func expanding(_ paths: [String]) throws(FileError) -> [String] {
    var expanded: [String] = []
    for path in paths {
      if path == "-" || !File.isFolder(path) {
        expanded.append(path)
        continue
      }
      guard let folder = try Folder.open(path) else { throw FileError("open the folder", path) }
      let found = try specs(in: folder)
      guard !found.isEmpty else {
        throw FileError(path: path, message: "the folder '\(path)' holds no '.yaml' file")
      }
      expanded += found
    }
    var known: Set<Substring> = []
    return expanded.filter { known.insert($0.hasPrefix("./") ? $0.dropFirst(2) : $0[...]).inserted }
  }

  /// The YAML files of a folder and of those below it, in the order of their paths.
  ///
  /// Hidden ones stay out, links are not followed, and a folder of outputs, which has a manifest,
  /// holds no specs.
  private static func specs(in folder: borrowing Folder) throws(FileError) -> [String] {
    let entries = try folder.entries()
    guard !entries.contains(where: { $0.name == "MANIFEST.json" }) else { return [] }
    var found: [String] = []
    for entry in entries where !entry.name.hasPrefix(".") {
      switch entry.kind {
      case .file where entry.name.hasSuffix(".yaml") || entry.name.hasSuffix(".yml"):
        found.append(joined(folder.path, entry.name))
      case .folder:
        if let inner = try folder.folder(entry) { found += try specs(in: inner) }
      case .file, .link, .other: break
      }
    }
    return found
  }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
