import Catalog
import Diagnostics
import Model

// What permissions are about.
extension Rule {
  static let resourceRules: [Rule] = [
    .grant("all but some resources", .grants) { statement, _, _, diagnostics in
      guard let place = statement.notResource else { return }
      diagnostics.report(
        .notResource,
        "'NotResource' takes in everything but what it names",
        at: place,
        help: "write 'Resource' with what is needed"
      )
    },
    .each("written ARNs", .grants) { statement, _, _, diagnostics in
      for resource in statement.resources { checkARN(resource, &diagnostics) }
    },
    .grant("everything", .grants, .everybody, checkEverything),
    .grant("resource wildcards", .grants) { statement, _, _, diagnostics in
      for resource in statement.resources { checkWildcards(of: resource, &diagnostics) }
    },
    .grant("kinds of resource", .grants, .everybody, checkKinds),
    .each("placeholders", .every, .everybody, checkPlaceholders),
  ]

  private static func checkARN(_ resource: Located<String>, _ diagnostics: inout Diagnostics) {
    let text = resource.value
    guard text != "*", text != String(TemplateValues.unknown) else { return }
    var reason: String?
    var help = "write arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"
    if let arn = AuditedARN(text) {
      (reason, help) = fault(of: arn, text) ?? (nil, help)
    } else if text.hasPrefix("arn:"), text.split(separator: ":").contains("s3") {
      reason = "has a colon too few"
      help = "S3 has three colons in front of the bucket: arn:aws:s3:::BUCKET"
    } else {
      reason =
        text.contains(TemplateValues.unknown) && !text.contains(":")
        ? nil : "isn't an ARN: it needs six parts divided by colons"
    }
    guard let reason else { return }
    diagnostics.report(.arnSyntax, "\(shown(text)) \(reason)", at: resource.range, help: help)
  }

  private static func fault(of arn: AuditedARN, _ text: String) -> (String, String)? {
    let unknown = TemplateValues.unknown
    let isPattern = { (part: String) in
      part.contains(unknown) || hasWildcard(part) || part.contains("$")
    }
    // The key of an object may hold spaces, what stands in front of it may not.
    let head = arn.service == "s3" ? text.prefix { $0 != "/" } : text[...]
    if head.contains(" ") || text.hasSuffix(" ") { return ("holds a space", "remove the space") }
    if arn.partition != "*", (try? Partition(arn.partition)) == nil, !isPattern(arn.partition) {
      return ("has no partition that AWS has", "write arn:aws:…")
    }
    if arn.resource.isEmpty { return ("names no resource", "write its name behind the last colon") }
    if arn.service != arn.service.lowercased() || arn.service.isEmpty {
      return ("has no service that AWS has", "write the service in lower case, such as s3")
    }
    if arn.service == "s3", !arn.resource.contains(":"), !arn.resource.contains("accesspoint") {
      let isBucket =
        arn.resource.split(separator: "/").first.map { !$0.hasPrefix("access") } ?? true
      if isBucket && !(arn.region.isEmpty && arn.account.isEmpty) {
        return ("names a region or account, and buckets have none", "write arn:aws:s3:::BUCKET")
      }
    }
    let needsPlace = ["kinesis", "kms", "firehose", "secretsmanager", "sqs", "dynamodb"]
    if needsPlace.contains(arn.service), arn.region.isEmpty || arn.account.isEmpty {
      return ("lacks its region or account", "write arn:aws:\(arn.service):REGION:ACCOUNT:…")
    }
    let isAccount =
      AuditedARN.isAccount(arn.account) || arn.account.isEmpty || isPattern(arn.account)
    let isPlaceholder = arn.account.contains("<") || arn.account.contains("{")
    if !isAccount, !["aws", "cloudfront"].contains(arn.account), !isPlaceholder,
      arn.account.first?.isNumber ?? false
    {
      return ("has no account of twelve digits", "write the account's twelve digits")
    }
    return nil
  }

  private static func checkEverything(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    guard statement.notResource == nil, policy.kind != .resource(.key),
      let star = statement.resources.first(where: { ["*", "**", "arn:*"].contains($0.value) })
    else { return }
    let table = scope.catalog.actions
    let narrower = statement.actions.first { action in
      guard statement.notAction == nil, let known = known(action.value) else { return true }
      if scope.facts.askedOfNothing.contains(action.value) { return false }
      // Keys have a rule of their own.
      if known.service == "kms" && scope.role == .vendor { return false }
      return table.resourceKinds(of: known).map { !$0.isEmpty } ?? true
    }
    guard let narrower else { return }
    let shapes = known(narrower.value).flatMap { table.resourceKinds(of: $0) } ?? []
    let shape = shapes.map(\.shape).prefix(2).joined(separator: " or ")
    diagnostics.report(
      .resourceWildcard,
      "\(shown(narrower.value)) takes a resource, so '*' must not stand here",
      at: star.range,
      help: shape.isEmpty ? "name the resources" : "name it: \(shape)"
    )
  }

  private static func checkWildcards(
    of resource: Located<String>,
    _ diagnostics: inout Diagnostics
  ) {
    guard let arn = AuditedARN(resource.value) else { return }
    let bucket = arn.resource.split(separator: "/", omittingEmptySubsequences: false).first ?? ""
    if arn.service == "s3", hasWildcard(String(bucket)) {
      diagnostics.report(
        .bucketWildcard,
        "buckets that match \(shown(String(bucket))) may be other people's",
        at: resource.range,
        help: "list each bucket"
      )
      return
    }
    let place = [arn.service, arn.region, arn.account, arn.partition]
    let name =
      arn.resource.split(separator: "/", maxSplits: 1).last.map(String.init) ?? arn.resource
    let isBare =
      arn.service != "s3" && name.allSatisfy { "*/:?".contains($0) } && arn.service != "kms"
    guard place.contains(where: hasWildcard) || isBare else { return }
    diagnostics.report(
      .resourceWildcard,
      "\(shown(resource.value)) takes in all of a kind",
      at: resource.range,
      help: "write out service, region, account and the start of the name"
    )
  }

  private static func checkKinds(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let named = statement.resources.filter { AuditedARN($0.value) != nil }
    guard statement.notAction == nil, statement.notResource == nil, !named.isEmpty,
      named.count == statement.resources.count
    else { return }
    let table = scope.catalog.actions
    var used: Set<SourceRange> = []
    var isClear = true
    for action in statement.actions {
      guard let known = known(action.value), let kinds = table.resourceKinds(of: known) else {
        isClear = false
        continue
      }
      let fitting = named.filter { resource in kinds.contains { $0.matches(resource.value) } }
      used.formUnion(fitting.map(\.range))
      if fitting.isEmpty { reportMismatch(of: action, kinds, named, &diagnostics) }
    }
    guard isClear, !used.isEmpty else { return }
    for resource in named where !used.contains(resource.range) {
      diagnostics.report(
        .resourceMismatch,
        "none of the actions is about \(shown(resource.value))",
        at: resource.range,
        help: "remove it, or add the action that is about it"
      )
    }
  }

  private static func reportMismatch(
    of action: Located<String>,
    _ kinds: [ActionTable.ResourceKind],
    _ named: [Located<String>],
    _ diagnostics: inout Diagnostics
  ) {
    let shapes = kinds.map(\.shape).prefix(2).joined(separator: " or ")
    diagnostics.report(
      .resourceMismatch,
      kinds.isEmpty
        ? "\(shown(action.value)) takes no resource, so only '*' lets it do anything"
        : "\(shown(action.value)) is about none of these resources, so it allows nothing",
      at: action.range,
      related: named.prefix(1).map {
        .init("it needs another kind of ARN than this", at: $0.range)
      },
      help: kinds.isEmpty ? "give it a statement of its own" : "it takes \(shapes)"
    )
  }

  private static func checkPlaceholders(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    // External ids have rules of their own.
    let conditions = statement.conditions.filter { $0.key.value.lowercased() != "sts:externalid" }
    let texts =
      statement.resources + statement.principals.map(\.text) + conditions.flatMap(\.values)
    for text in texts {
      let lower = text.value.lowercased()
      let isBracketed = ["<", ">", "{{", "["].contains { lower.contains($0) }
      let isHole = text.value.firstRange(of: "${").map { open in
        let name = text.value[open.upperBound...].prefix { $0 != "}" }
        return !name.contains(":") && !["*", "?", "$"].contains(String(name))
      }
      let part = scope.facts.placeholderParts.first { lower.contains($0) }
      guard isBracketed || isHole == true || part != nil else { continue }
      diagnostics.report(
        .placeholder,
        "\(shown(text.value)) still has a placeholder",
        at: text.range,
        help: "write the real name in its place"
      )
    }
  }
}
