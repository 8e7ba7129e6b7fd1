import Diagnostics
package import Model

extension IAMPolicy {
  /// The policy that a document of a plan becomes.
  ///
  /// - Parameter arns: what the plan's roles are called where the document names them.
  package init(_ document: PolicyDocument, _ attachment: Attachment, _ arns: ARNTable) {
    self.init(
      attachment: attachment,
      version: .current,
      id: document.id,
      statements: document.statements.map { Statement($0, attachment, arns) }
    )
  }

  /// What one row of the ledger grants.
  package init(_ row: Ledger.Row) {
    let statement = Statement(
      sid: nil,
      effect: .allow,
      principals: row.channel == .resource ? .matching([.named(row.principal)]) : nil,
      actions: .matching([row.action]),
      resources: .matching([row.resource]),
      conditions: row.conditions.map(Condition.init),
      range: row.range
    )
    self.init(
      attachment: row.channel == .resource ? .resource : .identity,
      version: .current,
      id: nil,
      statements: [statement]
    )
  }
}

extension IAMPolicy.Statement {
  fileprivate init(
    _ statement: Statement,
    _ attachment: IAMPolicy.Attachment,
    _ arns: ARNTable
  ) {
    let principals = statement.principals.map { IAMPolicy.Principal($0, arns) }
    self.init(
      sid: statement.sid,
      effect: statement.effect == .allow ? .allow : .deny,
      principals: attachment == .resource ? .matching(principals) : nil,
      actions: .matching(statement.actions.map(\.text)),
      resources: statement.resources.isEmpty ? nil : .matching(statement.resources),
      conditions: statement.conditions.map(IAMPolicy.Condition.init),
      range: .beginning
    )
  }
}

extension IAMPolicy.Principal {
  fileprivate init(_ principal: Principal, _ arns: ARNTable) {
    switch principal {
    case .account(let id, let partition): self = .aws("arn:\(partition):iam::\(id):root")
    case .role(let name): self = .aws(arns[.role(name)])
    case .service(let name): self = .service(name)
    case .everyone: self = .everyone
    }
  }

  /// A principal as the ledger names it: an ARN or the name of a service.
  fileprivate static func named(_ text: String) -> Self {
    if text == "*" { return .everyone }
    return text.hasPrefix("arn:") ? .aws(text) : .service(text)
  }
}

extension IAMPolicy.Condition {
  fileprivate init(_ condition: Condition) {
    guard let form = ConditionOperator(condition.operator) else {
      preconditionFailure("a plan has no condition operator '\(condition.operator)'")
    }
    self.init(operator: form, key: condition.key, values: condition.values)
  }
}
