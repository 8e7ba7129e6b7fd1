import Diagnostics

/// What a spec may be made of, decided before libyaml sees a byte of it.
///
/// libyaml breaks lines at U+0085, U+2028, U+2029 and a lone carriage return, decodes UTF-16, and
/// reports its own reading errors without a line; a reviewer's editor does none of this. So such
/// bytes are refused here, at their line and column, in comments too.
struct ByteCheck {
  /// The largest file that is read, in bytes.
  static let sizeLimit = 16 << 20
  /// The longest line, in bytes.
  static let lineLimit = 16 << 10

  private let bytes: [UInt8]
  private var line = 1
  private var lineStart = 0
  /// How many bytes of the line so far only continue a character.
  private var continuations = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reports everything in the file that may not be there; whether it may be parsed.
  static func isReadable(_ diagnostics: inout Diagnostics) -> Bool {
    let bytes = diagnostics.file.bytes
    guard bytes.count <= sizeLimit else {
      diagnostics.report(
        .fileTooLarge,
        "a file must not be larger than 16 MiB; this one has \(bytes.count) bytes",
        at: nil,
        help: "split it into several specs"
      )
      return false
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      diagnostics.report(
        .byteOrderMark,
        "a spec must start without a byte order mark",
        at: .beginning,
        help: "save the file as \"UTF-8 without BOM\""
      )
      return false
    }
    var check = ByteCheck(bytes)
    return check.run(&diagnostics)
  }

  /// Stops after this many findings: the rest of a binary file says nothing new.
  private static let findingLimit = 20

  private mutating func run(_ diagnostics: inout Diagnostics) -> Bool {
    var findings = 0
    var index = 0
    while index < bytes.count && findings < Self.findingLimit {
      let byte = bytes[index]
      if byte == 0x0A {
        startLine(after: index)
        index += 1
      } else if index - lineStart >= Self.lineLimit && !isLineEnd(at: index) {
        let message = "a line must not be longer than 16,384 bytes"
        let help = "break it: each item of a list may stand on a line of its own"
        report(.lineTooLong, message, help, at: index, &diagnostics)
        return false
      } else if (0x20...0x7E).contains(byte) || byte == 0x09 || isLineEnd(at: index) {
        index += 1
      } else {
        index += inspectScalar(at: index, &findings, &diagnostics)
      }
    }
    return findings == 0
  }

  private mutating func startLine(after index: Int) {
    line += 1
    lineStart = index + 1
    continuations = 0
  }

  /// Whether the byte is the carriage return of a CR LF pair.
  private func isLineEnd(at index: Int) -> Bool {
    bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
  }

  /// Looks at one scalar outside printable ASCII, and returns how many bytes it takes.
  private mutating func inspectScalar(
    at index: Int,
    _ findings: inout Int,
    _ diagnostics: inout Diagnostics
  ) -> Int {
    guard let (scalar, length) = decodeScalar(at: index) else {
      findings += 1
      let digits = String(bytes[index], radix: 16, uppercase: true)
      report(
        .notUTF8,
        "a spec must be UTF-8; byte \(index) is 0x\(digits)",
        "save the file as UTF-8",
        at: index,
        &diagnostics
      )
      let length = brokenLength(at: index)
      continuations += length - 1
      return length
    }
    if let (code, noun) = Self.fault(of: scalar) {
      findings += 1
      let name = "U+" + hexadecimal(scalar)
      report(
        code,
        "\(noun) \(name) must not stand in a spec",
        "remove it; a reviewer can't see it",
        at: index,
        &diagnostics
      )
    }
    continuations += length - 1
    return length
  }

  private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private func report(
    _ code: DiagnosticCode,
    _ message: String,
    _ help: String?,
    at index: Int,
    _ diagnostics: inout Diagnostics
  ) {
    let column = index - lineStart - continuations + 1
    let place = SourcePosition(line: line, column: column)
    diagnostics.report(code, message, at: SourceRange(at: place), help: help)
  }

  /// What is wrong with a character, and what messages call it; nil for one that may stand there.
  static func fault(of scalar: Unicode.Scalar) -> (DiagnosticCode, String)? {
    switch scalar.value {
    case 0x85, 0x2028, 0x2029: return (.lineSeparator, "the line separator")
    case 0..<0x20, 0x7F..<0xA0: return (.controlCharacter, "the control character")
    default: break
    }
    switch scalar.properties.generalCategory {
    case .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator:
      return (.invisibleCharacter, "the invisible character")
    default:
      return nil
    }
  }

  /// The scalar that starts at the index, in its shortest UTF-8 form, and its length in bytes.
  private func decodeScalar(at index: Int) -> (Unicode.Scalar, Int)? {
    let length: Int
    var value: UInt32
    switch bytes[index] {
    case 0x00...0x7F: (length, value) = (1, UInt32(bytes[index]))
    case 0xC2...0xDF: (length, value) = (2, UInt32(bytes[index] & 0x1F))
    case 0xE0...0xEF: (length, value) = (3, UInt32(bytes[index] & 0x0F))
    case 0xF0...0xF4: (length, value) = (4, UInt32(bytes[index] & 0x07))
    default: return nil
    }
    guard index + length <= bytes.count else { return nil }
    for byte in bytes[(index + 1)..<(index + length)] {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let shortest: UInt32 = [0, 0, 0x80, 0x800, 0x1_0000][length]
    guard value >= shortest, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }

  /// How many bytes that aren't UTF-8 stand for one character where they are shown: those that a
  /// character could start with (Unicode, chapter 3, "U+FFFD Substitution of Maximal Subparts").
  private func brokenLength(at index: Int) -> Int {
    let (length, second): (Int, ClosedRange<UInt8>)
    switch bytes[index] {
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 1
    }
    let rest = bytes[(index + 1)..<min(index + length, bytes.count)]
    guard let first = rest.first, second.contains(first) else { return 1 }
    return 2 + rest.dropFirst().prefix { (0x80...0xBF).contains($0) }.count
  }
}
