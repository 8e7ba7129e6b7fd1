import Catalog
import Diagnostics
import LanguageServer
import TestSupport
import Testing
import Text
import YAML

/// A member of a message, or nothing.
@dynamicMemberLookup
struct Reply {
  let node: Node?

  subscript(dynamicMember name: String) -> Reply { self[name] }

  subscript(name: String) -> Reply {
    guard case .mapping(let entries)? = node?.content else { return Reply(node: nil) }
    return Reply(node: entries.first { $0.key.value == name }?.value)
  }

  var elements: [Reply] {
    guard case .sequence(let items)? = node?.content else { return [] }
    return items.map { Reply(node: $0) }
  }

  var text: String? {
    guard case .scalar(let scalar)? = node?.content, scalar.text != "null" || !scalar.isPlain
    else { return nil }
    return scalar.text
  }

  var number: Int? { text.flatMap { Int($0) } }
}

/// An editor that talks with a server in the same process.
struct Editor {
  static let catalog: Catalog? = {
    var reports: [Diagnostics] = []
    return Catalog(.embedded, &reports)
  }()

  private(set) var server: LanguageServer
  private var frames = MessageFrames()
  private var count = 0
  /// What the server has said without being asked.
  private(set) var notices: [Reply] = []

  /// What an editor says that it can do, as JSON.
  static let everything = """
    {"general": {"positionEncodings": ["utf-16"]},
     "textDocument": {
       "hover": {"contentFormat": ["markdown"]},
       "publishDiagnostics": {"relatedInformation": true},
       "completion": {"completionItem": {"snippetSupport": true, "preselectSupport": true,
         "insertTextModeSupport": {"valueSet": [1, 2]}}}}}
    """

  /// - Parameter files: what is on the disk, by its path.
  init(_ capabilities: String = everything, files: [String: [UInt8]] = [:]) throws {
    let catalog = try #require(Self.catalog)
    server = LanguageServer(catalog, version: "0", outputs: "./Generated") { files[$0] }
    let result = try ask("initialize", "{\"capabilities\": \(capabilities)}").result
    try #require(result.capabilities.positionEncoding.text != nil)
    try tell("initialized", "{}")
  }

  /// Sends a body, and takes what comes back.
  mutating func send(_ body: String) throws -> [Reply] {
    frames.append(server.receive(MessageFrames.frame(Array(body.utf8))) + server.publish())
    var replies: [Reply] = []
    while let frame = frames.next() {
      guard case .body(let body) = frame else {
        Issue.record("the server sent something else than messages")
        return []
      }
      var diagnostics = Diagnostics(for: SourceFile(name: "reply", bytes: body))
      let node = readJSON(&diagnostics)
      try #require(node != nil, "\(diagnostics.sorted)")
      replies.append(Reply(node: node))
    }
    notices += replies.filter { $0.id.node == nil }
    return replies.filter { $0.id.node != nil }
  }

  mutating func ask(_ method: String, _ parameters: String) throws -> Reply {
    count += 1
    let replies = try send(
      """
      {"jsonrpc": "2.0", "id": \(count), "method": "\(method)", "params": \(parameters)}
      """
    )
    #expect(replies.count == 1 && replies.first?.id.number == count)
    return try #require(replies.first)
  }

  mutating func tell(_ method: String, _ parameters: String) throws {
    let replies = try send(
      "{\"jsonrpc\": \"2.0\", \"method\": \"\(method)\", \"params\": \(parameters)}"
    )
    #expect(replies.isEmpty)
  }

  mutating func forget() { notices = [] }
}

// Documents.
extension Editor {
  static let uri = "file:///work/spec.yaml"

  mutating func open(_ text: String, _ uri: String = uri) throws {
    let text = JSON.string(text).compactText
    try tell(
      "textDocument/didOpen",
      """
      {"textDocument": {"uri": "\(uri)", "languageId": "yaml", "version": 1, "text": \(text)}}
      """
    )
  }

  /// Asks about a place of the document, in UTF-16.
  mutating func ask(
    _ method: String,
    at place: (line: Int, character: Int),
    _ uri: String = uri
  ) throws -> Reply {
    try ask(
      "textDocument/\(method)",
      """
      {"textDocument": {"uri": "\(uri)"},
       "position": {"line": \(place.line), "character": \(place.character)}}
      """
    ).result
  }

  /// A text in which one sign stands for the cursor, and where that is.
  static func cursor(in text: String) throws -> (text: String, place: (line: Int, character: Int)) {
    let parts = text.split(separator: "‸", omittingEmptySubsequences: false)
    try #require(parts.count == 2)
    let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
    return (parts.joined(), (lines.count - 1, lines[lines.count - 1].utf16.count))
  }
}
