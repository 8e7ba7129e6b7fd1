import Diagnostics
package import Model
import YAML

/// What whoever deploys a spec must be allowed to do: `Templates/AWS/deployer.yaml`.
package struct DeployerFacts: Sendable {
  /// How a spec is deployed.
  package enum Way: String, CaseIterable, Sendable {
    case template, script
  }

  /// What a need is about; a spec has none, one or many of each.
  package enum Subject: String, CaseIterable, Sendable {
    case stack, role, user, bucket, stream, boundary
    case managedPolicy = "managed-policy"
    case accessKey = "access-key"
    case streamPolicy = "stream-policy"
    case logGroup = "log-group"
    case deliveryStream = "delivery-stream"
    case metricStream = "metric-stream"
    case requiredBucket = "required-bucket"
    case requiredStream = "required-stream"
    case stackSet = "stack-set"
  }

  /// What is true of some subjects and not of others.
  package enum Circumstance: String, CaseIterable, Sendable {
    case always
    case bounded, unbounded, divided, provisioned
    case ownKey = "own-key"
    case longerRetention = "longer-retention"
    case shorterRetention = "shorter-retention"
    case selfManaged = "self-managed"
    case serviceManaged = "service-managed"
  }

  /// What the actions are done to.
  package enum Target: String, CaseIterable, Sendable {
    /// The subject itself.
    case own
    /// The key that encrypts the subject.
    case key
    /// The secret that a template keeps an access key in.
    case secret
    /// The role that the subject hands to a service.
    case serviceRole = "service-role"
    /// What a stack set deploys to, and may deploy: its accounts, and types of resources.
    case deployment
    /// Whatever there is: for actions that take no resource.
    case everything
  }

  /// What a condition compares with, and that narrows a need.
  package enum Limit: String, CaseIterable, Sendable {
    case boundary, policies, region, service
  }

  /// Actions that a subject needs, and the statement that they go into.
  package struct Need: Sendable {
    package let subject: Subject
    package let sid: String
    package let circumstance: Circumstance
    package let target: Target
    /// What its conditions compare with, all of which must hold; none for no condition.
    package let limits: [Limit]
    /// What the one condition compares with; empty where that differs between subjects.
    package let values: [String]
    /// The calls of the AWS CLI that need it, such as `iam get-role`; none for a template.
    package let calls: [String]
    package let actions: [Action]
  }

  /// Actions that the handlers of a type declare for a property that no template has.
  package struct Unused: Hashable, Sendable {
    /// The type, such as `AWS::S3::Bucket`.
    package let type: String
    package let property: String
    package let actions: [String]
  }

  private let needs: [Way: [Need]]
  /// The types of resources that the needs of a template speak of, in the order of the file.
  package let types: [String]
  package let unused: [Unused]
  /// The calls of the library that need nothing, with the reason.
  package let unneeded: [String: String]
  private let conditionKeys: [String: String]

  /// Those that the compiler carries, read at the first use. A test holds that nothing stands
  /// against the file.
  static let embedded: DeployerFacts = {
    var reports: [Diagnostics] = []
    return DeployerFacts(.embedded, Citation.embeddedSources, &reports)
  }()

  init(_ files: TemplateFiles, _ sources: [String: Citation], _ reports: inout [Diagnostics]) {
    var reader = DeployerReader(sources)
    readTemplate("AWS/deployer.yaml", files, &reports) { fields, diagnostics in
      reader.read(&fields, &diagnostics)
    }
    (needs, types, unused) = (reader.needs, reader.types, reader.unused)
    (unneeded, conditionKeys) = (reader.unneeded, reader.conditions)
  }

  /// What a way of deploying needs, in the order of the file.
  package func needs(of way: Way) -> [Need] { needs[way] ?? [] }

  /// The condition key that a limit is about.
  package func conditionKey(of limit: Limit) -> String? { conditionKeys[limit.rawValue] }
}
