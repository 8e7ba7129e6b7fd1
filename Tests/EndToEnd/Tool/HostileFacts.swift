import Model

/// Data of a case file, which the bench holds the calls of a script against. It is written from
/// the plan by Foundation's encoder, so that it shares nothing with what writes the scripts.
indirect enum Fact: Encodable {
  case text(String)
  case integer(Int)
  case flag(Bool)
  case list([Fact])
  case map([String: Fact])

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .list(let facts): try container.encode(facts)
    case .map(let facts): try container.encode(facts)
    }
  }
}

extension Fact: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .text(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(arrayLiteral elements: Fact...) { self = .list(elements) }
  /// A map of the keys whose value isn't nil.
  init(dictionaryLiteral elements: (String, Fact?)...) {
    var facts: [String: Fact] = [:]
    for (key, value) in elements { facts[key] = value }
    self = .map(facts)
  }

  static func texts(_ texts: [String]) -> Fact { .list(texts.map { .text($0) }) }

  /// One text, or the list of several, as IAM writes them.
  static func oneOrMore(_ texts: [String]) -> Fact {
    texts.count == 1 ? .text(texts[0]) : Fact.texts(texts)
  }
}

/// What AWS must be told of a plan, in the words of its API.
struct Wanted {
  let plan: Plan

  var facts: [Fact] { plan.resources.map { fact($0.kind) } }

  var requirements: [Fact] {
    plan.requirements.map { requirement in
      switch requirement {
      case .bucket(let name, let region):
        ["kind": "bucket", "name": .text(name.text), "region": .text(region.text)]
      case .stream(let name, let region, let key, _):
        [
          "kind": "stream", "name": .text(name.text), "region": .text(region.text),
          "key": key.map { .text($0.text) },
        ]
      }
    }
  }

  private func fact(_ kind: Resource.Kind) -> Fact {
    switch kind {
    case .role(let role): fact(role)
    case .user(let user): fact(user)
    case .managedPolicy(let policy):
      [
        "kind": "managed_policy", "name": .text(policy.name.text),
        "holder": .text(policy.holder.name), "policy": fact(policy.document),
      ]
    case .accessKey(let key):
      ["kind": "access_key", "name": .text(key.user.text), "variable": .text(key.fileVariable)]
    case .bucket(let bucket): fact(bucket)
    case .stream(let stream): fact(stream)
    case .streamPolicy(let policy):
      [
        "kind": "stream_policy", "name": .text(policy.stream.text),
        "region": .text(policy.region.text), "policy": fact(policy.document),
      ]
    case .logGroup(let group):
      [
        "kind": "log_group", "name": .text(group.name.text), "streams": .texts(group.streams),
        "settings": [
          "logGroupName": .text(group.name.text), "retentionInDays": .integer(group.retentionDays),
          "tags": tagMap(group.tags),
        ],
      ]
    case .deliveryStream(let stream): fact(stream)
    case .metricStream(let stream): fact(stream)
    }
  }

  private func fact(_ role: Role) -> Fact {
    [
      "kind": "role", "name": .text(role.name.text), "trust": fact(role.trust.document),
      "policy": fact(role.permissions), "parts": .texts(role.managedPolicies.map(\.text)),
      "settings": [
        "RoleName": .text(role.name.text), "Path": .text(role.path.text),
        "Description": role.description.map { .text($0.text) },
        "MaxSessionDuration": .integer(role.maxSessionDuration),
        "PermissionsBoundary": role.permissionsBoundary.map { .text($0.text) },
        "Tags": tagList(role.tags),
      ],
    ]
  }

  private func fact(_ user: User) -> Fact {
    [
      "kind": "user", "name": .text(user.name.text), "policy": fact(user.permissions),
      "parts": .texts(user.managedPolicies.map(\.text)),
      "settings": [
        "UserName": .text(user.name.text), "Path": .text(user.path.text),
        "PermissionsBoundary": user.permissionsBoundary.map { .text($0.text) },
        "Tags": tagList(user.tags),
      ],
    ]
  }
}

// Tags and ARNs.
extension Wanted {
  func tagList(_ own: [Tag]) -> Fact {
    .list(
      plan.tags(with: own).map { ["Key": .text($0.key.text), "Value": .text($0.value.text)] }
    )
  }

  func tagMap(_ own: [Tag]) -> Fact {
    var facts: [String: Fact] = [:]
    for tag in plan.tags(with: own) { facts[tag.key.text] = .text(tag.value.text) }
    return .map(facts)
  }

  func roleARN(_ name: RoleName) -> String {
    let paths = plan.resources.compactMap { resource -> String? in
      guard case .role(let role) = resource.kind, role.name == name else { return nil }
      return role.path.text
    }
    return "arn:\(plan.partition):iam::\(plan.account):role\(paths.first ?? "/")\(name)"
  }
}

// Policies.
extension Wanted {
  func fact(_ document: PolicyDocument) -> Fact {
    [
      "Version": "2012-10-17", "Id": document.id.map { .text($0) },
      "Statement": .list(document.statements.map { fact($0) }),
    ]
  }

  private func fact(_ statement: Statement) -> Fact {
    var conditions: [String: Fact] = [:]
    for condition in statement.conditions {
      var keys: [String: Fact] = [:]
      if case .map(let known)? = conditions[condition.operator] { keys = known }
      keys[condition.key] = .oneOrMore(condition.values)
      conditions[condition.operator] = .map(keys)
    }
    return [
      "Sid": statement.sid.map { .text($0) }, "Effect": .text(statement.effect.rawValue),
      "Principal": statement.principals.isEmpty ? nil : fact(statement.principals),
      "Action": .texts(statement.actions.map { "\($0.service):\($0.name)" }),
      "Resource": statement.resources.isEmpty ? nil : .texts(statement.resources),
      "Condition": conditions.isEmpty ? nil : .map(conditions),
    ]
  }

  private func fact(_ principals: [Principal]) -> Fact {
    if principals == [.everyone] { return "*" }
    var accounts: [String] = []
    var services: [String] = []
    for principal in principals {
      switch principal {
      case .account(let id, let partition): accounts.append("arn:\(partition):iam::\(id):root")
      case .role(let name): accounts.append(roleARN(name))
      case .service(let name): services.append(name)
      case .everyone: accounts.append("*")
      }
    }
    return [
      "AWS": accounts.isEmpty ? nil : .oneOrMore(accounts),
      "Service": services.isEmpty ? nil : .oneOrMore(services),
    ]
  }
}
