import Audit
import Catalog
import Diagnostics
import IAM
import Model
import Vendors

// A vendor of the catalogue.
extension RoleAdoption {
  /// How many buckets and streams of a role are looked at: more than its quotas let it name.
  private static let limit = 100

  /// The integrations that the role is, by what it allows; none where it fits no type.
  mutating func forms(in spec: AdoptedSpec, _ region: String?) -> [Form] {
    let inventory = Inventory(of: role.permissions)
    guard type != Adoption.anyType else { return [] }
    let vendors = allVendors.filter { vendor?.id == $0.id || vendor == nil && !entrance.isKnown }
    var found: [(forms: [Form], distance: Int)] = []
    for vendor in vendors {
      var forms: [Form] = []
      var total = 0
      for bucket in inventory.buckets.prefix(Self.limit) {
        let all = Form.forms(of: vendor, .text(bucket.name), bucket.prefixes)
        let best = best(of: all, in: spec, region) { $0.bucket == bucket.name }
        guard let best else { continue }
        forms.append(best.form)
        total += best.distance.wider + best.distance.narrower
      }
      for stream in inventory.streams.prefix(Self.limit) {
        let all = Form.forms(of: vendor, stream)
        let best = best(of: all, in: spec, region) { $0.resource == stream.arn }
        guard let best else { continue }
        forms.append(best.form)
        total += best.distance.wider + best.distance.narrower
      }
      if !forms.isEmpty { found.append((forms, total)) }
    }
    guard let chosen = found.min(by: { $0.distance < $1.distance }) else {
      return wholeForm(vendors, in: spec, region)
    }
    return Self.merged(Self.withKeys(chosen.forms, inventory.keys, permissions))
  }

  /// Where no bucket is named, the one type that the role's actions on all of them fit, with the
  /// bucket left to say.
  private func wholeForm(
    _ vendors: [any Vendor.Type],
    in spec: AdoptedSpec,
    _ region: String?
  ) -> [Form] {
    guard vendors.count == 1, let vendor = vendors.first,
      permissions.parts.contains(where: { $0.resource?.contains("*") ?? true })
    else { return [] }
    let bucket = AdoptedValue.asked("BUCKET-TO-FILL-IN", standIn: "accredit-bucket-to-fill-in")
    let forms = Form.forms(of: vendor, bucket, [])
    return best(of: forms, in: spec, region) { _ in true }.map { [$0.form] } ?? []
  }

  /// The form that comes nearest to what the role allows; nil where none has anything of it.
  private func best(
    of forms: [Form],
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
      let key = catalog.vendor(form.vendor)?.externalID.key ?? "externalId"
      let id = AdoptedEntry(key, .text("q7zk3vw9xs2lp8tn5rb0"))
      trial.connections = [AdoptedEntry(form.vendor, .map([id]))]
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
      let free = forms.indices.filter { forms[$0].hasRoom(for: key) }
      let fitting = free.filter {
        forms[$0].isStream == isOfStream
          && (forms[$0].isStream || forms[$0].kind.isWriting == writes)
      }
      guard let index = fitting.first ?? free.first(where: { forms[$0].isStream == isOfStream })
      else { continue }
      forms[index].take(key)
    }
    return forms
  }

  /// The forms with those in one that take several buckets.
  private static func merged(_ forms: [Form]) -> [Form] {
    var merged: [Form] = []
    for form in forms {
      let twin = merged.firstIndex { other in
        form.kind.isList && other.type == form.type && other.options == form.options
      }
      if let twin {
        merged[twin].places += form.places
      } else {
        merged.append(form)
      }
    }
    return merged
  }

  mutating func addForms(
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

extension Form {
  /// Whether a key has a place in it that no other has taken.
  fileprivate func hasRoom(for key: Inventory.Regional) -> Bool {
    if !isStream && places.contains(where: { $0.key == nil }) { return true }
    return kind.encryptionKey != nil && ownKey == nil
      && (isStream || places.allSatisfy { $0.region == key.region })
  }

  fileprivate mutating func take(_ key: Inventory.Regional) {
    if !isStream, let place = places.firstIndex(where: { $0.key == nil }) {
      places[place].key = key.arn
      places[place].region = key.region
    } else {
      ownKey = key.arn
    }
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
