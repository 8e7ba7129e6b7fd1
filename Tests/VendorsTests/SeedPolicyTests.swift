import Catalog
import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing
import Text
import YAML

/// What the compiler grants is what the vendors print, word for word but for the values of the spec:
/// in the plan, and in the template that it becomes.
@Suite("Published policies") struct SeedPolicyTests {
  private static let spec = """
    name: acme
    account: "111122223333"
    region: us-east-1
    vendors:
      logzio: {externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q", site: us}
      fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}
    integrations:
      fetch: {type: logzio/s3-fetch, buckets: [acme-logs]}
      keys: {type: logzio/s3-fetch, auth: access-keys, buckets: [acme-logs]}
      cold: {type: logzio/archive, bucket: acme-archive}
      edge: {type: fastly/s3, bucket: acme-edge}
      clicks: {type: fastly/kinesis, stream: acme-clicks, sharing: published}

    """

  private static let stream = "arn:aws:kinesis:<region>:<account-id>:stream/<name>"
  private static let clicks = "arn:aws:kinesis:us-east-1:111122223333:stream/acme-clicks"
  private static let customer = ("FastlyCustomerAccountID", "7Kd2PqVn4XsTb9LwRy6HcE")

  /// What is printed, and what of the compiled access must equal it.
  private static let cases: [(published: PublishedPolicy, place: PolicyPlace)] = [
    // "Give AWS access with IAM roles" and both forms of "Configure an Amazon S3 Bucket". The page of
    // 2019 has no document: it has the reader copy one from the app.
    (.init("logzio-s3-fetch", [("<BUCKET_NAME>", "acme-logs")]), .role("logzio-acme-fetch")),
    (.init("logzio-s3-bucket-role", [("<BUCKET_NAME>", "acme-logs")]), .role("logzio-acme-fetch")),
    (.init("logzio-s3-bucket-keys", [("<BUCKET_NAME>", "acme-logs")]), .user("logzio-acme-keys")),
    // "Make an IAM role for Logz.io" prints ARNs that lack a colon, with which AWS takes no policy.
    (
      .init("logzio-archive", [("arn:aws:s3::<bucket name>", "arn:aws:s3:::acme-archive")]),
      .role("logzio-acme-cold")
    ),
    // "Creating an AWS IAM role for Fastly logging".
    (.init("fastly-s3-console", [("YourS3BucketName", "acme-edge")]), .role("fastly-acme-edge")),
    (.init("fastly-s3-cli", [("YourS3BucketName", "acme-edge")]), .role("fastly-acme-edge")),
    (.init("fastly-kinesis-console", [(stream, clicks)]), .role("fastly-acme-clicks")),
    (.init("fastly-kinesis-cli", [(stream, clicks)]), .role("fastly-acme-clicks")),
    (.init("fastly-s3-trust", [customer]), .trust("fastly-acme-edge")),
    (.init("fastly-kinesis-trust", [customer]), .trust("fastly-acme-clicks")),
    (
      .init(
        "fastly-stream-sharing",
        [
          ("<YourAccountId>", "111122223333"), ("<YourRoleName>", "fastly-acme-clicks"),
          ("<region>", "us-east-1"), ("<YourKinesisStreamName>", "acme-clicks"),
        ]
      ),
      .sharing("acme-clicks")
    ),
  ]

  private let plan: Plan
  private let template: TemplatePolicies

  init() throws {
    var reports: [Diagnostics] = []
    let compiler = Compiler(try #require(Catalog(.embedded, &reports)))
    let source = SourceFile(name: "acme.yaml", bytes: Array(Self.spec.utf8))
    var diagnostics = Diagnostics(for: source)
    plan = try #require(compiler.plan(source, &diagnostics))
    let files = compiler.compile(source).files
    template = try TemplatePolicies(try #require(files.first { $0.path == "template.yaml" }).text)
  }

  @Test("Roles, users, trusts and the stream's policy grant what the vendors print")
  func grantsWhatIsPrinted() throws {
    for (published, place) in Self.cases {
      let printed = NormalPolicy(try published.document())
      let planned = NormalPolicy(try plan.document(of: place))
      #expect(planned.differences(from: printed) == [], "\(published) in the plan")
      let lowered = NormalPolicy(try template.document(of: place))
      #expect(lowered.differences(from: printed) == [], "\(published) in the template")
    }
    print("Published policies: \(Self.cases.count) documents, in the plan and in the template")
  }

  @Test("The documents in Seeds are those that are compared")
  func comparesEveryDocument() throws {
    let folder = Checkout.root.appending(path: "Tests/VendorsTests/Seeds")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == Self.cases.map { "\($0.published.name).json" }.sorted())
  }

  @Test("The archive's ARNs are printed with a colon missing, and are mended nowhere else")
  func mendsTheMissingColon() throws {
    let printed = PublishedPolicy("logzio-archive", [("<bucket name>", "acme-archive")])
    let planned = NormalPolicy(try plan.document(of: .role("logzio-acme-cold")))
    let differences = planned.differences(from: NormalPolicy(try printed.document()))
    #expect(differences.count == 4)
    #expect(differences.filter { $0.hasPrefix("-") }.allSatisfy { $0.contains("s3::acme-archive") })
    #expect(
      differences.filter { $0.hasPrefix("+") }.allSatisfy { $0.contains("s3:::acme-archive") }
    )
  }

  @Test("Logz.io's roles trust the account and the id in the way that its pages show")
  func trustsLogzioAsShown() throws {
    let shown = #""sts:ExternalId": "logzio:aws:extid:example0nktixxe8q""#
    let line = shown.replacing("example0nktixxe8q", with: "4fq8v1kx0nktixxe8q")
    for role in ["logzio-acme-fetch", "logzio-acme-cold"] {
      let document = try plan.document(of: .trust(role))
      let expected = """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
         "Principal": {"AWS": "406095609952"}, "Condition": {"StringEquals": {\(line)}}}}
        """
      let trust = NormalPolicy(try JSONSerialization.jsonObject(with: Data(expected.utf8)))
      #expect(NormalPolicy(document).differences(from: trust) == [])
      #expect(NormalPolicy(try template.document(of: .trust(role))).differences(from: trust) == [])
    }
  }

  @Test("The comparison reports every change that means something, and none that doesn't")
  func reportsEveryMutation() throws {
    var reported = 0
    for (published, place) in Self.cases {
      let printed = NormalPolicy(try published.document())
      let document = try plan.document(of: place)
      let mutants = PolicyMutation.all.compactMap { mutation in
        mutation.apply(document).map { (mutation.name, NormalPolicy($0)) }
      }
      for (name, mutant) in mutants {
        #expect(mutant.differences(from: printed) != [], "\(published): \(name)")
      }
      #expect(mutants.count >= 10, "\(published)")
      reported += mutants.count
      for mutation in PolicyMutation.harmless {
        guard let mutant = mutation.apply(document) else { continue }
        #expect(NormalPolicy(mutant).differences(from: printed) == [], "\(mutation.name)")
      }
    }
    print("Published policies: \(reported) mutants of \(Self.cases.count) documents reported")
  }
}
