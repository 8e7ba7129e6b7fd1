import Audit
import Catalog
import Diagnostics
import IAM
import Model
import Vendors

// The connection.
extension RoleAdoption {
  /// What stands for an account that nobody has said.
  private static let someAccount = String(repeating: "5", count: 12)

  /// What the spec says of who comes in: the external id, and the account where it must be said.
  mutating func identity(
    _ rule: ExternalIDRule?,
    isVendors: Bool,
    in spec: AdoptedSpec,
    number: Int
  ) -> [AdoptedEntry] {
    let key = rule?.key ?? "externalId"
    let asked = AdoptedValue.asked("PASTE-THE-EXTERNAL-ID-HERE", standIn: "q7zk3vw9\(number)p8tn5")
    var entries: [AdoptedEntry] = []
    let isOwn = vendor?.accounts.values.contains { $0.text == entrance.account } ?? false
    if !isVendors || !isOwn && entrance.account != nil {
      let missing = AdoptedValue.asked("ACCOUNT-ID-TO-FILL-IN", standIn: Self.someAccount)
      entries.append(
        AdoptedEntry("accountId", entrance.account.map { .text($0) } ?? missing)
      )
    }
    let ids = entrance.externalIDs.filter { reason(against: $0, key, entries, in: spec).isEmpty }
    guard let id = ids.first else {
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
    return entries + [AdoptedEntry(key, .text(id))] + ids.dropFirst().prefix(1).map(Self.rotation)
  }

  /// What a role becomes that lets in with either of two external ids.
  private static func rotation(from previous: String) -> AdoptedEntry {
    let until = AdoptedValue.asked("DATE-TO-FILL-IN", standIn: "2099-12-31")
    return AdoptedEntry(
      "rotation",
      .map([
        AdoptedEntry("previous", .text(previous)),
        AdoptedEntry("until", until, ["The day by which 'previous' goes, as \"2030-01-31\"."]),
      ]),
      [
        "The role lets in with either id, and doesn't tell which is the old one: 'previous' has",
        "to be that. If the vendor doesn't send it any more, remove 'rotation'.",
      ]
    )
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
    // Whether the account may be trusted is another question, as is where the vendor works.
    let identity = entries + [AdoptedEntry(key, .text(id))]
    var trial = spec.head
    trial.integrations = [CustomAllowances.probe(of: identity)]
    let planner = allVendors.first { $0.id == vendor?.id }
    let form = planner.flatMap { Form.forms(of: $0, .text("probe-bucket"), []).first }
    if let vendor, let form, key == vendor.externalID.key {
      trial.connections = [AdoptedEntry(vendor.id, .map(identity))]
      trial.integrations = [AdoptedEntry("probe", .map(form.entries(in: nil)))]
    }
    return probe.error(in: trial, about: id)?.message ?? ""
  }

  /// What the spec says of the role itself; each integration of one role says the same.
  mutating func options(isShared: Bool) -> [AdoptedEntry] {
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
