import Compiler
import Diagnostics
import Model
import TestSupport
import Testing

/// The two roles that self-managed stack sets act with: whoever takes one acts in every target.
@Suite("Roles of stack sets") struct StackSetRoleTests {
  private let administration: String
  private let execution: String

  init() throws {
    let spec = "Tests/EndToEnd/schema_specs/self-managed.yaml"
    let source = SourceFile(name: spec, bytes: try Checkout.bytes(of: spec))
    let files = try Compiler.withBuiltInCatalog().compile(source).files
    func text(of path: String) throws -> String {
      try #require(files.first { $0.path == path }).text
    }
    administration = try text(of: "administration-role.yaml")
    execution = try text(of: "execution-role.yaml")
  }

  @Test("CloudFormation takes the administrator's role for the spec's own stack sets alone")
  func administratorIsTakenForTheSpec() {
    let trust = """
                  Principal:
                    Service: cloudformation.amazonaws.com
                  Action:
                    - sts:AssumeRole
                  Condition:
                    ArnLike:
                      aws:SourceArn:
                        - arn:aws:cloudformation:us-east-1:111122223333:stackset/self-managed-*:*
                        - arn:aws:cloudformation:us-east-1:111122223333:stackset/self-managed:*
                    StringEquals:
                      aws:SourceAccount: "111122223333"
            Policies:

      """
    #expect(administration.contains(trust))
  }

  @Test("It may become the role of each target, and no other")
  func administratorBecomesOneRole() {
    let end = """
                        - sts:AssumeRole
                      Resource:
                        - arn:aws:iam::222233334444:role/accredit-self-managed-execution
                        - arn:aws:iam::333344445555:role/accredit-self-managed-execution

      """
    #expect(administration.hasSuffix(end))
  }

  @Test("The role of a target is taken by the administrator's role, and by nobody else")
  func executionIsTakenByOneRole() {
    let trust = """
                  Principal:
                    AWS: arn:aws:iam::111122223333:root
                  Action:
                    - sts:AssumeRole
                  Condition:
                    ArnEquals:
                      aws:PrincipalArn: \
      arn:aws:iam::111122223333:role/accredit-self-managed-administration
            ManagedPolicyArns:

      """
    #expect(execution.contains(trust))
  }

  @Test("What an account has once is deployed to one region, and the rest to all of the spec")
  func partsHaveRegions() throws {
    let spec = "Templates/Examples/many-accounts.yaml"
    let source = SourceFile(name: spec, bytes: try Checkout.bytes(of: spec))
    let files = try Compiler.withBuiltInCatalog().compile(source).files
    for (path, regions) in [
      ("template.yaml", "[us-east-1]"), ("template-Regional.yaml", "[eu-west-1, us-east-1]"),
    ] {
      let text = try #require(files.first { $0.path == path }).text
      #expect(text.contains("            - \(regions)\n            - !Ref AWS::Region\n"))
    }
  }

  @Test("Each is deployed where it belongs alone")
  func templatesHavePlaces() {
    #expect(administration.contains("- [\"111122223333\"]\n"))
    #expect(execution.contains("- [\"222233334444\", \"333344445555\"]\n"))
    for text in [administration, execution] { #expect(text.contains("- [us-east-1]\n")) }
  }
}
