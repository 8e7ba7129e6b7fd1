package import Model
import Text
import YAML

/// A template, and how much of the quotas of CloudFormation it takes.
package struct Template: Sendable {
  package let text: String
  package let resourceCount: Int
  package let outputCount: Int
  package let parameterCount: Int

  /// How large the template is; every character of it is one byte.
  package var byteCount: Int { text.utf8.count }

  /// The template as a file.
  package var file: OutputFile { OutputFile("template.yaml", .template, text) }

  /// - Parameters:
  ///   - plan: what the template makes.
  ///   - fingerprint: the fingerprint of the access that the plan grants.
  ///   - whole: the plan of which this one is a part; what stands in other parts is referred to by
  ///     its ARN.
  package init(of plan: Plan, fingerprint: String, within whole: Plan? = nil) {
    let scope = TemplateScope(of: plan, within: whole ?? plan)
    let parameters = TokenParameter.all(of: plan)
    let resources = plan.resources.flatMap { $0.templateEntries(in: scope) }
    let outputs = TemplateOutput.all(of: plan)

    var sections: [Writer.Entry] = [
      Writer.Entry("AWSTemplateFormatVersion", "2010-09-09", isSpaced: true),
      Writer.Entry("Description", .text("Vendor access of \(plan.name), compiled by accredit")),
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
    text = buffer.text
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
