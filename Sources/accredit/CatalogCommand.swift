import ArgumentParser
import Catalog
import Model
import Text

/// `accredit catalog`.
struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "Lists vendors, types, permissions and their sources.",
    usage: "accredit catalog [<options>] [<what>]",
    discussion: "'accredit catalog regions' lists the regions of AWS."
  )

  /// How the catalogue is shown.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(
    help: ArgumentHelp("A vendor, a type such as fastly/s3, or 'regions'.", valueName: "what"),
    completion: .catalogSubjects
  )
  var subject: String?

  @Option(help: "How to show it.")
  var format: Format = .text

  @OptionGroup var catalog: CatalogOptions

  func run() throws {
    let catalog = try catalog.catalog()
    if subject == "regions" {
      show(catalog.regionListing)
      return
    }
    let vendors = catalog.vendors.all
    let listings = vendors.flatMap { vendor in
      vendor.types.sorted { $0.key < $1.key }.map { TypeListing(vendor, $0.key, $0.value) }
    }
    guard let subject else {
      let width = listings.map(\.name.count).max() ?? 0
      let lines = listings.map { $0.line(width: width) }
      show(["types": .array(listings.map(\.summary))], lines.joined())
      return
    }
    let known = vendors.map(\.id) + listings.map(\.name) + ["regions"]
    try check(subject, isOneOf: known, "the catalogue has nothing called")
    let chosen = listings.filter { $0.name == subject || $0.vendor.id == subject }
    show(
      ["types": .array(chosen.map(\.details))],
      chosen.map(\.page).joined(separator: "\n")
    )
  }

  private func show(_ listing: (JSON, String)) {
    show(listing.0, listing.1)
  }

  private func show(_ document: JSON, _ text: String) {
    Terminal.print(format == .json ? document.text + "\n" : text)
  }
}

/// An integration type as the catalogue describes it.
private struct TypeListing {
  let vendor: VendorProfile
  let name: String
  private let type: VendorProfile.IntegrationType

  init(_ vendor: VendorProfile, _ name: String, _ type: VendorProfile.IntegrationType) {
    self.vendor = vendor
    self.name = "\(vendor.id)/\(name)"
    self.type = type
  }

  /// Its line in the list of all, with the summaries below each other.
  func line(width: Int) -> String {
    name + String(repeating: " ", count: width - name.count + 3) + type.summary + "\n"
  }

  var summary: JSON { ["type": .string(name), "summary": .string(type.summary)] }

  private var permissions: [(name: String, permission: Permission)] {
    type.permissions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  var page: String {
    var text = "\(name): \(type.summary)\n"
    for (partition, account) in vendor.accounts.sorted(by: { $0.key < $1.key }) {
      text += "  acts from account \(account) in partition \(partition)\n"
    }
    for (name, permission) in permissions {
      let source = permission.source
      text += "\n  \(name), version \(permission.version) of \(permission.date)\n"
      for action in permission.policy.actions {
        text += "    \(action.text): \(permission.reasons[action] ?? "")\n"
      }
      text += "    source: \(source.title), \(source.section) (\(source.date))\n"
      text += "            \(source.url)\n"
    }
    return text
  }

  var details: JSON {
    [
      "type": .string(name),
      "summary": .string(type.summary),
      "policies": .array(
        permissions.map { name, permission in
          [
            "name": .string(name),
            "version": .integer(permission.version),
            "date": .string(permission.date),
            "actions": .array(
              permission.policy.actions.map { action in
                [
                  "action": .string(action.text),
                  "reason": .string(permission.reasons[action] ?? ""),
                ]
              }
            ),
            "source": permission.source.json,
          ]
        }
      ),
    ]
  }
}

extension Catalog {
  /// The regions as data and as text.
  fileprivate var regionListing: (JSON, String) {
    let sorted = regions.sorted { $0.key < $1.key }
    let lines = sorted.map { region, fact in
      region.text + String(repeating: " ", count: max(1, 18 - region.text.count))
        + fact.partition.text
        + String(repeating: " ", count: max(1, 12 - fact.partition.text.count)) + fact.name + "\n"
    }
    let items: [JSON] = sorted.map { region, fact in
      [
        "region": .string(region.text),
        "partition": .string(fact.partition.text),
        "name": .string(fact.name),
      ]
    }
    return (["regions": .array(items)], lines.joined())
  }
}
