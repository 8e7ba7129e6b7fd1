import Foundation
import TestSupport
import Testing

/// `accredit outdated`: outputs that another catalogue made, held against the one built in.
@Suite("accredit outdated") struct OutdatedTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.write("spec.yaml", Self.spec)
  }

  /// A spec that uses a vendor's permission, a key and steps.
  private static let spec = """
    name: acme
    account: "111122223333"
    region: us-east-1
    vendors:
      logzio:
        externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q
    integrations:
      cold:
        type: logzio/archive
        permissions: current
        bucket:
          name: acme-archive
          kmsKey: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab

    """

  /// One way in which an older catalogue differs: a file, what stands in it today, and what stood.
  struct Former: Sendable, CustomStringConvertible {
    let description: String
    let edits: [(path: String, now: String, then: String)]
    /// Words of the report.
    let words: [String]
    let unheard: [String]
  }

  private static let vendor = "Vendors/logzio/vendor.yaml"
  private static let policy = "Vendors/logzio/policies/archive.current.json"
  private static let reason =
    #"          "s3:PutObject": writes archived logs and the object logzio-verified"#
  private static let edition = """
    file: policies/archive.current.json
            version: 1
    """

  static let formers = [
    Former(
      description: "a permission that is gone today",
      edits: [
        (policy, #""s3:PutObject""#, #""s3:PutObject", "s3:DeleteObject""#),
        (
          vendor, reason + "\n  metrics:",
          reason + "\n          \"s3:DeleteObject\": removes what is old\n  metrics:"
        ),
        (vendor, edition, edition.replacing("version: 1", with: "version: 7")),
      ],
      words: [
        "logzio/archive/current: version 7 of 2026-11-21 -> version 1 of 2026-11-21",
        "- s3:DeleteObject; it was there for: removes what is old",
        "- removed: Logz.io as role/logzio-acme-cold: s3:DeleteObject",
        "why  removes what is old (Set S3 permissions for archiving,",
        "~ template.yaml", "accredit compile spec.yaml",
      ],
      unheard: ["+ added", "Accounts of vendors", "~ Vendors/"]
    ),
    Former(
      description: "a permission that is new today",
      edits: [
        (policy, ",\n        \"s3:PutObject\"", ""),
        (vendor, reason + "\n  metrics:", "  metrics:"),
      ],
      words: [
        "logzio/archive/current: version 1 of 2026-11-21, changed without a new version",
        "+ s3:PutObject: writes archived logs",
        "+ added: Logz.io as role/logzio-acme-cold: s3:PutObject", "access widens",
        "WIDER: now allowed, and not before",
      ],
      unheard: ["- removed"]
    ),
    Former(
      description: "a source of another date",
      edits: [(vendor, #"date: "2021-06-16""#, #"date: "2019-01-31""#)],
      words: [
        "logzio/archive/current", "(2021-06-16)",
        "was     Set S3 permissions for archiving, Sample policy; Power Search bucket policy "
          + "(2019-01-31)",
        "~ ACCESS.md",
      ],
      unheard: ["access widens", "added", "removed", "deploy them"]
    ),
    Former(
      description: "another account of the vendor",
      edits: [(vendor, #"id: "406095609952""#, #"id: "406095609953""#)],
      words: [
        "~ logzio: 406095609953 -> 406095609952", "! trust changed: Logz.io becomes",
        "hold the new account against what the vendor's own console shows you",
      ],
      unheard: ["Permissions of the catalogue"]
    ),
    Former(
      description: "a step that read otherwise",
      edits: [("Vendors/logzio/steps/archive-start.md", "Done when: ", "Done when: well, ")],
      words: [
        "~ Vendors/logzio/steps/archive-start.md: a step of CHECKLIST.md", "~ CHECKLIST.md",
        "go through the steps of CHECKLIST.md",
      ],
      unheard: ["What that changes", "deploy them", "Permissions of the catalogue"]
    ),
    Former(
      description: "a condition that bound less",
      edits: [
        (
          "AWS/policies/kms-write.json", "s3.${Region}.amazonaws.com", "*.${Region}.amazonaws.com"
        )
      ],
      words: [
        "aws/kms-write", "the resources, conditions or statements are others",
        "kms:ViaService = *.us-east-1.amazonaws.com",
      ],
      unheard: ["Accounts of vendors"]
    ),
  ]

  /// Compiles the spec with an older catalogue.
  private func compile(with former: Former) throws {
    let place = bench.folder.appending(path: "then")
    try FileManager.default.copyItem(at: Checkout.root.appending(path: "Templates"), to: place)
    for edit in former.edits {
      let text = try bench.read("then/" + edit.path)
      try #require(text.contains(edit.now), "\(edit.path) has no \(edit.now)")
      try bench.write("then/" + edit.path, text.replacing(edit.now, with: edit.then))
    }
    let run = try bench.run("compile", "spec.yaml", "--templates", "then")
    try #require(run.status == 0, "\(run.errors)")
  }

  @Test("Shows what the catalogue has changed since, and that the spec has not", arguments: formers)
  func showsWhatChanged(former: Former) throws {
    try compile(with: former)
    let run = try bench.run("outdated", "spec.yaml")
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.output.contains("since its outputs were made; the spec has not"))
    for word in former.words { #expect(run.output.contains(word), "\(run.output)") }
    for word in former.unheard { #expect(!run.output.contains(word), "\(word): \(run.output)") }
    let report = try JSONObject(
      bench.run("outdated", "spec.yaml", "--format", "json").output
    ).objects("specs")[0]
    #expect(try report.text("changed") == "catalog")
    // By the catalogue that made them, they are as they must be.
    let own = try bench.run("outdated", "spec.yaml", "--templates", "then")
    #expect(own.status == 0, "\(own.output)\(own.errors)")
    // Whoever compiles again has heard it.
    #expect(try bench.run("compile", "spec.yaml").status == 0)
    #expect(try bench.run("outdated", "spec.yaml").status == 0)
  }

  @Test("Tells a changed spec from a changed catalogue")
  func tellsSpecFromCatalog() throws {
    #expect(try bench.run("compile", "spec.yaml").status == 0)
    let same = try bench.run("outdated", "spec.yaml")
    #expect(same.status == 0)
    #expect(same.output.contains("nothing that it uses has changed"))
    let other = Self.spec.replacing("acme-archive", with: "acme-cellar")
    try bench.write("spec.yaml", other)
    let spec = try bench.run("outdated", "spec.yaml")
    #expect(spec.status == 2)
    #expect(spec.output.contains("the spec has changed since"))
    #expect(!spec.output.contains("What that changes"))
    #expect(spec.output.contains("accredit diff --base REV spec.yaml"))
    try bench.write("spec.yaml", Self.spec)
    try compile(with: Self.formers[0])
    try bench.write("spec.yaml", other)
    let both = try bench.run("outdated", "spec.yaml")
    #expect(both.status == 2)
    #expect(both.output.contains("the catalogue and the spec have both changed"))
    // Only what the catalogue took away is shown, on the bucket of today.
    #expect(both.output.contains("s3:DeleteObject"))
    #expect(!both.output.contains("acme-archive"))
  }

  /// A manifest with its digest made right, so that it passes for one of a compile.
  private func forge(_ change: (String) -> String) throws {
    let path = "Generated/acme/MANIFEST.json"
    let text = try bench.read(path)
    let seal = try #require(text.firstRange(of: ",\n  \"manifest\": \""))
    let body = change(String(text[..<seal.lowerBound]))
    let digest = try bench.bash(#"printf '%s\n}\n' \#(quotedWord(body)) | sha256sum | cut -c1-64"#)
    let digits = digest.output.prefix(64)
    try bench.write(path, body + ",\n  \"manifest\": \"\(digits)\"\n}\n")
  }

  private func quotedWord(_ text: String) -> String {
    "'" + text.replacing("'", with: #"'\''"#) + "'"
  }

  @Test("Refuses outputs that can't tell, and manifests that no compile wrote")
  func refusals() throws {
    let none = try bench.run("outdated", "spec.yaml")
    #expect(none.status == 1)
    #expect(none.errors.contains("there are no outputs of the spec here"))
    #expect(try bench.run("compile", "spec.yaml").status == 0)
    let manifest = try bench.read("Generated/acme/MANIFEST.json")
    try forge { $0 }
    #expect(try bench.read("Generated/acme/MANIFEST.json") == manifest, "the forgery is not exact")
    let start = try #require(manifest.firstRange(of: ",\n  \"facts\": "))
    let cases: [(change: (String) -> String, words: String)] = [
      ({ String($0[..<start.lowerBound]) }, "made by an earlier accredit"),
      ({ $0.replacing("${Bucket}", with: "${Nothing}") }, "nothing fills the hole 'Nothing'"),
      ({ $0.replacing("${VendorAccount}", with: "12") }, "a principal must have a partition"),
      ({ $0.replacing("s3:PutObject", with: "s3:\\u001b[31mPut") }, "must be printable ASCII"),
      ({ $0.replacing("\"StringEquals\"", with: "\"StringLooks\"") }, "which is unknown"),
      ({ $0.replacing("\"406095609952\"", with: "\"4060956099\"") }, "isn't an AWS account id"),
      ({ $0.replacing("\"version\": 1", with: "\"version\": \"1\"") }, "must be a whole number"),
    ]
    for (change, words) in cases {
      try bench.write("Generated/acme/MANIFEST.json", manifest)
      try forge(change)
      let run = try bench.run("outdated", "spec.yaml")
      #expect(run.status == 1, "\(words): \(run.output)")
      #expect(run.errors.contains(words), "\(run.errors)")
      #expect(run.output == "")
    }
    try bench.write("Generated/acme/MANIFEST.json", manifest.replacing("2021", with: "2022"))
    let edited = try bench.run("outdated", "spec.yaml")
    #expect(edited.status == 1)
    #expect(edited.errors.contains("no compile wrote this manifest as it stands"))
    print("manifests refused: \(cases.count + 2)")
  }
}
