import Model

extension Role {
  func documents(in plan: Plan) -> [NamedDocument] {
    let settings: Document = [
      "RoleName": .text(name.text),
      "Path": .text(path.text),
      "Description": description.map { .text($0.text) },
      "MaxSessionDuration": .integer(maxSessionDuration),
      "PermissionsBoundary": permissionsBoundary.map { .text($0.text) },
      "Tags": plan.tagList(with: tags),
    ]
    let documents = [
      NamedDocument("role/\(name)/settings", settings),
      NamedDocument("role/\(name)/trust", trust.document.document),
    ]
    guard managedPolicies.isEmpty else { return documents }
    return documents + [NamedDocument("role/\(name)/policy", permissions.document)]
  }
}

extension User {
  func documents(in plan: Plan) -> [NamedDocument] {
    let settings: Document = [
      "UserName": .text(name.text),
      "Path": .text(path.text),
      "PermissionsBoundary": permissionsBoundary.map { .text($0.text) },
      "Tags": plan.tagList(with: tags),
    ]
    let documents = [NamedDocument("user/\(name)/settings", settings)]
    guard managedPolicies.isEmpty else { return documents }
    return documents + [NamedDocument("user/\(name)/policy", permissions.document)]
  }
}

extension ManagedPolicy {
  var documents: [NamedDocument] {
    [NamedDocument("managed_policy/\(name)/policy", document.document)]
  }
}
