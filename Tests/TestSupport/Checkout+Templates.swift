import Foundation

extension Checkout {
  /// Every file below `Templates/` by its path, with other quotas than AWS has.
  package static func templates(withQuotas limits: [String: Int]) throws -> [String: [UInt8]] {
    let root = root.appendingPathComponent("Templates").resolvingSymlinksInPath()
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      let file = root.appendingPathComponent(path)
      let isFolder = try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
      if !isFolder { files[path] = try Array(Data(contentsOf: file)) }
    }
    var quotas = String(decoding: files["AWS/quotas.yaml"] ?? [], as: UTF8.self)
    for (name, limit) in limits {
      let lines = quotas.components(separatedBy: "\n  \(name):\n")
      guard lines.count == 2, let end = lines[1].firstIndex(of: "\n") else {
        throw CocoaError(.formatting)
      }
      quotas = "\(lines[0])\n  \(name):\n    limit: \(limit)\(lines[1][end...])"
    }
    files["AWS/quotas.yaml"] = Array(quotas.utf8)
    return files
  }
}
