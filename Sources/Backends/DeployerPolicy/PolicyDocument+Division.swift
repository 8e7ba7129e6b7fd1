import Model
import Text

extension PolicyDocument {
  /// Statements as policies of at most so many characters, white space not counted.
  ///
  /// They keep their order. A statement is cut only where it alone is more than one policy takes;
  /// statements of one name are numbered from the second on, through all policies.
  static func divided(_ statements: [Statement], limit: Int) -> [PolicyDocument] {
    let frame = PolicyDocument([]).size
    var policies: [PolicyDocument] = []
    var room = 0
    for statement in statements.flatMap({ $0.cut(to: limit) }).numbered {
      let size = PolicyDocument([statement]).size - frame
      // A comma stands between two statements.
      if !policies.isEmpty && size + 1 <= room {
        policies[policies.count - 1].statements.append(statement)
        room -= size + 1
      } else {
        policies.append(PolicyDocument([statement]))
        room = limit - frame - size
      }
    }
    return policies
  }

  fileprivate var size: Int { document.json { _ in "" }.sizeWithoutWhitespace }
}

extension Statement {
  /// How many digits a number behind a name may have.
  private static let digits = 3

  /// The statement, or parts of it with as many resources as one policy takes.
  fileprivate func cut(to limit: Int) -> [Statement] {
    guard PolicyDocument([self]).size + Self.digits > limit else { return [self] }
    var empty = self
    empty.resources = [""]
    let head = PolicyDocument([empty]).size + Self.digits
    var parts: [Statement] = []
    var room = 0
    for resource in resources {
      // Quotes and a comma stand around each.
      let size = resource.utf8.count + 3
      if parts.isEmpty || size > room {
        var part = self
        part.resources = []
        parts.append(part)
        room = limit - head
      }
      parts[parts.count - 1].resources.append(resource)
      room -= size
    }
    return parts
  }
}

extension [Statement] {
  /// The statements with names that differ, as IAM asks.
  fileprivate var numbered: [Statement] {
    var counts: [String: Int] = [:]
    return map { statement in
      guard let sid = statement.sid else { return statement }
      let count = (counts[sid] ?? 0) + 1
      counts[sid] = count
      var numbered = statement
      numbered.sid = count == 1 ? sid : "\(sid)\(count)"
      return numbered
    }
  }
}
