import Model
import YAML

/// A parameter of the template for a secret that whoever deploys it types in, and that
/// CloudFormation shows to nobody.
struct TokenParameter: Hashable {
  let integration: Slug

  init(for integration: Slug) { self.integration = integration }

  var id: LogicalID { LogicalID(.token, of: integration.text) }

  /// The parameters that some resources ask for, sorted by name.
  static func all(of resources: [Resource]) -> [TokenParameter] {
    let integrations = resources.compactMap { resource -> Slug? in
      guard case .deliveryStream(let stream) = resource.kind, stream.endpoint.token == .parameter
      else { return nil }
      return stream.integration
    }
    return Set(integrations).sorted().map(TokenParameter.init)
  }

  /// The sections of a template about its parameters; none where it has none.
  static func sections(of parameters: [TokenParameter]) -> [Writer.Entry] {
    guard !parameters.isEmpty else { return [] }
    return [
      Writer.Entry("Metadata", metadata(of: parameters), isSpaced: true),
      Writer.Entry("Parameters", .map(parameters.map(\.entry)), isSpaced: true),
    ]
  }

  private var entry: Writer.Entry {
    Writer.Entry(
      id.description,
      [
        "Type": "String",
        "NoEcho": true,
        "MinLength": 1,
        "MaxLength": 4096,
        "AllowedPattern": "^[!-~]+$",
        "ConstraintDescription": "must be the token alone, without spaces",
        "Description": .text("The token that integration \(integration) sends to the vendor"),
      ]
    )
  }

  /// What the console shows above and beside the fields.
  private static func metadata(of parameters: [TokenParameter]) -> Writer.Node {
    let labels = parameters.map {
      Writer.Entry($0.id.description, ["default": .text("Token of \($0.integration)")])
    }
    return [
      "AWS::CloudFormation::Interface": [
        "ParameterGroups": [
          [
            "Label": ["default": "Tokens of vendors"],
            "Parameters": .list(parameters.map { .text($0.id.description) }),
          ]
        ],
        "ParameterLabels": .map(labels),
      ]
    ]
  }
}
