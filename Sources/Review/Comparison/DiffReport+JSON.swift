import Diagnostics
import IAM
import Model
package import Text

extension DiffReport {
  /// The report for programs. A member is only ever added, and then the version stays.
  package var json: JSON {
    [
      "format_version": "1",
      "compared": .integer(count),
      "broadened": .bool(broadens),
      "trust_changed": .bool(changesTrust),
      "replaced": .bool(replaces),
      "specs": .array(comparisons.map(json)),
    ]
  }

  private func json(of comparison: Comparison) -> JSON {
    [
      "name": .string(comparison.name.text),
      "verdict": .string(comparison.verdict),
      "broadened": .bool(comparison.broadens),
      "trust_changed": .bool(comparison.changesTrust),
      "replaced": .bool(comparison.replaces),
      "old": comparison.old.map(\.json) ?? .null,
      "new": comparison.new.map(\.json) ?? .null,
      "access": .array(comparison.access.map { $0.json(in: comparison) }),
      "targets": .array(comparison.targets.map(\.json)),
      "resources": .array(comparison.resources.map(\.json)),
      "consequences": .array(
        texts(of: comparison).map { consequence in
          [
            "title": .string(consequence.title),
            "body": .string(consequence.body.joined(separator: "\n")),
            "done_when": .string(consequence.doneWhen),
            "source": consequence.source.map(\.json) ?? .null,
          ]
        }
      ),
    ]
  }
}

extension Comparison.Side {
  fileprivate var json: JSON {
    ["file": .string(file.name), "fingerprint": .string(fingerprint)]
  }
}

extension AccessChange {
  fileprivate func json(in comparison: Comparison) -> JSON {
    [
      "kind": .string(kind.rawValue),
      "widens": .string(widening.word),
      "example": example.map(JSON.string) ?? .null,
      "old": .array(old.map { $0.json(at: comparison.old) }),
      "new": .array(new.map { $0.json(at: comparison.new) }),
    ]
  }
}

extension Widening {
  fileprivate var word: String {
    switch self {
    case .none: "no"
    case .some: "yes"
    case .undecided: "undecided"
    }
  }
}

extension Ledger.Row {
  fileprivate func json(at side: Comparison.Side?) -> JSON {
    [
      "vendor": .string(party),
      "principal": .string(principal),
      "external_id": .string(externalID),
      "action": .string(action),
      "resource": .string(resource),
      "condition": .string(condition),
      "channel": .string(channel.rawValue),
      "reason": .string(reason),
      "source": source.map(\.json) ?? .null,
      "integrations": .array(integrations.map { .string($0.text) }),
      "file": .string(side?.file.name ?? ""),
      "line": .integer(range.start.line),
      "column": .integer(range.start.column),
    ]
  }
}

extension TargetChange {
  fileprivate var json: JSON {
    [
      "kind": .string(kind.rawValue),
      "target": .string(subject),
      "old": old.map(JSON.string) ?? .null,
      "new": new.map(JSON.string) ?? .null,
      "widens": .string(widens ? "yes" : "no"),
    ]
  }
}

extension ResourceChange {
  fileprivate var json: JSON {
    [
      "kind": .string(kind.rawValue),
      "resource": .string(resource.id.noun),
      "name": .string(resource.id.name),
      "widens": .string(opensData ? "yes" : "no"),
      "note": note.map(JSON.string) ?? .null,
      "previous_name": old.map { .string($0.id.name) } ?? .null,
      "properties": .array(
        properties.map { property in
          [
            "name": .string(property.name), "old": .string(property.old),
            "new": .string(property.new),
          ]
        }
      ),
    ]
  }
}
