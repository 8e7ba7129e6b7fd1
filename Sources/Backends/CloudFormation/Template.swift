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

  /// How large the template is; every character of it is one byte.
  package var byteCount: Int { text.utf8.count }

  /// The template as a file.
  package var file: OutputFile { OutputFile("template\(group).yaml", .template, text) }

  /// The name of the stack that it is deployed as.
  package func stackName(of plan: Plan) -> String { "\(plan.name)\(group)" }

  /// - Parameters:
  ///   - plan: what the template makes.
  ///   - group: what tells it from the other templates of the spec.
  ///   - fingerprint: the fingerprint of the access that the plan grants.
  package init(of plan: Plan, group: String = "", fingerprint: String) {
    let scope = TemplateScope(of: plan)
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
    if !parameters.isEmpty {
      sections += [
        Writer.Entry("Metadata", TokenParameter.metadata(of: parameters), isSpaced: true),
        Writer.Entry("Parameters", .map(parameters.map(\.entry)), isSpaced: true),
      ]
    }
    sections += [
      Writer.Entry("Rules", plan.placeRule, isSpaced: true),
      Writer.Entry("Resources", .map(resources.separated { $0 }), isSpaced: true),
    ]
    if !outputs.isEmpty {
      let entries = outputs.separated { $0.entry(in: scope) }
      sections.append(Writer.Entry("Outputs", .map(entries), isSpaced: true))
    }

    var buffer = TextBuffer()
    Writer.write(header: Self.header(of: plan, fingerprint), sections, to: &buffer)
    (text, self.group) = (buffer.text, group)
    (resourceCount, outputCount) = (resources.count, outputs.count)
    parameterCount = parameters.count
  }

  private static func header(of plan: Plan, _ fingerprint: String) -> [String] {
    [
      "Compiled by accredit from \(plan.fileName).",
      "Do not edit: change the spec and run 'accredit compile'.",
      "",
      "Access granted by this file: \(fingerprint)",
    ]
  }
}

extension Plan {
  /// A rule by which CloudFormation refuses to deploy the template elsewhere than it is made for.
  fileprivate var placeRule: Writer.Node {
    [
      "AccountAndRegion": [
        "Assertions": [
          Self.assertion(that: "AWS::AccountId", is: account.text, "account \(account)"),
          Self.assertion(that: "AWS::Region", is: region.text, "region \(region)"),
        ]
      ]
    ]
  }

  private static func assertion(
    that parameter: String,
    is value: String,
    _ place: String
  ) -> Writer.Node {
    [
      "Assert": [
        "Fn::Contains": [.shortList([.text(value)]), .tagged("Ref", parameter)]
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
