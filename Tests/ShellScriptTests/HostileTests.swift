import Catalog
import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

/// Scripts hold no code but the library's, whatever a file is called and whatever the data says.
struct HostileTests {
  @Test("the name of a spec's file can't leave the comment that says it")
  func fileNamesStayComments() throws {
    var reports: [Diagnostics] = []
    let compiler = Compiler(try #require(Catalog(.embedded, &reports)))
    let bytes = try Checkout.bytes(of: "Templates/Examples/fastly-s3.yaml")
    let names = ["a.yaml\ntouch pwned\n#", "a\r\ntouch pwned", "a\u{85}b\u{2028}c\u{1B}[2J"]
    var count = 0
    for name in names {
      let files = compiler.compile(SourceFile(name: name, bytes: bytes)).files
      for file in files where file.kind == .script && file.path.hasSuffix(".sh") {
        count += 1
        #expect(file.text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A })
        let header = file.text.split(separator: "\n", omittingEmptySubsequences: false)
          .prefix { $0 != "" }
        #expect(header.count > 8)
        #expect(header.allSatisfy { $0.hasPrefix("#") }, "\(header)")
      }
    }
    #expect(count == 6)
    print("hostile names of files: \(count) scripts")
  }

  @Test(
    "a constant that the AWS CLI could misread is refused before anything is called",
    arguments: ["SPEC", "ACCOUNT", "PARTITION", "REGION"],
    ["--query", "file:///etc/passwd", "$(touch pwned)", "a b", ""]
  )
  func hostileConstantsAreRefused(name: String, value: String) throws {
    let bench = try ScriptBench(example: "fastly-s3")
    defer { bench.remove() }
    for path in ["provision.sh", "teardown.sh"] {
      let lines = try bench.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
      let script = lines.map { line in
        line.hasPrefix("readonly ACCREDIT_\(name)=")
          ? "readonly ACCREDIT_\(name)='\(value)'" : String(line)
      }
      let run = try bench.run(script: script.joined(separator: "\n"), [])
      #expect(run.status == 2, Comment(rawValue: run.errors))
      #expect(run.errors.contains("'\(value)' cannot stand on a command line"))
      #expect(try bench.calls().isEmpty)
    }
  }

  @Test("a document that holds code is printed as it is, and nothing in it is run")
  func documentsArePrintedAsTheyAre() throws {
    var reports: [Diagnostics] = []
    let compiler = Compiler(try #require(Catalog(.embedded, &reports)))
    let spec = #"""
      name: acme
      account: "111122223333"
      region: us-east-1
      vendors: {ledgerly: {accountId: "999988887777", externalId: ldg-2f7c0d4e1b}}
      integrations:
        partner:
          type: custom/role
          via: ledgerly
          allow:
            - actions: [s3:GetObject]
              resources: ["arn:aws:s3:::acme-partner/*"]
              conditions: {StringEquals: {"aws:Referer": '$(touch pwned) `touch pwned` $HOME \ EOF'}}
              reason: reads the export
      """#
    let source = SourceFile(name: "acme.yaml", bytes: Array(spec.utf8))
    let script = try #require(compiler.compile(source).files.first { $0.path == "provision.sh" })
    let lines = script.text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "document() {"))
    let end = try #require(lines[start...].firstIndex(of: "  esac")) + 1
    let documents = lines[start...end].filter { $0.hasSuffix("')") }
    #expect(documents.count > 1)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("doc-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in documents {
      let body = try #require(lines.firstIndex(of: name)) + 2
      let word = lines[body - 1].filter { $0 != "'" }.split(separator: "<").last
      let mark = try #require(lines[body...].firstIndex { $0 == word })
      let text = lines[start...end].joined(separator: "\n") + "\ndocument " + name.dropLast()
      let run = try Run(URL(fileURLWithPath: "/bin/bash"), ["-c", text], in: folder)
      #expect(run.status == 0, Comment(rawValue: run.errors))
      #expect(run.output == lines[body..<mark].joined(separator: "\n") + "\n")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
    #expect(script.text.contains(#""$(touch pwned) `touch pwned` $HOME \\ EOF""#))
  }

  @Test("only the mark of the access key is replaced by the token")
  func tokensReplaceTheirMarkAlone() throws {
    let other = #"{"Url":"x\"@a[$(touch pwned)]@","Name":"@ACCREDIT_TOKEN_FILE_B@","#
    let text = other + #""AccessKey":"@ACCREDIT_TOKEN_FILE_A@","Last":"@ACCREDIT_TOKEN_FILE_A@"}"#
    let sent = other + #""AccessKey":"t0ken","Last":"@ACCREDIT_TOKEN_FILE_A@"}"#
    #expect(try Self.printed(text).output == sent + "\n")
    let plain = #"{"Url":"@ACCREDIT_TOKEN_FILE_A@","Name":"\"AccessKey\":\"@A@"}"#
    #expect(try Self.printed(plain).output == plain + "\n")
  }

  @Test("a mark that names no variable of ours is refused, and nothing in it is run")
  func hostileMarksAreRefused() throws {
    for name in ["A[$(touch pwned)]", "PATH", "ACCREDIT_TOKEN_FILE_A[$(touch pwned)]", "a b", ""] {
      let run = try Self.printed(#"{"AccessKey":"@\#(name)@"}"#)
      #expect(run.status == 2)
      #expect(run.output == "")
      #expect(run.errors.contains("is not a variable of this script"))
    }
  }

  /// What the library prints for an endpoint; fails if a file appears beside it.
  private static func printed(_ endpoint: String) throws -> Run {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("end-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [("endpoint", endpoint), ("token", "t0ken")] {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let library = try ["core", "token", "delivery_stream"].map { name in
      try #require(TemplateFiles.embedded.file("Shell/\(name).sh")).bytes
    }
    let script = """
      set -euo pipefail
      \(String(decoding: library.joined(), as: UTF8.self))
      SCRATCH=$PWD ACCREDIT_TOKEN_FILE_A=$PWD/token ACCREDIT_TOKEN_FILE_B=$PWD/token
      print_endpoint
      """
    let run = try Run(URL(fileURLWithPath: "/bin/bash"), ["-c", script], in: folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ["endpoint", "token"])
    return run
  }
}
