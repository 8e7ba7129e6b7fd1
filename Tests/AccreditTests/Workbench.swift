import Foundation
import TestSupport
import Testing

/// A temporary folder in which `accredit` runs as a process.
final class Workbench {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .resolvingSymlinksInPath().appending(path: "accredit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The binary: the one that the environment names, else the one that was built with the tests.
  static let binary: URL? = {
    if ProcessInfo.processInfo.environment["ACCREDIT_BINARY"] != nil { return Checkout.binary }
    let tests = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
    var place = URL(fileURLWithPath: tests).deletingLastPathComponent()
    for _ in 0..<4 {
      let binary = place.appending(path: "accredit")
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: binary.path, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        return binary
      }
      place.deleteLastPathComponent()
    }
    return Checkout.binary
  }()

  /// Runs `accredit` in the folder, or in one below it.
  func run(
    _ arguments: String...,
    input: String? = nil,
    environment: [String: String]? = nil,
    in place: String = ""
  ) throws -> Run {
    try run(arguments, input: input, environment: environment, in: place)
  }

  /// Runs `accredit` with a list of arguments.
  func run(
    _ arguments: [String],
    input: String? = nil,
    environment: [String: String]? = nil,
    in place: String = ""
  ) throws -> Run {
    let binary = try #require(Self.binary, "build it first: swift build")
    return try Run(
      binary,
      arguments,
      input: input,
      environment: environment,
      in: place.isEmpty ? folder : folder.appending(path: place)
    )
  }

  /// Runs a command line of bash, in which `accredit` is the binary.
  func bash(_ line: String) throws -> Run {
    let binary = try #require(Self.binary, "build it first: swift build")
    let bash = try #require(Checkout.tool("bash"))
    return try Run(bash, ["-c", "accredit() { \"$0\" \"$@\"; }; \(line)", binary.path], in: folder)
  }

  func write(_ path: String, _ text: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(text.utf8).write(to: file)
  }

  /// Copies what the tool has built in to `Templates`, with another quota of AWS.
  func copyTemplates(quota: String, _ limit: Int) throws {
    let place = folder.appending(path: "Templates")
    try FileManager.default.copyItem(at: Checkout.root.appending(path: "Templates"), to: place)
    let path = "Templates/AWS/quotas.yaml"
    var lines = try read(path).components(separatedBy: "\n")
    let entry = try #require(lines.firstIndex(of: "  \(quota):"))
    lines[entry + 1] = "    limit: \(limit)"
    try write(path, lines.joined(separator: "\n"))
  }

  func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: path)), as: UTF8.self)
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: folder.appending(path: path))
  }

  /// Makes a symbolic link.
  func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending(path: path).path,
      withDestinationPath: target
    )
  }

  func setMode(_ path: String, _ mode: Int) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode],
      ofItemAtPath: folder.appending(path: path).path
    )
  }

  /// Everything below a folder: what each path is, its mode and its bytes.
  func snapshot(_ path: String = "") throws -> [String: String] {
    let root = path.isEmpty ? folder : folder.appending(path: path)
    let manager = FileManager.default
    var found: [String: String] = [:]
    for name in try manager.subpathsOfDirectory(atPath: root.path) {
      let item = root.appending(path: name).path
      let attributes = try manager.attributesOfItem(atPath: item)
      let mode = (attributes[.posixPermissions] as? Int).map { String($0, radix: 8) } ?? ""
      switch attributes[.type] as? FileAttributeType {
      case .typeDirectory?: found[name] = "folder \(mode)"
      case .typeSymbolicLink?:
        found[name] = "link to \(try manager.destinationOfSymbolicLink(atPath: item))"
      default:
        let data = try Data(contentsOf: URL(fileURLWithPath: item))
        let isText = data.count < 1 << 20
        let content = isText ? String(decoding: data, as: UTF8.self) : "\(data.count) bytes"
        found[name] = "file \(mode)\n\(content)"
      }
    }
    return found
  }
}

/// Specs to run on.
enum Specs {
  /// A spec without a mistake and without a warning.
  static func valid(_ name: String = "acme", bucket: String = "acme-edge") -> String {
    """
    name: \(name)
    account: "111122223333"
    region: us-east-1
    vendors:
      fastly:
        customerId: 7Kd2PqVn4XsTb9LwRy6HcE
    integrations:
      edge:
        type: fastly/s3
        path: edge/
        bucket: \(bucket)

    """
  }

  /// A spec of the same name of which nothing is sent to a vendor.
  static let withoutRequests = """
    name: acme
    account: "111122223333"
    region: us-east-1
    integrations:
      partner:
        type: custom/role
        vendor: {name: Ledgerly, accountId: "999988887777", externalId: ldg-2f7c0d4e1b}
        allow:
          - {actions: [s3:GetObject], resources: ["arn:aws:s3:::acme-partner/*"], reason: reads}

    """

  /// A spec with two mistakes and a warning, in lines 2, 9 and 10.
  static let invalid = """
    name: acme
    account: 111122223333
    region: us-east-1
    vendors:
      fastly:
        customerId: 7Kd2PqVn4XsTb9LwRy6HcE
    integrations:
      edge:
        typo: fastly/s3
        path: edge
        type: fastly/s3
        bucket: acme-edge

    """

  /// The files that the valid spec compiles to.
  static let outputs =
    [
      "ACCESS.md", "CHECKLIST.md", "MANIFEST.json", "deployer-policy-script.json",
      "deployer-policy.json", "provision.sh", "teardown.sh", "template.yaml",
    ] + ["curl", "sh", "tf"].map { "vendor/edge.logging-s3." + $0 }

  /// The same files, with the folder that some are in.
  static let entries = (outputs + ["vendor"]).sorted()
}
