import Diagnostics
package import Model
import YAML

extension VendorProfile {
  /// Reads `Vendors/<id>/vendor.yaml`; nil after reporting what stands against it.
  init?(_ id: String, _ files: TemplateFiles, _ reports: inout [Diagnostics]) {
    let folder = "Vendors/" + id
    let path = folder + "/vendor.yaml"
    guard let file = files.file(path) else { return nil }
    var diagnostics = Diagnostics(for: file)
    defer { reports.append(diagnostics) }
    guard let root = files.tree(path, &diagnostics),
      var fields = Fields(root, of: "a vendor", &diagnostics)
    else { return nil }
    let sources = [String: Citation](fields.required("sources"), &diagnostics)
    self.id = id
    self.sources = sources
    _ = fields.required("id")
    name = fields.requiredText("name", &diagnostics)
    summary = fields.requiredText("summary", &diagnostics)
    rolePrefix = fields.requiredText("rolePrefix", &diagnostics)
    accounts = Self.accounts(fields.node("accounts"), sources, &diagnostics)
    neverTrusted = Self.neverTrusted(fields.node("neverTrust"), sources, &diagnostics)
    externalID = ExternalIDRule(fields.required("externalId"), sources, &diagnostics)
    sites = Self.sites(fields.node("sites"), &diagnostics)
    fetchRegions = Self.regions(fields.items("fetchRegions", &diagnostics), &diagnostics)
    stsRegions = Self.regions(fields.items("stsRegions", &diagnostics), &diagnostics)
    metrics = fields.node("metrics").flatMap { MetricsProfile($0, &diagnostics) }
    deployerPermissions = Self.published(fields.node("deployerPermissions"), sources, &diagnostics)
    types = Self.types(of: id, fields.required("types"), files, sources, &diagnostics, &reports)
    let requests = fields.node("requests")
    deferredRequests = Deferred(in: path, files, &diagnostics, &reports) { diagnostics, reports in
      Self.requests(requests, folder, files, sources, &diagnostics, &reports)
    }
    fields.finish(&diagnostics)
    if diagnostics.hasErrors { return nil }
  }

  private static func accounts(
    _ node: Node?,
    _ sources: [String: Citation],
    _ diagnostics: inout Diagnostics
  ) -> [Partition: AccountID] {
    var accounts: [Partition: AccountID] = [:]
    for entry in node.entries(of: "'accounts'", &diagnostics) {
      guard let partition = Partition.checking(entry.key, &diagnostics)?.value,
        var fields = Fields(entry.value, of: "an account", &diagnostics)
      else { continue }
      accounts[partition] = fields.requiredValue("id", as: AccountID.self, &diagnostics)?.value
      _ = sources.cited(by: fields.required("source"), &diagnostics)
      fields.finish(&diagnostics)
    }
    return accounts
  }

  private static func neverTrusted(
    _ node: Node?,
    _ sources: [String: Citation],
    _ diagnostics: inout Diagnostics
  ) -> [AccountID: String] {
    var accounts: [AccountID: String] = [:]
    for item in node?.items(of: "'neverTrust'", &diagnostics) ?? [] {
      guard var fields = Fields(item, of: "an account", &diagnostics) else { continue }
      let id = fields.requiredValue("id", as: AccountID.self, &diagnostics)?.value
      let reason = fields.requiredText("reason", &diagnostics)
      _ = sources.cited(by: fields.required("source"), &diagnostics)
      fields.finish(&diagnostics)
      if let id { accounts[id] = reason }
    }
    return accounts
  }

  private static func published(
    _ node: Node?,
    _ sources: [String: Citation],
    _ diagnostics: inout Diagnostics
  ) -> PublishedPermissions? {
    guard let node, var fields = Fields(node, of: "'deployerPermissions'", &diagnostics) else {
      return nil
    }
    let source = sources.cited(by: fields.required("source"), &diagnostics)
    let texts = (fields.requiredItems("actions", &diagnostics) ?? []).compactMap {
      $0.text(of: "an action", &diagnostics)
    }
    fields.finish(&diagnostics)
    for text in texts where Action(text.value) == nil {
      diagnostics.report(.actionSyntax, "this must be service:Name", at: text.range)
    }
    guard let source else { return nil }
    return PublishedPermissions(actions: texts.compactMap { Action($0.value) }, source: source)
  }

  private static func sites(_ node: Node?, _ diagnostics: inout Diagnostics) -> [String: Site] {
    var sites: [String: Site] = [:]
    for (key, value) in node.entries(of: "'sites'", &diagnostics).map({ ($0.key, $0.value) }) {
      guard var fields = Fields(value, of: "site '\(key.value)'", &diagnostics) else { continue }
      let region = fields.requiredValue("region", as: Region.self, &diagnostics)?.value
      let app = fields.requiredText("app", &diagnostics)
      let api = fields.requiredText("api", &diagnostics)
      let listener = fields.requiredText("listener", &diagnostics)
      let metrics = fields.requiredText("metrics", &diagnostics)
      fields.finish(&diagnostics)
      guard let region else { continue }
      sites[key.value] = Site(
        region: region,
        app: app,
        api: api,
        listener: listener,
        metrics: metrics
      )
    }
    return sites
  }

  private static func regions(_ items: [Node]?, _ diagnostics: inout Diagnostics) -> [Region] {
    (items ?? []).compactMap { item in
      item.text(of: "a region", &diagnostics).flatMap { Region.checking($0, &diagnostics)?.value }
    }
  }

  private static func types(
    of id: String,
    _ node: Node?,
    _ files: TemplateFiles,
    _ sources: [String: Citation],
    _ diagnostics: inout Diagnostics,
    _ reports: inout [Diagnostics]
  ) -> [String: IntegrationType] {
    var types: [String: IntegrationType] = [:]
    let folder = "Vendors/" + id
    for (key, value) in node.entries(of: "'types'", &diagnostics).map({ ($0.key, $0.value) }) {
      guard var fields = Fields(value, of: "type '\(key.value)'", &diagnostics) else { continue }
      let summary = fields.requiredText("summary", &diagnostics)
      let policies = fields.required("policies")
      let permissions = Deferred(in: folder + "/vendor.yaml", files, &diagnostics, &reports) {
        [String: Permission](
          policies,
          of: id + "/" + key.value,
          in: folder,
          files,
          sources,
          &$0,
          &$1
        )
      }
      fields.finish(&diagnostics)
      types[key.value] = IntegrationType(summary: summary, permissions: permissions)
    }
    return types
  }

  private static func requests(
    _ node: Node?,
    _ folder: String,
    _ files: TemplateFiles,
    _ sources: [String: Citation],
    _ diagnostics: inout Diagnostics,
    _ reports: inout [Diagnostics]
  ) -> [String: RequestTemplate] {
    var requests: [String: RequestTemplate] = [:]
    for (key, value) in node.entries(of: "'requests'", &diagnostics).map({ ($0.key, $0.value) }) {
      requests[key.value] = RequestTemplate(
        (key, value),
        in: folder,
        files,
        sources,
        &diagnostics,
        &reports
      )
    }
    for path in files.paths(below: folder + "/requests") {
      let name = String(path.dropFirst("\(folder)/requests/".count))
      guard requests[name] == nil, !diagnostics.hasErrors else { continue }
      diagnostics.report(.unknownKey, "'requests' must have the file '\(name)'", at: node?.range)
    }
    return requests
  }
}

extension [String: Permission] {
  /// Reads a mapping of names to policies.
  init(
    _ node: Node?,
    of owner: String,
    in folder: String,
    _ files: TemplateFiles,
    _ sources: [String: Citation],
    _ diagnostics: inout Diagnostics,
    _ reports: inout [Diagnostics]
  ) {
    self.init()
    for entry in node.entries(of: "'policies'", &diagnostics) {
      self[entry.key.value] = Permission(
        entry.value,
        entry.key.value,
        of: owner,
        in: folder,
        files,
        sources,
        &diagnostics,
        &reports
      )
    }
  }
}

extension ExternalIDRule {
  fileprivate init(
    _ node: Node?,
    _ sources: [String: Citation],
    _ diagnostics: inout Diagnostics
  ) {
    let entries = node.entries(of: "'externalId'", &diagnostics)
    var fields = Fields(entries, of: "'externalId'", at: node?.range ?? .beginning)
    called = fields.requiredText("called", &diagnostics)
    key = fields.requiredText("key", &diagnostics)
    find = fields.requiredText("find", &diagnostics)
    placeholders = (fields.items("placeholders", &diagnostics) ?? []).compactMap {
      $0.text(of: "a placeholder", &diagnostics)?.value
    }
    shape = fields.node("shape").flatMap { Shape($0, &diagnostics) }
    _ = sources.cited(by: fields.required("source"), &diagnostics)
    fields.finish(&diagnostics)
  }
}

extension ExternalIDRule.Shape {
  fileprivate init?(_ node: Node, _ diagnostics: inout Diagnostics) {
    /// The letters of an id.
    enum Alphabet: String, CaseIterable {
      case lowercase = "lowercase-alphanumeric"
      case mixed = "alphanumeric"
    }
    guard var fields = Fields(node, of: "'shape'", &diagnostics) else { return nil }
    prefix = fields.text("prefix", &diagnostics)?.value ?? ""
    isLowercase = fields.choice("alphabet", default: Alphabet.mixed, &diagnostics) == .lowercase
    length = fields.integer("length", in: 0...1224, &diagnostics)?.value ?? 0
    fields.finish(&diagnostics)
  }

  /// Whether an id looks like those of today.
  package func matches(_ id: ExternalID) -> Bool {
    guard id.text.hasPrefix(prefix) else { return false }
    let rest = id.text.utf8.dropFirst(prefix.utf8.count)
    guard !rest.isEmpty, length == 0 || rest.count == length else { return false }
    return rest.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): !isLowercase
      default: false
      }
    }
  }
}

extension MetricsProfile {
  fileprivate init?(_ node: Node, _ diagnostics: inout Diagnostics) {
    guard var fields = Fields(node, of: "'metrics'", &diagnostics) else { return nil }
    outputFormat = fields.requiredText("outputFormat", &diagnostics)
    contentEncoding = fields.requiredText("contentEncoding", &diagnostics)
    bufferSeconds = fields.integer("bufferSeconds", in: 0...900, &diagnostics)?.value ?? 60
    bufferMebibytes = fields.integer("bufferMegabytes", in: 1...64, &diagnostics)?.value ?? 5
    retrySeconds = fields.integer("retrySeconds", in: 0...7200, &diagnostics)?.value ?? 60
    nameAttribute = fields.requiredText("nameAttribute", &diagnostics)
    nameValue = fields.requiredText("nameValue", &diagnostics)
    for key in ["backupMode", "tokenSecretKey", "sources"] { _ = fields.node(key) }
    fields.finish(&diagnostics)
  }
}

extension Fields {
  /// The text of a key that must be there; empty after reporting that it isn't.
  mutating func requiredText(_ key: String, _ diagnostics: inout Diagnostics) -> String {
    required(key)?.text(of: "'\(key)'", &diagnostics)?.value ?? ""
  }
}

extension Node? {
  /// The entries of a mapping; none for what is missing, or after reporting that it is something
  /// else.
  func entries(of noun: String, _ diagnostics: inout Diagnostics) -> [Node.Entry] {
    guard let self else { return [] }
    if case .mapping(let entries) = self.content { return entries }
    diagnostics.report(
      .wrongKind,
      "\(noun) must be a mapping, and this is \(self.kind)",
      at: self.range
    )
    return []
  }
}
