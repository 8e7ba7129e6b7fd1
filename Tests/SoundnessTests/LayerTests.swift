import Testing

/// What may import what.
struct LayerTests {
  /// The modules of this package that each target may import; `Sources/README.md` has the same.
  private static let layers: [String: Set<String>] = [
    "Text": [],
    "Diagnostics": ["Text"],
    "YAML": ["CYAML", "Diagnostics", "Text"],
    "Model": ["Diagnostics", "Text"],
    "Catalog": ["Diagnostics", "Model", "Synchronization", "Text", "YAML"],
    "Specification": ["Catalog", "Diagnostics", "Model", "YAML"],
    "Vendors": ["Catalog", "Diagnostics", "Model", "Specification", "YAML"],
    "Passes": ["Catalog", "Diagnostics", "Model", "Text"],
    "Backends/CloudFormation": ["Diagnostics", "Model", "Text", "YAML"],
    "Backends/ShellScript": ["Catalog", "Model", "Text"],
    "Backends/Checklist": ["Catalog", "Model", "Synchronization", "Text"],
    "Backends/AccessReport": ["Diagnostics", "Model", "Text"],
    "Backends/VendorRequests": ["Catalog", "Model", "Text"],
    "Backends/DeployerPolicy": ["Catalog", "Model", "Text"],
    "IAM": ["Diagnostics", "Model", "Text", "YAML"],
    "Compiler": [
      "AccessReport", "Catalog", "Checklist", "CloudFormation", "DeployerPolicy", "Diagnostics",
      "Model", "Passes", "ShellScript", "Specification", "Text", "VendorRequests", "Vendors",
      "YAML",
    ],
    "Review/Comparison": [
      "AccessReport", "Catalog", "Checklist", "Diagnostics", "IAM", "Model", "Text",
    ],
    "Review/Outdated": ["Catalog", "Comparison", "Compiler", "Diagnostics", "Model", "Text"],
    "Review/Explanation": [
      "AccessReport", "Catalog", "CloudFormation", "Compiler", "Diagnostics", "IAM", "Model",
      "Text", "YAML",
    ],
    "Review/Adoption": [
      "Audit", "Catalog", "Compiler", "Diagnostics", "IAM", "Model", "Text", "Vendors", "YAML",
    ],
    "Review/Audit": ["Catalog", "Diagnostics", "IAM", "Model", "Text", "YAML"],
    "LanguageServer": [
      "Catalog", "Compiler", "Diagnostics", "Explanation", "Model", "Text", "YAML",
    ],
    "accredit": [
      "AccessReport", "Adoption", "ArgumentParser", "Audit", "Catalog", "Comparison", "Compiler",
      "Darwin", "Diagnostics", "Dispatch", "Explanation", "Glibc", "LanguageServer", "Model",
      "Outdated", "Synchronization", "Text",
    ],
    "Embedding/Plugin": ["Foundation", "PackagePlugin"],
    "Embedding/Tool": ["Diagnostics", "Foundation", "Text", "YAML"],
  ]

  private static func imports(of file: SwiftFile) -> [String] {
    file.code.compactMap { line in
      line.firstMatch(of: /^\s*(?:(?:package|public|internal|private) )?import (\w+)/).map {
        String($0.1)
      }
    }
  }

  @Test func importsFollowTheLayers() throws {
    let files = try SwiftFile.all(below: "Sources")
    var violations: [String] = []
    var count = 0
    for file in files {
      guard let allowed = Self.layers[file.target] else {
        violations.append("\(file.path) is of no layer")
        continue
      }
      for module in Self.imports(of: file) {
        count += 1
        if !allowed.contains(module) { violations.append("\(file.path) imports \(module)") }
      }
    }
    #expect(violations == [])
    #expect(Set(files.map(\.target)) == Set(Self.layers.keys))
    print("imports that follow the layers: \(count) in \(files.count) files")
  }

  @Test func vendorsAndBackendsKnowNothingOfEachOther() throws {
    let backends = Set(
      Self.layers.keys.filter { $0.hasPrefix("Backends/") }.map { String($0.dropFirst(9)) }
    )
    #expect(Self.layers["Vendors"]?.isDisjoint(with: backends) == true)
    for (target, modules) in Self.layers where target.hasPrefix("Backends/") {
      #expect(!modules.contains("Vendors") && modules.isDisjoint(with: backends), "\(target)")
    }
  }

  /// The compiler is pure: what could make it see a machine stands in the command line alone.
  @Test func onlyTheCommandLineKnowsTheMachine() throws {
    let machine: Set<String> = [
      "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Musl",
    ]
    for file in try SwiftFile.all(below: "Sources") where !file.target.hasPrefix("Embedding/") {
      let found = machine.intersection(Self.imports(of: file))
      #expect(found == [] || file.target == "accredit", "\(file.path)")
      #expect(!found.contains("Foundation"), "\(file.path)")
    }
  }
}
