import Catalog
import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

/// A folder with the scripts of an example and an `aws` that only notes what it is asked.
struct ScriptBench {
  private let folder: URL
  /// The account that the scripts are for.
  private let account: String

  init(example: String) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID())")
    let manager = FileManager.default
    for name in ["bin", "tmp"] {
      let path = folder.appendingPathComponent(name)
      try manager.createDirectory(at: path, withIntermediateDirectories: true)
    }
    var reports: [Diagnostics] = []
    let compiler = Compiler(try #require(Catalog(.embedded, &reports)))
    let path = "Templates/Examples/\(example).yaml"
    let source = SourceFile(name: path, bytes: try Checkout.bytes(of: path))
    for file in compiler.compile(source).files where file.kind == .script {
      try Data(file.text.utf8).write(to: folder.appendingPathComponent(file.path))
    }
    let lines = try String(
      contentsOf: folder.appendingPathComponent("provision.sh"),
      encoding: .utf8
    ).split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("readonly ACCREDIT_ACCOUNT=") })
    account = String(line.split(separator: "'")[1])
    let aws = folder.appendingPathComponent("bin/aws")
    try Data(Self.fake.utf8).write(to: aws)
    try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: aws.path)
  }

  func remove() {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Puts a tool in the place of one of the machine's, which does nothing and fails.
  func breakTool(_ name: String) throws {
    let tool = folder.appendingPathComponent("bin/\(name)")
    try Data("#!/bin/bash\nexit 1\n".utf8).write(to: tool)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool.path)
  }

  func path(of file: String) -> String { folder.appendingPathComponent(file).path }

  func text(of file: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  /// What the fake was called with in the last run, one call a line.
  func calls() throws -> [String] {
    guard FileManager.default.fileExists(atPath: path(of: "calls")) else { return [] }
    return try text(of: "calls").split(separator: "\n").map(String.init)
  }

  /// Runs one of the example's scripts.
  func run(_ file: String, _ arguments: [String], _ environment: [String: String] = [:]) throws
    -> Run
  {
    try launch([path(of: file)] + arguments, environment)
  }

  /// Runs another script in the same place.
  func run(script: String, _ arguments: [String]) throws -> Run {
    let file = folder.appendingPathComponent("other.sh")
    try Data(script.utf8).write(to: file)
    return try launch([file.path] + arguments, [:])
  }

  private func launch(_ arguments: [String], _ extra: [String: String]) throws -> Run {
    try? FileManager.default.removeItem(atPath: path(of: "calls"))
    var environment = [
      "PATH": path(of: "bin") + ":/usr/bin:/bin", "HOME": folder.path, "TMPDIR": path(of: "tmp"),
      "CALLS": path(of: "calls"), "ACCREDIT_PAUSE": "0", "ACCREDIT_JOBS": "1",
      "FAKE_ACCOUNT": account,
    ]
    environment.merge(extra) { _, new in new }
    return try Run(
      URL(fileURLWithPath: "/bin/bash"),
      arguments,
      environment: environment,
      in: folder
    )
  }

  /// Answers who one is, and that nothing else is allowed.
  private static let fake = #"""
    #!/bin/bash
    printf '%s\n' "$*" >>"$CALLS"
    if [[ "$1 $2" == 'sts get-caller-identity' ]]; then
      [[ -z ${FAKE_DENIED:-} ]] || { echo 'Unable to locate credentials' >&2; exit 253; }
      account=$FAKE_ACCOUNT
      printf '{"UserId": "AIDA", "Account": "%s", "Arn": "arn:%s:iam::%s:user/me"}\n' \
        "$account" "${FAKE_PARTITION:-aws}" "$account"
      exit 0
    fi
    echo "An error occurred (AccessDenied) when calling the $2 operation: no" >&2
    exit 254
    """#
}
