import CloudFormation
import Model
import Testing

/// What stands around the resources.
struct TemplateTests {
  @Test func writesTheSectionsThatEveryTemplateHas() throws {
    let plan = try Samples.plan([try Samples.resource(.user(try Samples.user("acme")))])
    let template = Template(of: plan, fingerprint: "sha256:0123")
    #expect(
      template.text.hasPrefix(
        """
        # Compiled by accredit from acme.yaml.
        # Do not edit: change the spec and run 'accredit compile'.
        #
        # Access granted by this file: sha256:0123

        AWSTemplateFormatVersion: "2010-09-09"
        Description: Vendor access of acme, compiled by accredit

        Rules:
          AccountAndRegion:
            Assertions:
              - Assert:
                  Fn::Contains:
                    - ["111122223333"]
                    - !Ref AWS::AccountId
                AssertDescription: This template is for account 111122223333 only
              - Assert:
                  Fn::Contains:
                    - [us-east-1]
                    - !Ref AWS::Region
                AssertDescription: This template is for region us-east-1 only

        Resources:
          # For edge
          AcmeUser:

        """
      )
    )
    #expect(!template.text.contains("\nOutputs:"))
  }

  @Test func asksForTokensInParameters() throws {
    let stream = try Samples.deliveryStream(.parameter)
    let plan = try Samples.plan([try Samples.resource(.deliveryStream(stream))])
    #expect(
      try section("Metadata", of: plan) + section("Parameters", of: plan) == """
          AWS::CloudFormation::Interface:
            ParameterGroups:
              - Label:
                  default: Tokens of vendors
                Parameters:
                  - MetricsToken
            ParameterLabels:
              MetricsToken:
                default: Token of metrics
          MetricsToken:
            Type: String
            NoEcho: true
            MinLength: 1
            MaxLength: 4096
            AllowedPattern: "^[!-~]+$"
            ConstraintDescription: must be the token alone, without spaces
            Description: The token that integration metrics sends to the vendor

        """
    )
  }

  @Test func writesOutputsSortedByName() throws {
    let user = try UserName("acme")
    let plan = try Samples.plan(
      [try Samples.resource(.role(try Samples.role("acme-fastly")))],
      outputs: [
        Output("SecretArn", of: "cold", .accessKeySecret(user), description: "Secret"),
        Output("AccessKeyId", of: "cold", .accessKeyID(user), description: "Key"),
        Output("RoleArn", of: "B", .arn(.role(try RoleName("elsewhere"))), description: "Two"),
        Output("RoleArn", of: "a", .arn(.role(try RoleName("acme-fastly"))), description: "One"),
        Output("Prefix", of: "a", .text("012"), description: "Where: there"),
      ]
    )
    #expect(
      try section("Outputs", of: plan) == """
          APrefix:
            Description: "Where: there"
            Value: "012"

          ARoleArn:
            Description: One
            Value: !GetAtt AcmeFastlyRole.Arn

          Bdf7eRoleArn:
            Description: Two
            Value: arn:aws:iam::111122223333:role/elsewhere

          ColdAccessKeyId:
            Description: Key
            Value: !Ref AcmeAccessKey

          ColdSecretArn:
            Description: Secret
            Value: !Ref AcmeSecret

        """
    )
  }

  @Test func namesEveryIntegrationAboveAResource() throws {
    var resource = try Samples.resource(.user(try Samples.user("acme")))
    resource.integrations = try (10..<40).map { try Slug("edge-\($0)") }
    let text = Template(of: try Samples.plan([resource]), fingerprint: "").text
    #expect(text.contains("  # For edge-10, edge-11,"))
    #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 100 })
  }

  @Test func counts() throws {
    let plan = try Samples.everyKind()
    let template = Template(of: plan, fingerprint: "")
    #expect(template.resourceCount == plan.resources.map(\.templateResourceCount).reduce(0, +))
    #expect(template.outputCount == 5)
    #expect(template.parameterCount == 1)
    #expect(template.byteCount == template.text.utf8.count)
  }

  @Test func staysPrintable() throws {
    let text = Template(of: try Samples.everyKind(), fingerprint: "sha256:0123").text
    #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A })
    #expect(text.hasSuffix("\n"))
    #expect(!text.contains(" \n"))
  }
}
