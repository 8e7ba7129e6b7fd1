import Catalog
import Model

/// `stacksets.sh`: plan, apply and verify for a spec with targets.
struct StackSetDeployment: ScriptPart {
  let lists: [CallList]
  let documents: [NamedDocument]
  private let plan: Plan
  private let sets: [StackSet]

  /// - Parameter sets: those of the plan, account-wide ones first.
  init(of plan: Plan, _ targets: Targets, _ sets: [StackSet], _ catalog: Catalog) {
    (self.plan, self.sets) = (plan, sets)
    // What an earlier spec of the same name may have deployed, and this one has nothing for.
    let former = StackSet.former(of: plan.name, beside: sets)
    lists = [
      CallList(
        name: "prerequisites",
        comment: "What must exist before anything is changed.",
        calls: targets.isServiceManaged
          ? []
          : [
            Call(
              "require stack_set_administration",
              Targets.administrationRole(of: plan.name)
            )
          ]
      ),
      CallList(
        name: "resources",
        comment: "What leaves the targets, regional parts first; then all, regional ones last.",
        calls: former.map { Call("ensure no_stack_set", $0.name) }
          + sets.reversed().map { targets.boundsCall(of: $0) }
          + sets.map { targets.call(of: $0) }
      ),
    ]
    documents =
      former.flatMap { [$0.settings(in: plan, targets, catalog), $0.places(targets)] }
      + sets.flatMap { set in
        [
          set.settings(in: plan, targets, catalog), set.places(targets), set.tokenPlaces,
        ]
      }
  }

  /// The files of the library for stack sets.
  fileprivate static let kindFiles = ["stack_set", "stack_template", "stack_instances"]

  var libraryFiles: [String] {
    Library.common + ["token"] + Self.kindFiles + ["commands", "stacksets"]
  }

  var purpose: [String] {
    var lines = [
      "Deploys what the spec \(plan.name) says to all of its targets, by CloudFormation StackSets.",
      "The templates are those beside this script.",
      "",
      "  stacksets.sh plan      shows what would change, and changes nothing (the default)",
      "  stacksets.sh apply     changes it, reads it back, and exits 0 only if all of it is right",
      "  stacksets.sh verify    lists what differs",
    ]
    let tokens = sets.flatMap(\.tokens)
    if !tokens.isEmpty {
      lines += [
        "", "  apply --replace-token  sends the tokens again, which nobody can read back", "",
      ]
      lines += Set(tokens.map(\.fileVariable)).sorted().map {
        "\($0): the file with the token, readable by you alone"
      }
    }
    return lines + [
      "ACCREDIT_TEMPLATE_BUCKET: a bucket of the region, for templates past 51,200 bytes", "",
      "Exit codes: 0 verified; 2 usage; 3 plan shows changes; 4 wrong account, folder or tool;",
      "5 foreign, missing or changed resource; 6 differs from the spec; 7 AWS refused, or an",
      "operation failed in a target; 129, 130, 143 signals. Needs bash 3.2 or later and the AWS",
      "CLI, version 1 or 2.",
    ]
  }
}

/// `teardown.sh` of a spec with targets.
struct StackSetTeardown: ScriptPart {
  let lists: [CallList]
  let documents: [NamedDocument]
  private let plan: Plan

  /// - Parameter sets: those of the plan, account-wide ones first.
  init(of plan: Plan, _ targets: Targets, _ sets: [StackSet], _ catalog: Catalog) {
    self.plan = plan
    let kinds = plan.resources.compactMap(\.remainder?.verb)
    let all = sets + StackSet.former(of: plan.name, beside: sets)
    lists = [
      CallList(
        name: "resources",
        comment: "What the spec removes: regional parts first.",
        calls: all.reversed().map { Call("remove stack_set", $0.name) }
      ),
      CallList(
        name: "remains",
        comment: "What holds data, and stays: the templates retain it.",
        calls: Set(kinds).sorted().map { Call("\($0)s", "in", "every", "target") }
      ),
    ]
    documents = all.flatMap { set in
      [set.settings(in: plan, targets, catalog), set.places(targets)]
    }
  }

  var libraryFiles: [String] {
    Library.common + StackSetDeployment.kindFiles + ["teardown"]
  }

  var purpose: [String] {
    [
      "Removes what the spec \(plan.name) made in all of its targets: the stacks of its stack",
      "sets, then the stack sets, whatever bears the tag accredit:spec=\(plan.name). Buckets,",
      "streams and logs stay, with their data.",
      "",
      "  teardown.sh            shows what it would remove, and asks for the account id",
      "  teardown.sh --yes      doesn't ask; the variable ACCREDIT_CONFIRM must be the account id",
      "",
      "The account id is that of the account that has the stack sets.",
      "Exit codes: 0 removed; 2 usage; 4 wrong account, region or tool; 5 something is not the",
      "spec's own, and stays; 6 still there; 7 AWS refused; 129, 130, 143 signals.",
    ]
  }
}

extension Targets {
  /// The line that brings a stack set to its targets.
  fileprivate func call(of set: StackSet) -> Call {
    Call("ensure stack_set", [set.name, set.templateFile, set.templateDigest] + places(of: set))
  }

  /// The line that takes a stack set back from what is no target of it any more.
  fileprivate func boundsCall(of set: StackSet) -> Call {
    Call("ensure stack_set_bounds", [set.name] + places(of: set))
  }

  private func places(of set: StackSet) -> [String] { regions(of: set).map(\.text) }
}

extension StackSet {
  /// Its settings, in the words of the AWS CLI, and the host of the bucket for a large template.
  fileprivate func settings(
    in plan: Plan,
    _ targets: Targets,
    _ catalog: Catalog
  ) -> NamedDocument {
    let isOrganization = targets.isServiceManaged
    let administration = Targets.administrationRole(of: plan.name)
    let suffix = catalog.partitions[plan.partition]?.dnsSuffix ?? ""
    let isLarge = templateByteCount > catalog.quotas["template-body-size"]
    return NamedDocument(
      "stack_set/\(name)/settings",
      [
        "StackSetName": .text(name),
        "Description": .text(description(of: plan.name)),
        "PermissionModel": isOrganization ? "SERVICE_MANAGED" : "SELF_MANAGED",
        "CallAs": isOrganization && targets.caller == .delegated ? "DELEGATED_ADMIN" : "SELF",
        "AdministrationRoleARN": isOrganization
          ? nil
          : .text("arn:\(plan.partition):iam::\(targets.administrator):role/\(administration)"),
        "ExecutionRoleName": isOrganization
          ? nil : .text(Targets.executionRole(of: plan.name)),
        "AutoDeployment": isOrganization ? targets.automaticDeployment : nil,
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "Tags": Plan.tagList(of: plan.stackSetTags),
        "OperationPreferences": [
          "MaxConcurrentPercentage": .integer(targets.concurrencyPercent),
          "FailureTolerancePercentage": .integer(targets.failureTolerancePercent),
        ],
        "TemplateHost": isLarge ? .text("s3.\(targets.homeRegion).\(suffix)") : nil,
      ]
    )
  }

  /// Where it goes, but for the regions.
  fileprivate func places(_ targets: Targets) -> NamedDocument {
    NamedDocument(
      "stack_set/\(name)/targets",
      [
        "Accounts": .list(targets.accounts.map { .text($0.text) }),
        "OrganizationalUnitIds": .list(targets.organizationalUnits.map { .text($0.text) }),
      ]
    )
  }

  /// Its parameters for tokens, each with the variable that names the file.
  fileprivate var tokenPlaces: NamedDocument {
    NamedDocument(
      "stack_set/\(name)/tokens",
      .map(tokens.map { .init($0.parameter, .text("@\($0.fileVariable)@")) })
    )
  }
}

extension Targets {
  /// Whether accounts that join get everything, and accounts that leave lose it.
  fileprivate var automaticDeployment: Document {
    [
      "Enabled": .flag(deploysAutomatically),
      "RetainStacksOnAccountRemoval": deploysAutomatically ? false : nil,
    ]
  }
}
