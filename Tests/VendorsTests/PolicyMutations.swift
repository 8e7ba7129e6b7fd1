/// A change of a policy document that IAM, or whoever reads it, would not overlook.
struct PolicyMutation: Sendable {
  let name: String
  /// The changed document, or nil where there is nothing to change.
  let apply: @Sendable ([String: Any]) -> [String: Any]?

  /// A change of the first statement.
  private init(_ name: String, _ change: @escaping @Sendable (inout [String: Any]) -> Bool) {
    self.name = name
    apply = { document in
      guard var statements = Self.statements(of: document), !statements.isEmpty,
        change(&statements[0])
      else { return nil }
      return document.merging(["Statement": statements]) { _, new in new }
    }
  }

  private init(_ name: String, document: @escaping @Sendable ([String: Any]) -> [String: Any]?) {
    self.name = name
    apply = document
  }

  private static func statements(of document: [String: Any]) -> [[String: Any]]? {
    document["Statement"] as? [[String: Any]]
      ?? (document["Statement"] as? [String: Any]).map { [$0] }
  }

  private static func list(_ value: Any?) -> [String]? {
    value as? [String] ?? (value as? String).map { [$0] }
  }

  /// A change of the list behind a key of the first statement.
  private static func list(
    _ name: String,
    _ key: String,
    _ change: @escaping @Sendable ([String]) -> [String]
  ) -> PolicyMutation {
    PolicyMutation(name) { statement in
      guard let items = list(statement[key]) else { return false }
      statement[key] = change(items)
      return true
    }
  }

  /// A change of the first condition: its operator, its key and its values.
  private static func condition(
    _ name: String,
    _ change: @escaping @Sendable (String, String, [String]) -> [String: [String: [String]]]
  ) -> PolicyMutation {
    PolicyMutation(name) { statement in
      guard let conditions = statement["Condition"] as? [String: [String: Any]],
        let (test, keys) = conditions.first, let (key, value) = keys.first
      else { return false }
      statement["Condition"] = change(test, key, list(value) ?? [])
      return true
    }
  }

  private static func principal(
    _ name: String,
    _ change: @escaping @Sendable ([String]) -> Any
  ) -> PolicyMutation {
    PolicyMutation(name) { statement in
      guard let principals = statement["Principal"] as? [String: Any],
        let accounts = list(principals["AWS"])
      else { return false }
      statement["Principal"] = change(accounts)
      return true
    }
  }

  static var all: [PolicyMutation] {
    ofActions + ofResources + ofConditions + ofPrincipals + ofDocuments
  }

  private static let ofActions = [
    list("an action more", "Action") { $0 + ["s3:PutBucketPolicy"] },
    list("an action less", "Action") { Array($0.dropFirst()) },
    list("another action", "Action") { ["s3:GetObjectAcl"] + $0.dropFirst() },
    list("a misspelt action", "Action") { [$0[0] + "s"] + $0.dropFirst() },
    list("a wildcard in an action", "Action") { ["\($0[0].prefix { $0 != ":" }):*"] },
    PolicyMutation("every action but these") { statement in
      statement["NotAction"] = statement.removeValue(forKey: "Action")
      return true
    },
    PolicyMutation("a denial") { statement in
      statement["Effect"] = "Deny"
      return true
    },
    PolicyMutation("another sid") { statement in
      statement["Sid"] = "Other"
      return true
    },
  ]

  private static let ofResources = [
    list("a wider resource", "Resource") { [$0[0].replacing("/*", with: "") + "*x*"] },
    list("every resource of the kind", "Resource") { _ in ["arn:aws:s3:::*"] },
    list("a resource more", "Resource") { $0 + ["arn:aws:s3:::other/*"] },
    list("the bucket of somebody else", "Resource") { _ in ["arn:aws:s3:::other"] },
    list("no resource", "Resource") { _ in [] },
  ]

  private static let ofConditions = [
    condition("no condition") { _, _, _ in [:] },
    condition("another operator") { _, key, values in ["StringLike": [key: values]] },
    condition("an operator that lets the key be absent") { test, key, values in
      ["\(test)IfExists": [key: values]]
    },
    condition("another key") { test, _, values in [test: ["aws:PrincipalAccount": values]] },
    condition("another value") { test, key, values in [test: [key: [values[0] + "x"]]] },
    condition("a value more") { test, key, values in [test: [key: values + ["guess"]]] },
    condition("any value") { test, key, _ in [test: [key: ["*"]]] },
    PolicyMutation("a condition that wasn't there") { statement in
      guard statement["Condition"] == nil else { return false }
      statement["Condition"] = ["Bool": ["aws:SecureTransport": "true"]]
      return true
    },
  ]

  private static let ofPrincipals = [
    principal("everyone") { _ in "*" },
    principal("another account") { _ in ["AWS": "999988887777"] },
    principal("an account more") { ["AWS": $0 + ["arn:aws:iam::999988887777:root"]] },
    principal("one role of the account") { _ in
      ["AWS": "arn:aws:iam::717331877981:role/logging"]
    },
    principal("a service") { _ in ["Service": "s3.amazonaws.com"] },
  ]

  private static let ofDocuments = [
    PolicyMutation("an older version", document: { $0.merging(["Version": "2008-10-17"]) { $1 } }),
    PolicyMutation("another id", document: { $0.merging(["Id": "other"]) { $1 } }),
    PolicyMutation(
      "a statement more",
      document: { document in
        let more = ["Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*x"]
        let all = (statements(of: document) ?? []) + [more]
        return document.merging(["Statement": all]) { $1 }
      }
    ),
    PolicyMutation(
      "a statement less",
      document: { document in
        let rest = Array((statements(of: document) ?? []).dropFirst())
        return document.merging(["Statement": rest]) { $1 }
      }
    ),
  ]

  /// Changes of the form alone, which mean nothing to IAM.
  static let harmless: [PolicyMutation] = [
    list("actions in another order", "Action") { $0.reversed() },
    list("an action twice", "Action") { $0 + $0 },
    PolicyMutation("a single action by itself") { statement in
      guard let actions = list(statement["Action"]), actions.count == 1 else { return false }
      statement["Action"] = actions[0]
      return true
    },
    PolicyMutation("a single resource by itself") { statement in
      guard let resources = list(statement["Resource"]), resources.count == 1 else { return false }
      statement["Resource"] = resources[0]
      return true
    },
    PolicyMutation(
      "statements in another order",
      document: { document in
        document.merging(["Statement": Array((statements(of: document) ?? []).reversed())]) { $1 }
      }
    ),
    PolicyMutation(
      "a single statement by itself",
      document: { document in
        guard let statements = statements(of: document), statements.count == 1 else { return nil }
        return document.merging(["Statement": statements[0]]) { $1 }
      }
    ),
    principal("a bare account id") { accounts in
      ["AWS": accounts.map { $0.hasSuffix(":root") ? String($0.dropFirst(13).prefix(12)) : $0 }]
    },
  ]
}
