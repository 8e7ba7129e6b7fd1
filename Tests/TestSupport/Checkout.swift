package import Foundation

/// Where things are while tests run.
package enum Checkout {
  /// The root of the repository.
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The bytes of a file of the repository.
  package static func bytes(of path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: root.appendingPathComponent(path)))
  }

  /// The text of a file of the repository.
  package static func text(of path: String) throws -> String {
    String(decoding: try bytes(of: path), as: UTF8.self)
  }

  /// The names of what a folder of the repository holds, sorted; hidden files are left out.
  package static func names(in path: String) throws -> [String] {
    let folder = root.appendingPathComponent(path).path
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The release binary that `Scripts/test` has built; nil when tests run without it.
  package static var binary: URL? {
    if let path = ProcessInfo.processInfo.environment["ACCREDIT_BINARY"] {
      return URL(fileURLWithPath: path)
    }
    let path = root.appendingPathComponent(".build/release/accredit")
    return FileManager.default.isExecutableFile(atPath: path.path) ? path : nil
  }

  /// A program of the tests' virtual environment, or of the machine; nil when there is none.
  package static func tool(_ name: String) -> URL? {
    let environment = ProcessInfo.processInfo.environment
    var folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
    if let venv = environment["ACCREDIT_VENV"] { folders.insert(venv + "/bin", at: 0) }
    folders.insert(root.appendingPathComponent(".venv/bin").path, at: 0)
    return folders.map { URL(fileURLWithPath: $0).appendingPathComponent(name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}

/// A program that ran.
package struct Run: Sendable {
  package let status: Int32
  package let output: String
  package let errors: String

  /// Runs a program to its end.
  ///
  /// - Parameter environment: all of its variables; nil for those of the tests.
  package init(
    _ program: URL,
    _ arguments: [String],
    input: String? = nil,
    environment: [String: String]? = nil,
    in folder: URL? = nil
  ) throws {
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    // Files and not pipes: a program that writes much can't fill one up and wait.
    let files = ["in", "out", "err"].map { scratch.appendingPathComponent($0) }
    try Data((input ?? "").utf8).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    if let environment { process.environment = environment }
    if let folder { process.currentDirectoryURL = folder }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = try String(decoding: Data(contentsOf: files[1]), as: UTF8.self)
    errors = try String(decoding: Data(contentsOf: files[2]), as: UTF8.self)
  }
}
