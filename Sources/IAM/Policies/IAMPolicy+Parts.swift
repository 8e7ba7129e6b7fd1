// Parts of policies, each a policy of its own.
extension IAMPolicy {
  /// What one statement allows of an action on a resource to a principal, less what others deny.
  ///
  /// - Parameters:
  ///   - action: one of the statement's; nil for all that it speaks of, and so for the others.
  ///   - denials: statements that deny, of whichever policy.
  package func part(
    _ statement: Statement,
    action: String?,
    resource: String?,
    principal: Principal?,
    without denials: [Statement]
  ) -> IAMPolicy {
    let part = Statement(
      sid: statement.sid,
      effect: statement.effect,
      principals: principal.map { .matching([$0]) } ?? statement.principals,
      actions: action.map { .matching([$0]) } ?? statement.actions,
      resources: resource.map { .matching([$0]) } ?? statement.resources,
      conditions: statement.conditions,
      range: statement.range
    )
    return IAMPolicy(attachment: attachment, version: version, id: id, statements: [part] + denials)
  }
}

extension IAMPolicy {
  /// The policy without its statements.
  package var empty: IAMPolicy {
    IAMPolicy(attachment: attachment, version: version, id: id, statements: [])
  }
}
