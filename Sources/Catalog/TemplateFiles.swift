package import Diagnostics
import Text
package import YAML

/// The files of `Templates/`, as they were when the compiler was built, or of another folder.
package struct TemplateFiles: Sendable {
  /// Where the files are.
  private enum Storage: Sendable {
    case embedded
    case files([String: [UInt8]])
  }

  private let storage: Storage

  /// The files that the compiler carries.
  package static let embedded = TemplateFiles(storage: .embedded)

  /// Files by their path below `Templates/`.
  package init(_ files: [String: [UInt8]]) {
    self.init(storage: .files(files))
  }

  private init(storage: Storage) {
    self.storage = storage
  }

  /// The file at a path below `Templates/`, named `Templates/…` in diagnostics.
  package func file(_ path: String) -> SourceFile? {
    bytes(at: path).map { SourceFile(name: "Templates/" + path, bytes: $0) }
  }

  /// Whether there is a file at a path.
  func has(_ path: String) -> Bool {
    switch storage {
    case .files(let files): files[path] != nil
    case .embedded: embedded(path) != nil
    }
  }

  /// Whether these are the files that the compiler carries.
  var isEmbedded: Bool {
    if case .embedded = storage { true } else { false }
  }

  /// The file at a path, or an empty one of its name.
  func named(_ path: String) -> SourceFile {
    file(path) ?? SourceFile(name: "Templates/" + path, bytes: [])
  }

  /// The paths of all files below a folder, sorted.
  package func paths(below folder: String) -> [String] {
    let start = folder + "/"
    switch storage {
    case .embedded:
      let files = EmbeddedTemplates.files
      return files[Self.place(of: start)...].prefix { $0.path.starts(with: start) }
        .map { $0.path.description }
    case .files(let files): return files.keys.filter { $0.hasPrefix(start) }.sorted()
    }
  }

  /// The tree of a file that is YAML or JSON; nil after reporting what stands against it.
  ///
  /// Of the files that the compiler carries it was made when the compiler was built.
  package func tree(_ path: String, _ diagnostics: inout Diagnostics) -> Node? {
    if case .embedded = storage, let file = embedded(path), file.tree.utf8CodeUnitCount > 0 {
      return Node(packed: file.tree.withUTF8Buffer { Array($0) })
    }
    return compose(&diagnostics, .template)
  }

  /// The first digits of the digest of a file; nil for one that there isn't.
  func digest(of path: String) -> String? {
    switch storage {
    case .files(let files): files[path].map { SHA256.shortDigest(of: $0) }
    case .embedded: embedded(path)?.digest.description
    }
  }

  private func bytes(at path: String) -> [UInt8]? {
    switch storage {
    case .files(let files): files[path]
    case .embedded: embedded(path)?.text.withUTF8Buffer { Array($0) }
    }
  }

  /// One of the files that the compiler carries.
  private func embedded(_ path: String) -> EmbeddedTemplates.File? {
    let files = EmbeddedTemplates.files
    let place = Self.place(of: path)
    return place < files.count && files[place].path.equals(path) ? files[place] : nil
  }

  /// Where the first file that the compiler carries stands whose path is the text or behind it:
  /// they are sorted.
  private static func place(of text: String) -> Int {
    let files = EmbeddedTemplates.files
    var (low, high) = (0, files.count)
    while low < high {
      let middle = (low + high) / 2
      if files[middle].path.precedes(text) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension StaticString {
  fileprivate func starts(with text: String) -> Bool {
    withUTF8Buffer { $0.starts(with: text.utf8) }
  }

  fileprivate func precedes(_ text: String) -> Bool {
    withUTF8Buffer { $0.lexicographicallyPrecedes(text.utf8) }
  }

  fileprivate func equals(_ text: String) -> Bool {
    withUTF8Buffer { $0.elementsEqual(text.utf8) }
  }
}
