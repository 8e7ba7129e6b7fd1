import Catalog
import Compiler
import Diagnostics
import Explanation
import Foundation
import LanguageServer
import Model
import TestSupport
import Testing

/// Where something of a spec stands in what it compiles to.
@Suite("Definition") struct DefinitionTests {
  private static let folder = "/work/Generated"

  /// A spec that is open, with its outputs on the disk.
  private func editor(
    _ text: String,
    named name: String = "spec.yaml",
    edit: (inout [String: [UInt8]]) -> Void = { _ in }
  ) throws -> Editor {
    let compiler = Compiler(try #require(Editor.catalog))
    let compilation = compiler.compile(SourceFile(name: name, bytes: Array(text.utf8)))
    let spec = try #require(compilation.name)
    var files: [String: [UInt8]] = [:]
    for file in compilation.files {
      files["\(Self.folder)/\(spec)/\(file.path)"] = Array(file.text.utf8)
    }
    edit(&files)
    var editor = try Editor(files: files)
    try editor.open(text, "file:///work/specs/\(name)")
    return editor
  }

  private func places(
    _ editor: inout Editor,
    of word: Substring,
    in text: String,
    named name: String = "spec.yaml"
  ) throws -> [(path: String, line: Int)] {
    let before = text[..<word.startIndex].split(separator: "\n", omittingEmptySubsequences: false)
    let reply = try editor.ask(
      "definition",
      at: (before.count - 1, before[before.count - 1].utf16.count),
      "file:///work/specs/\(name)"
    )
    return reply.elements.compactMap { place in
      guard let uri = place.uri.text, let path = TextDocument.path(of: uri),
        let line = place.range.start.line.number
      else { return nil }
      return (String(path.split(separator: "/").last ?? ""), line + 1)
    }
  }

  @Test(
    "Each line that is pointed to is there for what was pointed from, as 'explain' says of it",
    arguments: Examples.names
  )
  func agreesWithExplain(_ example: String) throws {
    let catalog = try #require(Editor.catalog)
    let compiler = Compiler(catalog)
    let explainer = Explainer(catalog, compiler)
    let text = try Examples.text(of: example)
    let name = example + ".yaml"
    var editor = try editor(text, named: name)
    let file = SourceFile(name: name, bytes: Array(text.utf8))
    var diagnostics = Diagnostics(for: file)
    let spec = try #require(Spec(file, compiler, &diagnostics))
    var count = 0
    var answers: [OutputFile.Kind: [String: [Answer]]] = [:]
    for kind in [OutputFile.Kind.template, .script, .access] {
      answers[kind] = explainer.answers(aboutFilesOf: kind, in: spec)
    }
    let integrations = try #require(text.range(of: "\nintegrations:\n"))
    for match in text[integrations.lowerBound...].matches(of: /\n  ([a-z][a-z0-9-]*):/) {
      let integration = match.output.1
      let found = try places(&editor, of: integration, in: text, named: name)
      #expect(!found.isEmpty, "\(integration)")
      #expect(found.contains { $0.path.hasPrefix("template") }, "\(integration)")
      for place in found {
        count += 1
        let own = answers.values.compactMap { $0[place.path] }.first?[place.line - 1]
        let origins = try #require(own, "\(place)").origins
        let owners = origins.flatMap(\.integrations).map(\.text)
        #expect(owners.contains(String(integration)), "\(integration): \(place): \(owners)")
      }
    }
    print("\(example): \(count) lines")
    #expect(count > 0)
  }

  @Test(
    "A name is found where it is defined",
    arguments: [
      ("acme-fastly", "template.yaml", "  AcmeFastlyBucket:"),
      ("acme-fastly", "provision.sh", "  ensure bucket 'acme-fastly' 'us-east-1'"),
      ("logzio-acme", "template.yaml", "  LogzioAcmeRole:"),
      ("logzio-acme", "provision.sh", "  ensure role 'logzio-acme'"),
      ("acme-edge", "template.yaml", "  AcmeEdgeDataStream:"),
      ("acme-elb-logs", "provision.sh", "  require bucket 'acme-elb-logs' 'us-east-1'"),
      ("acme-elb-logs", "template.yaml", "                  - arn:aws:s3:::acme-elb-logs/*"),
    ]
  )
  func findsNames(_ name: String, _ file: String, _ line: String) throws {
    let text = try Examples.text(of: "acme")
    var editor = try editor(text)
    let word = try #require(text.matches(of: try Regex(": \(name)\\b")).first)
    let found = try places(&editor, of: text[word.range].dropFirst(2), in: text)
    let place = try #require(found.first { $0.path == file }, "\(found)")
    let catalog = try #require(Editor.catalog)
    let source = SourceFile(name: "spec.yaml", bytes: Array(text.utf8))
    let output = try #require(Compiler(catalog).compile(source).files.first { $0.path == file })
    let lines = output.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[place.line - 1] == line)
  }

  @Test("A file that isn't what the spec compiles to now is not pointed into, and that is said")
  func refusesStaleFiles() throws {
    let text = try Examples.text(of: "fastly-s3")
    let integration = try #require(text.matches(of: /\n  ([a-z-]+):\n    type/).first).output.1
    var fresh = try editor(text)
    let all = try places(&fresh, of: integration, in: text)
    #expect(Set(all.map(\.path)).isSuperset(of: ["template.yaml", "provision.sh", "ACCESS.md"]))
    #expect(fresh.notices.allSatisfy { $0.method.text != "window/showMessage" })
    for path in ["template.yaml", "provision.sh", "ACCESS.md"] {
      for isGone in [true, false] {
        var stale = try editor(text) { files in
          for key in files.keys where key.hasSuffix("/" + path) {
            if isGone { files[key] = nil } else { files[key]?.append(0x0A) }
          }
        }
        let found = try places(&stale, of: integration, in: text)
        #expect(!found.map(\.path).contains(path) && !found.isEmpty)
        let said = stale.notices.last?.params.message.text ?? ""
        #expect(said.hasPrefix(path) && said.contains("accredit compile"))
      }
    }
  }

  @Test("Without outputs, or with errors, it is said why there is nothing to go to")
  func saysWhyNot() throws {
    let text = try Examples.text(of: "fastly-s3")
    let integration = try #require(text.matches(of: /\n  ([a-z-]+):\n    type/).first).output.1
    var none = try editor(text) { $0 = [:] }
    #expect(try places(&none, of: integration, in: text).isEmpty)
    #expect(none.notices.last?.params.message.text?.hasPrefix("there are no outputs") == true)
    let broken = text + "nonsense: 1\n"
    var wrong = try Editor()
    try wrong.open(broken, "file:///work/specs/spec.yaml")
    let word = try #require(broken.matches(of: /\n  ([a-z-]+):\n    type/).first).output.1
    #expect(try places(&wrong, of: word, in: broken).isEmpty)
    #expect(wrong.notices.last?.params.message.text?.contains("no errors") == true)
  }

  @Test("A connection that is named leads to where the spec has it")
  func findsConnections() throws {
    let text = try Examples.text(of: "acme")
    var editor = try editor(text)
    let word = try #require(text.range(of: "via: ledgerly"))
    let before = text[..<word.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
    let uri = "file:///work/specs/spec.yaml"
    let reply = try editor.ask("definition", at: (before.count - 1, 12), uri)
    let line = try #require(reply.range.start.line.number)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[line].hasPrefix("  ledgerly:"))
  }
}
