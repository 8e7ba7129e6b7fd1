extension Targets {
  /// A part of text that is written once for all targets.
  package enum Piece: Hashable, Sendable {
    case text(String)
    /// The account id of the target.
    case account
    /// The region of the target.
    case region
    /// A value that differs between targets, as it is in the target's region.
    case value(String)
    /// The same as it is in one region, for what an account has only once.
    case valueIn(String, Region)
  }

  /// The pieces of a text; brackets that stand for nothing are text.
  package func pieces(of text: String) -> [Piece] {
    guard text.utf8.contains(UInt8(ascii: "<")) else { return [.text(text)] }
    var pieces: [Piece] = []
    var literal = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "<") {
      literal += rest[..<open]
      rest = rest[open...]
      guard let close = rest.firstIndex(of: ">"),
        let piece = piece(called: rest[rest.index(after: open)..<close])
      else {
        literal += "<"
        rest = rest.dropFirst()
        continue
      }
      if !literal.isEmpty { pieces.append(.text(literal)) }
      literal = ""
      pieces.append(piece)
      rest = rest[rest.index(after: close)...]
    }
    literal += rest
    if !literal.isEmpty || pieces.isEmpty { pieces.append(.text(literal)) }
    return pieces
  }

  private func piece(called name: Substring) -> Piece? {
    switch name {
    case "account": return .account
    case "region": return .region
    default:
      let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard variableNames.contains(parts[0]) else { return nil }
      if parts.count == 1 { return .value(parts[0]) }
      let region = regions.first { parts.count == 2 && $0.text == parts[1] }
      return region.map { .valueIn(parts[0], $0) }
    }
  }

  /// The values that some account has otherwise than all others, sorted; what is common to all is
  /// written in its place.
  package var variableNames: [String] { Set(values.own.values.flatMap(\.keys)).sorted() }

  /// Whether a value depends on the region as well as on the account.
  package func dependsOnRegion(_ name: String) -> Bool {
    ([values.common[name]] + accounts.map { values.own[$0]?[name] })
      .contains { $0?.contains(Target.regionHole) == true }
  }

  /// Whether a text of the plan differs between regions.
  package func differsByRegion(_ text: String) -> Bool {
    pieces(of: text).contains { piece in
      switch piece {
      case .region: true
      case .value(let name): dependsOnRegion(name)
      case .text, .account, .valueIn: false
      }
    }
  }

  /// A text as it is in each region, where it differs between them.
  package func spread(_ text: String) -> [String] {
    guard differsByRegion(text) else { return [text] }
    return regions.map { region in
      pieces(of: text).map { piece in
        switch piece {
        case .text(let text): text
        case .account: Target.accountHole
        case .region: region.text
        case .value(let name): dependsOnRegion(name) ? "<\(name)/\(region)>" : "<\(name)>"
        case .valueIn(let name, let other): "<\(name)/\(other)>"
        }
      }.joined()
    }
  }

  /// Whether a text of the plan differs between accounts, as far as the spec can say.
  package func differsByAccount(_ text: String) -> Bool {
    pieces(of: text).contains { piece in
      switch piece {
      case .account, .value, .valueIn: true
      case .text, .region: false
      }
    }
  }

  /// The value that a target has under a name.
  package func value(_ name: String, at target: Target) -> String {
    target.filling(values.pattern(name, in: target.account) ?? "")
  }

  /// The longest that a text of the plan is at any target.
  package func longest(_ text: String) -> String {
    let someone = AccountID(open: String(repeating: "0", count: AccountID.length))
    let texts = (accounts.isEmpty ? [someone] : accounts).flatMap { account in
      regions.map { self.text(text, at: Target(account, $0)) }
    }
    return texts.max { $0.utf8.count < $1.utf8.count } ?? text
  }

  /// A text of the plan as it is at a target.
  package func text(_ text: String, at target: Target) -> String {
    pieces(of: text).map { piece in
      switch piece {
      case .text(let text): text
      case .account: target.account.text
      case .region: target.region.text
      case .value(let name): value(name, at: target)
      case .valueIn(let name, let region): value(name, at: Target(target.account, region))
      }
    }.joined()
  }
}

extension Targets {
  /// Whether a resource is an account's alone, or each region has one.
  package func reach(of resource: Resource.ID) -> StackSet.Reach {
    switch resource {
    case .role, .user, .managedPolicy, .accessKey: .accounts
    case .bucket(let name): differsByRegion(name.text) ? .regions : .accounts
    case .stream, .streamPolicy, .logGroup, .deliveryStream, .metricStream: .regions
    }
  }
}
