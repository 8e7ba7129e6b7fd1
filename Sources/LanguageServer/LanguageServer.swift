package import Catalog
import Compiler
import Diagnostics
import Explanation
import Text
import YAML

/// A server of the language server protocol for specs: bytes of messages in, bytes of messages out.
///
/// It is pure but for the files that it is given to read, so that it can be tested without a
/// process; the command line reads and writes.
package struct LanguageServer: Sendable {
  /// Reads files of the machine, to say where something stands in them; nil where there is none.
  package typealias Reader = @Sendable (_ path: String) -> [UInt8]?

  /// Where in its life the server is.
  enum State {
    case new
    case running(Client)
    case shutDown
    case over(status: Int32)
  }

  let catalog: Catalog
  let compiler: Compiler
  let explainer: Explainer
  let schema: SpecSchema?
  let read: Reader
  /// The folder of all outputs; a path that isn't absolute begins at a folder above a spec.
  let outputs: String
  private let version: String

  var state = State.new
  /// The documents that are open, by their addresses.
  var documents: [String: OpenDocument] = [:]
  private var frames = MessageFrames()

  package init(_ catalog: Catalog, version: String, outputs: String, read: @escaping Reader) {
    self.catalog = catalog
    compiler = Compiler(catalog)
    explainer = Explainer(catalog, compiler)
    schema = SpecSchema(catalog)
    (self.version, self.outputs, self.read) = (version, outputs, read)
  }

  /// The exit status of the process, once the client wants its end.
  package var status: Int32? {
    if case .over(let status) = state { status } else { nil }
  }

  /// The exit status when the client goes away without a word.
  package var statusAtEnd: Int32 {
    switch state {
    case .over(let status): status
    case .shutDown: 0
    case .new, .running: 1
    }
  }

  /// The text of a document as the server knows it; nil for one that isn't open.
  package func text(of uri: String) -> [UInt8]? { documents[uri]?.text.lines.bytes }

  /// Takes bytes of the client, and returns what is answered at once.
  ///
  /// Requests are answered in their order. One that is taken back before its turn, which is known
  /// only of those that came together, isn't worked on.
  package mutating func receive(_ bytes: [UInt8]) -> [UInt8] {
    frames.append(bytes)
    var messages: [Message] = []
    while let frame = frames.next() {
      switch frame {
      case .body(let body): messages.append(Message(body))
      case .fault(let reason): messages.append(.fault(id: .null, Failure(.parseError, reason)))
      }
    }
    let cancelled = Self.cancelled(in: messages)
    return messages.flatMap { handle($0, cancelled) }.flatMap(Self.bytes)
  }

  /// What the compiler says of the documents that have changed since it was asked last.
  package mutating func publish() -> [UInt8] {
    guard case .running(let client) = state else { return [] }
    var messages: [JSON] = []
    for uri in documents.keys.sorted() {
      guard documents[uri]?.isPublished == false, var document = documents[uri] else { continue }
      let found = document.compilation(by: compiler).diagnostics
      document.isPublished = true
      documents[uri] = document
      messages.append(DiagnosticMessages(document: document.text, client: client).publish(found))
    }
    return messages.flatMap(Self.bytes)
  }

  private static func bytes(of message: JSON) -> [UInt8] {
    MessageFrames.frame(Array(message.compactText.utf8))
  }

  private static func cancelled(in messages: [Message]) -> Set<JSON> {
    Set(
      messages.compactMap { message in
        guard case .notification("$/cancelRequest", let parameters) = message else { return nil }
        return Message.id(parameters?["id"])
      }
    )
  }

  private mutating func handle(_ message: Message, _ cancelled: Set<JSON>) -> [JSON] {
    if case .over = state { return [] }
    switch message {
    case .answer: return []
    case .fault(let id, let failure): return [.response(to: id, failure)]
    case .notification(let method, let parameters): return note(method, parameters)
    case .request(let id, let method, let parameters):
      do throws(Failure) {
        // The life of the server goes on whatever a client takes back.
        if method != "initialize", method != "shutdown", cancelled.contains(id) {
          throw Failure(.requestCancelled, "the request was taken back")
        }
        let (result, notices) = try answer(method, parameters)
        return notices + [.response(to: id, result)]
      } catch {
        return [.response(to: id, error)]
      }
    }
  }
}

// Requests.
extension LanguageServer {
  /// The result of a request, and what the client is told beside it.
  private mutating func answer(
    _ method: String,
    _ parameters: Node?
  ) throws(Failure) -> (JSON, [JSON]) {
    switch (method, state) {
    case ("initialize", .new):
      let client = Client(parameters)
      state = .running(client)
      return (capabilities(for: client), [])
    case ("initialize", _):
      throw Failure(.invalidRequest, "the server is initialized already")
    case (_, .new):
      throw Failure(.serverNotInitialized, "'initialize' must be the first request")
    case (_, .shutDown), (_, .over):
      throw Failure(.invalidRequest, "the server is shut down")
    case ("shutdown", .running):
      state = .shutDown
      return (.null, [])
    case ("textDocument/completion", .running(let client)):
      let place = try place(parameters, client)
      return (completion(place, client), [])
    case ("textDocument/hover", .running(let client)):
      let place = try place(parameters, client)
      return (hover(place, client), [])
    case ("textDocument/definition", .running(let client)):
      let place = try place(parameters, client)
      return definition(place, client)
    case (_, .running):
      throw Failure(.methodNotFound, "there is no method \(quoted(method))")
    }
  }

  private func capabilities(for client: Client) -> JSON {
    [
      "capabilities": [
        "positionEncoding": .string(client.encoding.rawValue),
        // Documents are opened and closed, and changes are sent as such.
        "textDocumentSync": ["openClose": true, "change": 2],
        "completionProvider": ["triggerCharacters": [":", " ", "-", "{", "[", "/"]],
        "hoverProvider": true,
        "definitionProvider": true,
      ],
      "serverInfo": ["name": "accredit", "version": .string(version)],
    ]
  }

  /// A place in an open document.
  struct Place {
    let uri: String
    let offset: Int
  }

  private func place(_ parameters: Node?, _ client: Client) throws(Failure) -> Place {
    guard let uri = parameters?["textDocument"]?["uri"]?.text,
      let position = TextPosition(parameters?["position"])
    else { throw Failure.missing("a document and a position") }
    guard let document = documents[uri]?.text else {
      throw Failure(.invalidParameters, "the document isn't open: \(quoted(uri))")
    }
    return Place(uri: uri, offset: document.lines.offset(of: position, client.encoding))
  }
}

// Notifications.
extension LanguageServer {
  private mutating func note(_ method: String, _ parameters: Node?) -> [JSON] {
    switch (method, state) {
    case ("exit", _): state = .over(status: statusAtEnd)
    case ("textDocument/didOpen", .running): open(parameters)
    case ("textDocument/didChange", .running(let client)): return change(parameters, client)
    case ("textDocument/didClose", .running): return close(parameters)
    default: break
    }
    return []
  }

  private mutating func open(_ parameters: Node?) {
    guard let item = parameters?["textDocument"], let uri = item["uri"]?.text,
      let text = item["text"]?.text
    else { return }
    let version = item["version"]?.number ?? 0
    documents[uri] = OpenDocument(
      TextDocument(uri: uri, version: version, text: Array(text.utf8))
    )
  }

  private mutating func change(_ parameters: Node?, _ client: Client) -> [JSON] {
    guard let item = parameters?["textDocument"], let uri = item["uri"]?.text,
      let changes = parameters?["contentChanges"]?.elements, var text = documents[uri]?.text
    else { return [] }
    let version = item["version"]?.number ?? text.version
    guard text.apply(changes, version: version, client.encoding) else {
      // What the editor shows isn't known any more: nothing may be said of it.
      documents[uri] = nil
      return [
        .show("accredit can't follow a change of \(quoted(uri)); open the file again"),
        .notification(
          "textDocument/publishDiagnostics",
          ["uri": .string(uri), "diagnostics": []]
        ),
      ]
    }
    documents[uri] = OpenDocument(text)
    return []
  }

  private mutating func close(_ parameters: Node?) -> [JSON] {
    guard let uri = parameters?["textDocument"]?["uri"]?.text,
      documents.removeValue(forKey: uri) != nil
    else { return [] }
    // Nothing is shown of a document that isn't open.
    return [
      .notification("textDocument/publishDiagnostics", ["uri": .string(uri), "diagnostics": []])
    ]
  }
}

extension JSON {
  /// A remark that the editor shows.
  static func show(_ text: String) -> JSON {
    .notification("window/showMessage", ["type": 3, "message": .string(text)])
  }
}
