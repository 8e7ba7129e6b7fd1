import Text
import YAML

/// A value of a spec that is made of an existing role.
indirect enum AdoptedValue: Hashable, Sendable {
  case text(String)
  case flag(Bool)
  case integer(Int)
  case list([AdoptedValue])
  case map([AdoptedEntry])
  /// What only a person knows: a placeholder, which no spec compiles with, and what takes its place
  /// while access is compared.
  case asked(String, standIn: String)

  /// The value as it is written.
  fileprivate func node(standingIn: Bool) -> Writer.Node {
    switch self {
    case .text(let text): .text(text)
    case .flag(let flag): .flag(flag)
    case .integer(let integer): .integer(integer)
    case .list(let items): .list(items.map { $0.node(standingIn: standingIn) })
    case .map(let entries): .map(entries.map { $0.entry(standingIn: standingIn) })
    case .asked(let placeholder, let standIn): .text(standingIn ? standIn : placeholder)
    }
  }
}

/// A key and its value, with what a person must know of it.
struct AdoptedEntry: Hashable, Sendable {
  let key: String
  let value: AdoptedValue
  var comments: [String] = []

  /// - Parameter comments: one line each, above it.
  init(_ key: String, _ value: AdoptedValue, _ comments: [String] = []) {
    (self.key, self.value, self.comments) = (key, value, comments)
  }

  fileprivate func entry(standingIn: Bool) -> Writer.Entry {
    Writer.Entry(key, value.node(standingIn: standingIn), comments: standingIn ? [] : comments)
  }
}

/// A spec, or part of one, on its way from existing roles.
struct AdoptedSpec {
  let name: String
  let account: AdoptedEntry
  let region: AdoptedEntry
  let partition: String
  /// Each with its name.
  var connections: [AdoptedEntry] = []
  var integrations: [AdoptedEntry] = []

  /// A spec with the same head, and nothing in it yet.
  var head: AdoptedSpec {
    AdoptedSpec(name: name, account: account, region: region, partition: partition)
  }

  /// The text of the spec.
  ///
  /// - Parameters:
  ///   - header: the lines of the comment at its beginning.
  ///   - standingIn: whether placeholders have made room.
  ///   - isWhole: whether the head belongs to it, or it is to be pasted into a spec.
  func text(header: [String] = [], standingIn: Bool, isWhole: Bool = true) -> String {
    var entries: [Writer.Entry] = []
    if isWhole {
      let own = partition == "aws" ? [] : [AdoptedEntry("partition", .text(partition))]
      entries = ([AdoptedEntry("name", .text(name)), account, region] + own).map {
        $0.entry(standingIn: standingIn)
      }
    }
    if !connections.isEmpty {
      let all = AdoptedValue.map(connections)
      entries.append(Writer.Entry("vendors", all.node(standingIn: standingIn), isSpaced: isWhole))
    }
    let all = AdoptedValue.map(integrations)
    entries.append(Writer.Entry("integrations", all.node(standingIn: standingIn), isSpaced: true))
    var buffer = TextBuffer()
    Writer.write(header: header, entries, to: &buffer)
    return buffer.text
  }
}
