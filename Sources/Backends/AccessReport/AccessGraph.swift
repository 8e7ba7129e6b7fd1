package import Model
import Text

/// The access of some rows as a graph: who comes in, as what, and what that reaches.
package struct AccessGraph: Sendable {
  /// Something in the graph; its kind and name tell it from all others.
  package struct Node: Hashable, Comparable, Sendable {
    /// What the node stands for.
    package enum Kind: String, Comparable, Sendable {
      case vendor, service, principal, target

      package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package let kind: Kind
    package let name: String

    package init(kind: Kind, name: String) {
      (self.kind, self.name) = (kind, name)
    }

    package static func < (left: Self, right: Self) -> Bool {
      (left.kind, left.name) < (right.kind, right.name)
    }
  }

  /// Who may do what on what.
  package struct Edge: Hashable, Comparable, Sendable {
    package let from: Node
    package let to: Node
    /// Whether a policy on the resource gives it.
    package let isResourcePolicy: Bool

    package init(from: Node, to: Node, isResourcePolicy: Bool) {
      (self.from, self.to, self.isResourcePolicy) = (from, to, isResourcePolicy)
    }

    package static func < (left: Self, right: Self) -> Bool {
      if left.from != right.from { return left.from < right.from }
      if left.to != right.to { return left.to < right.to }
      return !left.isResourcePolicy && right.isResourcePolicy
    }
  }

  package private(set) var edges: [Edge: Set<String>] = [:]

  /// The graph of nothing.
  package init() {}

  var nodes: Set<Node> { Set(edges.keys.flatMap { [$0.from, $0.to] }) }

  /// Adds an action between two nodes.
  package mutating func add(_ edge: Edge, _ action: String) {
    edges[edge, default: []].insert(action)
  }
}

extension AccessGraph {
  /// The graph of everything that a plan grants.
  package init(of plan: Plan) {
    let access = Access(of: plan)
    self.init(access.vendorRows + access.serviceRows, entrances: access.entrances)
  }

  /// The graph of some permissions and of the ways into their principals.
  init(_ rows: [Ledger.Row], entrances: [String: [Node]], isSummary: Bool = false) {
    for row in rows {
      let edge = row.edge
      let holder = edge.from
      let principal =
        isSummary && holder.kind == .principal
        ? Node(kind: .principal, name: "roles and users for \(row.party)") : holder
      let target = isSummary ? Node(kind: .target, name: row.targetKind) : edge.to
      add(Edge(from: principal, to: target, isResourcePolicy: edge.isResourcePolicy), row.action)
      guard holder.kind == .principal else { continue }
      for entrance in entrances[row.principal] ?? [] {
        let action =
          entrance.kind == .vendor && row.principal.contains(":user/")
          ? "access key" : "sts:AssumeRole"
        add(Edge(from: entrance, to: principal, isResourcePolicy: false), action)
      }
    }
  }
}

extension Ledger.Row {
  /// Who holds the permission, and on what.
  var edge: AccessGraph.Edge {
    let holder = AccessGraph.Node(
      kind: letsInWholeAccount ? .vendor : .principal,
      name: letsInWholeAccount
        ? "\(party) \(accountOfPrincipal)" : Self.principalName(of: principal)
    )
    return AccessGraph.Edge(
      from: holder,
      to: AccessGraph.Node(kind: .target, name: targetName),
      isResourcePolicy: channel == .resource
    )
  }

  fileprivate var accountOfPrincipal: String {
    let parts = principal.arnParts()
    return parts.count > 4 ? String(parts[4]) : principal
  }

  /// A principal as the graph calls it, such as `role/logzio-acme`.
  static func principalName(of arn: String) -> String {
    let parts = arn.arnParts(maxSplits: 5)
    return parts.count == 6 ? String(parts[5]) : arn
  }

  /// The bucket, stream or key that the permission is on, without what is in it.
  fileprivate var targetName: String {
    let parts = resource.arnParts(maxSplits: 5)
    guard parts.count == 6 else { return resource == "*" ? "everything in the account" : resource }
    if parts[2] == "s3" {
      return "bucket " + String(Substring(parts[5].utf8.prefix { $0 != UInt8(ascii: "/") }))
    }
    return parts[2] + " " + parts[5]
  }

  /// What the permission is on, without its name.
  fileprivate var targetKind: String {
    let parts = resource.arnParts(maxSplits: 5)
    guard parts.count == 6 else { return resource == "*" ? "everything in the account" : "others" }
    return parts[2] == "s3" ? "buckets" : "\(parts[2]) resources"
  }
}

extension String {
  /// What stands between the colons of an ARN.
  func arnParts(maxSplits: Int = .max) -> [Substring] {
    utf8.split(
      separator: UInt8(ascii: ":"),
      maxSplits: maxSplits,
      omittingEmptySubsequences: false
    ).map(Substring.init)
  }
}
