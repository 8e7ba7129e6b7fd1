import Diagnostics
import Model
import Synchronization

/// The names of the values that texts of steps have holes for, such as `Bucket`: the second line of
/// each text, read when it is first asked for.
final class StepHoles: Sendable {
  private let files: TemplateFiles
  private let read = Mutex<[String: [String]?]>([:])

  init(_ files: TemplateFiles) { self.files = files }

  /// The holes of the text at a path; nil where that is no step.
  subscript(path: String) -> [String]? {
    read.withLock { read in
      if let known = read[path] { return known }
      let holes = Self.holes(in: files.file(path)?.line(2))
      read[path] = .some(holes)
      return holes
    }
  }

  /// The paths of all steps.
  var paths: [String] {
    (files.paths(below: "AWS") + files.paths(below: "Vendors")).filter {
      $0.hasSuffix(".md") && self[$0] != nil
    }
  }

  /// Reads a line such as `Holes: Bucket, RoleArn`.
  private static func holes(in line: String?) -> [String]? {
    guard let list = line?.removing(prefix: "Holes: ") else { return nil }
    let names = list == "none" ? [] : list.utf8.split(separator: UInt8(ascii: ","))
    return names.compactMap { String($0.drop { $0 == UInt8(ascii: " ") }) }
  }
}
