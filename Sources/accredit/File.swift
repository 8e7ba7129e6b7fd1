import Diagnostics

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A call of the operating system that failed, with the path and what was tried.
struct FileError: Error {
  let path: String
  let message: String
  /// The number that the system gives the reason; 0 where it isn't the system's.
  let code: Int32

  /// - Parameter verb: what was tried, such as "read".
  init(_ verb: String, _ path: String, _ code: Int32 = errno) {
    self.path = path
    self.code = code
    message = "can't \(verb) '\(path)': \(String(cString: strerror(code)))"
  }

  init(path: String, message: String) {
    (self.path, self.message, code) = (path, message, 0)
  }
}

/// Reading and writing by file descriptor: files are named relative to an open folder, and no link
/// is followed in it.
enum File {
  /// Everything that the descriptor gives, up to a limit of bytes.
  static func readAll(
    _ descriptor: Int32,
    _ path: String,
    limit: Int = .max
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < limit {
      let count = read(descriptor, &chunk, chunk.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError("read", path)
      }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// How much is read of a spec: one byte past its limit is enough to see that it is too large.
  static let limit = (16 << 20) + 1

  /// The bytes of a file that a person names; `-` is standard input.
  static func readFile(_ path: String) throws(FileError) -> [UInt8] {
    if path == "-" { return try readAll(STDIN_FILENO, "<stdin>", limit: limit) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("read", path) }
    defer { close(descriptor) }
    return try readAll(descriptor, path, limit: limit)
  }

  /// A file that a person names, as messages call it.
  static func readSource(_ path: String) throws(FileError) -> SourceFile {
    SourceFile(name: path == "-" ? "<stdin>" : path, bytes: try readFile(path))
  }

  /// The files that a person names, in their order.
  static func readSources(_ paths: [String]) throws(FileError) -> [SourceFile] {
    var sources: [SourceFile] = []
    for path in paths { sources.append(try readSource(path)) }
    return sources
  }

  /// Whether there is something at a path.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether what is at a path may be written, or, of a folder, written into.
  static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

  /// Whether a path is that of a folder, or of a link to one.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The path of a folder without the slashes at its end; `/` is left as it is.
  static func withoutEndSlashes(_ folder: String) -> String {
    var path = folder[...]
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    return String(path)
  }

  static func writeAll(
    _ bytes: [UInt8],
    to descriptor: Int32,
    _ path: String
  ) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // Sound: the buffer lives as long as the call that reads from it.
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError("write", path)
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Refuses a path at which there is something, a link to nothing included, or in whose folder
  /// nothing can be written.
  static func checkAbsent(_ path: String) throws(FileError) {
    var status = stat()
    if lstat(path, &status) == 0 { throw FileError("write", path, EEXIST) }
    guard errno == ENOENT else { throw FileError("write", path) }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard access(folder, W_OK) == 0 else { throw FileError("write", path) }
  }

  /// Writes all bytes and closes the descriptor, whatever happens: some disks say only when a file
  /// is closed that they had no place for it.
  ///
  /// - Parameter mode: who may do what with the file; nil leaves that as it is.
  static func writeAndClose(
    _ bytes: [UInt8],
    mode: mode_t? = nil,
    to descriptor: Int32,
    _ path: String
  ) throws(FileError) {
    do throws(FileError) {
      try writeAll(bytes, to: descriptor, path)
      if let mode, fchmod(descriptor, mode) != 0 { throw FileError("write", path) }
    } catch {
      close(descriptor)
      throw error
    }
    // A descriptor whose closing a signal interrupts is closed all the same.
    if close(descriptor) != 0 && errno != EINTR { throw FileError("write", path) }
  }

  /// Writes a file that must not exist yet: whoever looks sees all of it or nothing.
  static func create(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    let temporary = "\(path).accredit-\(getpid())"
    try writeNew(temporary, bytes, for: path)
    defer { unlink(temporary) }
    // Unlike a rename, a second name for a file replaces nothing.
    if link(temporary, path) == 0 { return }
    // What is there is in the way; else it is a file system without second names.
    guard errno != EEXIST else { throw FileError("write", path) }
    try writeNew(path, bytes, for: path)
  }

  /// Writes a new file, and removes it where that fails.
  private static func writeNew(
    _ name: String,
    _ bytes: [UInt8],
    for path: String
  ) throws(FileError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = open(name, flags, 0o644)
    guard descriptor >= 0 else { throw FileError("write", path) }
    do throws(FileError) {
      try writeAndClose(bytes, to: descriptor, path)
    } catch {
      unlink(name)
      throw error
    }
  }

  /// Gives a file other bytes: whoever looks sees the old ones or the new ones, never a part.
  ///
  /// A link stays one: the file that it leads to is replaced. Its permissions stay as they are.
  static func replace(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    // Sound: with no buffer to write to, realpath makes one that ends with a NUL, freed below.
    guard let resolved = realpath(path, nil) else { throw FileError("write", path) }
    defer { free(resolved) }
    let target = String(cString: resolved)
    var status = stat()
    guard stat(target, &status) == 0, access(target, W_OK) == 0 else {
      throw FileError("write", path)
    }
    guard status.st_mode & S_IFMT == S_IFREG, let slash = target.lastIndex(of: "/") else {
      throw FileError(path: path, message: "can't write '\(path)': it is no file")
    }
    let parent = slash == target.startIndex ? "/" : String(target[..<slash])
    guard let folder = try Folder.open(parent) else { throw FileError("open the folder", parent) }
    let name = String(target[target.index(after: slash)...])
    try folder.write(name, bytes, mode: status.st_mode & 0o777)
  }
}
