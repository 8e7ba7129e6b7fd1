import Catalog
import Diagnostics
import Foundation
import TestSupport
import Testing

/// The catalogue that the compiler carries, and the same files on disk.
enum Samples {
  static func catalog() throws -> Catalog { try #require(carried) }

  /// Read once for all tests.
  private static let carried: Catalog? = {
    var reports: [Diagnostics] = []
    return Catalog(.embedded, &reports)
  }()

  /// Every file below `Templates/` by its path.
  static func files() throws -> [String: [UInt8]] {
    let root = Checkout.root.appendingPathComponent("Templates").resolvingSymlinksInPath()
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      let file = root.appendingPathComponent(path)
      let isFolder = try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
      if !isFolder { files[path] = try Array(Data(contentsOf: file)) }
    }
    return files
  }

  /// What a catalogue of these files reports as errors, with the file's name in front.
  static func errors(of files: [String: [UInt8]]) -> (catalog: Catalog?, errors: [String]) {
    var reports: [Diagnostics] = []
    let catalog = Catalog(TemplateFiles(files), &reports)
    let errors = reports.flatMap { report in
      report.sorted.filter { $0.severity == .error }.map { "\(report.file.name): \($0.message)" }
    }
    return (catalog, errors)
  }
}
