package import Diagnostics
package import Model
package import Text
package import YAML

/// The facts of the catalogue that outputs were made with, as their manifest keeps them.
///
/// They are whole: with them in its place, a later catalogue gives a spec the access that it had
/// then.
package struct RecordedFacts: Sendable {
  /// Sorted by their ids.
  package let permissions: [Permission]
  /// The account that each vendor acted from, by the vendor's id.
  package let accounts: [String: AccountID]
  /// The first digits of a digest of each text that a file was made of, by its path.
  package let texts: [String: String]

  /// What the catalogue says today of some permissions and texts.
  ///
  /// - Parameters:
  ///   - ids: of permissions; those that the catalogue doesn't have are left out.
  ///   - paths: of texts, as `Vendors/logzio/steps/find-ids.md`.
  package init(
    of ids: Set<String>,
    _ paths: Set<String>,
    in partition: Partition,
    _ catalog: Catalog
  ) {
    permissions = ids.sorted().compactMap { catalog.recordable($0) }
    let owners = Set(ids.map { String($0.prefix { $0 != "/" }) })
    accounts = owners.reduce(into: [:]) { accounts, owner in
      accounts[owner] = catalog.vendors[owner]?.accounts[partition]
    }
    texts = paths.reduce(into: [:]) { texts, path in
      texts[path] = catalog.digest(of: path)
    }
  }

  package var json: JSON {
    [
      "accounts": .object(
        accounts.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value.text)) }
      ),
      "permissions": .array(permissions.map(\.json)),
      "texts": .object(
        texts.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
      ),
    ]
  }

  /// Reads what `json` wrote; nil after reporting what stands against it.
  package init?(_ node: Node, _ diagnostics: inout Diagnostics) {
    guard node.isPrintable, var fields = Fields(node, of: "'facts'", &diagnostics) else {
      if !node.isPrintable {
        diagnostics.report(.nonASCIIValue, "'facts' must be printable ASCII", at: node.range)
      }
      return nil
    }
    var accounts: [String: AccountID] = [:]
    for entry in fields.required("accounts").entries(of: "'accounts'", &diagnostics) {
      let text = entry.value.text(of: "an account", &diagnostics)
      accounts[entry.key.value] = text.flatMap { AccountID.checking($0, &diagnostics)?.value }
    }
    permissions = (fields.requiredItems("permissions", &diagnostics) ?? []).compactMap {
      Permission(recorded: $0, &diagnostics)
    }
    var texts: [String: String] = [:]
    for entry in fields.required("texts").entries(of: "'texts'", &diagnostics) {
      texts[entry.key.value] = entry.value.text(of: "a digest", &diagnostics)?.value
    }
    fields.finish(&diagnostics)
    if diagnostics.hasErrors { return nil }
    (self.accounts, self.texts) = (accounts, texts)
  }
}

extension Catalog {
  /// The permission of an id, such as `logzio/archive/current` or `aws/kms-read`.
  package func recordable(_ id: String) -> Permission? {
    let words = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch words.count {
    case 2 where words[0] == "aws": return permissions[words[1]]
    case 3: return vendors[words[0]]?.types[words[1]]?.permissions[words[2]]
    default: return nil
    }
  }

  /// The catalogue with recorded facts in the place of its own; nil after reporting why what was
  /// recorded can't stand there. What it doesn't have any more stays out.
  package func restoring(
    _ facts: RecordedFacts,
    in partition: Partition,
    _ diagnostics: inout Diagnostics
  ) -> Catalog? {
    var restored = self
    for permission in facts.permissions {
      guard let own = recordable(permission.id) else { continue }
      check(permission, against: own, &diagnostics)
      let words = permission.id.split(separator: "/").map(String.init)
      if words.count == 2 {
        restored.permissions[words[1]] = permission
      } else {
        restored.vendors[words[0]]?.types[words[1]]?.permissions[words[2]] = permission
      }
    }
    for (vendor, account) in facts.accounts {
      restored.vendors[vendor]?.accounts[partition] = account
    }
    return diagnostics.hasErrors ? nil : restored
  }

  /// Reports what nothing would fill, or know how to compare, in a permission of another time.
  private func check(
    _ permission: Permission,
    against own: Permission,
    _ diagnostics: inout Diagnostics
  ) {
    for hole in permission.policy.holes.subtracting(own.policy.holes).sorted() {
      let message = "nothing fills the hole \(quoted(hole)) of '\(permission.id)' any more"
      diagnostics.report(.unknownKey, message, at: nil)
    }
    let own =
      permissions.values.map(\.policy)
      + vendors.all.flatMap { $0.types.values.flatMap { $0.permissions.values.map(\.policy) } }
    let known = Set(own.flatMap(\.conditions).map { $0.prefix { $0 != " " } })
    for condition in permission.policy.conditions.sorted()
    where !known.contains(condition.prefix { $0 != " " }) {
      let message = "'\(permission.id)' has the condition \(quoted(condition)), which is unknown"
      diagnostics.report(.conditionOperator, message, at: nil)
    }
  }
}

extension Node {
  /// Whether each text and key of the document is of bytes 0x20–0x7E.
  fileprivate var isPrintable: Bool {
    switch content {
    case .scalar(let scalar): scalar.text.isPrintable
    case .sequence(let items): items.allSatisfy(\.isPrintable)
    case .mapping(let entries):
      entries.allSatisfy { $0.key.value.isPrintable && $0.value.isPrintable }
    }
  }
}

extension String {
  fileprivate var isPrintable: Bool { utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}
