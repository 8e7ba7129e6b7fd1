package import Catalog
package import Diagnostics
package import Model
package import Specification
package import YAML

/// One integration on its way into a plan: its options as they are read, and the parts of the plan
/// that its vendor makes of them.
package struct Draft: Sendable {
  package let specification: Specification
  package let catalog: Catalog
  package let entry: IntegrationEntry
  package var fields: Fields
  package var diagnostics: Diagnostics
  package var contribution = Contribution()
  /// The tags of the integration's own resources.
  package private(set) var tags: [Tag] = []
  /// The values that every step may use.
  private let commonValues: [String: String]

  package init(
    _ entry: IntegrationEntry,
    of specification: Specification,
    _ catalog: Catalog,
    _ diagnostics: Diagnostics
  ) {
    self.entry = entry
    self.specification = specification
    self.catalog = catalog
    self.diagnostics = diagnostics
    fields = entry.fields
    commonValues = Self.commonValues(of: entry, specification)
    tags = readTags(fields.node("tags"), &self.diagnostics)
  }

  package var name: Slug { entry.name.value }
  package var vendor: VendorProfile { entry.vendor }

  /// What messages about the integration as a whole point at.
  package var range: SourceRange { entry.name.range }

  /// A permission of the integration's type.
  func permission(_ name: String) -> Permission {
    vendor.permission(name, of: entry.type)
  }
}

/// What one integration adds to a plan.
package struct Contribution: Sendable {
  package var resources: [Resource] = []
  package var requirements: [Requirement] = []
  package var grants: [Grant] = []
  package var steps: [Step] = []
  package var outputs: [Output] = []
  package var requests: [VendorRequest] = []
  /// The connections that it uses, by their names.
  package var connections: Set<Slug> = []
  /// Whether it isn't clear which connection it is to use.
  package var connectionIsUnclear = false
  /// The vendor that it describes in place.
  package var vendorInPlace: ConnectionEntry?
  /// What the vendor has only one of for each connection, such as "archive", where this is one.
  package var soleUse: SoleUse?

  /// A use that a connection has only once at a time.
  package struct SoleUse: Hashable, Sendable {
    package let connection: Slug
    package let use: String
  }
}

extension Draft {
  mutating func add(_ kind: Resource.Kind, at range: SourceRange? = nil) {
    contribution.resources.append(Resource(kind, for: name, at: range ?? self.range))
  }

  /// Grants what a permission of the catalogue allows, once for each set of values.
  mutating func grant(
    _ permission: Permission,
    to holder: Grant.Holder,
    _ values: HoleValues,
    at range: SourceRange? = nil
  ) {
    for statement in permission.policy.filled(with: values).statements {
      contribution.grants.append(
        Grant(
          to: holder,
          statement,
          reasons: permission.reasons,
          source: permission.source,
          permission: permission.id,
          integration: name,
          range: range ?? self.range
        )
      )
    }
  }

  /// Adds a step of the vendor's, with those of the values that its text has holes for.
  mutating func step(_ phase: Step.Phase, _ name: String, _ values: [String: String] = [:]) {
    add(phase, vendor.id, name, values)
  }

  /// Adds a step that AWS asks for, whoever the vendor is.
  mutating func awsStep(_ phase: Step.Phase, _ name: String, _ values: [String: String] = [:]) {
    add(phase, "aws", name, values)
  }

  private mutating func add(
    _ phase: Step.Phase,
    _ owner: String,
    _ name: String,
    _ values: [String: String]
  ) {
    var filled: [String: String] = [:]
    for hole in catalog.holes(ofStep: name, owner: owner) {
      guard let value = values[hole] ?? commonValues[hole] else {
        preconditionFailure("the step \(owner)/\(name) has no value for ${\(hole)}")
      }
      filled[hole] = value
    }
    contribution.steps.append(Step(phase, owner, name, filled, for: [self.name]))
  }

  /// Adds a request of the vendor's, with those of the values that its text has holes for.
  ///
  /// - Parameter place: what tells the file apart from the integration's others, such as
  ///   `archive.json`.
  /// - Returns: the path of the file, for the steps that name it.
  @discardableResult
  mutating func request(
    _ template: String,
    as place: String,
    _ values: [String: String]
  ) -> String {
    var filled: [String: String] = [:]
    for (hole, kind) in vendor.request(template).holes {
      let value = values[hole] ?? commonValues[hole]
      if kind == .optional && (value ?? "").isEmpty { continue }
      guard let value else {
        preconditionFailure("the request \(vendor.id)/\(template) has no value for ${\(hole)}")
      }
      filled[hole] = value
    }
    let request = VendorRequest(vendor.id, template, filled, as: "\(name).\(place)", for: name)
    contribution.requests.append(request)
    return request.path
  }

  private static func commonValues(
    of entry: IntegrationEntry,
    _ specification: Specification
  ) -> [String: String] {
    let spec = specification.name.value.text
    return [
      "Account": specification.account.value.text,
      "Integration": entry.name.value.text,
      "Partition": specification.partition.text,
      "Region": specification.region.value.text,
      "Spec": spec,
      "StackName": spec,
      "TemplateFile": "template.yaml",
      "Variable": entry.name.value.variableText.lowercased(),
      "VendorName": entry.vendor.name,
    ]
  }
}
