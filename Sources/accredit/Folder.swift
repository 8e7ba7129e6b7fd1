#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An open folder. Everything in it is reached by its descriptor and never through a link, so that
/// nobody who exchanges a part of the path can lead a write elsewhere.
struct Folder: ~Copyable {
  /// The path as a person named it, for messages.
  let path: String
  private let descriptor: Int32

  deinit { close(descriptor) }

  /// Opens a folder by its path, which may hold links; nil when there is none.
  static func open(_ path: String) throws(FileError) -> Folder? {
    let descriptor = openFolder(AT_FDCWD, path, following: true)
    if descriptor < 0 && errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw FileError("open the folder", path) }
    return Folder(path: path, descriptor: descriptor)
  }

  /// Opens a folder by its path, making it and those above it where they are missing.
  static func openOrCreate(_ path: String) throws(FileError) -> Folder {
    if let folder = try open(path) { return folder }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      _ = try openOrCreate(String(path[..<slash]))
    }
    if mkdir(path, 0o755) != 0 && errno != EEXIST { throw FileError("make the folder", path) }
    guard let folder = try open(path) else { throw FileError("open the folder", path) }
    return folder
  }

  /// Opens a folder in this one; nil when there is none.
  func folder(_ name: String) throws(FileError) -> Folder? {
    let descriptor = Self.openFolder(self.descriptor, name, following: false)
    if descriptor < 0 && errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw refusal("open the folder", name) }
    return Folder(path: join(name), descriptor: descriptor)
  }

  /// Opens a folder in this one, making it where it is missing.
  func folderOrCreate(_ name: String) throws(FileError) -> Folder {
    if mkdirat(descriptor, name, 0o755) != 0 && errno != EEXIST {
      throw refusal("make the folder", name)
    }
    guard let folder = try folder(name) else { throw refusal("open the folder", name) }
    return folder
  }

  private static func openFolder(_ parent: Int32, _ name: String, following: Bool) -> Int32 {
    openat(parent, name, folderFlags | (following ? 0 : O_NOFOLLOW))
  }

  private static let folderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

  private func join(_ name: String) -> String { path + "/" + name }

  private func refusal(_ verb: String, _ name: String) -> FileError {
    let code = errno
    guard code == ELOOP || code == ENOTDIR else { return FileError(verb, join(name), code) }
    return FileError(
      path: join(name),
      message: "can't \(verb) '\(join(name))': it is a link or no folder"
    )
  }
}

// What is in a folder.
extension Folder {
  /// A file as it is on the disk.
  struct Entry {
    /// What the entry is; `other` is a pipe, a socket or a device.
    enum Kind { case file, folder, link, other }
    /// The name as text; bytes that are no text are replaced.
    let name: String
    let kind: Kind
    /// Who may read, write and execute it, with the special bits.
    fileprivate let mode: UInt32
    /// The name as it is on the disk.
    fileprivate let bytes: [CChar]

    var isReadable: Bool { mode & 0o400 != 0 }

    /// Whether it has the permissions that compile gives a file, as far as they matter: who may
    /// write it beside its owner depends on how it was checked out, but never everybody.
    func isPermitted(asExecutable isExecutable: Bool) -> Bool {
      let forbidden: UInt32 = 0o7002 | (isExecutable ? 0 : 0o111)
      let needed: UInt32 = 0o400 | (isExecutable ? 0o100 : 0)
      return mode & forbidden == 0 && mode & needed == needed
    }
  }

  /// Everything in the folder, sorted by name.
  func entries() throws(FileError) -> [Entry] {
    // fdopendir takes the descriptor that it is given, and closes it.
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = fdopendir(copy) else { throw FileError("list", path) }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while true {
      // The end of the list and an error look the same but for the error's number.
      errno = 0
      guard let record = readdir(stream) else {
        guard errno == 0 else { throw FileError("list", path) }
        break
      }
      // Sound: the name lies inside the record, ends with a NUL and is copied before the next call.
      let bytes = withUnsafePointer(to: &record.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) {
          Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1))
        }
      }
      guard let entry = try entry(bytes), entry.name != ".", entry.name != ".." else { continue }
      entries.append(entry)
    }
    return entries.sorted { $0.name < $1.name }
  }

  /// What has a name in the folder; nil where there is nothing.
  func entry(_ name: String) throws(FileError) -> Entry? { try entry(Array(name.utf8CString)) }

  private func entry(_ bytes: [CChar]) throws(FileError) -> Entry? {
    let name = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var status = stat()
    guard fstatat(descriptor, bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return nil }
      throw FileError("look at", join(name))
    }
    let kind: Entry.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    return Entry(name: name, kind: kind, mode: UInt32(status.st_mode) & 0o7777, bytes: bytes)
  }

  /// Opens a folder of this one's entries; nil when it is gone.
  func folder(_ entry: Entry) throws(FileError) -> Folder? {
    let descriptor = openat(descriptor, entry.bytes, Self.folderFlags | O_NOFOLLOW)
    if descriptor < 0 && errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw refusal("open the folder", entry.name) }
    return Folder(path: join(entry.name), descriptor: descriptor)
  }

  /// The bytes of a file in the folder; nil when there is none.
  ///
  /// - Parameter limit: how many are read at least of a longer file: whoever put it there may have
  ///   made it larger than memory.
  func read(_ name: String, limit: Int = File.limit) throws(FileError) -> [UInt8]? {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if file < 0 && errno == ENOENT { return nil }
    guard file >= 0 else { throw refusal("read", name) }
    defer { close(file) }
    return try File.readAll(file, join(name), limit: limit)
  }

  /// Puts a file into the folder: whoever looks sees the old one or the new one, never a part.
  ///
  /// Nothing waits for the disk: where power fails before the bytes are on it, the next compile
  /// finds that the file isn't what it must be, and makes it again.
  func write(_ name: String, _ bytes: [UInt8], isExecutable: Bool) throws(FileError) {
    try write(name, bytes, mode: isExecutable ? 0o755 : 0o644)
  }

  /// Puts a file into the folder in the same way, with the permissions that are given.
  func write(_ name: String, _ bytes: [UInt8], mode: mode_t) throws(FileError) {
    let temporary = ".\(name).accredit-\(getpid())"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    var file = openat(descriptor, temporary, flags, 0o600)
    if file < 0 && errno == EEXIST {
      // Left by a process of the same number that was killed.
      unlinkat(descriptor, temporary, 0)
      file = openat(descriptor, temporary, flags, 0o600)
    }
    guard file >= 0 else { throw FileError("write", join(name)) }
    do throws(FileError) {
      try File.writeAndClose(bytes, mode: mode, to: file, join(name))
    } catch {
      unlinkat(descriptor, temporary, 0)
      throw error
    }
    guard renameat(descriptor, temporary, descriptor, name) == 0 else {
      let error = FileError("write", join(name))
      unlinkat(descriptor, temporary, 0)
      throw error
    }
  }

  /// Removes a file, a link or a folder with everything in it.
  func remove(_ entry: Entry) throws(FileError) {
    if entry.kind == .folder {
      if let inner = try folder(entry) {
        for each in try inner.entries() { try inner.remove(each) }
      }
      guard unlinkat(descriptor, entry.bytes, AT_REMOVEDIR) == 0 else {
        throw FileError("remove", join(entry.name))
      }
    } else if unlinkat(descriptor, entry.bytes, 0) != 0 && errno != ENOENT {
      // What is gone already was a temporary file in the way of one that was written since.
      throw FileError("remove", join(entry.name))
    }
  }
}
