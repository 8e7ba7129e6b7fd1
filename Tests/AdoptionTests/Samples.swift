import Adoption
import Catalog
import Compiler
import Diagnostics
import IAM
import Model
import Testing
import Text

/// Roles as the AWS CLI gives them out, and what becomes of them.
enum Samples {
  static let catalog: Catalog? = {
    var reports: [Diagnostics] = []
    return Catalog(.embedded, &reports)
  }()

  static func adoption(_ change: (inout Adoption.Options) -> Void = { _ in }) throws -> Adoption {
    var options = Adoption.Options()
    options.region = try Region("us-east-1")
    change(&options)
    return Adoption(try #require(catalog), options)
  }

  static func file(_ name: String, _ text: String) -> SourceFile {
    SourceFile(name: name, bytes: Array(text.utf8))
  }

  /// What a spec means.
  static func plan(of text: String, _ name: String = "spec.yaml") throws -> Plan {
    var diagnostics = Diagnostics(for: file(name, text))
    let plan = Compiler(try #require(catalog)).plan(diagnostics.file, &diagnostics)
    #expect(!diagnostics.hasErrors, "\(diagnostics.sorted)\n\(text)")
    return try #require(plan)
  }
}

/// What a role of a plan grants, as sets of requests: who comes in, and what they may do.
struct Grants {
  let role: Role
  let trust: RequestSet
  let permissions: RequestSet

  /// The roles of a plan that vendors assume.
  static func all(of plan: Plan) -> [Grants] {
    let arns = ARNTable(of: plan)
    return plan.resources.compactMap { resource in
      guard case .role(let role) = resource.kind, case .vendor = role.trust.bearer else {
        return nil
      }
      let own = PolicyDocument(plan.permissionsOfHolders[resource.id] ?? [])
      let trust = IAMPolicy(role.trust.document, .resource, arns)
      return Grants(
        role: role,
        trust: RequestSet(allowedBy: trust, account: plan.account.text, .entry),
        permissions: RequestSet(allowedBy: IAMPolicy(own, .identity, arns))
      )
    }
  }

  /// Whether two roles grant the same to the same, for every request.
  func equals(_ other: Grants) -> Bool {
    [(trust, other.trust), (permissions, other.permissions)].allSatisfy { left, right in
      !widening(from: left, to: right).isPossible && !widening(from: right, to: left).isPossible
    }
  }
}

extension Role {
  /// What `aws iam get-role` and `get-role-policy` answer of the role.
  func answers(in plan: Plan) -> [SourceFile] {
    let arns = ARNTable(of: plan)
    let trust = self.trust.document.document.json { arns[$0] }
    var members: [JSON.Member] = [
      .init("Path", .string(path.text)),
      .init("RoleName", .string(name.text)),
      .init("RoleId", "AROAQ7ZK3VW9XS2LP8TN5"),
      .init("Arn", .string(arns[.role(name)])),
      .init("CreateDate", "2024-05-13T07:01:02+00:00"),
      .init("AssumeRolePolicyDocument", trust),
      .init("MaxSessionDuration", .integer(maxSessionDuration)),
    ]
    if let description { members.append(.init("Description", .string(description.text))) }
    if let permissionsBoundary {
      let arn = JSON.string(permissionsBoundary.text)
      let boundary: JSON = ["PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn]
      members.append(.init("PermissionsBoundary", boundary))
    }
    let statements = plan.permissionsOfHolders[.role(name)] ?? []
    let policy: JSON = [
      "RoleName": .string(name.text),
      "PolicyName": "permissions",
      "PolicyDocument": PolicyDocument(statements).document.json { arns[$0] },
    ]
    return [
      Samples.file("role.json", JSON.object([.init("Role", .object(members))]).text),
      Samples.file("policy.json", policy.text),
    ]
  }
}
