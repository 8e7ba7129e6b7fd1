import Diagnostics

/// The two states of one spec that are compared: a spec that isn't there has no file.
struct DiffPair {
  let old: SourceFile?
  let new: SourceFile?
}

/// Finds the specs of a path: a file, or all in a folder.
struct SpecFinder {
  private static func isSpec(_ name: String) -> Bool {
    let name = name.lowercased()
    return !name.hasPrefix(".") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
  }

  /// The specs of a path, in the order of their names.
  static func specs(at path: String) throws(FileError) -> [SourceFile] {
    guard path != "-", let names = try names(in: path) else {
      return [try File.readSource(path)]
    }
    var files: [SourceFile] = []
    for name in names {
      files.append(try File.readSource(join(path, name)))
    }
    if files.isEmpty { throw noSpec(path) }
    return files
  }

  /// The specs at some paths as they are in a commit, and as they are now.
  static func pairs(at paths: [String], since revision: String) throws(FileError) -> [DiffPair] {
    var pairs: [DiffPair] = []
    for path in paths {
      if let names = try names(in: path) {
        let commit = try GitCommit(revision, in: path)
        let former = try commit.files().filter(isSpec)
        if names.isEmpty && former.isEmpty { throw noSpec(path) }
        for name in Set(names).union(former).sorted() {
          pairs.append(try pair(name, in: path, commit, exists: names.contains(name)))
        }
      } else {
        let (folder, name) = parts(of: path)
        let commit = try GitCommit(revision, in: folder)
        pairs.append(try pair(name, in: folder, commit, exists: File.exists(path)))
      }
    }
    return pairs
  }

  private static func pair(
    _ name: String,
    in folder: String,
    _ commit: GitCommit,
    exists: Bool
  ) throws(FileError) -> DiffPair {
    let path = join(folder, name)
    let old = try commit.read(name).map {
      SourceFile(name: "\(commit.name):\(path)", bytes: $0)
    }
    // A spec that is neither here nor there is a name that somebody misspelt.
    let isHere = exists || old == nil
    return DiffPair(
      old: old,
      new: isHere ? try File.readSource(path) : nil
    )
  }

  /// The names of the specs in a folder; nil when the path isn't one.
  private static func names(in path: String) throws(FileError) -> [String]? {
    guard File.isFolder(path), let folder = try Folder.open(path) else { return nil }
    // A link to a spec is a spec: what it leads to is what is compiled.
    return try folder.entries().map(\.name)
      .filter { isSpec($0) && !File.isFolder(join(path, $0)) }.sorted()
  }

  private static func noSpec(_ path: String) -> FileError {
    FileError(
      path: path,
      message:
        "'\(path)' has no spec: no file that ends in .yaml or .yml; folders in it aren't read"
    )
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  private static func parts(of path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    return (folder, String(path[path.index(after: slash)...]))
  }
}
