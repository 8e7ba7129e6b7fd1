package import Diagnostics

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
    return switch storage {
    case .embedded:
      EmbeddedTemplates.files.filter { $0.path.starts(with: start) }.map { $0.path.description }
    case .files(let files): files.keys.filter { $0.hasPrefix(start) }.sorted()
    }
  }

  private func bytes(at path: String) -> [UInt8]? {
    switch storage {
    case .files(let files): return files[path]
    case .embedded:
      let match = EmbeddedTemplates.files.first { file in
        file.path.utf8CodeUnitCount == path.utf8.count
          && file.path.starts(with: path)
      }
      return match?.text.withUTF8Buffer { Array($0) }
    }
  }
}

extension StaticString {
  fileprivate func starts(with text: String) -> Bool {
    withUTF8Buffer { $0.starts(with: text.utf8) }
  }
}
