import Testing
import Text
import YAML

/// What the writer makes of each form of a tree, as two literals.
struct WriterTests {
  private func check(
    _ entries: [Writer.Entry],
    header: [String] = [],
    _ expected: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    var buffer = TextBuffer()
    Writer.write(header: header, entries, to: &buffer)
    #expect(buffer.text == expected, sourceLocation: location)
  }

  @Test func writesMapsInMaps() {
    check(
      [Writer.Entry("Role", ["Type": "AWS::IAM::Role", "Properties": ["Path": "/"]])],
      """
      Role:
        Type: AWS::IAM::Role
        Properties:
          Path: /

      """
    )
  }

  @Test func leavesOutKeysWithoutValue() {
    let path: Writer.Node? = nil
    check([Writer.Entry("Role", ["Path": path, "Name": "a"])], "Role:\n  Name: a\n")
  }

  @Test func writesListsBelowTheirKey() {
    check(
      [Writer.Entry("Action", ["s3:GetObject", "s3:*"])],
      """
      Action:
        - s3:GetObject
        - s3:*

      """
    )
  }

  @Test func writesMapsAndListsInLists() {
    check(
      [Writer.Entry("Tags", [["Key": "a", "Value": ["b"]], [["c"], "d"], [:], []])],
      """
      Tags:
        - Key: a
          Value:
            - b
        - - - c
          - d
        - {}
        - []

      """
    )
  }

  @Test func writesShortListsOnOneLine() {
    check(
      [
        Writer.Entry("Regions", .shortList(["us-east-1", "eu-west-1"])),
        Writer.Entry("Hard", .shortList(["a:b", "a,b", .tagged("Ref", "A"), 1, true])),
      ],
      """
      Regions: [us-east-1, eu-west-1]
      Hard: ["a:b", "a,b", !Ref A, 1, true]

      """
    )
  }

  @Test func writesNumbersAndBooleansApartFromText() {
    check(
      [
        Writer.Entry("Number", 60), Writer.Entry("Negative", .integer(-1)),
        Writer.Entry("Flag", false), Writer.Entry("Text", "60"), Writer.Entry("Word", "false"),
      ],
      """
      Number: 60
      Negative: -1
      Flag: false
      Text: "60"
      Word: "false"

      """
    )
  }

  @Test func writesTags() {
    check(
      [
        Writer.Entry("Arn", .tagged("GetAtt", "Role.Arn")),
        Writer.Entry("Place", .tagged("Ref", "AWS::Region")),
        Writer.Entry("Secret", .tagged("Sub", #"{"id":"${Key}"}"#)),
      ],
      """
      Arn: !GetAtt Role.Arn
      Place: !Ref AWS::Region
      Secret: !Sub '{"id":"${Key}"}'

      """
    )
  }

  @Test func writesCommentsAndBlankLines() {
    check(
      [
        Writer.Entry("First", "1", comments: ["one", "", "two"], isSpaced: true),
        Writer.Entry(
          "Second",
          .list([.map([Writer.Entry("Key", "a", comments: ["in a list"])])]),
          comments: ["three"]
        ),
        Writer.Entry("Third", .map([Writer.Entry("Inner", "b", isSpaced: true)])),
      ],
      header: ["Made by hand.", ""],
      """
      # Made by hand.
      #

      # one
      #
      # two
      First: "1"
      # three
      Second:
        -
          # in a list
          Key: a
      Third:

        Inner: b

      """
    )
  }

  @Test func keepsCommentsOnTheirLine() {
    check(
      [Writer.Entry("a", "b", comments: ["x\nevil: true\r\u{2028}\u{1F600}"])],
      "# x\\nevil: true\\r\\u2028\\U0001F600\na: b\n"
    )
  }

  @Test func writesAnEmptyDocumentAsAnEmptyMap() {
    check([], "{}\n")
  }
}
