/// The text of a step, with holes such as `${RoleName}` where the values of a spec go.
///
/// For example:
///
///     # Test the role ${RoleName}
///     Holes: RoleName, RoleArn
///
///     1. Prove that nobody else gets in. This must fail:
///
///        ```sh
///        aws sts assume-role --role-arn ${RoleArn} --role-session-name probe
///        ```
///
///     Done when: the command fails with AccessDenied.
///     Source: s3-role
package struct StepText: Hashable, Sendable {
  /// A part of a step's body.
  enum Block: Hashable, Sendable {
    /// Lines of Markdown.
    case prose([Line])
    case fence(Fence)
  }

  /// A block of code.
  struct Fence: Hashable, Sendable {
    let language: String
    let indent: Int
    /// The lines without the indent of the fence.
    let lines: [Line]

    /// How a value becomes part of the code.
    var place: Place {
      switch language {
      case "sh": .shell
      case "json": .json
      default: .plain
      }
    }
  }

  /// Where a hole is, which decides how its value is encoded.
  enum Place: Hashable, Sendable {
    /// The title, which stands beside the box to tick.
    case title
    /// Other prose outside tables.
    case prose
    /// A cell of a table.
    case table
    /// An unquoted word of a shell.
    case shell
    /// The inside of a JSON string.
    case json
    /// Code of another language, as it is.
    case plain
  }

  /// A line of text between its holes.
  struct Line: Hashable, Sendable {
    /// A piece of a line.
    enum Part: Hashable, Sendable {
      case text(String)
      case hole(String)
    }

    let parts: [Part]
  }

  let title: Line
  /// The names of the values that the text takes, in the order in which it declares them.
  package let holes: [String]
  let body: [Block]
  let doneWhen: Line
  /// The id of the source in the catalogue.
  package let source: String
}

extension StepText {
  /// A rule of the format that a text breaks.
  package struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line of the text, counted from 1.
    package let line: Int
    /// What must be.
    package let rule: String

    package var description: String { "line \(line): \(rule)" }
  }
}

extension StepText.Line {
  /// The names of its holes.
  var holes: [String] {
    parts.compactMap { if case .hole(let name) = $0 { name } else { nil } }
  }

  /// Whether it is a row of a table.
  var isTableRow: Bool {
    guard case .text(let text)? = parts.first else { return false }
    return text.drop { $0 == " " }.first == "|"
  }
}
