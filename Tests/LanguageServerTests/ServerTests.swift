import LanguageServer
import TestSupport
import Testing

/// The life of a server, and what it says to what it doesn't know.
@Suite("The server") struct ServerTests {
  private func fresh() throws -> LanguageServer {
    LanguageServer(try #require(Editor.catalog), version: "0", outputs: "Generated") { _ in nil }
  }

  private func answer(_ server: inout LanguageServer, _ bodies: String...) -> String {
    let bytes = bodies.flatMap { MessageFrames.frame(Array($0.utf8)) }
    return String(decoding: server.receive(bytes), as: UTF8.self)
  }

  private static let initialize =
    #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#
  private static let shutdown = #"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#
  private static let exit = #"{"jsonrpc":"2.0","method":"exit"}"#

  @Test("Shutdown and exit end it with 0, anything else with 1")
  func ends() throws {
    var server = try fresh()
    #expect(server.statusAtEnd == 1 && server.status == nil)
    #expect(answer(&server, Self.initialize).contains("\"positionEncoding\":\"utf-16\""))
    #expect(server.statusAtEnd == 1)
    #expect(answer(&server, Self.shutdown).contains("\"id\":2,\"result\":null"))
    #expect(server.statusAtEnd == 0 && server.status == nil)
    #expect(answer(&server, Self.shutdown).contains("-32600"))
    #expect(answer(&server, Self.exit).isEmpty && server.status == 0)
    #expect(answer(&server, Self.initialize).isEmpty)
    var other = try fresh()
    #expect(answer(&other, Self.initialize, Self.exit).contains("capabilities"))
    #expect(other.status == 1)
  }

  @Test("Requests before the first are refused, other messages not heard")
  func startsWithInitialize() throws {
    var server = try fresh()
    let hover = #"{"jsonrpc":"2.0","id":"x","method":"textDocument/hover","params":{}}"#
    #expect(answer(&server, hover).contains("\"id\":\"x\",\"error\":{\"code\":-32002"))
    #expect(answer(&server, #"{"jsonrpc":"2.0","method":"textDocument/didOpen"}"#).isEmpty)
    #expect(answer(&server, Self.initialize).contains("capabilities"))
    #expect(answer(&server, Self.initialize).contains("-32600"))
    #expect(server.publish().isEmpty)
  }

  @Test("UTF-8 is spoken with those who offer it")
  func choosesAnEncoding() throws {
    for (offered, expected) in [
      (#"["utf-16", "utf-8"]"#, "utf-8"), (#"["utf-32", "utf-16"]"#, "utf-16"), ("[]", "utf-16"),
      ("null", "utf-16"), ("7", "utf-16"),
    ] {
      var server = try fresh()
      let reply = answer(
        &server,
        """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":
         {"capabilities":{"general":{"positionEncodings":\(offered)}}}}
        """
      )
      #expect(reply.contains("\"positionEncoding\":\"\(expected)\""))
    }
  }

  @Test(
    "What is no message, or of no known method, is told; what asks nothing isn't",
    arguments: [
      ("{", "-32700"), ("", "-32700"), ("[]", "-32600"), ("7", "-32600"), ("{}", "-32600"),
      (#"{"jsonrpc":"2.0","id":3}"#, "-32600"), (#"{"id":3,"method":"shutdown"}"#, "-32600"),
      (#"{"jsonrpc":"2.0","id":[],"method":"x"}"#, "-32600"),
      (#"{"jsonrpc":"2.0","id":3,"method":7}"#, "-32600"),
      (#"{"jsonrpc":"2.0","id":3,"method":"textDocument/rename"}"#, "-32601"),
      (#"{"jsonrpc":"2.0","id":3,"method":"$/unknown"}"#, "-32601"),
      (#"{"jsonrpc":"2.0","id":3,"method":"textDocument/hover"}"#, "-32602"),
      (#"{"jsonrpc":"2.0","id":3,"method":"textDocument/hover","params":[1]}"#, "-32602"),
      (
        #"{"jsonrpc":"2.0","id":3,"method":"textDocument/completion","params":"#
          + #"{"textDocument":{"uri":"file:///no"},"position":{"line":0,"character":0}}}"#, "-32602"
      ),
      (#"{"jsonrpc":"2.0","method":"$/setTrace","params":{"value":"off"}}"#, ""),
      (#"{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration"}"#, ""),
      (#"{"jsonrpc":"2.0","id":9,"result":null}"#, ""),
      (#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{}}}"#, ""),
      (
        #"{"jsonrpc":"2.0","method":"textDocument/didClose","params":{"textDocument":"#
          + #"{"uri":"x"}}}"#, ""
      ),
      (#"{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"contentChanges":7}}"#, ""),
    ]
  )
  func answersEverything(_ body: String, _ code: String) throws {
    var server = try fresh()
    _ = answer(&server, Self.initialize)
    let reply = answer(&server, body)
    #expect(code.isEmpty ? reply.isEmpty : reply.contains("\"code\":\(code)"), "\(reply)")
    #expect(answer(&server, Self.shutdown).contains("\"result\":null"))
  }

  @Test("A request that is taken back before its turn is refused, later ones are answered")
  func honoursCancellation() throws {
    var editor = try Editor()
    try editor.open("name: a\n")
    func hover(_ id: String) -> String {
      #"{"jsonrpc":"2.0","id":\#(id),"method":"textDocument/hover","params":{"textDocument":"#
        + #"{"uri":"\#(Editor.uri)"},"position":{"line":0,"character":1}}}"#
    }
    let cancel = #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":5}}"#
    var server = editor.server
    let reply = answer(&server, hover("5"), hover("\"5\""), cancel, hover("6"))
    #expect(reply.contains("\"id\":5,\"error\":{\"code\":-32800"))
    #expect(reply.contains("\"id\":\"5\",\"result\":{") && reply.contains("\"id\":6,\"result\":{"))
    #expect(answer(&server, cancel, hover("7")).contains("\"id\":7,\"result\":{"))
  }

  @Test("Diagnostics come once for each change, and go when the document is closed")
  func publishes() throws {
    var editor = try Editor()
    try editor.open("name: A\n")
    let opened = try #require(editor.notices.last)
    #expect(opened.method.text == "textDocument/publishDiagnostics")
    #expect(opened.params.version.number == 1)
    let codes = opened.params.diagnostics.elements.compactMap(\.code.text)
    #expect(codes.contains("slug") && codes.contains("missing-key"))
    let slug = try #require(opened.params.diagnostics.elements.first { $0.code.text == "slug" })
    #expect(slug.message.text?.contains("\nhelp: ") == true)
    #expect(slug.severity.number == 1 && slug.source.text == "accredit")
    editor.forget()
    _ = try editor.ask("hover", at: (0, 1))
    #expect(editor.notices.isEmpty)
    try editor.tell(
      "textDocument/didChange",
      """
      {"textDocument": {"uri": "\(Editor.uri)", "version": 2},
       "contentChanges": [{"text": "x"}, {"text": "name: a\\n"}]}
      """
    )
    #expect(editor.notices.map(\.params.version.number) == [2])
    editor.forget()
    try editor.tell("textDocument/didClose", "{\"textDocument\": {\"uri\": \"\(Editor.uri)\"}}")
    #expect(editor.notices.map(\.params.diagnostics.elements.count) == [0])
  }

  @Test("A change that can't be read ends what is said of the document")
  func forgetsWhatItCannotFollow() throws {
    var editor = try Editor()
    try editor.open("name: A\n")
    editor.forget()
    try editor.tell(
      "textDocument/didChange",
      """
      {"textDocument": {"uri": "\(Editor.uri)", "version": 2},
       "contentChanges": [{"range": {"start": 1}, "text": "x"}]}
      """
    )
    #expect(
      editor.notices.compactMap(\.method.text) == [
        "window/showMessage", "textDocument/publishDiagnostics",
      ]
    )
    #expect(editor.server.text(of: Editor.uri) == nil)
  }
}
