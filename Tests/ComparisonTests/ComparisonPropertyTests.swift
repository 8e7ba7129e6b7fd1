import Comparison
import Diagnostics
import IAM
import Model
import TestSupport
import Testing

/// What holds of every comparison, of random specs and of random changes to them.
struct ComparisonPropertyTests {
  /// A spec, and another that has some of its lines in a different form.
  private static func pairs(_ seeds: Range<UInt64>) throws -> [(Comparison.Side, Comparison.Side)] {
    try seeds.flatMap { seed in
      let spec = RandomSpec(seed: seed)
      let side = try Bench.side(spec.yaml(), name: "\(seed).yaml")
      let again = try Bench.side(spec.yaml(style: 1), name: "\(seed).yaml")
      let other = try Bench.side(RandomSpec(seed: seed &+ 500_000).yaml(), name: "\(seed).yaml")
      return [(side, again), (side, other)]
    }
  }

  /// The order of keys, quotes and comments grant nothing.
  @Test func styleIsNoDifference() throws {
    var count = 0
    for (side, again) in try Self.pairs(0..<25) where side.plan.name == again.plan.name {
      let comparison = try #require(Comparison(from: side, to: again))
      guard side.fingerprint == again.fingerprint else { continue }
      count += 1
      #expect(comparison.access.isEmpty, "\(side.file.name)")
      #expect(!comparison.broadens && !comparison.changesTrust)
    }
    print("specs in another style, no difference: \(count)")
    #expect(count >= 25)
  }

  /// Equal fingerprints, equal access; and where access differs, so do they.
  @Test func fingerprintsTellAccessApart() throws {
    var (equal, different) = (0, 0)
    for (old, new) in try Self.pairs(100..<125) {
      let there = try #require(Comparison(from: old, to: new))
      let back = try #require(Comparison(from: new, to: old))
      if old.fingerprint == new.fingerprint {
        equal += 1
        #expect(!there.broadens && !back.broadens)
      } else {
        different += 1
        #expect(!there.access.isEmpty)
      }
      #expect(there.access.isEmpty == (old.fingerprint == new.fingerprint))
      #expect(there.access.isEmpty == back.access.isEmpty)
    }
    print("fingerprints: \(equal) pairs equal, \(different) different")
    #expect(equal > 20 && different > 20)
  }

  /// What is added on the way there is removed on the way back, row by row.
  @Test func wayBackMirrorsTheWayThere() throws {
    var rows = 0
    for (old, new) in try Self.pairs(200..<215) {
      let there = try #require(Comparison(from: old, to: new))
      let back = try #require(Comparison(from: new, to: old))
      #expect(Set(there.access.flatMap(\.old)) == Set(back.access.flatMap(\.new)))
      #expect(Set(there.access.flatMap(\.new)) == Set(back.access.flatMap(\.old)))
      rows += there.access.flatMap(\.old).count + there.access.flatMap(\.new).count
    }
    print("rows that a comparison and its mirror share: \(rows)")
    #expect(rows > 200)
  }

  /// A spec that is new opens everything, one that is gone opens nothing.
  @Test func comingAndGoing() throws {
    for seed in UInt64(300)..<310 {
      let side = try Bench.side(RandomSpec(seed: seed).yaml())
      let coming = try #require(Comparison(from: nil, to: side))
      let going = try #require(Comparison(from: side, to: nil))
      let count = Ledger(of: side.plan).rows.count
      #expect(coming.access.count == count && coming.access.allSatisfy { $0.kind == .added })
      #expect(going.access.count == count && going.access.allSatisfy { $0.kind == .removed })
      #expect(coming.broadens && !going.broadens && !going.changesTrust)
    }
    #expect(Comparison(from: nil, to: nil) == nil)
  }
}
