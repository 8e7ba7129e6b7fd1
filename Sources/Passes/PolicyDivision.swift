import Model
import Text

/// The permissions of a policy on so many seats, each of which becomes a policy of its own.
///
/// Every permission sits where its digest has the strongest claim (rendezvous hashing): one more
/// moves no other, and a seat more takes only what it has the strongest claim to.
struct PolicyDivision {
  /// What always sits together.
  enum Grain: CaseIterable {
    /// All that is allowed on a bucket and on what is in it: one bucket more changes one policy.
    case bucket
    /// What a statement allows on one of its resources, where a bucket has too much for a seat.
    case permission
  }

  /// What sits on one seat.
  struct Part {
    let seat: Int
    let document: PolicyDocument
  }

  private let permissions: PolicyDocument
  /// The digest that decides on each resource of each statement.
  private let digests: [[UInt64]]

  init(of permissions: PolicyDocument, by grain: Grain) {
    self.permissions = permissions
    var known: [String: UInt64] = [:]
    digests = permissions.statements.map { statement in
      let form = statement.form
      return statement.resources.map { resource in
        let subject = grain == .bucket ? subject(of: resource) : nil
        let text = subject ?? "\(form) \(resource)"
        if let digest = known[text] { return digest }
        let bytes = SHA256.digest(of: Array(text.utf8)).prefix(8)
        let digest = bytes.reduce(0) { $0 << 8 | UInt64($1) }
        known[text] = digest
        return digest
      }
    }
  }

  /// The seats that are taken when there are so many, in their order.
  func parts(_ count: Int) -> [Part] {
    var statements = [[Statement]](repeating: [], count: count)
    for (statement, digests) in zip(permissions.statements, digests) {
      var resources = [[String]](repeating: [], count: count)
      for (resource, digest) in zip(statement.resources, digests) {
        resources[Self.seat(of: digest, among: count)].append(resource)
      }
      for seat in resources.indices where !resources[seat].isEmpty {
        var part = statement
        part.resources = resources[seat]
        statements[seat].append(part)
      }
    }
    return statements.indices.filter { !statements[$0].isEmpty }.map {
      Part(seat: $0 + 1, document: PolicyDocument(id: permissions.id, statements[$0]))
    }
  }

  private static func seat(of digest: UInt64, among count: Int) -> Int {
    (0..<count).max { claim(of: digest, to: $0) < claim(of: digest, to: $1) } ?? 0
  }

  /// How strong a claim is: the bits of both mixed by the finalizer of SplitMix64.
  private static func claim(of digest: UInt64, to seat: Int) -> UInt64 {
    var claim = digest &+ UInt64(seat + 1) &* 0x9E37_79B9_7F4A_7C15
    claim = (claim ^ claim >> 30) &* 0xBF58_476D_1CE4_E5B9
    claim = (claim ^ claim >> 27) &* 0x94D0_49BB_1331_11EB
    return claim ^ claim >> 31
  }
}

/// What is given away as one: a bucket with all that is in it, or any other thing that has a name;
/// nil for a pattern, which says nothing of what it is about.
private func subject(of resource: String) -> String? {
  guard resource != "*" else { return nil }
  let parts = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
  guard parts.count == 6, parts[2] == "s3" else { return resource }
  return String(resource.prefix { $0 != "/" })
}

extension Statement {
  /// What it allows, and under which condition, wherever.
  fileprivate var form: String {
    let conditions = conditions.sorted().map {
      ([$0.operator, $0.key] + $0.values).joined(separator: " ")
    }
    return (actions.map(\.text).sorted() + conditions).joined(separator: ",")
  }
}
