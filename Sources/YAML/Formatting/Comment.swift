/// A comment of a document, and where it stood.
struct Comment: Hashable {
  /// The comment with its `#`, without blanks at its end.
  let text: String
  /// The line where it stood, counted from 1; 0 for one whose place in the lines was given up.
  var line: Int
  /// The column where it stood, counted from 1.
  let column: Int
  /// How many blanks stood before it.
  let margin: Int
  /// Where it stood between what surrounds it.
  let place: Place

  /// Where a comment stands.
  enum Place {
    /// On the line on which the token before it ends.
    case behindToken
    /// On a line without anything else.
    case alone
    /// Behind a mark such as the hyphen of a list, on a line without a token before it.
    case behindMark
  }

  /// The same comment, whose line says nothing about its neighbours any more.
  var moved: Comment {
    var moved = self
    moved.line = 0
    return moved
  }
}

/// What stands between two tokens and is no mark of YAML.
enum Trivia: Hashable {
  case comment(Comment)
  case blankLine
}

extension [Trivia] {
  var comments: [Comment] {
    compactMap { if case .comment(let comment) = $0 { comment } else { nil } }
  }
}
