import IAM
import Testing

/// When a condition holds.
struct ConditionTests {
  /// An operator, the values of the policy in JSON, those of the request (nil: the key is missing),
  /// and whether the condition holds.
  typealias Row = (String, String, [String]?, Bool)

  private func check(_ rows: [Row], _ title: String) throws {
    for (name, values, found, holds) in rows {
      let policy = policy(
        #""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": "#
          + #"{"\#(name)": {"k": \#(values)}}"#
      )
      var context = ["one": ["1"], "arn": ["arn:aws:s3:::b/k"], "glob": ["a*"], "two": ["1", "2"]]
      context["K"] = found
      let decision = try Ask(context: context).decide(identity: [policy])
      #expect((decision.verdict == .allow) == holds, "\(name) \(values) \(found ?? ["missing"])")
    }
    print("conditions on \(title): \(rows.count) cases")
  }

  private static let texts: [Row] = [
    ("StringEquals", #""a""#, ["a"], true),
    ("StringEquals", #""a""#, ["A"], false),
    ("StringEquals", #""a""#, ["ab"], false),
    ("StringEquals", #""a""#, nil, false),
    ("StringEquals", #""a*""#, ["ab"], false),
    ("StringEquals", #""a*""#, ["a*"], true),
    ("StringEquals", #""""#, [""], true),
    ("StringEquals", #"["a", "b"]"#, ["b"], true),
    ("StringEquals", #"["a", "b"]"#, ["c"], false),
    ("StringEquals", #""a""#, ["a", "b"], true),
    ("StringEquals", #""c""#, ["a", "b"], false),
    ("StringEquals", "[]", ["a"], false),
    ("StringEquals", "12", ["12"], true),
    ("StringEquals", "true", ["true"], true),
    ("StringEquals", #""${one}""#, ["1"], true),
    ("StringEquals", #""x${one}y""#, ["x1y"], true),
    ("StringEquals", #""${none}""#, [""], false),
    ("StringEquals", #""${two}""#, ["1"], false),
    ("StringEquals", #""${none, 'd'}""#, ["d"], true),
    ("StringEquals", #""${*}""#, ["*"], true),
    ("StringNotEquals", #""a""#, ["b"], true),
    ("StringNotEquals", #""a""#, ["a"], false),
    ("StringNotEquals", #""a""#, nil, true),
    ("StringNotEquals", #"["a", "b"]"#, ["b"], false),
    ("StringNotEquals", #"["a", "b"]"#, ["c"], true),
    ("StringNotEquals", #""a""#, ["a", "b"], false),
    ("StringNotEquals", #""c""#, ["a", "b"], true),
    ("StringNotEquals", #""${none}""#, ["a"], true),
    ("StringEqualsIgnoreCase", #""Ab""#, ["aB"], true),
    ("StringEqualsIgnoreCase", #""Ab""#, ["ac"], false),
    ("StringEqualsIgnoreCase", #""${glob}""#, ["A*"], true),
    ("StringEqualsIgnoreCase", #""${none, 'D'}""#, ["d"], true),
    ("StringNotEqualsIgnoreCase", #""Ab""#, ["aB"], false),
    ("StringNotEqualsIgnoreCase", #""Ab""#, ["x"], true),
    ("StringNotEqualsIgnoreCase", #""Ab""#, nil, true),
    ("StringLike", #""a*""#, ["abc"], true),
    ("StringLike", #""a*""#, ["Abc"], false),
    ("StringLike", #""a?c""#, ["abc"], true),
    ("StringLike", #""a?c""#, ["ac"], false),
    ("StringLike", #""*b*""#, ["a/b:c"], true),
    ("StringLike", #""*""#, [""], true),
    ("StringLike", #""*""#, nil, false),
    ("StringLike", #""${glob}""#, ["abc"], false),
    ("StringLike", #""${glob}c""#, ["a*c"], true),
    ("StringLike", #""a${*}""#, ["abc"], false),
    ("StringNotLike", #""a*""#, ["abc"], false),
    ("StringNotLike", #""a*""#, ["b"], true),
    ("StringNotLike", #""a*""#, nil, true),
    ("StringNotLike", #"["a*", "b*"]"#, ["x", "bx"], false),
    ("BinaryEquals", #""QUJD""#, ["QUJD"], true),
    ("BinaryEquals", #""QUJD""#, ["qujd"], false),
    ("BinaryEquals", #""QUJD""#, nil, false),
    ("Null", #""true""#, nil, true),
    ("Null", #""true""#, ["a"], false),
    ("Null", "false", ["a"], true),
    ("Null", #""false""#, nil, false),
    ("Null", #"["true", "false"]"#, ["a"], true),
    ("Null", #""true""#, [], true),
  ]

  @Test func comparesTexts() throws { try check(Self.texts, "texts") }

  private static let numbersAndDates: [Row] = [
    ("NumericEquals", "10", ["10"], true),
    ("NumericEquals", #""10""#, ["10.0"], true),
    ("NumericEquals", #""010""#, ["1e1"], true),
    ("NumericEquals", "0", ["-0.0"], true),
    ("NumericEquals", "9007199254740993", ["9007199254740992"], false),
    ("NumericEquals", "10", ["ten"], false),
    ("NumericEquals", "10", nil, false),
    ("NumericEquals", "[1, 2]", ["2"], true),
    ("NumericNotEquals", "10", ["11"], true),
    ("NumericNotEquals", "10", ["10"], false),
    ("NumericNotEquals", "10", ["ten"], true),
    ("NumericNotEquals", "10", nil, true),
    ("NumericLessThan", "10", ["9.99"], true),
    ("NumericLessThan", "10", ["10"], false),
    ("NumericLessThan", "10", ["-20"], true),
    ("NumericLessThan", "-10", ["-20"], true),
    ("NumericLessThan", "-20", ["-10"], false),
    ("NumericLessThan", "0.05", ["0.0499"], true),
    ("NumericLessThan", "0", ["0.1"], false),
    ("NumericLessThan", "10", ["ten"], false),
    ("NumericLessThan", "10", nil, false),
    ("NumericLessThanEquals", "10", ["10"], true),
    ("NumericLessThanEquals", "10", ["10.1"], false),
    ("NumericGreaterThan", "10", ["10"], false),
    ("NumericGreaterThan", "10", ["100"], true),
    ("NumericGreaterThan", "9", ["10"], true),
    ("NumericGreaterThanEquals", "10", ["10"], true),
    ("NumericGreaterThanEquals", "10", ["9"], false),
    ("DateEquals", #""2026-03-01T00:00:00Z""#, ["2026-03-01T00:00:00Z"], true),
    ("DateEquals", #""2026-03-01T00:00:00Z""#, ["1772323200"], true),
    ("DateEquals", #""1970-01-01T00:00:00Z""#, ["0"], true),
    ("DateEquals", "951782400", ["2000-02-29T00:00:00Z"], true),
    ("DateEquals", #""2026-03-01T00:00:00Z""#, ["2026-02-29T00:00:00Z"], false),
    ("DateEquals", #""2026-03-01T00:00:00Z""#, nil, false),
    ("DateNotEquals", #""2026-03-01T00:00:00Z""#, ["2026-03-01T00:00:01Z"], true),
    ("DateNotEquals", #""2026-03-01T00:00:00Z""#, ["soon"], true),
    ("DateNotEquals", #""2026-03-01T00:00:00Z""#, nil, true),
    ("DateLessThan", #""2026-03-01T00:00:00Z""#, ["2026-02-28T23:59:59Z"], true),
    ("DateLessThan", #""2026-03-01T00:00:00Z""#, ["2026-03-01T00:00:00Z"], false),
    ("DateLessThanEquals", #""2026-03-01T00:00:00Z""#, ["2026-03-01T00:00:00Z"], true),
    ("DateGreaterThan", #""1969-12-31T23:59:59Z""#, ["0"], true),
    ("DateGreaterThan", "-2", ["-1"], true),
    ("DateGreaterThanEquals", #""2026-03-01T00:00:00Z""#, ["2026-02-01T00:00:00Z"], false),
    ("Bool", "true", ["true"], true),
    ("Bool", #""true""#, ["True"], true),
    ("Bool", #""FALSE""#, ["false"], true),
    ("Bool", #""true""#, ["false"], false),
    ("Bool", #""false""#, ["no"], false),
    ("Bool", #""false""#, nil, false),
  ]

  @Test func comparesNumbersDatesAndFlags() throws {
    try check(Self.numbersAndDates, "numbers, dates and flags")
  }

  private static let addressesAndARNs: [Row] = [
    ("IpAddress", #""192.0.2.1""#, ["192.0.2.1"], true),
    ("IpAddress", #""192.0.2.1""#, ["192.0.2.2"], false),
    ("IpAddress", #""192.0.2.0/24""#, ["192.0.2.255"], true),
    ("IpAddress", #""192.0.2.77/24""#, ["192.0.2.1"], true),
    ("IpAddress", #""192.0.2.0/24""#, ["192.0.3.0"], false),
    ("IpAddress", #""10.0.0.0/9""#, ["10.127.255.255"], true),
    ("IpAddress", #""10.0.0.0/9""#, ["10.128.0.0"], false),
    ("IpAddress", #""0.0.0.0/0""#, ["203.0.113.9"], true),
    ("IpAddress", #""0.0.0.0/0""#, ["2001:db8::1"], false),
    ("IpAddress", #""::/0""#, ["203.0.113.9"], false),
    ("IpAddress", #""2001:db8::/32""#, ["2001:DB8:1::1"], true),
    ("IpAddress", #""2001:db8::/32""#, ["2001:db9::1"], false),
    ("IpAddress", #""2001:db8:0:0:0:0:0:1""#, ["2001:db8::1"], true),
    ("IpAddress", #""::""#, ["0:0:0:0:0:0:0:0"], true),
    ("IpAddress", #""::ffff:192.0.2.1""#, ["::ffff:c000:201"], true),
    ("IpAddress", #""1:2:3:4:5:6:7::""#, ["1:2:3:4:5:6:7:0"], true),
    ("IpAddress", #""192.0.2.0/24""#, ["192.0.2"], false),
    ("IpAddress", #""192.0.2.0/24""#, ["192.0.2.01"], false),
    ("IpAddress", #""::/0""#, ["1::2::3"], false),
    ("IpAddress", #""::/0""#, ["1:2:3:4:5:6:7:8:9"], false),
    ("IpAddress", #""192.0.2.0/24""#, nil, false),
    ("NotIpAddress", #""192.0.2.0/24""#, ["192.0.2.1"], false),
    ("NotIpAddress", #""192.0.2.0/24""#, ["192.0.3.1"], true),
    ("NotIpAddress", #""192.0.2.0/24""#, ["nonsense"], true),
    ("NotIpAddress", #""192.0.2.0/24""#, nil, true),
    ("NotIpAddress", #"["192.0.2.0/24", "10.0.0.0/8"]"#, ["10.1.1.1"], false),
    ("ArnEquals", #""arn:aws:s3:::b/k""#, ["arn:aws:s3:::b/k"], true),
    ("ArnEquals", #""arn:aws:s3:::b/*""#, ["arn:aws:s3:::b/k"], true),
    ("ArnEquals", #""arn:aws:s3:::B/k""#, ["arn:aws:s3:::b/k"], false),
    ("ArnLike", #""arn:*:iam::*:role/*""#, ["arn:aws:iam::1:role/a/b"], true),
    ("ArnLike", #""arn:aws:iam:*:role/x""#, ["arn:aws:iam::1:role/x"], false),
    ("ArnLike", #""arn:aws:logs:*:*:*""#, ["arn:aws:logs:r:1:log-group:g:*"], true),
    ("ArnLike", #""arn:aws:sns:r:1:t?""#, ["arn:aws:sns:r:1:t1"], true),
    ("ArnLike", #""arn:aws:*:t""#, ["arn:aws:sns:r:1:t"], false),
    ("ArnLike", #""*""#, ["arn:aws:sns:r:1:t"], false),
    ("ArnLike", #""*:*:*:*:*:*""#, ["arn:aws:sns:r:1:t"], true),
    ("ArnLike", #""*:*:*:*:*:*""#, ["t"], false),
    ("ArnLike", #""${arn}""#, ["arn:aws:s3:::b/k"], true),
    ("ArnLike", #""arn:aws:s3:::${glob}""#, ["arn:aws:s3:::abc"], false),
    ("ArnLike", #""arn:aws:s3:::b""#, nil, false),
    ("ArnNotLike", #""arn:aws:s3:::b*""#, ["arn:aws:s3:::b/k"], false),
    ("ArnNotLike", #""arn:aws:s3:::b*""#, ["arn:aws:s3:::c"], true),
    ("ArnNotLike", #""arn:aws:s3:::b*""#, ["nonsense"], true),
    ("ArnNotEquals", #""arn:aws:s3:::b*""#, ["arn:aws:s3:::b/k"], false),
    ("ArnNotEquals", #""arn:aws:s3:::b*""#, nil, true),
  ]

  @Test func comparesAddressesAndARNs() throws {
    try check(Self.addressesAndARNs, "addresses and ARNs")
  }

  private static let sets: [Row] = [
    ("StringEqualsIfExists", #""a""#, nil, true),
    ("StringEqualsIfExists", #""a""#, ["a"], true),
    ("StringEqualsIfExists", #""a""#, ["b"], false),
    ("StringNotEqualsIfExists", #""a""#, nil, true),
    ("StringNotEqualsIfExists", #""a""#, ["a"], false),
    ("BoolIfExists", "true", nil, true),
    ("BoolIfExists", "true", ["false"], false),
    ("ForAnyValue:StringEquals", #"["a", "b"]"#, ["x", "b"], true),
    ("ForAnyValue:StringEquals", #"["a", "b"]"#, ["x", "y"], false),
    ("ForAnyValue:StringEquals", #""a""#, nil, false),
    ("ForAnyValue:StringEquals", #""a""#, [], false),
    ("ForAnyValue:StringEqualsIfExists", #""a""#, nil, true),
    ("ForAnyValue:StringEqualsIfExists", #""a""#, ["b"], false),
    ("ForAnyValue:StringNotEquals", #""a""#, ["a", "b"], true),
    ("ForAnyValue:StringNotEquals", #""a""#, ["a"], false),
    ("ForAnyValue:StringNotEquals", #""a""#, nil, false),
    ("ForAllValues:StringEquals", #"["a", "b"]"#, ["a", "b"], true),
    ("ForAllValues:StringEquals", #"["a", "b"]"#, ["a", "c"], false),
    ("ForAllValues:StringEquals", #""a""#, nil, true),
    ("ForAllValues:StringEquals", #""a""#, [], true),
    ("ForAllValues:StringEqualsIfExists", #""a""#, nil, true),
    ("ForAllValues:StringNotEquals", #""a""#, ["b", "c"], true),
    ("ForAllValues:StringNotEquals", #""a""#, ["a", "c"], false),
    ("ForAllValues:StringLike", #""a*""#, ["a1", "a2"], true),
    ("ForAllValues:StringLike", #""a*""#, ["a1", "b"], false),
    ("ForAnyValue:ArnLike", #""arn:aws:s3:::*""#, ["x", "arn:aws:s3:::b"], true),
    ("ForAllValues:NumericLessThan", "10", ["1", "11"], false),
  ]

  @Test func readsPrefixesAndSuffixes() throws { try check(Self.sets, "sets of values") }

  @Test func allOperatorsAndKeysMustHold() throws {
    let policy = policy(
      #""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": "#
        + #"{"StringEquals": {"a": "1", "b": "2"}, "Bool": {"c": "true"}}"#
    )
    let all = ["A": ["1"], "B": ["2"], "C": ["true"]]
    #expect(try Ask(context: all).decide(identity: [policy]).verdict == .allow)
    for key in all.keys {
      for values in [["0"], []] {
        var context = all
        context[key] = values
        #expect(try Ask(context: context).decide(identity: [policy]).verdict == .implicitDeny)
      }
    }
  }

  @Test func holdsWithoutConditions() throws {
    for condition in ["{}", #"{"StringEquals": {}}"#] {
      let policy = policy(
        #""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": \#(condition)"#
      )
      #expect(try Ask().decide(identity: [policy]).verdict == .allow)
    }
  }
}
