import Catalog
import Foundation
import Model
import TestSupport
import Testing

/// Versions of permissions: a changed permission has a new one, with the day on which it changed.
///
/// `Versions/permissions.txt` keeps each version that there ever was, one a line: the permission,
/// its version, its date and the digest of what it says. Lines are only added.
struct VersionTests {
  /// One line of the record.
  private struct Line: Hashable {
    let id: String
    let version: Int
    let date: String
    let digest: String

    var text: String { "\(id) \(version) \(date) \(digest)" }
  }

  private static func record() throws -> [Line] {
    let path = Checkout.root.appending(path: "Tests/CatalogTests/Versions/permissions.txt")
    let text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
    return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let words = line.split(separator: " ").map(String.init)
      try #require(words.count == 4, "\(line)")
      return Line(
        id: words[0],
        version: try #require(Int(words[1])),
        date: words[2],
        digest: words[3]
      )
    }
  }

  private static func current(_ catalog: Catalog) -> [Line] {
    let types = catalog.vendors.all.flatMap { $0.types.values }
    let all = types.flatMap { $0.permissions.values } + catalog.permissions.values
    return all.sorted { $0.id < $1.id }.map {
      Line(id: $0.id, version: $0.version, date: $0.date, digest: $0.digest)
    }
  }

  /// What stands against the permissions of a catalogue, by the record.
  private static func faults(_ catalog: Catalog, _ record: [Line]) -> [String] {
    current(catalog).compactMap { line in
      let versions = record.filter { $0.id == line.id }
      if versions.last == line { return nil }
      guard let last = versions.last else { return "add the line: \(line.text)" }
      if line.version == last.version {
        return "\(line.id) has changed: give it 'version: \(last.version + 1)' and today's 'date'"
      }
      guard line.version == last.version + 1, line.date >= last.date else {
        return "\(line.id) must have version \(last.version + 1) and a date from \(last.date) on"
      }
      return "add the line: \(line.text)"
    }
  }

  @Test func eachPermissionIsOnRecord() throws {
    let record = try Self.record()
    let catalog = try Samples.catalog()
    #expect(Self.faults(catalog, record) == [])
    let current = Self.current(catalog)
    #expect(Set(record.map(\.id)) == Set(current.map(\.id)), "a permission is gone or new")
    print("permissions on record: \(current.count), versions: \(record.count)")
  }

  /// Versions count from one, and their dates never go back.
  @Test func theRecordOnlyGrows() throws {
    for (id, lines) in Dictionary(grouping: try Self.record(), by: \.id) {
      #expect(lines.map(\.version) == Array(1...lines.count), "\(id)")
      #expect(lines.map(\.date) == lines.map(\.date).sorted(), "\(id)")
      #expect(Set(lines.map(\.digest)).count == lines.count, "\(id) has a version without a change")
    }
  }

  /// Whatever is changed of a permission, the test above fails until it has a new version.
  @Test(
    arguments: [
      ("Vendors/logzio/policies/archive.current.json", "${Bucket}/*", "${Bucket}/logs*"),
      ("Vendors/fastly/policies/s3.trust.json", "S3LoggingTrustPolicy", "Trust"),
      ("Vendors/fastly/policies/s3.published.json", "${Prefix}*", "*"),
      ("Vendors/logzio/vendor.yaml", "downloads them", "fetches them"),
      ("Vendors/logzio/vendor.yaml", "\"2021-06-16\"", "\"2021-06-17\""),
      ("AWS/policies/kms-read.json", "s3.${Region}", "*.${Region}"),
    ]
  )
  func aChangeIsNoticed(path: String, now: String, then: String) throws {
    var files = try Samples.files()
    let text = String(decoding: try #require(files[path]), as: UTF8.self)
    #expect(text.contains(now))
    files[path] = Array(text.replacing(now, with: then).utf8)
    let catalog = try #require(Samples.errors(of: files).catalog)
    let faults = Self.faults(catalog, try Self.record())
    #expect(faults.contains { $0.contains("has changed: give it 'version: 2'") }, "\(faults)")
  }
}
