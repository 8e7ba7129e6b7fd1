package import Model
import Text
import YAML

/// A template, and how much of the quotas of CloudFormation it takes.
package struct Template: Sendable {
  package let text: String
  /// What stands behind the name of the spec where a plan has several templates, such as `-Part01`:
  /// empty for the first. No name of a spec has a capital letter, so that the stack is no other's.
  package let group: String
  package let resourceCount: Int
  package let outputCount: Int
  package let parameterCount: Int
  /// How many keys the longest mapping of what differs between targets has, or a key of it.
  package let mappingLength: Int
  /// How far it goes, where the plan has targets.
  package let reach: StackSet.Reach
  /// The parameters for tokens.
  package let tokens: [StackSet.Token]

  /// How large the template is; every character of it is one byte.
  package var byteCount: Int { text.utf8.count }

  /// The template as a file.
  package var file: OutputFile { OutputFile("template\(group).yaml", .template, text) }

  /// The name of the stack that it is deployed as.
  package func stackName(of plan: Plan) -> String { "\(plan.name)\(group)" }

  /// - Parameters:
  ///   - plan: what the template makes.
  ///   - group: what tells it from the other templates of the spec.
  ///   - reach: how far it goes, where the plan has targets.
  ///   - arns: the ARNs of all that the spec makes; those of the plan alone by default.
  ///   - fingerprint: the fingerprint of the access that the plan grants.
  package init(
    of plan: Plan,
    group: String = "",
    reach: StackSet.Reach = .accounts,
    arns: ARNTable? = nil,
    fingerprint: String
  ) {
    let scope = TemplateScope(of: plan, arns ?? ARNTable(of: plan))
    let parameters = TokenParameter.all(of: plan.resources)
    let resources = plan.resources.flatMap { $0.templateEntries(in: scope) }
    let outputs = TemplateOutput.all(of: plan)

    var sections: [Writer.Entry] = [
      Writer.Entry("AWSTemplateFormatVersion", "2010-09-09", isSpaced: true),
      Writer.Entry(
        "Description",
        .text("Vendor access of \(plan.name)\(group), compiled by accredit")
      ),
    ]
    sections += TokenParameter.sections(of: parameters)
    var made = [Writer.Entry("Resources", .map(resources.separated { $0 }), isSpaced: true)]
    if !outputs.isEmpty {
      let entries = outputs.separated { $0.entry(in: scope) }
      made.append(Writer.Entry("Outputs", .map(entries), isSpaced: true))
    }
    let placed = plan.placed(made, reach)
    mappingLength = placed.first { $0.key == "Mappings" }.map(\.mappingLength) ?? 0
    sections += placed

    var buffer = TextBuffer()
    Writer.write(header: Self.header(of: plan, fingerprint), sections, to: &buffer)
    (text, self.group) = (buffer.text, group)
    (resourceCount, outputCount) = (resources.count, outputs.count)
    parameterCount = parameters.count
    self.reach = reach
    tokens = parameters.map {
      StackSet.Token(parameter: $0.id.description, integration: $0.integration)
    }
  }

  static func header(of plan: Plan, _ fingerprint: String) -> [String] {
    [
      "Compiled by accredit from \(plan.fileName).",
      "Do not edit: change the spec and run 'accredit compile'.",
      "",
      "Access granted by this file: \(fingerprint)",
    ]
  }
}

extension Writer.Entry {
  /// The most keys that any mapping of a section has side by side.
  fileprivate var mappingLength: Int {
    let mappings = value.entries
    let rows = mappings.flatMap(\.value.entries)
    return (mappings + rows).map(\.value.entries.count).max() ?? 0
  }
}

extension Writer.Node {
  fileprivate var entries: [Writer.Entry] {
    if case .map(let entries) = self { entries } else { [] }
  }
}

extension Plan {
  /// A rule by which CloudFormation refuses to deploy the template elsewhere than it is made for.
  private var placeRule: Writer.Node { .placeRule([account.text], [region.text]) }

  /// Sections of a template behind those that say where they are for, and what differs there.
  fileprivate func placed(
    _ sections: [Writer.Entry],
    _ reach: StackSet.Reach
  ) -> [Writer.Entry] {
    guard let targets else {
      return [Writer.Entry("Rules", placeRule, isSpaced: true)] + sections
    }
    var expressions = TargetExpressions(for: targets)
    let closed = expressions.closed(sections)
    let rule = Writer.Entry("Rules", targets.rule(for: reach), isSpaced: true)
    return expressions.mappings + [rule] + closed
  }
}

extension Targets {
  /// The same for a template that goes to many: it is deployed nowhere but where the spec says.
  fileprivate func rule(for reach: StackSet.Reach) -> Writer.Node {
    .placeRule(accounts.map(\.text), (reach == .accounts ? [homeRegion] : regions).map(\.text))
  }
}

extension Writer.Node {
  /// - Parameter accounts: none where the spec doesn't say which.
  static func placeRule(_ accounts: [String], _ regions: [String]) -> Self {
    let assertions = [
      accounts.isEmpty ? nil : assertion(that: "AWS::AccountId", isAmong: accounts, "account"),
      assertion(that: "AWS::Region", isAmong: regions, "region"),
    ]
    return ["AccountAndRegion": ["Assertions": .list(assertions.compactMap { $0 })]]
  }

  private static func assertion(
    that parameter: String,
    isAmong values: [String],
    _ noun: String
  ) -> Self {
    let place = values.count == 1 ? "\(noun) \(values[0])" : "the \(noun)s of the spec"
    return [
      "Assert": [
        "Fn::Contains": [.shortList(values.map(Self.text)), .tagged("Ref", parameter)]
      ],
      "AssertDescription": .text("This template is for \(place) only"),
    ]
  }
}

extension Array {
  /// The entries of the elements, with a blank line between each two.
  fileprivate func separated(by entry: (Element) -> Writer.Entry) -> [Writer.Entry] {
    enumerated().map { index, element in
      var result = entry(element)
      result.isSpaced = index > 0
      return result
    }
  }
}
