import Catalog
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing
import Vendors
import YAML

/// The catalogue fits itself, the planners and AWS.
struct CatalogTests {
  /// The compiler reads of what it carries only what a spec needs; of a folder, everything.
  @Test func loadsWithoutAReport() throws {
    for (files, least) in [(TemplateFiles.embedded, 6), (TemplateFiles(try Samples.files()), 20)] {
      var reports: [Diagnostics] = []
      #expect(Catalog(files, &reports) != nil)
      #expect(reports.flatMap(\.sorted) == [])
      #expect(reports.count >= least)
    }
  }

  @Test func isTheFolder() throws {
    let files = try Samples.files()
    let catalog = try Samples.catalog()
    let carried = ["AWS", "Shell", "Vendors"].flatMap(catalog.paths)
    let needed = files.keys.filter { path in
      ["AWS/", "Shell/", "Vendors/"].contains { path.hasPrefix($0) } && !path.hasSuffix("README.md")
    }
    #expect(carried.sorted() == needed.sorted())
    for path in carried { #expect(catalog.text(of: path).map { Array($0.utf8) } == files[path]) }
    let (copy, errors) = Samples.errors(of: files)
    #expect(errors == [])
    #expect(copy?.version == catalog.version)
  }

  /// What was made of the files when the compiler was built is what it would make of them now.
  @Test func carriesTheTreesOfItsFiles() throws {
    let folder = TemplateFiles(try Samples.files())
    var trees = 0
    for path in ["AWS", "Vendors"].flatMap(folder.paths)
    where (path.hasSuffix(".yaml") || path.hasSuffix(".json")) && !path.contains("/requests/") {
      var diagnostics = Diagnostics(for: try #require(folder.file(path)))
      let carried = try #require(TemplateFiles.embedded.tree(path, &diagnostics))
      let read = try #require(folder.tree(path, &diagnostics))
      #expect(PackedTree(carried).bytes == PackedTree(read).bytes, "\(path)")
      #expect(diagnostics.sorted == [], "\(path)")
      trees += 1
    }
    #expect(trees > 20)
    print("trees that the compiler carries: \(trees), each that of its file")
  }

  @Test func everyVendorHasItsPlanner() throws {
    let ids = allVendors.map { $0.id }
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == ids.count)
    #expect(try Samples.catalog().vendors.ids == ids)
  }

  /// Every type stands in an example of its own and in the one with all.
  @Test func everyTypeHasItsExamples() throws {
    let catalog = try Samples.catalog()
    var examples: [String: Set<String>] = [:]
    for (path, bytes) in try Samples.files() where path.hasPrefix("Examples/") {
      let text = String(decoding: bytes, as: UTF8.self)
      for match in text.matches(of: /\n *type: ([a-z0-9-]+\/[a-z0-9-]+)/) {
        examples[String(match.1), default: []].insert(path)
      }
    }
    let types = catalog.vendors.all.flatMap { vendor in
      vendor.types.keys.map { "\(vendor.id)/\($0)" }
    }
    #expect(Set(examples.keys) == Set(types))
    for (type, paths) in examples { #expect(paths.count >= 2, "\(type) only in \(paths)") }
  }

  /// Each permission of the catalogue with its name.
  private func permissions(of catalog: Catalog) -> [(name: String, permission: Permission)] {
    let own = catalog.permissions.map { ("aws/\($0.key)", $0.value) }
    let others = catalog.vendors.all.flatMap { vendor in
      vendor.types.flatMap { type in
        type.value.permissions.map { ("\(vendor.id)/\(type.key)/\($0.key)", $0.value) }
      }
    }
    return own + others
  }

  @Test func actionsExistAndFitTheirResources() throws {
    let catalog = try Samples.catalog()
    var pairs = 0
    for (name, permission) in permissions(of: catalog) {
      let values = Dictionary(
        uniqueKeysWithValues: permission.policy.holes.map { ($0, Self.sample(of: $0)) }
      )
      let document = permission.policy.filled(
        with: HoleValues(values, role: try RoleName("acme"))
      )
      for statement in document.statements {
        for action in statement.actions {
          let kinds = try #require(catalog.actions.resourceKinds(of: action), "\(action.text)")
          // A trust policy speaks of its role.
          guard !statement.resources.isEmpty else {
            #expect(action.service == "sts", "\(name)")
            continue
          }
          pairs += 1
          let fits = statement.resources.contains { resource in
            kinds.isEmpty ? resource == "*" : kinds.contains { $0.matches(resource) }
          }
          #expect(fits, "\(name): \(action.text) on \(statement.resources)")
          // What CloudFormation itself is let do makes stacks; no vendor gets it.
          let isOfStackSets = name.contains("stack-set")
          let isRefused = catalog.refusedActions.reason(against: action) != nil
          #expect(!isRefused || isOfStackSets, "\(name)")
        }
      }
    }
    #expect(pairs > 20)
    print("permissions of the catalogue: \(pairs) actions fit their resources")
  }

  @Test func everyActionHasItsReasonAndNoOther() throws {
    for (name, permission) in permissions(of: try Samples.catalog()) {
      #expect(permission.policy.actions == permission.reasons.keys.sorted(), "\(name)")
      #expect(permission.reasons.values.allSatisfy { !$0.isEmpty && !$0.hasSuffix(".") }, "\(name)")
      #expect(!permission.source.title.isEmpty && !permission.source.date.isEmpty, "\(name)")
    }
  }

  /// What a planner would put in a hole, by its name.
  private static func sample(of hole: String) -> String {
    switch hole {
    case "Partition": "aws"
    case "Administrator": "111122223333"
    case let name where name.hasSuffix("Account") || name.hasSuffix("AccountId"): "111122223333"
    case let name where name.hasSuffix("Region"): "us-east-1"
    case let name where name.hasSuffix("KeyArn") || name == "Key" || name == "KmsKey":
      "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
    case "Secret":
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:a-AbCdEf"
    case let name where name.hasSuffix("DeliveryStreamArn"):
      "arn:aws:firehose:us-east-1:111122223333:deliverystream/acme"
    default: "acme"
    }
  }

  @Test func namesOnlyRegionsThatExist() throws {
    let catalog = try Samples.catalog()
    for vendor in catalog.vendors.all {
      let regions = vendor.fetchRegions + vendor.stsRegions + vendor.sites.values.map(\.region)
      for region in regions { #expect(catalog.regions[region] != nil, "\(vendor.id): \(region)") }
      for partition in vendor.accounts.keys { #expect(catalog.partitions[partition] != nil) }
      for (account, _) in vendor.neverTrusted {
        #expect(!vendor.accounts.values.contains(account), "\(vendor.id)")
      }
    }
    for fact in catalog.regions.values { #expect(catalog.partitions[fact.partition] != nil) }
  }

  /// Steps that no planner names any more would only look as if they were shown to somebody.
  @Test func everyStepIsUsedByAPlanner() throws {
    let catalog = try Samples.catalog()
    let sources = Checkout.root.appendingPathComponent("Sources").resolvingSymlinksInPath()
    let code = try ["Vendors", "Compiler", "Review/Comparison"].flatMap { folder in
      let path = sources.appendingPathComponent(folder).path
      return try FileManager.default.contentsOfDirectory(atPath: path).map { path + "/" + $0 }
    }.map { try String(contentsOfFile: $0, encoding: .utf8) }.joined()
    var unused: [String] = []
    let paths = ["AWS", "Vendors"].flatMap(catalog.paths).filter { $0.contains("/steps/") }
    for path in paths {
      let name = String(path.split(separator: "/").last?.dropLast(3) ?? "")
      if !code.contains("\"\(name)\"") { unused.append(path) }
    }
    #expect(unused.filter { !Self.composedSteps.contains($0) } == [])
    #expect(paths.count > 30)
  }

  /// Steps whose names a planner puts together of a stem and a word.
  private static let composedSteps: Set<String> = [
    "AWS/steps/key-policy-role-kinesis.md", "AWS/steps/key-policy-role-read.md",
    "AWS/steps/key-policy-role-write.md", "Vendors/fastly/steps/sharing-published.md",
    "Vendors/fastly/steps/sharing-role.md",
  ]
}
