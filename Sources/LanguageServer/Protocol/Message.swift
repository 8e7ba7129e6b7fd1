import Diagnostics
import Text
import YAML

/// A message of JSON-RPC, as far as it can be read.
enum Message {
  case request(id: JSON, method: String, parameters: Node?)
  case notification(method: String, parameters: Node?)
  /// An answer to something that the server asked: it asks for nothing.
  case answer
  /// What is no message; the id is null where there is none.
  case fault(id: JSON, Failure)

  init(_ body: [UInt8]) {
    var diagnostics = Diagnostics(for: SourceFile(name: "message", bytes: body))
    guard let root = readJSON(&diagnostics, .last) else {
      let reason = diagnostics.sorted.first?.message ?? "it isn't JSON"
      self = .fault(id: .null, Failure(.parseError, reason))
      return
    }
    let id = Self.id(root["id"])
    guard let method = root["method"] else {
      let isAnswer = root["result"] != nil || root["error"] != nil
      self = isAnswer ? .answer : .fault(id: id ?? .null, .notAMessage)
      return
    }
    guard let method = method.text, root["jsonrpc"]?.text == "2.0" else {
      self = .fault(id: id ?? .null, .notAMessage)
      return
    }
    if root["id"] != nil {
      self =
        id.map { .request(id: $0, method: method, parameters: root["params"]) }
        ?? .fault(id: .null, Failure(.invalidRequest, "an id must be a string or a whole number"))
    } else {
      self = .notification(method: method, parameters: root["params"])
    }
  }

  /// The id of a request; nil for what can't be one.
  static func id(_ node: Node?) -> JSON? {
    node?.text.map { .string($0) } ?? node?.number.map { .integer($0) }
  }
}

/// Why a request isn't answered.
struct Failure: Error {
  /// The numbers that JSON-RPC and the language server protocol give the reasons.
  enum Code: Int, CaseIterable {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParameters = -32602
    case serverNotInitialized = -32002
    case requestCancelled = -32800
  }

  let code: Code
  let message: String

  init(_ code: Code, _ message: String) {
    (self.code, self.message) = (code, message)
  }

  static let notAMessage = Failure(.invalidRequest, "this isn't a message of JSON-RPC 2.0")

  /// A notice that a request lacks what it needs.
  static func missing(_ what: String) -> Failure {
    Failure(.invalidParameters, "the request must have \(what)")
  }
}

extension JSON {
  /// The answer to a request.
  static func response(to id: JSON, _ result: JSON) -> JSON {
    ["jsonrpc": "2.0", "id": id, "result": result]
  }

  /// What says that a request failed.
  static func response(to id: JSON, _ failure: Failure) -> JSON {
    let error: JSON = [
      "code": .integer(failure.code.rawValue), "message": .string(failure.message),
    ]
    return ["jsonrpc": "2.0", "id": id, "error": error]
  }

  /// Something that the client is told.
  static func notification(_ method: String, _ parameters: JSON) -> JSON {
    ["jsonrpc": "2.0", "method": .string(method), "params": parameters]
  }

  /// An object without the members that have no value.
  static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
    .object(members.compactMap { name, value in value.map { Member(name, $0) } })
  }
}
