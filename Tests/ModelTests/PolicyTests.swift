import Model
import Testing
import Text

/// Policies as exact JSON, and the words that they are made of.
struct PolicyTests {
  private func check(
    _ statement: Statement,
    _ expected: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    let json = PolicyDocument([statement]).document.json { "<\($0.noun) \($0.name)>" }
    #expect(
      json.compactText == #"{"Version":"2012-10-17","Statement":["# + expected + "]}",
      sourceLocation: location
    )
  }

  private func actions(_ texts: String...) throws -> [Action] {
    try texts.map { try #require(Action($0)) }
  }

  @Test func keepsActionsAndResourcesInLists() throws {
    check(
      Statement(actions: try actions("s3:GetObject"), resources: ["arn:aws:s3:::a/*"]),
      #"{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::a/*"]}"#
    )
  }

  @Test func writesTheElementsInTheirOrder() throws {
    check(
      Statement(
        sid: "One",
        effect: .deny,
        principals: [.everyone],
        actions: [.everything(in: "s3")],
        resources: ["a", "b"],
        conditions: [Condition("Bool", "aws:SecureTransport", ["false"])]
      ),
      #"{"Sid":"One","Effect":"Deny","Principal":"*","Action":["s3:*"],"Resource":["a","b"],"#
        + #""Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#
    )
  }

  @Test func writesPrincipalsByTheirKind() throws {
    let account = Principal.account(try AccountID("111122223333"), try Partition("aws-cn"))
    let assume = try actions("sts:AssumeRole")
    check(
      Statement(principals: [account], actions: assume),
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws-cn:iam::111122223333:root"},"#
        + #""Action":["sts:AssumeRole"]}"#
    )
    check(
      Statement(
        principals: [account, .role(try RoleName("r")), .service("firehose.amazonaws.com")],
        actions: assume
      ),
      #"{"Effect":"Allow","Principal":{"AWS":["arn:aws-cn:iam::111122223333:root","<role r>"],"#
        + #""Service":"firehose.amazonaws.com"},"Action":["sts:AssumeRole"]}"#
    )
  }

  @Test func groupsConditionsByOperator() throws {
    check(
      Statement(
        actions: try actions("s3:GetObject"),
        conditions: [
          Condition("StringLike", "s3:prefix", ["b", "a"]),
          Condition("StringEquals", "aws:y", ["2"]),
          Condition("StringEquals", "aws:x", ["1"]),
        ]
      ),
      #"{"Effect":"Allow","Action":["s3:GetObject"],"Condition":{"#
        + #""StringEquals":{"aws:x":"1","aws:y":"2"},"StringLike":{"s3:prefix":["a","b"]}}}"#
    )
  }

  @Test func writesTheIdOfADocument() {
    let json = PolicyDocument(id: "x", []).document.json { _ in "" }
    #expect(json.compactText == #"{"Version":"2012-10-17","Id":"x","Statement":[]}"#)
  }

  @Test(arguments: ["s3:GetObject", "kinesisanalytics:X", "execute-api:Invoke", "s3:A1"])
  func takesActions(text: String) throws {
    let action = try #require(Action(text))
    #expect(action.text == text)
    #expect("\(action.service):\(action.name)" == text)
  }

  @Test(arguments: [
    "", "s3", "s3:", ":GetObject", "S3:GetObject", "s3:Get*", "s3:*", "*", "*:*", "s3:Get Object",
    "s3:GetObject:x", "s3:Gét", "s3:GetObject\n", "s3:${x}", "s3:Get-Object",
  ])
  func refusesOtherActions(text: String) {
    #expect(Action(text) == nil)
  }

  @Test func turnsDocumentsToJSON() throws {
    let document: Document = [
      "a": ["b", 1, true], "c": .arn(.bucket(try BucketName("acme"))), "d": [:],
    ]
    let json = document.json { "arn of \($0.name)" }
    #expect(json.compactText == #"{"a":["b",1,true],"c":"arn of acme","d":{}}"#)
  }
}
