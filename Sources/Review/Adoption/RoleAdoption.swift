import Audit
import Catalog
import Diagnostics
import IAM
import Model

/// One existing role on its way into a spec: the connection and the integrations that it becomes.
struct RoleAdoption {
  let role: ExistingRole
  let trust: ExistingAccess
  let permissions: ExistingAccess
  let entrance: Entrance
  /// The vendor that it is for; nil for one that the catalogue doesn't know.
  let vendor: VendorProfile?
  /// The names of the integrations, once they have them.
  private(set) var integrations: [String] = []
  /// Why a part of the role couldn't be carried over, by statement, action and resource.
  private(set) var refusals: [CustomAllowances.Key: String] = [:]
  /// What was found beside how access differs.
  private(set) var findings: [Finding] = []
  /// Whether it is a `custom/role`, whose permissions are those of the role and no vendor's.
  private(set) var isCustom = false
  /// Whether the external id is left to say, so that the one that is compared stands for it.
  private(set) var asksForID = false

  /// Something that somebody must look at.
  struct Finding {
    let code: DiagnosticCode
    let message: String
    let place: PastedPlace
    let help: String?
  }

  private let catalog: Catalog
  private let probe: Probe
  /// Policies of streams, which may share them with the vendor.
  private let sharing: [ExistingPolicy]
  private let account: String
  /// The type that the person named, such as `logzio/s3-fetch`.
  private let type: String?

  init(
    _ role: ExistingRole,
    _ sharing: [ExistingPolicy],
    account: String,
    type: String?,
    _ catalog: Catalog,
    _ probe: Probe
  ) {
    (self.role, self.catalog, self.probe, self.type) = (role, catalog, probe, type)
    (self.sharing, self.account) = (sharing, account)
    let actions = catalog.actions
    trust = ExistingAccess(of: role.trust, .entry, account: account, actions)
    permissions = ExistingAccess(of: role.permissions, .use, account: nil, actions)
    entrance = Entrance(of: trust, catalog)
    let named = type.flatMap { catalog.vendor(String($0.prefix { $0 != "/" })) }
    vendor = named ?? entrance.account.flatMap { Entrance.vendor(of: $0, catalog) }
  }

  private mutating func find(
    _ code: DiagnosticCode,
    _ message: String,
    at place: PastedPlace? = nil,
    help: String? = nil
  ) {
    findings.append(Finding(code: code, message: message, place: place ?? role.place, help: help))
  }

  /// Adds what the role becomes to a spec.
  ///
  /// - Parameter region: that of the spec; nil where nobody has said it.
  mutating func add(to spec: inout AdoptedSpec, region: String?, number: Int) {
    guard !permissions.isTooMuch && !trust.isTooMuch else {
      find(
        .notCarriedOver,
        "\(role.noun) isn't carried over: its statements allow more than 1,000 things one by one",
        help: "AWS's quotas let no role have as much; adopt it piece by piece"
      )
      return
    }
    guard entrance.account != nil || !entrance.isKnown else {
      let services = entrance.services.map(quotedName).joined(separator: ", ")
      find(
        .notCarriedOver,
        services.isEmpty
          ? "\(role.noun) isn't carried over: no account of a vendor comes into it"
          : "\(role.noun) isn't carried over: it is for \(services), and no vendor comes into it",
        help: "roles of services are made by the integration that needs them, as logzio/metrics"
      )
      return
    }
    let forms = self.forms(in: spec, region)
    if forms.isEmpty {
      addCustom(to: &spec, number: number)
    } else {
      addForms(forms, to: &spec, region, number: number)
    }
  }
}

// The connection.
extension RoleAdoption {
  /// What the spec says of who comes in: the external id, and the account where it must be said.
  private mutating func identity(
    _ rule: ExternalIDRule?,
    isVendors: Bool,
    in spec: AdoptedSpec,
    number: Int
  ) -> [AdoptedEntry] {
    let key = rule?.key ?? "externalId"
    let standIn = "q7zk3vw9xs2lp8tn5rb\(number)"
    let asked = AdoptedValue.asked("PASTE-THE-EXTERNAL-ID-HERE", standIn: standIn)
    var entries: [AdoptedEntry] = []
    let isOwn = vendor?.accounts.values.contains { $0.text == entrance.account } ?? false
    if !isVendors || !isOwn && entrance.account != nil {
      let missing = AdoptedValue.asked("ACCOUNT-ID-TO-FILL-IN", standIn: "555566667777")
      entries.append(
        AdoptedEntry("accountId", entrance.account.map { .text($0) } ?? missing)
      )
    }
    guard let id = entrance.externalIDs.first(where: { isAccepted($0, key, entries, in: spec) })
    else {
      asksForID = true
      if let refused = entrance.externalIDs.first {
        find(
          .notCarriedOver,
          "the external id \(quoted(refused)) isn't carried over: "
            + reason(against: refused, key, entries, in: spec),
          at: trust.parts.first?.place,
          help: "have the vendor make a new one, for you alone"
        )
      } else if entrance.isKnown {
        find(
          .missingExternalID,
          "\(role.noun) lets the vendor in without an external id, and so for its other customers",
          at: trust.parts.first?.place,
          help: "the entry asks for one; it is found here: \(rule?.find ?? "ask the vendor")"
        )
      }
      let comment = "The documents have none that can be kept: \(rule?.find ?? "ask the vendor")."
      return entries + [AdoptedEntry(key, asked, [comment])]
    }
    return entries + [AdoptedEntry(key, .text(id))]
  }

  private func isAccepted(
    _ id: String,
    _ key: String,
    _ entries: [AdoptedEntry],
    in spec: AdoptedSpec
  ) -> Bool {
    reason(against: id, key, entries, in: spec).isEmpty
  }

  /// Why a spec can't have an external id; empty where it can.
  private func reason(
    against id: String,
    _ key: String,
    _ entries: [AdoptedEntry],
    in spec: AdoptedSpec
  ) -> String {
    if id.contains(TemplateValues.unknown) { return "only a deployment knows it" }
    guard (try? ExternalID(id)) != nil else { return "it isn't an external id, by its characters" }
    let identity = entries + [AdoptedEntry(key, .text(id))]
    var trial = spec.head
    trial.integrations = [CustomAllowances.probe(of: identity)]
    let form = Form.forms(of: vendor?.id ?? "", .text("probe-bucket"), []).first
    if let vendor, let form, key == vendor.externalID.key {
      trial.connections = [AdoptedEntry(vendor.id, .map(identity))]
      trial.integrations = [AdoptedEntry("probe", .map(form.entries(in: nil)))]
    }
    return probe.access(trial).error?.message ?? ""
  }

  /// What the spec says of the role itself; each integration of one role says the same.
  private mutating func options(isShared: Bool) -> [AdoptedEntry] {
    var entries: [AdoptedEntry] = []
    if let name = role.name {
      (try? RoleName(name)) == nil
        ? find(.notCarriedOver, "the name \(quoted(name)) isn't carried over: it isn't a role's")
        : entries.append(AdoptedEntry("role", .text(name)))
    } else if isShared {
      let asked = AdoptedValue.asked("<name of the role>", standIn: "adopted-role")
      entries.append(AdoptedEntry("role", asked, ["The documents don't name the role."]))
    }
    if let path = role.path, path != "/" {
      (try? IAMPath(path)) == nil
        ? find(.notCarriedOver, "the path \(quoted(path)) isn't carried over: it isn't one")
        : entries.append(AdoptedEntry("rolePath", .text(path)))
    }
    if let boundary = role.boundary {
      (try? PolicyARN(boundary)) == nil
        ? find(.notCarriedOver, "the boundary \(quoted(boundary)) isn't carried over")
        : entries.append(AdoptedEntry("permissionsBoundary", .text(boundary)))
    }
    if let seconds = role.maxSessionDuration, seconds != 3600, (3600...43200).contains(seconds) {
      entries.append(AdoptedEntry("maxSessionDuration", .integer(seconds)))
    }
    if let description = role.description, (try? Description(description)) != nil {
      entries.append(AdoptedEntry("description", .text(description)))
    }
    return entries
  }
}

// A vendor of the catalogue.
extension RoleAdoption {
  /// How many buckets and streams of a role are looked at: more than its quotas let it name.
  private static let limit = 100

  /// The integrations that the role is, by what it allows; none where it fits no type.
  private mutating func forms(in spec: AdoptedSpec, _ region: String?) -> [Form] {
    let inventory = Inventory(of: role.permissions)
    let vendors = vendor.map { [$0.id] } ?? (entrance.isKnown ? [] : ["logzio", "fastly"])
    guard type != "custom/role" else { return [] }
    var found: [(vendor: String, forms: [Form], distance: Int)] = []
    for vendor in vendors {
      var forms: [Form] = []
      var total = 0
      for bucket in inventory.buckets.prefix(Self.limit) {
        let all = Form.forms(of: vendor, .text(bucket.name), bucket.prefixes)
        let best = best(of: all, vendor, in: spec, region) {
          $0.bucket == bucket.name
        }
        guard let best else { continue }
        forms.append(best.form)
        total += best.distance.wider + best.distance.narrower
      }
      for stream in inventory.streams.prefix(Self.limit) {
        let all = Form.forms(of: vendor, stream)
        let best = best(of: all, vendor, in: spec, region) { $0.resource == stream.arn }
        guard let best else { continue }
        forms.append(best.form)
        total += best.distance.wider + best.distance.narrower
      }
      if !forms.isEmpty { found.append((vendor, forms, total)) }
    }
    guard let chosen = found.min(by: { $0.distance < $1.distance }) else {
      return wholeForm(vendors, in: spec, region)
    }
    return Self.merged(Self.withKeys(chosen.forms, inventory.keys, permissions))
  }

  /// Where no bucket is named, the one type that the role's actions on all of them fit, with the
  /// bucket left to say.
  private func wholeForm(
    _ vendors: [String],
    in spec: AdoptedSpec,
    _ region: String?
  ) -> [Form] {
    guard vendors.count == 1, let vendor = vendors.first,
      permissions.parts.contains(where: { $0.resource?.contains("*") ?? true })
    else { return [] }
    let bucket = AdoptedValue.asked("BUCKET-TO-FILL-IN", standIn: "accredit-bucket-to-fill-in")
    let forms = Form.forms(of: vendor, bucket, [])
    return best(of: forms, vendor, in: spec, region) { _ in true }.map { [$0.form] } ?? []
  }

  /// The form that comes nearest to what the role allows; nil where none has anything of it.
  private func best(
    of forms: [Form],
    _ vendor: String,
    in spec: AdoptedSpec,
    _ region: String?,
    isMeant: (AccessPart) -> Bool
  ) -> (form: Form, distance: Probe.Distance)? {
    let named = type.map { type in forms.filter { $0.type == type } } ?? forms
    var best: (form: Form, distance: Probe.Distance)?
    // What speaks of other buckets can't hold what is asked of this one.
    let parts = permissions.parts.filter { isMeant($0) || $0.bucket == nil }
    let set = RequestSet(union: parts.map(\.set))
    for form in named {
      var trial = spec.head
      let key = catalog.vendor(vendor)?.externalID.key ?? "externalId"
      let id = AdoptedEntry(key, .text("q7zk3vw9xs2lp8tn5rb0"))
      trial.connections = [AdoptedEntry(vendor, .map([id]))]
      let name = role.name.flatMap { try? RoleName($0) }.map { $0.text }
      let named = name.map { [AdoptedEntry("role", .text($0))] } ?? []
      let entries = form.entries(in: region) + named
      trial.integrations = [AdoptedEntry("probe", .map(entries))]
      guard let planned = probe.access(trial).access["probe"] else { continue }
      let distance = probe.distance(from: planned, to: permissions, set, isMeant)
        .adding(probe.distance(from: planned.sharing, to: sharing, account: account))
      guard distance.meets, best.map({ distance < $0.distance }) ?? true else { continue }
      best = (form, distance)
    }
    return best
  }

  /// The forms with the keys that the role may use, each where it fits best.
  private static func withKeys(
    _ forms: [Form],
    _ keys: [Inventory.Regional],
    _ access: ExistingAccess
  ) -> [Form] {
    var forms = forms
    for key in keys {
      let parts = access.parts.filter { $0.resource == key.arn }
      let writes = parts.contains { $0.action?.lowercased() == "kms:generatedatakey" }
      let isOfStream = parts.flatMap(\.statement.conditions).contains {
        $0.key.lowercased().contains("kinesis")
      }
      let free = forms.indices.filter { index in
        forms[index].isStream
          ? forms[index].ownKey == nil : forms[index].places.contains { $0.key == nil }
      }
      let fitting = free.filter {
        forms[$0].isStream == isOfStream && (forms[$0].isStream || forms[$0].isReading != writes)
      }
      guard let index = fitting.first ?? free.first(where: { forms[$0].isStream == isOfStream })
      else { continue }
      if forms[index].isStream {
        forms[index].ownKey = key.arn
      } else if let place = forms[index].places.firstIndex(where: { $0.key == nil }) {
        forms[index].places[place].key = key.arn
        forms[index].places[place].region = key.region
      }
    }
    return forms
  }

  /// The forms with those in one that take several buckets.
  private static func merged(_ forms: [Form]) -> [Form] {
    var merged: [Form] = []
    for form in forms {
      let twin = merged.firstIndex { other in
        other.isReading && form.isReading && other.edition == form.edition
      }
      if let twin {
        merged[twin].places += form.places
      } else {
        merged.append(form)
      }
    }
    return merged
  }

  private mutating func addForms(
    _ forms: [Form],
    to spec: inout AdoptedSpec,
    _ region: String?,
    number: Int
  ) {
    let id = forms[0].vendor
    let rule = catalog.vendor(id)?.externalID
    let connection = identity(rule, isVendors: true, in: spec, number: number)
    var name = id
    var entries = connection
    let known = spec.connections.first { $0.value == .map(entries) }
    if let known {
      name = known.key
    } else {
      if spec.connections.contains(where: { $0.key == id }) {
        name = "\(id)-\(spec.connections.count { $0.value.isOf(id) || $0.key == id } + 1)"
        entries = [AdoptedEntry("vendor", .text(id))] + connection
      }
      spec.connections.append(AdoptedEntry(name, .map(entries)))
    }
    let options = self.options(isShared: forms.count > 1)
    for form in forms {
      let integration = spec.freeName(role.name ?? form.word)
      var all = form.entries(in: region)
      if name != id { all.insert(AdoptedEntry("via", .text(name)), at: 1) }
      all += options
      spec.integrations.append(AdoptedEntry(integration, .map(all)))
      integrations.append(integration)
    }
  }
}

// Any other vendor.
extension RoleAdoption {
  private mutating func addCustom(to spec: inout AdoptedSpec, number: Int) {
    isCustom = true
    let identity = self.identity(nil, isVendors: false, in: spec, number: number)
    let name = "Account \(entrance.account ?? "to fill in")"
    let vendorName = AdoptedEntry("name", .text(vendor?.name ?? name), ["Who it is, for reports."])
    let inPlace = AdoptedEntry("vendor", .map([vendorName] + identity))
    let allowances = CustomAllowances(of: permissions, in: spec.head, probe)
    refusals = allowances.refusals
    guard !allowances.entries.isEmpty else {
      find(
        .notCarriedOver,
        "\(role.noun) isn't carried over: none of its permissions can stand in a spec",
        help: "'accredit audit' says what is wrong with them"
      )
      return
    }
    var entries = [AdoptedEntry("type", .text("custom/role")), inPlace] + options(isShared: false)
    entries.append(AdoptedEntry("allow", .list(allowances.entries)))
    let integration = spec.freeName(role.name ?? "adopted")
    spec.integrations.append(AdoptedEntry(integration, .map(entries)))
    integrations = [integration]
  }
}

private func quotedName(_ text: String) -> String { quoted(text) }

extension Form {
  /// The edition of its vendor's permissions.
  fileprivate var edition: String {
    for option in options where option.key == "permissions" {
      if case .text(let text) = option.value { return text }
    }
    return ""
  }

  /// What an integration is called that has no better name.
  fileprivate var word: String { type.replacingSlash }
}

extension String {
  fileprivate var replacingSlash: String { String(map { $0 == "/" ? "-" : $0 }) }
}

extension AdoptedValue {
  /// Whether it is a connection that names its vendor.
  fileprivate func isOf(_ vendor: String) -> Bool {
    guard case .map(let entries) = self else { return false }
    return entries.contains { $0.key == "vendor" && $0.value == .text(vendor) }
  }
}

extension AdoptedSpec {
  /// A name like a text that no integration has yet.
  fileprivate func freeName(_ text: String) -> String {
    var slug = String(
      text.lowercased().map { ("a"..."z").contains($0) || ("0"..."9").contains($0) ? $0 : "-" }
    )
    slug = String(slug.drop { !("a"..."z").contains($0) }.prefix(36))
    if slug.isEmpty { slug = "adopted" }
    var name = slug
    var number = 2
    while integrations.contains(where: { $0.key == name }) {
      name = "\(slug)-\(number)"
      number += 1
    }
    return name
  }
}
