import Model

extension Role {
  func documents(in plan: Plan) -> [NamedDocument] {
    var settings: [Document.Member] = [
      .init("RoleName", .text(name.text)),
      .init("Path", .text(path.text)),
    ]
    if let description { settings.append(.init("Description", .text(description.text))) }
    settings.append(.init("MaxSessionDuration", .integer(maxSessionDuration)))
    if let permissionsBoundary {
      settings.append(.init("PermissionsBoundary", .text(permissionsBoundary.text)))
    }
    settings.append(.init("Tags", plan.tagList(with: tags)))
    return [
      NamedDocument("role/\(name)/settings", .map(settings)),
      NamedDocument("role/\(name)/trust", trust.document.document),
      NamedDocument("role/\(name)/policy", permissions.document),
    ]
  }
}

extension User {
  func documents(in plan: Plan) -> [NamedDocument] {
    var settings: [Document.Member] = [
      .init("UserName", .text(name.text)),
      .init("Path", .text(path.text)),
    ]
    if let permissionsBoundary {
      settings.append(.init("PermissionsBoundary", .text(permissionsBoundary.text)))
    }
    settings.append(.init("Tags", plan.tagList(with: tags)))
    return [
      NamedDocument("user/\(name)/settings", .map(settings)),
      NamedDocument("user/\(name)/policy", permissions.document),
    ]
  }
}
