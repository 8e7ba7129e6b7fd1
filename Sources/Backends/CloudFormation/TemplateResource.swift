import Model
import YAML

/// One entry of the template's `Resources`.
struct TemplateResource {
  /// What becomes of the thing in AWS when it leaves the template, or is replaced.
  enum Retention {
    /// It goes with its entry, and nothing is lost.
    case unsaid
    /// It is data, or guards data: it stays, except where the stack that makes it fails.
    case kept
    /// It looks like data and is none.
    case removed
  }

  let id: LogicalID
  let type: String
  var retention = Retention.unsaid
  /// What a reviewer can't see in the properties.
  var note: String?
  /// What programs can't see in the properties.
  var metadata: Writer.Node?
  let properties: Writer.Node

  /// - Parameter integrations: the ones that need the resource.
  func entry(for integrations: [Slug]) -> Writer.Entry {
    let policies: (deletion: Writer.Node, replacement: Writer.Node)? =
      switch retention {
      case .unsaid: nil
      case .kept: ("RetainExceptOnCreate", "Retain")
      case .removed: ("Delete", "Delete")
      }
    return Writer.Entry(
      id.description,
      [
        "Type": .text(type),
        "DeletionPolicy": policies?.deletion,
        "UpdateReplacePolicy": policies?.replacement,
        "Metadata": metadata,
        "Properties": properties,
      ],
      comments: Self.comment(on: integrations) + (note.map { [$0] } ?? [])
    )
  }

  private static let longestComment = 96

  /// The names of the integrations, on as many lines as they take.
  private static func comment(on integrations: [Slug]) -> [String] {
    var lines: [String] = []
    var line = "For"
    for (index, integration) in integrations.enumerated() {
      let word = integration.text + (index < integrations.count - 1 ? "," : "")
      if line.utf8.count + 1 + word.utf8.count > longestComment {
        lines.append(line)
        line = "  " + word
      } else {
        line += " " + word
      }
    }
    return integrations.isEmpty ? [] : lines + [line]
  }
}
