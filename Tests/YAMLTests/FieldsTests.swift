import Diagnostics
import TestSupport
import Testing
import YAML

/// A size, in a few words.
private enum Size: String, CaseIterable {
  case small, large
}

/// What the one reader of mappings says of a bucket that isn't written as it must be.
struct FieldsTests {
  /// Reads a bucket with two keys that it must have and three that it may have.
  private func messages(_ text: String) -> [String] {
    var diagnostics = Diagnostics(for: SourceFile(name: "a.yaml", bytes: Array(text.utf8)))
    guard let root = compose(&diagnostics) else { return ["not composed"] }
    if var fields = Fields(root, of: "a bucket", &diagnostics) {
      _ = fields.required("name")?.text(of: "'name'", &diagnostics)
      _ = fields.required("site", help: "see the console")?.text(of: "'site'", &diagnostics)
      _ = fields.integer("days", in: 1...365, &diagnostics)
      _ = fields.flag("create", &diagnostics)
      _ = fields.choice("size", default: Size.small, &diagnostics)
      _ = fields.items("regions", &diagnostics)
      fields.finish(&diagnostics)
    }
    return diagnostics.sorted.map { found in
      let place = found.range.map { "\($0.start.line):\($0.start.column) " } ?? ""
      return place + found.message
    }
  }

  private func check(
    _ text: String,
    _ expected: String...,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(messages(text) == expected, sourceLocation: location)
  }

  @Test func takesWhatIsRight() {
    check("name: a\nsite: b\ndays: 30\ncreate: true\nsize: large\nregions: [x]")
  }

  @Test func refusesAnUnknownKey() {
    check("name: a\nsite: b\ncolor: red", "3:1 a bucket doesn't have the key 'color'")
  }

  @Test func asksWhichKeyWasMeant() {
    check(
      "name: a\nsite: b\ncraete: true",
      "3:1 a bucket doesn't have the key 'craete'; did you mean 'create'?"
    )
    // A key that stands there already isn't meant.
    check("name: a\nsite: b\nnames: c", "3:1 a bucket doesn't have the key 'names'")
  }

  @Test func reportsAMissingKey() {
    check("name: a", "1:1 a bucket must have the key 'site'")
    check(
      "days: 1",
      "1:1 a bucket must have the key 'name'",
      "1:1 a bucket must have the key 'site'"
    )
  }

  @Test func reportsAMisspeltRequiredKeyOnce() {
    check("nmae: a\nsite: b", "1:1 a bucket doesn't have the key 'nmae'; did you mean 'name'?")
    check("Name: a\nsite: b", "1:1 a bucket doesn't have the key 'Name'; did you mean 'name'?")
  }

  /// What is near in one direction only is two mistakes, each with its own message.
  @Test func reportsAMissingKeyThatNobodyMeant() {
    check(
      "name: a\nst: b",
      "1:1 a bucket must have the key 'site'",
      "2:1 a bucket doesn't have the key 'st'"
    )
  }

  @Test func reportsEachMisspellingOfEachKeyOnce() {
    var random = SplitMix64(seed: 10)
    var failures: [String] = []
    let count = 2_000
    for _ in 0..<count {
      let (key, other) = random.oneIn(2) ? ("name", "site") : ("site", "name")
      var letters = Array(key)
      let place = random.number(0...(letters.count - 2))
      switch random.number(0...2) {
      case 0: letters.swapAt(place, place + 1)
      case 1: letters.insert("x", at: place)
      default: letters[place] = "x"
      }
      let found = messages("\(String(letters)): a\n\(other): b")
      let meant = "did you mean '\(key)'?"
      if found.count != 1 || found.first?.hasSuffix(meant) != true {
        failures.append(String(letters) + ": \(found)")
      }
    }
    #expect(failures == [])
    print("misspelt required keys: \(count), each one error")
  }

  @Test(arguments: [
    ("name: [a]", "1:7 'name' must be text, and this is a list"),
    ("name: {a: b}", "1:7 'name' must be text, and this is a mapping"),
    ("name:", "1:6 'name' must be text, and this is nothing"),
    (
      "name: 012345670123",
      "1:7 without quotes, '012345670123' is a number for some YAML readers, and this must be text"
    ),
    (
      "name: NO",
      "1:7 without quotes, 'NO' is a boolean for some YAML readers, and this must be text"
    ),
    (
      "name: ~",
      "1:7 without quotes, '~' is nothing for some YAML readers, and this must be text"
    ),
  ])
  func refusesWhatIsNotText(line: String, message: String) {
    check(line + "\nsite: b", message)
  }

  @Test(arguments: ["\"30\"", "'30'", "030", "+30", "3e1", "0x1E", "30.0", "1_0", "x", "[30]", ""])
  func refusesWhatIsNotANumber(value: String) {
    let column = value.isEmpty ? 6 : 7
    check(
      "name: a\nsite: b\ndays: \(value)",
      "3:\(column) 'days' must be a whole number in decimal digits without quotes"
    )
  }

  @Test(arguments: ["0", "366", "-1", "1000000000"]) func refusesANumberOutOfRange(value: String) {
    check("name: a\nsite: b\ndays: \(value)", "3:7 'days' must be from 1 to 365")
  }

  @Test(arguments: ["yes", "True", "on", "\"true\"", "1", "[true]"])
  func refusesWhatIsNotAFlag(value: String) {
    check("name: a\nsite: b\ncreate: \(value)", "3:9 'create' must be true or false")
  }

  @Test func refusesAnotherWord() {
    check("name: a\nsite: b\nsize: lagre", "3:7 'size' doesn't take 'lagre'; did you mean 'large'?")
    check("name: a\nsite: b\nsize: Small", "3:7 'size' doesn't take 'Small'; did you mean 'small'?")
  }

  @Test func refusesWhatIsNotAList() {
    check(
      "name: a\nsite: b\nregions: x",
      "3:10 'regions' must be a list, and this is a single value"
    )
    check("name: a\nsite: b\nregions: []", "3:10 'regions' must have at least one item")
  }

  @Test func refusesWhatIsNotAMapping() {
    check("[a]", "1:1 a bucket must be a mapping, and this is a list")
    check("a", "1:1 a bucket must be a mapping, and this is a single value")
  }

  @Test func takesANameForAMapping() throws {
    var diagnostics = Diagnostics(for: SourceFile(name: "a.yaml", bytes: Array("acme".utf8)))
    let root = try #require(compose(&diagnostics))
    var fields = try #require(Fields(nameOrMapping: root, of: "a bucket", &diagnostics))
    #expect(fields.text("name", &diagnostics)?.value == "acme")
    fields.finish(&diagnostics)
    #expect(diagnostics.sorted == [])
  }
}
