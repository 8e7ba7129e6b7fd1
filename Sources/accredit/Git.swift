#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A commit of the repository that a folder is in, read with the `git` of the machine and without
/// the network.
struct GitCommit {
  private let folder: String
  private let id: String
  /// The commit as a person named it.
  let name: String

  /// - Parameters:
  ///   - name: a revision, such as `origin/main`.
  ///   - folder: a folder in the repository; names of files are relative to it.
  init(_ name: String, in folder: String) throws(FileError) {
    (self.name, self.folder) = (name, folder)
    let output = try Self.run(
      folder,
      ["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"]
    )
    guard let output, let line = output.text.split(separator: "\n").first else {
      throw FileError(
        path: folder,
        message: "git finds no commit '\(name)' in '\(folder)': fetch it, or name another"
      )
    }
    id = String(line)
  }

  /// The branches and tags of the repository that a folder is in.
  static func branches(in folder: String) throws(FileError) -> [String] {
    let output = try run(folder, ["for-each-ref", "--format=%(refname:short)"])
    return output?.text.split(separator: "\n").map(String.init) ?? []
  }

  /// The names of the files in the folder, and of links.
  func files() throws(FileError) -> [String] {
    try entries("./").filter { !$0.isFolder }.map(\.name)
  }

  /// The bytes of a file in the folder, or of what a link leads to; nil when the commit doesn't
  /// have it.
  func read(_ file: String) throws(FileError) -> [UInt8]? {
    var path = "./" + file
    for _ in 0..<8 {
      guard let entry = try entries(path).first, !entry.isFolder,
        let bytes = try Self.run(folder, ["cat-file", "blob", "\(id):\(path)"])?.bytes
      else { return nil }
      guard entry.isLink else { return bytes }
      let target = String(decoding: bytes, as: UTF8.self)
      guard !target.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { break }
      path = path[...slash] + target
    }
    throw FileError(
      path: file,
      message: "'\(file)' is a link in '\(name)' that leads out of the repository or in a circle"
    )
  }

  /// Something in a folder of the commit.
  private struct Entry {
    let name: String
    let isLink: Bool
    let isFolder: Bool
  }

  /// What the commit has at a path relative to the folder, or in it where it ends in a slash.
  private func entries(_ path: String) throws(FileError) -> [Entry] {
    guard let output = try Self.run(folder, ["ls-tree", "-z", id, "--", path]) else { return [] }
    return output.text.split(separator: "\0").compactMap { line in
      guard let tab = line.firstIndex(of: "\t") else { return nil }
      return Entry(
        name: String(line[line.index(after: tab)...]),
        isLink: line.hasPrefix("120000"),
        isFolder: line[..<tab].contains(" tree ")
      )
    }
  }

  /// What a command printed.
  private struct Output {
    let bytes: [UInt8]
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// Runs git in a folder; nil when it ends with a mistake.
  private static func run(
    _ folder: String,
    _ arguments: [String]
  ) throws(FileError) -> Output? {
    // What a partial clone lacks must not be fetched.
    setenv("GIT_NO_LAZY_FETCH", "1", 1)
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw FileError("make a pipe for", "git") }
    defer { close(ends[0]) }
    let program = Program(["git", "-C", folder] + arguments, output: ends[1])
    close(ends[1])
    guard let program else { throw FileError("run", "git") }
    let bytes = try File.readAll(ends[0], "git", limit: File.limit)
    return program.end() ? Output(bytes: bytes) : nil
  }
}
