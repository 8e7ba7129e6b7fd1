/// What a spec means: what must be in AWS, who may do what, and what a person does.
///
/// Vendors make parts of it, passes put the parts together, and backends lower it, each in its own
/// language. It has no order of its own but the one that passes give it, by name.
package struct Plan: Hashable, Sendable {
  package let name: Slug
  /// The spec's file name, without its folder.
  package let fileName: String
  package let account: AccountID
  package let partition: Partition
  package let region: Region
  /// Where it is deployed to, if not to its own account; then `<account>` and `<region>` stand for
  /// those of each target, and the names of values that differ stand in the same brackets.
  package var targets: Targets?
  /// The tags of the spec, with `accredit:spec`, sorted by key: on everything that takes tags.
  package let tags: [Tag]

  package var resources: [Resource]
  package var requirements: [Requirement]
  package var grants: [Grant]
  package var steps: [Step]
  package var outputs: [Output]
  /// In which template each resource stands, by what tells its name from `template.yaml`: `-Part1`
  /// for `template-Part1.yaml`. Empty where that one holds all, or nothing is divided yet.
  package var divisions: [Resource.ID: String] = [:]
  package var requests: [VendorRequest]

  package init(
    name: Slug,
    fileName: String,
    account: AccountID,
    partition: Partition,
    region: Region,
    tags: [Tag]
  ) {
    self.name = name
    self.fileName = fileName
    self.account = account
    self.partition = partition
    self.region = region
    self.tags = tags
    (resources, requirements, grants, steps, outputs) = ([], [], [], [], [])
    requests = []
  }

  /// The tag by which scripts know that a resource is the spec's own.
  package static let ownershipKey = "accredit:spec"
  /// The tag of roles and users whose permissions are in managed policies.
  package static let dividedKey = "accredit:policies"
}

extension Plan {
  /// The plan of the same spec without integrations: its head alone.
  package var empty: Plan {
    var plan = self
    (plan.resources, plan.requirements, plan.grants, plan.steps, plan.outputs) =
      ([], [], [], [], [])
    plan.requests = []
    return plan
  }

  /// The names of the stacks that its templates are deployed as, in the wildcards of a policy: no
  /// name of a spec has a capital letter, so that no stack of another one is meant.
  package var stacks: [String] {
    if targets != nil { return ["StackSet-\(name)-*"] }
    return divisions.isEmpty ? [name.text] : [name.text, "\(name)-Part*"]
  }

  /// What each role and user may do, by its inline policy and then by its managed ones.
  package var permissionsOfHolders: [Resource.ID: [Statement]] {
    var (own, managed): ([Resource.ID: [Statement]], [Resource.ID: [Statement]]) = ([:], [:])
    for resource in resources {
      switch resource.kind {
      case .role(let role): own[resource.id] = role.permissions.statements
      case .user(let user): own[resource.id] = user.permissions.statements
      case .managedPolicy(let policy):
        managed[policy.holder.id, default: []] += policy.document.statements
      case .accessKey, .bucket, .stream, .streamPolicy, .logGroup, .deliveryStream, .metricStream:
        continue
      }
    }
    return own.merging(managed) { $0 + $1 }
  }

  /// The tags of a resource: the spec's, then its own where they have the same key.
  package func tags(with own: [Tag]) -> [Tag] {
    let keys = Set(own.map(\.key))
    return (tags.filter { !keys.contains($0.key) } + own).sorted()
  }
}

/// One file that a backend makes.
package struct OutputFile: Hashable, Sendable {
  /// What `--only` calls it.
  package enum Kind: String, CaseIterable, Sendable {
    case template, script, deployer, checklist, access, manifest, vendor

    package static let all = Set(allCases)
  }

  /// Its path below the spec's folder: its name, or that of a folder in front of it.
  package let path: String
  package let kind: Kind
  package let isExecutable: Bool
  package let text: String

  package init(_ path: String, _ kind: Kind, isExecutable: Bool = false, _ text: String) {
    self.path = path
    self.kind = kind
    self.isExecutable = isExecutable
    self.text = text
  }
}
