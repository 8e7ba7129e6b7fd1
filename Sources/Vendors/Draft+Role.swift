import Catalog
import Diagnostics
import Model
import Specification
import YAML

/// Who acts for the vendor: a role or a user of the plan.
struct Identity {
  let holder: Grant.Holder
  let name: String
  let arn: String
  var role: RoleName?
  var accessKey: AccessKey?

  /// What steps call it.
  var values: [String: String] {
    ["RoleName": name, "UserName": name, "RoleArn": arn]
  }
}

extension Draft {
  /// What an integration says about any role or user.
  struct IdentityOptions {
    let path: IAMPath
    let boundary: PolicyARN?
  }

  /// What an integration says about the role that its vendor assumes.
  struct RoleOptions {
    let name: Located<RoleName>?
    let identity: IdentityOptions
    let maxSessionDuration: Int
    let description: Description?
  }

  /// Reads the keys of a role; before anything can be missing, so that they are known keys even
  /// where no role can be made.
  mutating func roleOptions() -> RoleOptions {
    let duration = fields.integer("maxSessionDuration", in: 3600...43200, &diagnostics)
    return RoleOptions(
      name: fields.value("role", as: RoleName.self, &diagnostics),
      identity: identityOptions(),
      maxSessionDuration: duration?.value ?? 3600,
      description: fields.value("description", as: Description.self, &diagnostics)?.value
    )
  }

  /// Makes the role that the vendor assumes, by the trust policy of the integration's type; nil
  /// after reporting why there can't be one.
  mutating func role(for connection: Connection, _ options: RoleOptions) -> Identity? {
    let given = options.name
    let path = options.identity.path
    let derived = fields.has("role") ? nil : derivedRoleName()
    guard let name = given?.value ?? derived else { return nil }
    add(
      .role(
        Role(
          name,
          nameIsGiven: given != nil,
          trust: trust(in: connection),
          path: path,
          description: options.description ?? defaultDescription(of: connection),
          maxSessionDuration: options.maxSessionDuration,
          permissionsBoundary: options.identity.boundary,
          tags: tags
        )
      ),
      at: given?.range
    )
    addRotation(of: connection, to: name)
    return Identity(
      holder: .role(name),
      name: name.text,
      arn: arn("role", path, name.text),
      role: name
    )
  }

  /// Adds the step that ends a rotation, while the role trusts two external ids.
  private mutating func addRotation(of connection: Connection, to role: RoleName) {
    guard let rotation = connection.rotation else { return }
    let values = [
      "Connection": connection.name.text,
      "VendorName": connection.vendorName,
      "RoleName": role.text,
      "ExternalId": connection.externalID.text,
      "PreviousExternalId": rotation.previous.text,
      "Until": rotation.until.text,
    ]
    awsStep(.aws, "rotation-two-ids", values)
  }

  private func trust(in connection: Connection) -> Trust {
    let trust = permission("trust")
    var document = trust.policy.filled(
      with: HoleValues([
        "Partition": specification.partition.text,
        "VendorAccount": connection.account.text,
        "ExternalId": connection.externalID.text,
      ])
    )
    document.trust(connection.externalIDs)
    return Trust(
      .vendor(connection),
      document,
      reason: trust.reasons.values.first ?? "",
      source: trust.source,
      permission: trust.id
    )
  }

  private func arn(_ kind: String, _ path: IAMPath, _ name: String) -> String {
    "arn:\(specification.partition):iam::\(specification.account.value):\(kind)\(path)\(name)"
  }

  /// Makes a role that an AWS service acts with.
  mutating func serviceRole(
    _ suffix: String,
    trustedBy policy: String,
    _ options: IdentityOptions
  ) -> Identity? {
    guard let name = derivedRoleName(suffix: "-" + suffix) else { return nil }
    let trust = permission(policy)
    let document = trust.policy.filled(
      with: HoleValues([
        "Partition": specification.partition.text,
        "Account": specification.account.value.text,
        "Region": specification.region.value.text,
      ])
    )
    add(
      .role(
        Role(
          name,
          trust: Trust(
            .service,
            document,
            reason: trust.reasons.values.first ?? "",
            source: trust.source,
            permission: trust.id
          ),
          path: options.path,
          description: serviceDescription(suffix),
          permissionsBoundary: options.boundary,
          tags: tags
        )
      )
    )
    return Identity(
      holder: .role(name),
      name: name.text,
      arn: arn("role", options.path, name.text),
      role: name
    )
  }

  /// Makes the user that the vendor's access keys belong to.
  mutating func user(_ options: IdentityOptions) -> Identity? {
    guard let text = derivedName(longest: RoleName.longest),
      let name = try? UserName(text)
    else { return nil }
    add(
      .user(
        User(
          name,
          vendorName: vendor.name,
          path: options.path,
          permissionsBoundary: options.boundary,
          tags: tags
        )
      )
    )
    let secret = "accredit/\(specification.name.value)/\(self.name)"
    let key = AccessKey(of: name, integration: self.name, secretName: secret)
    add(.accessKey(key))
    return Identity(
      holder: .user(name),
      name: name.text,
      arn: arn("user", options.path, name.text),
      accessKey: key
    )
  }

  mutating func identityOptions() -> IdentityOptions {
    let path = fields.value("rolePath", as: IAMPath.self, &diagnostics)
    let boundary = fields.value("permissionsBoundary", as: PolicyARN.self, &diagnostics)
    if let boundary, boundary.value.arn.account != "aws" {
      checkOwner(of: boundary.map(\.arn), noun: "the boundary")
    }
    return IdentityOptions(path: path?.value ?? .root, boundary: boundary?.value)
  }

  private func defaultDescription(of connection: Connection) -> Description? {
    try? Description(
      "Access for \(connection.vendorName); made by accredit from the spec "
        + "\(specification.name.value)"
    )
  }

  private func serviceDescription(_ service: String) -> Description? {
    try? Description(
      "Service role (\(service)) of \(name); made by accredit from the spec "
        + "\(specification.name.value)"
    )
  }
}

// Names that nobody chose.
extension Draft {
  private mutating func derivedRoleName(suffix: String = "") -> RoleName? {
    derivedName(suffix: suffix, longest: RoleName.longest).flatMap { try? RoleName($0) }
  }

  /// `<vendor>-<spec>-<integration>` and the suffix; nil after reporting that it is too long.
  mutating func derivedName(suffix: String = "", longest: Int) -> String? {
    let name = "\(vendor.rolePrefix)-\(specification.name.value)-\(self.name)\(suffix)"
    guard name.utf8.count > longest else { return name }
    diagnostics.report(
      .nameTooLong,
      "the name '\(name)' has \(name.utf8.count) characters, and AWS takes \(longest)",
      at: range,
      help: suffix.isEmpty && fields.takesRole
        ? "shorten the integration's name, or give 'role: …'"
        : "shorten the name of the integration or of the spec"
    )
    return nil
  }
}

extension Fields {
  /// Whether the integration could name its role.
  fileprivate var takesRole: Bool { asksFor("role") }
}

extension PolicyDocument {
  /// Puts all of the ids in the place of the one that the catalogue's trust policy has a hole for.
  fileprivate mutating func trust(_ ids: [ExternalID]) {
    guard ids.count > 1 else { return }
    for statement in statements.indices {
      statements[statement].conditions = statements[statement].conditions.map { condition in
        condition.key == "sts:ExternalId"
          ? Condition(condition.operator, condition.key, ids.map(\.text)) : condition
      }
    }
  }
}
