import Model

/// `teardown.sh`: removes what gives access, and leaves what holds data.
struct Teardown: ScriptPart {
  let lists: [CallList]
  let documents: [NamedDocument]
  let libraryFiles: [String]
  private let plan: Plan

  init(of plan: Plan) {
    self.plan = plan
    lists = [
      CallList(
        name: "resources",
        comment: "What the spec removes, in the order in which access ends.",
        calls: plan.resources.reversed().compactMap { $0.removal(in: plan) }
      ),
      CallList(
        name: "remains",
        comment: "What holds data, and stays.",
        calls: plan.resources.compactMap(\.remainder)
      ),
    ]
    // A stream's policy is removed only where it is the spec's own.
    documents = plan.resources.filter(\.id.isStreamPolicy).flatMap {
      LoweredResource($0, in: plan).documents
    }
    let needed = Set(
      plan.resources.compactMap { $0.removal(in: plan) != nil ? $0.id.libraryFile : nil }
    )
    let order = ["iam", "managed_policy", "user", "stream", "delivery_stream", "metric_stream"]
    let ofIdentities = ["iam", "managed_policy"]
    let hasIdentity = needed.contains("user") || needed.contains("iam")
    libraryFiles =
      Library.common
      + order.filter { needed.contains($0) || (ofIdentities.contains($0) && hasIdentity) }
      + ["teardown"]
  }

  var purpose: [String] {
    [
      "Removes what the spec \(plan.name) made in account \(plan.account): whatever bears the tag",
      "accredit:spec=\(plan.name). Buckets, streams and logs stay, with their data.",
      "",
      "  teardown.sh            shows what it would remove, and asks for the account id",
      "  teardown.sh --yes      doesn't ask; the variable ACCREDIT_CONFIRM must be the account id",
      "",
      "Exit codes: 0 removed; 2 usage; 4 wrong account, region or tool; 5 something is not the",
      "spec's own, and stays; 6 still there; 7 AWS refused; 129, 130, 143 signals.",
    ]
  }
}
