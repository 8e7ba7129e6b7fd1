import Model

/// What follows from a change for people and machines that no plan shows: what stops, from when to
/// when, and what to do in which order. Each is a step of the catalogue with its values.
struct Consequences {
  private let old: Plan
  private let new: Plan
  private let before: Holdings
  private let after: Holdings
  private let access: [AccessChange]
  private(set) var steps: [Step] = []

  init(from old: Plan, to new: Plan, access: [AccessChange]) {
    (self.old, self.new) = (old, new)
    (before, after) = (Holdings(of: old), Holdings(of: new))
    self.access = access
    addChangedIDs()
    addChangedHolders()
    addChangedData()
    addChangedRegions()
    addChangedFlows()
    addRemovedIntegrations()
    addLostPermissions()
    addMixedChanges()
    addChangedPlace()
  }

  private mutating func add(
    _ name: String,
    _ values: [String: String],
    for integrations: [Slug] = []
  ) {
    let step = Step(.later, "aws", name, values, for: integrations)
    if !steps.contains(step) { steps.append(step) }
  }
}

// External ids.
extension Consequences {
  /// Roles that trust another external id than before.
  private mutating func addChangedIDs() {
    for (name, role) in after.roles.sorted(by: { $0.key < $1.key }) {
      guard let former = before.roles[name], let connection = role.trust.connection,
        let previous = former.trust.connection
      else { continue }
      addChangedAccount(of: name, from: previous, to: connection)
      // Of another vendor, the id is another one as a matter of course.
      if previous.vendorName == connection.vendorName {
        addChangedIDs(of: name, from: previous, to: connection)
      }
    }
  }

  private mutating func addChangedIDs(
    of role: RoleName,
    from previous: Connection,
    to connection: Connection
  ) {
    let lost = previous.externalIDs.filter { !connection.externalIDs.contains($0) }
    let gained = connection.externalIDs.filter { !previous.externalIDs.contains($0) }
    let values = [
      "RoleName": role.text,
      "RoleArn": after.arns[.role(role)],
      "VendorName": connection.vendorName,
      "ExternalId": connection.externalID.text,
      "PreviousExternalId": (lost.first ?? previous.externalID).text,
    ]
    let ends = values.without(["RoleArn"])
    if connection.rotation != nil {
      // Another id, another date, or the two ids have changed places.
      guard connection.rotation != previous.rotation,
        let rotation = step("rotation-two-ids", of: role)
      else { return }
      steps.append(rotation)
      if !lost.isEmpty { add("end-rotation", ends) }
    } else if gained.isEmpty {
      if !lost.isEmpty { add("end-rotation", ends) }
    } else if let migration = step("migrate-external-id-same-role", of: role) {
      // The role stays, so it is one connection that uses it: the vendor's way for one.
      steps.append(migration)
    } else {
      add("change-external-id", values)
    }
  }

  private mutating func addChangedAccount(
    of role: RoleName,
    from previous: Connection,
    to connection: Connection
  ) {
    guard previous.vendorName == connection.vendorName else {
      let values = [
        "RoleName": role.text, "RoleArn": after.arns[.role(role)],
        "VendorName": connection.vendorName, "PreviousVendorName": previous.vendorName,
      ]
      // The same account under another name is the same vendor.
      if previous.account != connection.account { add("change-vendor", values) }
      return
    }
    guard previous.account != connection.account else { return }
    let values = [
      "VendorName": connection.vendorName, "RoleName": role.text,
      "VendorAccount": connection.account.text, "PreviousVendorAccount": previous.account.text,
    ]
    add("change-vendor-account", values)
  }

  /// The vendor's own step about a role, as the new plan has it.
  private func step(_ name: String, of role: RoleName) -> Step? {
    new.steps.first { $0.name == name && $0.values["RoleName"] == role.text }
  }
}

// Who acts for an integration, and on what.
extension Consequences {
  /// Roles and users that act in the place of others: for an integration, or, where one was given
  /// another name, for what it did.
  private mutating func addChangedHolders() {
    var known: Set<[String]> = []
    let moves = access.filter { $0.kind == .moved && $0.row.channel != .resource }
    let pairs =
      after.holderOfIntegration.sorted { $0.key < $1.key }.map { integration, holder in
        (before.holderOfIntegration[integration], holder)
      } + moves.map { ($0.old.first?.principal, $0.row.principal) }
    for case (let former?, let holder) in pairs where former != holder {
      guard known.insert([former, holder]).inserted else { continue }
      addChangedHolder(from: former, to: holder)
    }
  }

  private mutating func addChangedHolder(from former: String, to holder: String) {
    guard let vendor = after.vendorOfHolder[holder] else { return }
    // A user moves to another path as it is, and its key with it.
    if former.isUser && holder.isUser && former.lastName == holder.lastName { return }
    guard let role = after.roleOfARN[holder], let previous = before.roleOfARN[former] else {
      let values = [
        "VendorName": vendor, "Principal": holder, "PreviousPrincipal": former,
      ]
      return add("change-principal", values)
    }
    let values = [
      "VendorName": vendor, "RoleName": role.name.text, "RoleArn": holder,
      "PreviousRoleArn": former,
    ]
    if former.lastName == holder.lastName && old.place == new.place {
      return add("change-role-path", values.without(["VendorName"]))
    }
    add("change-role-arn", values)
    let ids = previous.trust.connection?.externalIDs ?? []
    guard let id = ids.first, let current = role.trust.connection?.externalID,
      !ids.contains(current), let migration = step("migrate-external-id-new-roles", of: role.name)
    else { return }
    let own = migration.values.merging(["PreviousExternalId": id.text]) { _, new in new }
    let step = Step(.later, migration.owner, migration.name, own)
    if !steps.contains(step) { steps.append(step) }
  }

  /// Integrations that use another bucket or stream than before.
  private mutating func addChangedData() {
    for (integration, data) in after.data.sorted(by: { $0.key < $1.key }) {
      guard let former = before.data[integration] else { continue }
      let vendor = after.vendorOfIntegration[integration] ?? "the vendor"
      for (kind, name, key) in [
        ("s3", "change-bucket", "Bucket"), ("kinesis", "change-stream", "Stream"),
      ] {
        let was = former.filter { $0.service == kind }
        let now = data.filter { $0.service == kind }
        let (lost, gained) = (was.subtracting(now), now.subtracting(was))
        guard !lost.isEmpty, !gained.isEmpty else { continue }
        let values = [
          "VendorName": vendor, "Integration": integration.text, key: gained.words,
          "Previous" + key: lost.words,
        ]
        add(name, values, for: [integration])
      }
    }
  }

  /// Whether an integration that sends metrics only has another name: its stack is made anew, and
  /// what it sends arrives where it did.
  private func hasMoved(_ integration: Slug) -> Bool {
    guard let endpoint = before.endpointOfIntegration[integration] else { return false }
    return after.endpointOfIntegration.contains { other, url in
      url == endpoint && before.endpointOfIntegration[other] == nil
    }
  }

  /// Integrations that are gone, and whose access went with them: not those of another name.
  private mutating func addRemovedIntegrations() {
    // A role that was closed because another took its place isn't an access that is gone.
    let lost = access.filter { $0.kind == .removed && !$0.isOfTrust }.flatMap(\.old)
    let losing = Set(lost.flatMap(\.integrations))
    for (integration, vendor) in before.vendorOfIntegration.sorted(by: { $0.key < $1.key })
    where after.vendorOfIntegration[integration] == nil && losing.contains(integration) {
      if hasMoved(integration) { continue }
      let values = ["Integration": integration.text, "VendorName": vendor]
      let isAlone = new.targets == nil
      add(isAlone ? "remove-integration" : "remove-integration-targets", values, for: [integration])
    }
  }
}

// What else stops or flows.
extension Consequences {
  /// Buckets that are in another region than the spec said.
  private mutating func addChangedRegions() {
    for (bucket, region) in after.regionOfBucket.sorted(by: { $0.key < $1.key }) {
      guard let former = before.regionOfBucket[bucket], former != region,
        let user = after.data.first(where: { $0.value.contains { $0.name == bucket } })?.key
      else { continue }
      let values = [
        "VendorName": after.vendorOfIntegration[user] ?? "the vendor", "Bucket": bucket,
        "Region": region.text, "PreviousRegion": former.text,
      ]
      add("change-bucket-region", values)
    }
  }

  /// Metric streams that send other metrics than before, or to another place.
  private mutating func addChangedFlows() {
    let flows = [old, new].map { Self.flows(of: $0) }
    for (name, flow) in flows[1].sorted(by: { $0.key < $1.key }) {
      guard let former = flows[0][name], former.words != flow.words else { continue }
      let values = [
        "VendorName": flow.vendor, "Stream": name, "Before": former.words, "After": flow.words,
      ]
      add("change-data-flow", values)
    }
  }

  private static func flows(of plan: Plan) -> [String: (vendor: String, words: String)] {
    var endpoints: [DeliveryStreamName: DeliveryStream.Endpoint] = [:]
    for resource in plan.resources {
      if case .deliveryStream(let stream) = resource.kind {
        endpoints[stream.name] = stream.endpoint
      }
    }
    var flows: [String: (vendor: String, words: String)] = [:]
    for resource in plan.resources {
      guard case .metricStream(let stream) = resource.kind,
        let endpoint = endpoints[stream.deliveryStream]
      else { continue }
      flows[stream.name.text] = (endpoint.name, "\(stream.flow.words) to \(endpoint.url)")
    }
    return flows
  }

  /// Roles and users that stay, and may do less.
  private mutating func addLostPermissions() {
    let lost = access.filter { $0.kind == .removed && !$0.isOfTrust }.map(\.row)
    for (holder, rows) in Dictionary(grouping: lost, by: \.principal).sorted(by: { $0.key < $1.key }
    )
    where after.vendorOfHolder[holder] != nil {
      // What a bucket or stream that was left says, isn't said again.
      let said = Set(steps.flatMap(\.integrations))
      let left = rows.filter { !$0.integrations.allSatisfy(said.contains) }
      guard !left.isEmpty else { continue }
      let named = left.prefix(4).map { "\($0.action) on \($0.resource)" }.joined(separator: ", ")
      let more = left.count > 4 ? " and \(left.count - 4) more" : ""
      let values = [
        "Principal": holder, "VendorName": after.vendorOfHolder[holder] ?? "",
        "Permissions": named + more,
      ]
      add("lose-permissions", values)
    }
  }
}

// The spec as a whole.
extension Consequences {
  /// Roles of which trust and permissions change at once.
  private mutating func addMixedChanges() {
    let trusts = Set(access.filter { $0.kind == .trust }.map(\.row.resource))
    let held = Set(access.filter { !$0.isOfTrust }.map(\.row.principal))
    for name in after.roles.keys.sorted() {
      let arn = after.arns[.role(name)]
      guard trusts.contains(arn), held.contains(arn) else { continue }
      add("change-trust-and-permissions", ["RoleName": name.text])
    }
    addMixedBoundaries()
  }

  /// Roles and users of which the boundary changes with the permissions or the trust within it.
  private mutating func addMixedBoundaries() {
    let formers = old.boundedHolders
    for (arn, holder) in new.boundedHolders.sorted(by: { $0.key < $1.key }) {
      guard let former = formers[arn], former.boundary != holder.boundary,
        former.permissions != holder.permissions || former.trust != holder.trust
      else { continue }
      let values = [
        "Principal": arn, "PreviousBoundary": former.boundary?.text ?? "none",
        "Boundary": holder.boundary?.text ?? "none",
      ]
      add("change-boundary-and-permissions", values)
    }
  }

  private mutating func addChangedPlace() {
    let (was, now) = (old.place, new.place)
    guard was != now else { return }
    add("change-place", ["Spec": new.name.text, "Place": now, "PreviousPlace": was])
  }
}

/// A role or user, as far as its boundary has to do with it.
private struct BoundedHolder {
  let boundary: PolicyARN?
  let permissions: [Statement]
  let trust: PolicyDocument?
}

extension Plan {
  /// The roles and users by their ARNs.
  fileprivate var boundedHolders: [String: BoundedHolder] {
    let (arns, held) = (ARNTable(of: self), permissionsOfHolders)
    var holders: [String: BoundedHolder] = [:]
    for resource in resources {
      guard let permissions = held[resource.id] else { continue }
      var trust: PolicyDocument?
      if case .role(let role) = resource.kind { trust = role.trust.document }
      holders[arns[resource.id]] = BoundedHolder(
        boundary: resource.kind.permissionsBoundary,
        permissions: permissions,
        trust: trust
      )
    }
    return holders
  }

  /// Where its resources are made.
  var place: String { "\(region) of account \(account)" }
}

extension Trust {
  /// The connection that is let in; nil for a service.
  fileprivate var connection: Connection? {
    if case .vendor(let connection) = bearer { connection } else { nil }
  }
}

extension String {
  /// Whether an ARN is that of a user.
  fileprivate var isUser: Bool { contains(":user/") }

  /// What stands behind the last slash of an ARN.
  fileprivate var lastName: Substring { split(separator: "/").last ?? self[...] }
}

extension [String: String] {
  fileprivate func without(_ keys: Set<String>) -> Self { filter { !keys.contains($0.key) } }
}

extension Set<Holdings.Data> {
  fileprivate var words: String { map(\.name).sorted().joined(separator: ", ") }
}
