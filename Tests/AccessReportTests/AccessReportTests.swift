import AccessReport
import Model
import Testing

@Suite struct AccessReportTests {
  private func page(_ plan: Plan) -> String {
    let files = AccessReport.render(plan)
    #expect(files.map(\.path) == ["ACCESS.md"])
    return files[0].text
  }

  /// The part of the page below a heading, up to the next one of its level.
  private func part(_ heading: String, of page: String) -> String {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    let level = heading.prefix { $0 == "#" } + " "
    let part = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix(level) }
    return part.joined(separator: "\n")
  }

  private func edge() throws -> Plan {
    var plan = try Samples.plan()
    try Samples.add(
      role: "fastly-acme-edge",
      Samples.vendorTrust(),
      may: ["s3:AbortMultipartUpload", "s3:PutObject"],
      on: ["arn:aws:s3:::acme-fastly/edge/*"],
      to: &plan
    )
    return plan
  }

  @Test func saysWhoComesInWithWhichExternalID() throws {
    #expect(
      part("## Who comes in", of: page(try edge())) == """

        | who | may become | only with the external id | and only if | why | for |
        |---|---|---|---|---|---|
        | Fastly (`fastly`), `arn:aws:iam::717331877981:root` \
        | `arn:aws:iam::111122223333:role/fastly-acme-edge` | `7Kd2PqVn4XsTb9LwRy6HcE` | - \
        | lets Fastly act as this role | `edge` |

        """
    )
  }

  @Test func saysWhatEachPrincipalMayDoAndWhy() throws {
    #expect(
      part("## What vendors may do", of: page(try edge())) == """

        ### Fastly: `fastly-acme-edge`

        `arn:aws:iam::111122223333:role/fastly-acme-edge`, which is entered with the external id \
        `7Kd2PqVn4XsTb9LwRy6HcE`.

        For `edge`, by [The guide](https://a.example/b), Roles, 2026-06:

        | action | resource | condition | channel | reason |
        |---|---|---|---|---|
        | `s3:AbortMultipartUpload` | `arn:aws:s3:::acme-fastly/edge/*` | - | identity | writes logs |
        | `s3:PutObject` | `arn:aws:s3:::acme-fastly/edge/*` | - | identity | writes logs |

        """
    )
  }

  @Test func countsVendorsPrincipalsAndPermissions() throws {
    let page = page(try edge())
    #expect(page.contains("1 vendor (Fastly) gains 2 permissions through 1 principal."))
    #expect(page.contains(Ledger(of: try edge()).fingerprint))
    #expect(part("## Look at this first", of: page).contains("Nothing stands out"))
    #expect(!page.contains("service role"))
  }

  @Test func tellsServiceRolesFromVendors() throws {
    var plan = try edge()
    try Samples.add(
      role: "acme-firehose",
      Samples.serviceTrust(),
      may: ["s3:PutObject"],
      on: ["arn:aws:s3:::acme-backup/*"],
      to: &plan
    )
    let page = page(plan)
    #expect(
      page.contains("1 service role of your own, which no vendor can assume, gains 1 permission")
    )
    #expect(part("## What service roles may do", of: page).contains("acme-firehose"))
    #expect(!part("## What vendors may do", of: page).contains("acme-firehose"))
  }

  @Test func pointsOutWhatAReviewerMustSee() throws {
    var plan = try edge()
    try Samples.share(stream: "acme-edge", in: &plan)
    try Samples.add(
      role: "open",
      Samples.vendorTrust(externalID: nil),
      may: ["s3:ListAllMyBuckets"],
      on: ["*"],
      to: &plan
    )
    let stream = "`arn:aws:kinesis:us-east-1:111122223333:stream/acme-edge`"
    let page = page(plan)
    #expect(
      part("## Look at this first", of: page) == """

        - **No external id: any customer of the vendor could make it come in.** `open`.
        - **A whole foreign account, not protected by an external id (resource policy).** \
        Fastly: `kinesis:PutRecords` on \(stream).
        - **Every resource of its kind in the account.** Fastly: `s3:ListAllMyBuckets` on `*`.
        - **No reason or no source in the catalogue or the spec.** Fastly: `kinesis:PutRecords` on \(stream).

        """
    )
    #expect(page.contains("| **none: see above** |"))
    #expect(page.contains("| **resource policy, no external id** | **none** |"))
    #expect(page.contains("`*` **(every one in the account)**"))
  }

  @Test func drawsWhoReachesWhat() throws {
    var plan = try edge()
    try Samples.share(stream: "acme-edge", in: &plan)
    let graph = part("## The same as a graph", of: page(plan))
    let lines = graph.split(separator: "\n").drop { $0 != "```mermaid" }
    let shapes = lines.map { $0.replacing(/_[0-9a-f]{12}/, with: "") }
    #expect(
      shapes == [
        "```mermaid",
        "flowchart LR",
        #"  principal["role/fastly-acme-edge"]"#,
        #"  target[("bucket acme-fastly")]"#,
        #"  target[("kinesis stream/acme-edge")]"#,
        #"  vendor(["Fastly 717331877981"])"#,
        #"  principal -->|"s3:AbortMultipartUpload, s3:PutObject"| target"#,
        #"  vendor -->|"sts:AssumeRole"| principal"#,
        #"  vendor -.->|"kinesis:PutRecords"| target"#,
        "```",
      ]
    )
  }

  @Test func givesTheSamePageWhateverTheOrderOfThePlan() throws {
    var plan = try edge()
    try Samples.share(stream: "acme-edge", in: &plan)
    try Samples.add(
      role: "b",
      Samples.vendorTrust(vendor: "Other"),
      may: ["s3:GetObject"],
      on: ["arn:aws:s3:::b/*"],
      to: &plan
    )
    var other = plan
    other.resources.reverse()
    other.grants.reverse()
    #expect(page(plan) == page(other))
  }

  @Test func staysReadableAndLinearForThousandsOfRoles() throws {
    var plan = try Samples.plan()
    for index in 0..<2000 {
      try Samples.add(
        role: "fastly-\(index)",
        Samples.vendorTrust(),
        may: ["s3:PutObject"],
        on: ["arn:aws:s3:::bucket-\(index)/*"],
        to: &plan
      )
    }
    var page = ""
    let time = ContinuousClock().measure { page = self.page(plan) }
    #expect(time < .seconds(30))
    let graph = part("## The same as a graph", of: page)
    #expect(graph.split(separator: "\n").count < 60)
    #expect(graph.contains("roles and users for Fastly"))
  }
}
