import Catalog
import Compiler
import Diagnostics
import TestSupport
import Testing

/// The starters of `accredit init --interactive`, and how their questions are answered.
@Suite("Interviews") struct InterviewTests {
  private let catalog: Catalog

  init() throws {
    var reports: [Diagnostics] = []
    catalog = try #require(Catalog(.embedded, &reports))
  }

  /// Answers that are right, by hole; the others have choices or defaults.
  private static let answers = [
    "Name": "acme", "Account": "444455556666", "Region": "us-west-2", "VendorName": "Ledgerly",
    "VendorAccount": "999988887777", "Bucket": "acme-logs", "Stream": "acme-clicks",
    "Resource": "arn:aws:s3:::acme-exports/*", "Reason": "reads: 'all' of it # now",
  ]

  /// Answers that are wrong, with the code of the mistake.
  private static let mistakes: [String: [(String, String)]] = [
    "Name": [("Acme", "slug"), ("${Bucket}", "interpolation"), ("", "slug"), ("a: b", "slug")],
    "Account": [("12345", "account-id"), ("arn:aws:iam::444455556666:root", "account-id")],
    "Region": [("us-weast-2", "region"), ("us-gov-west-1", "region"), ("NO", "region")],
    "VendorAccount": [("444455556666", "vendor-account"), ("1e11", "account-id")],
    "Site": [("xx", "unknown-value")],
    "Bucket": [("Acme", "bucket-name"), ("s3://acme", "bucket-name"), ("ä", "non-ascii-value")],
    "Stream": [("acme clicks", "stream-name")],
    "Action": [("s3:*", "action-wildcard"), ("s3:GetObjekt", "unknown-action")],
    "Resource": [("*", "resource-wildcard"), ("acme-exports", "arn-syntax")],
    "ExternalId": [("acme", "guessable-external-id"), ("your-id", "placeholder")],
  ]

  private func externalID(of vendor: VendorProfile) -> String {
    let shape = vendor.externalID.shape
    let length = shape.map { $0.length == 0 ? 18 : $0.length } ?? 24
    return (shape?.prefix ?? "") + String("4fq8v1kx0nktixxe8q7wpz2d".prefix(length))
  }

  private var types: [(vendor: VendorProfile, type: String)] {
    catalog.vendors.all
      .flatMap { vendor in vendor.types.keys.sorted().map { (vendor, $0) } }
  }

  private func interview(_ vendor: VendorProfile, _ type: String) throws -> Interview {
    var reports: [Diagnostics] = []
    let starter = Starter(vendor, type, catalog, &reports)
    #expect(reports.flatMap(\.sorted) == [], "\(vendor.id)/\(type)")
    return Interview(try #require(starter), catalog, fileName: "acme.yaml")
  }

  @Test("Each type has a starter that refuses wrong answers and ends without a mistake")
  func endsWithoutAMistake() throws {
    var (questions, refused) = (0, 0)
    for (vendor, type) in types {
      var interview = try interview(vendor, type)
      while let question = interview.question {
        questions += 1
        for (mistake, code) in Self.mistakes[question.hole] ?? [] {
          let found = interview.answer(mistake).filter { $0.severity != .note }
          #expect(found.map(\.code.rawValue).contains(code), "\(question.hole) \(mistake)")
          #expect(interview.question?.hole == question.hole)
          refused += 1
        }
        let answer = Self.answers[question.hole] ?? question.choices.last ?? question.fallback
        let found = interview.answer(answer ?? externalID(of: vendor))
        #expect(found == [], "\(vendor.id)/\(type): \(question.hole)")
      }
      #expect(interview.findings == [], "\(vendor.id)/\(type)")
      let text = String(decoding: interview.spec.bytes, as: UTF8.self)
      #expect(!text.contains("${") && text.contains("type: \(vendor.id)/\(type)"))
      #expect(Formatting(interview.spec).isChange == false)
    }
    #expect(types.count >= 6)
    print("interviews: \(types.count) types, \(questions) questions, \(refused) answers refused")
  }

  @Test("Where the external id comes later, it is the one mistake, and it says where the id is")
  func endsWithOneMistake() throws {
    for (vendor, type) in types {
      var interview = try interview(vendor, type)
      var needsID = false
      while let question = interview.question {
        needsID = needsID || question.isOptional
        let answer = Self.answers[question.hole] ?? question.choices.first ?? question.fallback
        #expect(interview.answer(answer) == [], "\(vendor.id)/\(type): \(question.hole)")
      }
      let found = interview.findings
      #expect(found.map(\.code.rawValue) == (needsID ? ["placeholder"] : []), "\(type)")
      let help = found.first?.help ?? vendor.externalID.find
      #expect(help.contains(vendor.externalID.find), "\(type)")
    }
  }

  @Test("An answer that conflicts with a later question's stand-in is taken, and the later held")
  func defersConflicts() throws {
    let vendor = try #require(catalog.vendor("custom"))
    var interview = try interview(vendor, "role")
    while let question = interview.question, question.hole != "Action" {
      _ = interview.answer(Self.answers[question.hole])
    }
    #expect(interview.answer("sqs:SendMessage") == [])
    #expect(interview.question?.hole == "Resource")
    let found = interview.answer("arn:aws:s3:::acme-exports/*")
    #expect(Set(found.map(\.code.rawValue)) == ["resource-mismatch"])
    #expect(interview.answer("arn:aws:sqs:us-west-2:444455556666:jobs") == [])
  }

  @Test("An answer with a warning is taken from whoever is sure")
  func takesDoubtfulAnswers() throws {
    let vendor = try #require(catalog.vendor("fastly"))
    var interview = try interview(vendor, "s3")
    while let question = interview.question, !question.isOptional {
      _ = interview.answer(Self.answers[question.hole] ?? question.fallback)
    }
    #expect(interview.answer("3xShort").map(\.severity) == [.warning])
    #expect(interview.question?.isOptional == true)
    #expect(interview.answer("acme", isSure: true).map(\.severity).contains(.error))
    #expect(interview.answer("3xShort", isSure: true).map(\.severity) == [.warning])
    #expect(interview.question?.hole == nil)
    #expect(interview.findings.map(\.severity) == [.warning])
  }

  @Test("Questions are asked only for holes, and each hole is asked for")
  func asksForEachHole() throws {
    let all = try Checkout.text(of: "Templates/Starters/questions.yaml")
    let known = Set(all.matches(of: /hole: (\w+)/).map { String($0.1) })
    var used: Set<String> = []
    for path in catalog.paths(below: "Starters") where !path.hasSuffix("questions.yaml") {
      let text = try #require(catalog.text(of: path))
      used.formUnion(text.matches(of: /\$\{(\w*)\}/).map { String($0.1) })
    }
    #expect(known == used)
    let starters = catalog.paths(below: "Starters").filter { $0.split(separator: "/").count == 3 }
    #expect(starters == types.map { "Starters/\($0.vendor.id)/\($0.type).yaml" }.sorted())
    let head = try #require(catalog.text(of: "Starters/head.yaml")?.components(before: "name:"))
    #expect(try Checkout.text(of: "Templates/Starter.yaml").hasPrefix(head))
  }
}

extension String {
  /// What stands before a word.
  fileprivate func components(before word: String) -> String? {
    firstRange(of: word).map { String(self[..<$0.lowerBound]) }
  }
}
