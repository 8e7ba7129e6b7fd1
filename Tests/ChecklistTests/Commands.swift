import Foundation
import Testing

/// A program that checks what the checklist holds.
enum Command: String {
  case cmark = "/usr/bin/cmark-gfm"
  case shell = "/bin/sh"

  var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: rawValue) }

  /// Runs the program over a text and gives what it prints.
  func output(_ arguments: [String], over text: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: rawValue)
    process.arguments = arguments + [file.path()]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let result = String(decoding: data, as: UTF8.self)
    try #require(process.terminationStatus == 0, "\(result)")
    return result
  }
}
