/// The lines of a file, found once for whoever shows many of them.
struct SourceLines {
  private let bytes: [UInt8]
  /// Where each line starts.
  private let starts: [Int]

  /// - Parameter last: the last line that is asked for.
  init(of file: SourceFile, upTo last: Int = .max) {
    bytes = file.bytes
    var starts = [0]
    for index in bytes.indices where bytes[index] == 0x0A {
      starts.append(index + 1)
      if starts.count > last { break }
    }
    self.starts = starts
  }

  /// How many bytes of a line are shown: no spec has longer ones, and a file that isn't one may.
  private static let limit = 64 << 10

  /// The text of a line, counted from 1, without its line break; nil past the end.
  subscript(_ number: Int) -> String? {
    guard starts.indices.contains(number - 1) else { return nil }
    let start = starts[number - 1]
    var end = number < starts.count ? starts[number] - 1 : bytes.count
    if end > start && bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<min(end, start + Self.limit)], as: UTF8.self)
  }
}
