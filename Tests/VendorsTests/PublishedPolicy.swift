import Foundation
import TestSupport

/// A policy document in the one form that all documents have which mean the same to IAM and name
/// their statements alike: single values as lists, lists as sets, bare account ids as ARNs.
struct NormalPolicy: Hashable {
  /// The statements, and what else the document holds, one on a line.
  let lines: Set<String>

  init(_ document: Any) {
    let members = document as? [String: Any] ?? [:]
    let statements = Self.list(members["Statement"] ?? [Any]())
    lines = Set(
      members.filter { $0.key != "Statement" }.map { "\($0.key): \(Self.text($0.value))" }
        + statements.map { Self.statement($0) }
    )
  }

  /// How a document differs from this one; nothing where it doesn't.
  func differences(from other: NormalPolicy) -> [String] {
    other.lines.subtracting(lines).sorted().map { "- \($0)" }
      + lines.subtracting(other.lines).sorted().map { "+ \($0)" }
  }

  private static func statement(_ statement: Any) -> String {
    let members = statement as? [String: Any] ?? [:]
    return members.sorted { $0.key < $1.key }.map { key, value in
      "\(key): \(key == "Principal" ? principals(value) : text(value))"
    }.joined(separator: "; ")
  }

  /// Accounts as the ARNs that IAM makes of them.
  private static func principals(_ value: Any) -> String {
    guard let members = value as? [String: Any] else { return text(value) }
    return text(
      members.mapValues { value in
        list(value).map { item in
          let id = item as? String ?? ""
          let isBare = id.utf8.count == 12 && id.allSatisfy(\.isNumber)
          return isBare ? "arn:aws:iam::\(id):root" : id
        }
      }
    )
  }

  private static func list(_ value: Any) -> [Any] { value as? [Any] ?? [value] }

  private static func text(_ value: Any) -> String {
    if let members = value as? [String: Any] {
      let entries = members.sorted { $0.key < $1.key }.map { "\($0.key) = \(text($0.value))" }
      return "{" + entries.joined(separator: ", ") + "}"
    }
    return "[" + Set(list(value).map { "\($0)" }).sorted().joined(separator: ", ") + "]"
  }
}

/// A document that a vendor prints, and what takes the place of its placeholders.
struct PublishedPolicy: CustomStringConvertible {
  /// The file below `Seeds`, which holds the document as it is printed.
  let name: String
  let replacements: [(placeholder: String, value: String)]

  init(_ name: String, _ replacements: [(String, String)]) {
    self.name = name
    self.replacements = replacements.map { (placeholder: $0.0, value: $0.1) }
  }

  var description: String { name }

  /// The printed document with the values in their places.
  func document() throws -> [String: Any] {
    var text = try Checkout.text(of: "Tests/VendorsTests/Seeds/\(name).json")
    for replacement in replacements {
      guard text.contains(replacement.placeholder) else { throw Absent(replacement.placeholder) }
      text = text.replacing(replacement.placeholder, with: replacement.value)
    }
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return object as? [String: Any] ?? [:]
  }

  /// A placeholder that the document doesn't have.
  struct Absent: Error {
    let placeholder: String

    init(_ placeholder: String) { self.placeholder = placeholder }
  }
}
