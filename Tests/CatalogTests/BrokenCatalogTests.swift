import Catalog
import Diagnostics
import Foundation
import TestSupport
import Testing

/// A catalogue of somebody's own that isn't right is told from one that is, and ends nothing.
struct BrokenCatalogTests {
  @Test func reportsEachFileThatIsMissing() throws {
    let files = try Samples.files()
    let needed = files.keys.filter { path in
      ["AWS/", "Shell/", "Vendors/"].contains { path.hasPrefix($0) } && !path.hasSuffix("README.md")
    }
    for path in needed.sorted() {
      let (catalog, errors) = Samples.errors(of: files.filter { $0.key != path })
      #expect(catalog == nil, "\(path)")
      #expect(errors != [], "\(path)")
    }
    #expect(Samples.errors(of: [:]).errors != [])
    print("catalogues without one file: \(needed.count), each refused")
  }

  /// Names that only a spec or a citation refers to: another one makes another catalogue.
  private static let free: Set<String> = [
    "au", "ca", "eu", "uk", "us", "metrics-listener", "metrics-template",
    "firehose-secrets",
  ]

  /// Another letter in a key is an error: in every eighth one, or in all when tests are thorough.
  @Test func reportsEachKeyThatIsMisspelt() throws {
    let files = try Samples.files()
    let isThorough = ProcessInfo.processInfo.environment["THOROUGH"] == "1"
    var (keys, count) = (0, 0)
    var accepted: [String] = []
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let isData = path.hasSuffix(".yaml") || path.hasSuffix(".json")
      guard isData, path.hasPrefix("AWS/") || path.hasPrefix("Vendors/") else { continue }
      let lines = String(decoding: bytes, as: UTF8.self).split(
        separator: "\n",
        omittingEmptySubsequences: false
      )
      for index in lines.indices {
        guard let match = lines[index].firstMatch(of: /^( *"?)([A-Za-z]+"?:(?: .*|$))/) else {
          continue
        }
        // A source that nothing in the files cites may have any id.
        guard path != "AWS/sources.yaml" || !lines[index].hasPrefix("  ") else { continue }
        keys += 1
        guard isThorough || keys.isMultiple(of: 8) else { continue }
        var changed = lines.map(String.init)
        changed[index] = match.1 + "x" + match.2
        var copy = files
        copy[path] = Array(changed.joined(separator: "\n").utf8)
        count += 1
        let word = match.2.split { !$0.isLetter && $0 != "-" }.last.map(String.init) ?? ""
        guard !Self.free.contains(word), Samples.errors(of: copy).catalog != nil else { continue }
        accepted.append("\(path): \(lines[index])")
      }
    }
    print("catalogues with another key: \(count), of which \(accepted.count) are catalogues still")
    #expect(accepted == [])
  }

  @Test(arguments: [
    ("AWS/quotas.yaml", "quotas:", "quotas: none\nx:"),
    ("AWS/sources.yaml", "sources:", "sources: [a]\nx:"),
    ("AWS/regions.yaml", "sts: default", "sts: sometimes"),
    ("AWS/regions.yaml", "us-east-1:", "us-east:"),
    ("AWS/permissions.yaml", "policies/", "elsewhere/"),
    ("Tools.yaml", "[\"2.30\"]", "[\"new\"]"),
    ("Tools.yaml", "silent: true", "silent: yes"),
    ("Tools.yaml", "[diff, review]", "[dif, review]"),
    ("Vendors/fastly/vendor.yaml", "id: \"717331877981\"", "id: \"71733187798\""),
    ("Vendors/fastly/vendor.yaml", "source: role-guide", "source: rule-guide"),
    ("Vendors/fastly/policies/s3.trust.json", "\"Allow\"", "\"allow\""),
    ("Vendors/fastly/policies/s3.trust.json", "2012-10-17", "2008-10-17"),
    ("Vendors/fastly/policies/s3.trust.json", ":root", ":user/x"),
    ("Vendors/fastly/policies/s3.trust.json", "sts:AssumeRole", "sts:*"),
    (
      "Vendors/fastly/policies/s3.trust.json", "\"StringEquals\": {",
      "\"StringEquals\": [], \"x\": {"
    ),
    ("Vendors/fastly/policies/s3.published.json", "${Bucket}", "${Bukket}"),
    ("Vendors/fastly/policies/s3.published.json", "${Bucket}", "${Bucket"),
    ("Vendors/fastly/policies/s3.published.json", "${Bucket}", "$}"),
    ("Vendors/fastly/policies/s3.published.json", "${Bucket}", "${}"),
    ("Vendors/fastly/policies/s3.published.json", "${Bucket}", "$Bucket"),
    ("Vendors/fastly/policies/s3.published.json", "s3:PutObject", "s3:Put*"),
    ("Vendors/fastly/steps/find-customer-id.md", "Holes: ", "Holes: Nobody, "),
    ("Vendors/logzio/vendor.yaml", "  s3-fetcher.json:", "  s3-fetcher.txt:"),
    ("Vendors/logzio/vendor.yaml", "    source: s3-terraform", "    source: s3-teraform"),
    ("Vendors/logzio/vendor.yaml", "      SourcePath: flag", "      SourcePath: text"),
    ("Vendors/logzio/vendor.yaml", "      LogType: text", "      LogType: optional"),
    ("Vendors/fastly/vendor.yaml", "      Domain: text", "      Domain: number"),
  ])
  func reports(path: String, old: String, new: String) throws {
    var files = try Samples.files()
    let text = String(decoding: try #require(files[path]), as: UTF8.self)
    try #require(text.contains(old))
    let place = try #require(text.range(of: old))
    files[path] = Array(text.replacingCharacters(in: place, with: new).utf8)
    let (catalog, errors) = Samples.errors(of: files)
    #expect(catalog == nil, "\(path): \(new)")
    // What doesn't fit the compiler is said of the file that names the policy.
    let isUnfilled = new == "${Bukket}" || new == "${Bucket"
    let file = isUnfilled ? "Vendors/fastly/vendor.yaml" : path
    #expect(errors.contains { $0.hasPrefix("Templates/\(file): ") }, "\(errors)")
  }

  /// Requests in which a value could stand where it isn't encoded, or that no vendor would take.
  private static let brokenRequests: [(path: String, old: String, new: String)] = [
    ("Vendors/logzio/requests/s3-fetcher.json", "\"bucket\":", "\"bukket\":"),
    ("Vendors/logzio/requests/s3-fetcher.json", "\"${Bucket}\"", "\"x${Bucket}\""),
    ("Vendors/logzio/requests/s3-fetcher.json", "\"${Bucket}\"", "${Bucket}"),
    ("Vendors/logzio/requests/s3-fetcher.json", "\"${Bucket}\"", "\"${Bukket}\""),
    ("Vendors/logzio/requests/s3-fetcher.json", "\"${Bucket}\"", "\"acme\""),
    ("Vendors/logzio/requests/s3-fetcher.json", "${SourcePath}", "\"${SourcePath}\""),
    ("Vendors/logzio/requests/s3-fetcher.json", "\"active\": true,", "\"active\": true"),
    ("Vendors/logzio/requests/archive.tf", "= \"${Bucket}\"", "= \"${Bucket}/\""),
    ("Vendors/logzio/requests/archive.tf", "= \"${Bucket}\"", "= \"${var.bucket}\""),
    ("Vendors/logzio/requests/archive.tf", "= \"S3\"", "= \"S3"),
    ("Vendors/fastly/requests/s3.curl", "path=${Path}\"", "path=${Path}"),
    ("Vendors/fastly/requests/s3.curl", "# The form", "# The form of ${Bucket}"),
    ("Vendors/fastly/requests/s3.sh", "--path ${Path}", "--path \"${Path}\""),
    ("Vendors/fastly/requests/s3.sh", "--path ${Path}", "--path ${Path} # ${Bucket}"),
    ("Vendors/fastly/requests/s3.sh", "--path ${Path}", "--path ${Path} --bucket ${Bucket}"),
    ("Vendors/fastly/requests/s3.sh", "--path ${Path}", "--path '${Path}'"),
    ("Vendors/fastly/requests/s3.sh", "--path ${Path}", "--path x;#' ${Path}\n  '"),
    ("Vendors/fastly/requests/s3.sh", "--path ${Path}", "--path ${Path}\ncat <<END"),
    ("Vendors/fastly/requests/kinesis.sh", "--region ${StreamRegion}", "--region ${HOME}"),
  ]

  @Test func reportsEachBrokenRequest() throws {
    let files = try Samples.files()
    for (path, old, new) in Self.brokenRequests {
      let text = String(decoding: try #require(files[path]), as: UTF8.self)
      let place = try #require(text.range(of: old), "\(path) has no \(old)")
      var copy = files
      copy[path] = Array(text.replacingCharacters(in: place, with: new).utf8)
      let (catalog, errors) = Samples.errors(of: copy)
      #expect(catalog == nil, "\(path): \(new)")
      #expect(errors.contains { $0.hasPrefix("Templates/\(path): ") }, "\(new): \(errors)")
    }
    print("broken requests: \(Self.brokenRequests.count), each refused")
  }

  @Test func reportsAVendorThatNobodyPlansFor() throws {
    var files = try Samples.files()
    for (path, bytes) in files where path.hasPrefix("Vendors/custom/") {
      files[path.replacing("Vendors/custom", with: "Vendors/other")] = bytes
    }
    let (catalog, errors) = Samples.errors(of: files)
    #expect(catalog == nil)
    #expect(
      errors.contains(
        "Templates/Vendors/other/vendor.yaml: the compiler can't plan for this vendor"
      )
    )
  }

  @Test func survivesFilesOfNoise() throws {
    let files = try Samples.files()
    var random = SplitMix64(seed: 3)
    for (path, bytes) in files.sorted(by: { $0.key < $1.key })
    where !path.hasSuffix(".txt") && !path.hasPrefix("Examples/") && random.oneIn(3) {
      var copy = files
      let start = random.number(0...max(0, bytes.count - 1))
      copy[path] = Array(bytes[..<start]) + [0xFF, 0x00, 0x7B] + bytes[start...].suffix(10)
      _ = Samples.errors(of: copy)
    }
  }
}
