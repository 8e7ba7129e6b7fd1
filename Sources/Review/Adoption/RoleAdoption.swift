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
  var integrations: [String] = []
  /// Why a part of the role couldn't be carried over, by statement, action and resource.
  var refusals: [CustomAllowances.Key: String] = [:]
  /// What was found beside how access differs.
  var findings: [Finding] = []
  /// Whether it is a `custom/role`, whose permissions are those of the role and no vendor's.
  var isCustom = false
  /// Whether the external id is left to say, so that the one that is compared stands for it.
  var asksForID = false

  /// Something that somebody must look at.
  struct Finding {
    let code: DiagnosticCode
    let message: String
    let place: PastedPlace
    let help: String?
  }

  let catalog: Catalog
  let probe: Probe
  /// Policies of streams, which may share them with the vendor.
  let sharing: [ExistingPolicy]
  let account: String
  /// The type that the person named, such as `logzio/s3-fetch`.
  let type: String?

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

  mutating func find(
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
      let services = entrance.services.map { quoted($0) }.joined(separator: ", ")
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

// Any other vendor.
extension RoleAdoption {
  mutating func addCustom(to spec: inout AdoptedSpec, number: Int) {
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
    var entries =
      [AdoptedEntry("type", .text(Adoption.anyType)), inPlace] + options(isShared: false)
    entries.append(AdoptedEntry("allow", .list(allowances.entries)))
    let integration = spec.freeName(role.name ?? "adopted")
    spec.integrations.append(AdoptedEntry(integration, .map(entries)))
    integrations = [integration]
  }
}

extension AdoptedSpec {
  /// A name like a text that no integration has yet.
  func freeName(_ text: String) -> String {
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
