import Diagnostics
import Model
import TestSupport
import Testing

/// What a spec uses and doesn't make.
struct RequirementTests {
  @Test("Things of one name stand in one order, whatever the order in which they came")
  func isTotallyOrdered() throws {
    let regions = try ["eu-west-1", "us-east-1", "us-west-2"].map { try Region($0) }
    let (bucket, stream) = (try BucketName("acme-logs"), try StreamName("acme-logs"))
    let all = regions.flatMap { region -> [Requirement] in
      [
        .bucket(bucket, region), .stream(stream, region, key: nil, isShared: false),
        .stream(stream, region, key: nil, isShared: true),
      ]
    }
    let sorted = all.sorted()
    var random = SplitMix64(seed: 1)
    for _ in 0..<50 { #expect(all.shuffled(using: &random).sorted() == sorted) }
    #expect(Array(sorted.prefix(3)) == regions.map { .bucket(bucket, $0) })
  }
}
