/// Divides what a client sends into messages: a head that says how long the body is, and the body.
///
/// What can't be read is told once, and reading goes on at the next head.
package struct MessageFrames: Sendable {
  /// What stands next.
  package enum Frame: Hashable, Sendable {
    /// A body; whether it is a message is another question.
    case body([UInt8])
    /// Bytes that are no message, and why not.
    case fault(String)
  }

  /// The largest body that is read, in bytes: a spec has at most 16 MiB, and each of its bytes
  /// takes at most two in JSON but for those that no spec may have.
  package static let bodyLimit = 64 << 20
  /// The largest head, in bytes.
  private static let headLimit = 4096
  private static let headEnd: [UInt8] = Array("\r\n\r\n".utf8)
  private static let lengthName: [UInt8] = Array("content-length:".utf8)

  private var bytes: [UInt8] = []
  /// Whether bytes are dropped until something looks like a head.
  private var isLost = false

  package init() {}

  /// Takes what was read.
  package mutating func append(_ chunk: [UInt8]) { bytes += chunk }

  /// The next frame, once all of it is there.
  package mutating func next() -> Frame? {
    if isLost {
      guard findHead() else { return nil }
      isLost = false
    }
    guard let end = headLength() else {
      guard bytes.count > Self.headLimit else { return nil }
      return lose(1, "no head of a message ends within \(Self.headLimit) bytes")
    }
    let length: Int
    switch Self.bodyLength(in: bytes[..<end]) {
    case .success(let number): length = number
    case .failure(let fault): return lose(end, fault.message)
    }
    guard bytes.count - end >= length else { return nil }
    let body = Array(bytes[end..<end + length])
    bytes.removeFirst(end + length)
    return .body(body)
  }

  /// Why a head can't be read.
  private struct Fault: Error {
    let message: String
  }

  /// Drops bytes that can't be read.
  private mutating func lose(_ count: Int, _ message: String) -> Frame {
    bytes.removeFirst(count)
    isLost = true
    return .fault(message)
  }

  /// Drops everything in front of what looks like a head; false where nothing does yet.
  private mutating func findHead() -> Bool {
    let name = Self.lengthName
    var index = 0
    while index + name.count <= bytes.count {
      if Self.isEqual(bytes[index..<index + name.count], name) {
        bytes.removeFirst(index)
        return true
      }
      index += 1
    }
    bytes.removeFirst(index)
    return false
  }

  /// How long the head is with the empty line behind it; nil while its end isn't there.
  private func headLength() -> Int? {
    let limit = min(bytes.count, Self.headLimit) - Self.headEnd.count
    guard limit >= 0 else { return nil }
    for index in 0...limit where bytes[index...].starts(with: Self.headEnd) {
      return index + Self.headEnd.count
    }
    return nil
  }

  private static func bodyLength(in head: ArraySlice<UInt8>) -> Result<Int, Fault> {
    var found: Int?
    for line in head.split(separator: UInt8(ascii: "\n")) {
      guard isEqual(line.prefix(lengthName.count), lengthName) else { continue }
      var value = line.dropFirst(lengthName.count).drop { $0 == 0x20 }
      while let last = value.last, last == 0x20 || last == 0x0D { value.removeLast() }
      let isNumber = !value.isEmpty && value.allSatisfy { (0x30...0x39).contains($0) }
      guard isNumber, found == nil else {
        return .failure(Fault(message: "Content-Length must be one number"))
      }
      guard let length = Int(String(decoding: value, as: UTF8.self)), length <= bodyLimit else {
        return .failure(Fault(message: "a message must not be longer than \(bodyLimit) bytes"))
      }
      found = length
    }
    return found.map { .success($0) }
      ?? .failure(Fault(message: "the head of a message must have Content-Length"))
  }

  /// Whether bytes are those of a name, in whatever case.
  private static func isEqual(_ bytes: ArraySlice<UInt8>, _ name: [UInt8]) -> Bool {
    bytes.elementsEqual(name) { byte, other in
      byte == other || ((0x41...0x5A).contains(byte) && byte | 0x20 == other)
    }
  }

  /// A body with the head that goes in front of it.
  package static func frame(_ body: [UInt8]) -> [UInt8] {
    Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
  }
}
