import Diagnostics
import IAM
import YAML

/// `bench-tool evaluate` answers requests, one a line, as the product's evaluator does.
///
/// Each line of the input is an object of `identity`, `boundary`, `resource` and `request`; each
/// line of the output is `allow`, `explicitDeny`, `implicitDeny` or `error: …`.
enum Evaluation {
  static func answer() throws {
    var desk = EvaluationDesk()
    while let line = readLine() { print(desk.answer(line)) }
  }
}

/// What a line says that can't be understood.
struct Unreadable: Error {
  let message: String
}

/// Answers lines, and remembers the policies that it has read.
private struct EvaluationDesk {
  /// Policies by their attachment and text, or why they can't be read.
  private var policies: [String: Result<CompiledPolicy, Unreadable>] = [:]

  mutating func answer(_ line: String) -> String {
    do throws(Unreadable) {
      let members = try RawValue(Array(line.utf8)[...]).members()
      for name in members.keys.sorted()
      where !["identity", "boundary", "resource", "request"].contains(name) {
        throw Unreadable(message: "a line has no member \(quoted(name))")
      }
      var set = PolicySet()
      for value in try members["identity"]?.elements() ?? [] {
        set.identity.append(try policy(value, .identity))
      }
      set.boundary = try optionalPolicy(members["boundary"], .identity)
      set.resource = try optionalPolicy(members["resource"], .resource)
      guard let request = members["request"] else {
        throw Unreadable(message: "a line must have 'request'")
      }
      return evaluate(try RequestReader.request(request.text), set).verdict.rawValue
    } catch {
      return "error: \(error.message)"
    }
  }

  private mutating func optionalPolicy(
    _ value: RawValue?,
    _ attachment: IAMPolicy.Attachment
  ) throws(Unreadable) -> CompiledPolicy? {
    guard let value, value.text != "null" else { return nil }
    return try policy(value, attachment)
  }

  private mutating func policy(
    _ value: RawValue,
    _ attachment: IAMPolicy.Attachment
  ) throws(Unreadable) -> CompiledPolicy {
    let text = value.text
    let key = "\(attachment) \(text)"
    if let known = policies[key] { return try known.get() }
    var diagnostics = Diagnostics(for: SourceFile(name: "policy", bytes: Array(text.utf8)))
    let policy = IAMPolicy.read(attachment, &diagnostics)
    let result: Result<CompiledPolicy, Unreadable> =
      policy.map { .success(CompiledPolicy($0)) }
      ?? .failure(Unreadable(message: firstMessage(diagnostics)))
    policies[key] = result
    return try result.get()
  }
}

/// The first mistake that was found, with the name of what it stands in.
func firstMessage(_ diagnostics: Diagnostics) -> String {
  "\(diagnostics.file.name): \(diagnostics.sorted.first?.message ?? "it can't be read")"
}

/// A JSON value by its characters: cut out of a line without reading what is in it, so that a
/// policy that has been read before costs next to nothing.
private struct RawValue {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    var bytes = bytes
    while let first = bytes.first, Self.isSpace(first) { bytes.removeFirst() }
    while let last = bytes.last, Self.isSpace(last) { bytes.removeLast() }
    self.bytes = bytes
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func elements() throws(Unreadable) -> [RawValue] {
    try parts(between: "[", and: "]").map { RawValue($0) }
  }

  func members() throws(Unreadable) -> [String: RawValue] {
    var members: [String: RawValue] = [:]
    for part in try parts(between: "{", and: "}") {
      guard let colon = part.firstIndex(of: UInt8(ascii: ":")) else {
        throw Unreadable(message: "a member must have a value")
      }
      let name = RawValue(part[..<colon]).text
      guard name.utf8.count > 2, name.hasPrefix("\""), name.hasSuffix("\"") else {
        throw Unreadable(message: "a member must have a name in quotes")
      }
      let key = String(name.dropFirst().dropLast())
      guard members.updateValue(RawValue(part[(colon + 1)...]), forKey: key) == nil else {
        throw Unreadable(message: "\(quoted(key)) must stand only once in a line")
      }
    }
    return members
  }

  /// What stands between the commas of the outermost list or object.
  private func parts(
    between open: Unicode.Scalar,
    and close: Unicode.Scalar
  ) throws(Unreadable) -> [ArraySlice<UInt8>] {
    guard bytes.count > 1, bytes.first == UInt8(ascii: open), bytes.last == UInt8(ascii: close)
    else { throw Unreadable(message: "something must stand between \(open) and \(close)") }
    let inner = bytes.dropFirst().dropLast()
    guard let commas = Self.outerCommas(of: inner) else {
      throw Unreadable(message: "a bracket or a quote isn't closed")
    }
    var parts: [ArraySlice<UInt8>] = []
    var start = inner.startIndex
    for comma in commas {
      parts.append(inner[start..<comma])
      start = comma + 1
    }
    let last = inner[start...]
    if !(parts.isEmpty && RawValue(last).bytes.isEmpty) { parts.append(last) }
    return parts
  }

  /// Where the commas stand that no bracket encloses; nil when a bracket or a quote isn't closed.
  ///
  /// Every byte of the input passes here, so it is read by its address: a build without
  /// optimization is several times slower otherwise.
  private static func outerCommas(of bytes: ArraySlice<UInt8>) -> [Int]? {
    bytes.withUnsafeBufferPointer { buffer in
      var commas: [Int] = []
      var (index, depth, isInText) = (0, 0, false)
      while index < buffer.count {
        let byte = buffer[index]
        if isInText {
          // What follows a backslash ends nothing.
          if byte == 0x5C { index += 1 } else if byte == 0x22 { isInText = false }
        } else if byte == 0x22 {
          isInText = true
        } else if byte == 0x2C && depth == 0 {
          commas.append(bytes.startIndex + index)
        } else if byte == 0x5B || byte == 0x7B {
          depth += 1
        } else if byte == 0x5D || byte == 0x7D {
          depth -= 1
        }
        index += 1
      }
      return depth == 0 && !isInText ? commas : nil
    }
  }
}

/// Reads the request of a line.
private enum RequestReader {
  static func request(_ text: String) throws(Unreadable) -> Request {
    var diagnostics = Diagnostics(for: SourceFile(name: "request", bytes: Array(text.utf8)))
    guard let root = readJSON(&diagnostics) else {
      throw Unreadable(message: firstMessage(diagnostics))
    }
    var members = try Members(root, of: "a request")
    var principal = try Members(try members.take("principal"), of: "a principal")
    let request = Request(
      try Self.principal(&principal),
      try members.text("action"),
      try members.text("resource"),
      of: try members.text("resourceAccount"),
      try context(members.takeIfThere("context"))
    )
    try principal.finish()
    try members.finish()
    return request
  }

  private static func principal(
    _ members: inout Members
  ) throws(Unreadable) -> Request.Principal {
    let type = try members.text("type")
    switch type {
    case "AWS":
      let role = members.takeIfThere("role") == nil ? nil : try members.text("role")
      return .aws(arn: try members.text("arn"), account: try members.text("account"), role: role)
    case "Service": return .service(try members.text("service"))
    case "Anonymous": return .anonymous
    default: throw Unreadable(message: "there is no principal of the type \(quoted(type))")
    }
  }

  private static func context(_ node: Node?) throws(Unreadable) -> Request.Context {
    guard let node else { return Request.Context() }
    guard case .mapping(let entries) = node.content else {
      throw Unreadable(message: "'context' must be an object")
    }
    var values: [String: [String]] = [:]
    for entry in entries {
      var items = [entry.value]
      if case .sequence(let list) = entry.value.content { items = list }
      for item in items {
        guard case .scalar(let scalar) = item.content, !(scalar.isPlain && scalar.text == "null")
        else { throw Unreadable(message: "a value of \(quoted(entry.key.value)) must be text") }
        values[entry.key.value, default: []].append(scalar.text)
      }
    }
    return Request.Context(values)
  }
}

/// The members of an object, of which each must be asked for.
struct Members {
  private let noun: String
  private let entries: [Node.Entry]
  private var asked: Set<String> = []

  init(_ node: Node, of noun: String) throws(Unreadable) {
    guard case .mapping(let entries) = node.content else {
      throw Unreadable(message: "\(noun) must be an object")
    }
    self.noun = noun
    self.entries = entries
  }

  mutating func takeIfThere(_ key: String) -> Node? {
    asked.insert(key)
    return entries.first { $0.key.value == key }?.value
  }

  mutating func take(_ key: String) throws(Unreadable) -> Node {
    guard let node = takeIfThere(key) else {
      throw Unreadable(message: "\(noun) must have '\(key)'")
    }
    return node
  }

  mutating func text(_ key: String) throws(Unreadable) -> String {
    guard case .scalar(let scalar) = try take(key).content, !scalar.isPlain else {
      throw Unreadable(message: "'\(key)' of \(noun) must be text")
    }
    return scalar.text
  }

  /// The text of a member that may be missing, or be null.
  mutating func optionalText(_ key: String) throws(Unreadable) -> String? {
    guard let node = takeIfThere(key) else { return nil }
    if case .scalar(let scalar) = node.content, scalar.isPlain, scalar.text == "null" { return nil }
    return try text(key)
  }

  func finish() throws(Unreadable) {
    for entry in entries where !asked.contains(entry.key.value) {
      throw Unreadable(message: "\(noun) has no member \(quoted(entry.key.value))")
    }
  }
}
