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
    openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (following ? 0 : O_NOFOLLOW))
  }

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
    /// What the entry is; links are something else.
    enum Kind { case file, folder, other }
    let name: String
    let kind: Kind
    let isExecutable: Bool
  }

  /// Everything in the folder, sorted by name.
  func entries() throws(FileError) -> [Entry] {
    // fdopendir takes the descriptor that it is given, and closes it.
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = fdopendir(copy) else { throw FileError("list", path) }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let record = readdir(stream) {
      // Sound: the name lies inside the record, ends with a NUL and is copied before the next call.
      let name = withUnsafePointer(to: &record.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { entries.append(try entry(name)) }
    }
    return entries.sorted { $0.name < $1.name }
  }

  private func entry(_ name: String) throws(FileError) -> Entry {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      throw FileError("look at", join(name))
    }
    let kind: Entry.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    return Entry(name: name, kind: kind, isExecutable: status.st_mode & 0o111 != 0)
  }

  /// The bytes of a file in the folder; nil when there is none.
  func read(_ name: String) throws(FileError) -> [UInt8]? {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if file < 0 && errno == ENOENT { return nil }
    guard file >= 0 else { throw refusal("read", name) }
    defer { close(file) }
    return try File.readAll(file, join(name))
  }

  /// Puts a file into the folder: whoever looks sees the old one or the new one, never a part.
  func write(_ name: String, _ bytes: [UInt8], isExecutable: Bool) throws(FileError) {
    let temporary = ".\(name).accredit-\(getpid())"
    unlinkat(descriptor, temporary, 0)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let file = openat(descriptor, temporary, flags, 0o600)
    guard file >= 0 else { throw FileError("write", join(name)) }
    do throws(FileError) {
      defer { close(file) }
      try File.writeAll(bytes, to: file, join(name))
      guard fchmod(file, isExecutable ? 0o755 : 0o644) == 0, fsync(file) == 0 else {
        throw FileError("write", join(name))
      }
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
      if let inner = try folder(entry.name) {
        for each in try inner.entries() { try inner.remove(each) }
      }
      guard unlinkat(descriptor, entry.name, AT_REMOVEDIR) == 0 else {
        throw FileError("remove", join(entry.name))
      }
    } else if unlinkat(descriptor, entry.name, 0) != 0 {
      throw FileError("remove", join(entry.name))
    }
  }
}
