import Model

/// `provision.sh`: plan, apply and verify.
struct Provision: ScriptPart {
  let lists: [CallList]
  let documents: [NamedDocument]
  let libraryFiles: [String]
  private let keys: [AccessKey]
  private let tokens: [DeliveryStream]
  private let plan: Plan

  init(of plan: Plan) {
    self.plan = plan
    let lowered = plan.resources.map { LoweredResource($0, in: plan) }
    let requirements = plan.requirements.map(\.call)
    lists = [
      CallList(
        name: "prerequisites",
        comment: "What must exist before anything is changed.",
        calls: Self.conditions(of: plan) + requirements
      ),
      CallList(
        name: "resources",
        comment: "What the spec makes, in the order in which it is made.",
        calls: lowered.flatMap(\.calls)
      ),
    ]
    documents = lowered.flatMap(\.documents)
    keys = plan.resources.compactMap {
      if case .accessKey(let key) = $0.kind { key } else { nil }
    }
    tokens = plan.resources.compactMap {
      if case .deliveryStream(let stream) = $0.kind, stream.endpoint.token == .parameter {
        stream
      } else {
        nil
      }
    }
    libraryFiles = Library.common + Self.kindFiles(of: plan) + ["commands", "provision"]
  }

  /// What the AWS CLI must be able to do, and the boundaries that identities are made with.
  private static func conditions(of plan: Plan) -> [Call] {
    var calls: [Call] = []
    if plan.resources.contains(where: { $0.id.isStreamPolicy }) {
      calls.append(Call("require stream_policies"))
    }
    if plan.resources.contains(where: \.kind.takesTokenFromSecret) {
      calls.append(Call("require secret_tokens"))
    }
    let boundaries = Set(plan.resources.compactMap(\.kind.permissionsBoundary))
    return calls + boundaries.sorted().map { Call("require boundary", $0.text) }
  }

  /// The files of the library for the kinds that the plan has.
  private static func kindFiles(of plan: Plan) -> [String] {
    var needed = Set(plan.resources.map(\.id.libraryFile))
    if needed.contains("user") { needed.insert("iam") }
    if needed.contains("iam") { needed.insert("managed_policy") }
    if needed.contains("delivery_stream") { needed.insert("token") }
    for requirement in plan.requirements { needed.insert(requirement.libraryFile) }
    let order = [
      "iam", "managed_policy", "user", "bucket", "stream", "log_group", "token", "delivery_stream",
      "metric_stream",
    ]
    return order.filter(needed.contains)
  }

  var purpose: [String] {
    var lines = [
      "Makes what the spec \(plan.name) says, in account \(plan.account), region \(plan.region).",
      "",
      "  provision.sh plan      shows what would change, and changes nothing (the default)",
      "  provision.sh apply     changes it, reads it back, and exits 0 only if all of it is right",
      "  provision.sh verify    lists what differs",
      "",
      "  apply --adopt          takes over roles that someone made by hand, and shows the changes",
    ]
    if !keys.isEmpty {
      lines.append(
        "  apply --replace-key    makes new access keys in place of those whose file is gone"
      )
    }
    if !tokens.isEmpty {
      lines.append("  apply --replace-token  sends the tokens again, which nobody can read back")
    }
    let variables =
      ["ACCREDIT_JOBS: how many reads of AWS run side by side, from 1 to 16 (4)"]
      + keys.map { "\($0.fileVariable): the file that the access key is written to" }
      + tokens.map { "\($0.tokenFileVariable): the file with the token, readable by you alone" }
    return lines + [""] + variables + [
      "",
      "Exit codes: 0 verified; 2 usage; 3 plan shows changes; 4 wrong account, region or tool;",
      "5 foreign, missing or changed resource; 6 differs from the spec; 7 AWS refused; 129, 130,",
      "143 signals. Needs bash 3.2 or later and the AWS CLI, version 1 or 2.",
    ]
  }
}
