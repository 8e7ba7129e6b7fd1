/// Somebody who wants to do something, as IAM sees it.
package struct Request: Hashable, Sendable {
  /// Who asks.
  package enum Principal: Hashable, Sendable {
    /// A role, a user, the root of an account, or a session of a role, which names its role.
    case aws(arn: String, account: String, role: String? = nil)
    /// An AWS service by its name, such as `firehose.amazonaws.com`.
    case service(String)
    case anonymous
  }

  package var principal: Principal
  package var action: String
  package var resource: String
  /// The account that the resource is of.
  package var resourceAccount: String
  package var context: Context

  package init(
    _ principal: Principal,
    _ action: String,
    _ resource: String,
    of resourceAccount: String,
    _ context: Context = Context()
  ) {
    self.principal = principal
    self.action = action
    self.resource = resource
    self.resourceAccount = resourceAccount
    self.context = context
  }
}

extension Request {
  /// The condition keys of a request with their values; the case of a key doesn't matter.
  package struct Context: Hashable, Sendable {
    private var entries: [String: [String]]

    /// - Parameter values: keys with their values; of keys that differ in case only, the values of
    ///   all count.
    package init(_ values: [String: [String]] = [:]) {
      entries = Dictionary(
        values.map { ($0.key.lowercased(), $0.value) },
        uniquingKeysWith: { ($0 + $1).sorted() }
      )
    }

    /// The values of a key in lower case; none where the request doesn't have it.
    func values(of key: String) -> [String] { entries[key] ?? [] }

    /// What a variable of that name in lower case stands for.
    func singleValue(of key: String) -> String? {
      let values = values(of: key)
      return values.count == 1 ? values[0] : nil
    }
  }
}
