// swift-tools-version: 6.1
import PackageDescription

/// Links everything into the executable, Foundation's parts included, and leaves the symbols out.
/// Scripts ask in which file the linker tells what it took, for the bill of materials.
let staticLinking =
  ["-static-executable", "-use-ld=lld", "-l_FoundationCollections", "-l_FoundationCShims"]
  + ["-s", Context.environment["ACCREDIT_ARCHIVES"].map { "--print-archive-stats=" + $0 }]
  .compactMap(\.self).flatMap { ["-Xlinker", $0] }

// Targets stand in the order of the pipeline: a spec's bytes come in at the top, files leave at the
// bottom. `Sources/README.md` draws the same picture.
let package = Package(
  name: "accredit",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "accredit", targets: ["accredit"])],
  dependencies: [
    // Commands, completions and the manual page from one declaration; the only external library.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "CYAML",
      pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
    ),
    .target(name: "Text"),
    .target(name: "Diagnostics", dependencies: ["Text"]),
    .target(name: "YAML", dependencies: ["CYAML", "Diagnostics", "Text"]),
    .target(name: "Model", dependencies: ["Diagnostics", "Text"]),
    .target(
      name: "Catalog",
      dependencies: ["Diagnostics", "Model", "Text", "YAML"],
      plugins: ["EmbedTemplates"]
    ),
    .target(name: "Specification", dependencies: ["Catalog", "Diagnostics", "Model", "YAML"]),
    .target(
      name: "Vendors",
      dependencies: ["Catalog", "Diagnostics", "Model", "Specification", "YAML"]
    ),
    .target(name: "Passes", dependencies: ["Catalog", "Diagnostics", "Model", "Text"]),
    .target(
      name: "CloudFormation",
      dependencies: ["Diagnostics", "Model", "Text", "YAML"],
      path: "Sources/Backends/CloudFormation"
    ),
    .target(
      name: "ShellScript",
      dependencies: ["Catalog", "Model", "Text"],
      path: "Sources/Backends/ShellScript"
    ),
    .target(
      name: "Checklist",
      dependencies: ["Catalog", "Model", "Text"],
      path: "Sources/Backends/Checklist"
    ),
    .target(
      name: "AccessReport",
      dependencies: ["Diagnostics", "Model", "Text"],
      path: "Sources/Backends/AccessReport"
    ),
    .target(
      name: "VendorRequests",
      dependencies: ["Catalog", "Model", "Text"],
      path: "Sources/Backends/VendorRequests"
    ),
    .target(
      name: "DeployerPolicy",
      dependencies: ["Catalog", "Model", "Text"],
      path: "Sources/Backends/DeployerPolicy"
    ),
    // What policies mean; nothing that is generated depends on it.
    .target(name: "IAM", dependencies: ["Diagnostics", "Model", "Text", "YAML"]),
    .target(
      name: "Compiler",
      dependencies: [
        "AccessReport", "Catalog", "Checklist", "CloudFormation", "DeployerPolicy", "Diagnostics",
        "Model", "Passes", "ShellScript", "Specification", "Text", "VendorRequests", "Vendors",
        "YAML",
      ]
    ),
    // How what two specs grant differs.
    .target(
      name: "Comparison",
      dependencies: [
        "AccessReport", "Catalog", "Checklist", "Diagnostics", "IAM", "Model", "Text",
      ],
      path: "Sources/Review/Comparison"
    ),
    // What the catalogue changed since outputs were made.
    .target(
      name: "Outdated",
      dependencies: ["Catalog", "Comparison", "Compiler", "Diagnostics", "Model", "Text"],
      path: "Sources/Review/Outdated"
    ),
    // Why what is generated is there; reads the outputs, and changes none.
    .target(
      name: "Explanation",
      dependencies: [
        "AccessReport", "Catalog", "CloudFormation", "Compiler", "Diagnostics", "IAM", "Model",
        "Text", "YAML",
      ],
      path: "Sources/Review/Explanation"
    ),
    // What is wrong with policies of any author.
    .target(
      name: "Audit",
      dependencies: ["Catalog", "Diagnostics", "IAM", "Model", "Text", "YAML"],
      path: "Sources/Review/Audit"
    ),
    // Entries of a spec, made of roles that exist.
    .target(
      name: "Adoption",
      dependencies: [
        "Audit", "Catalog", "Compiler", "Diagnostics", "IAM", "Model", "Text", "Vendors", "YAML",
      ],
      path: "Sources/Review/Adoption"
    ),
    // What an editor shows of a spec while somebody writes it.
    .target(
      name: "LanguageServer",
      dependencies: [
        "Catalog", "Compiler", "Diagnostics", "Explanation", "Model", "Text", "YAML",
      ]
    ),
    .executableTarget(
      name: "accredit",
      dependencies: [
        "AccessReport", "Adoption", "Audit", "Catalog", "Comparison", "Compiler", "Diagnostics",
        "Explanation", "LanguageServer", "Model", "Outdated", "Text",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // One static file, which starts fastest and runs anywhere. Nothing but linking differs from
      // the tests, so that they share what was compiled.
      linkerSettings: [
        .unsafeFlags(staticLinking, .when(platforms: [.linux], configuration: .release))
      ]
    ),

    // Templates/ becomes static strings of the Catalog, so that the binary runs anywhere; what is
    // YAML or JSON is read then, and not whenever the compiler starts.
    .executableTarget(
      name: "embed",
      dependencies: ["Diagnostics", "Text", "YAML"],
      path: "Sources/Embedding/Tool"
    ),
    .plugin(
      name: "EmbedTemplates",
      capability: .buildTool(),
      dependencies: ["embed"],
      path: "Sources/Embedding/Plugin"
    ),
  ],
  swiftLanguageModes: [.v6]
)

/// Tests mirror Sources: the targets that each test target reads.
let tests: KeyValuePairs<String, [Target.Dependency]> = [
  "TextTests": ["Text"],
  "DiagnosticsTests": ["Diagnostics", "Text"],
  "YAMLTests": ["CYAML", "Diagnostics", "Text", "YAML"],
  "ModelTests": ["Diagnostics", "Model", "Text"],
  "CatalogTests": ["Catalog", "Diagnostics", "Model", "Vendors", "YAML"],
  "VendorsTests": ["Catalog", "Compiler", "Diagnostics", "Model", "Text", "YAML"],
  "PassesTests": ["Catalog", "Diagnostics", "Model", "Passes", "Text"],
  "CloudFormationTests": ["CloudFormation", "Diagnostics", "Model", "Text", "YAML"],
  "ShellScriptTests": ["Catalog", "Compiler", "Diagnostics", "Model", "ShellScript", "Text"],
  "ChecklistTests": ["Catalog", "Checklist", "Compiler", "Diagnostics", "Model", "Text"],
  "VendorRequestsTests": [
    "Catalog", "Compiler", "Diagnostics", "Model", "Text", "VendorRequests",
  ],
  "AccessReportTests": ["AccessReport", "Diagnostics", "Model", "Text"],
  "DeployerPolicyTests": [
    "Audit", "Catalog", "Compiler", "DeployerPolicy", "Diagnostics", "Model", "Text",
  ],
  "IAMTests": ["Diagnostics", "IAM", "Model", "Text", "YAML"],
  "ComparisonTests": ["Catalog", "Comparison", "Compiler", "Diagnostics", "IAM", "Model", "Text"],
  "CompilerTests": ["Catalog", "Compiler", "Diagnostics", "Model", "Text", "YAML"],
  "AuditTests": ["Audit", "Catalog", "Compiler", "Diagnostics", "Model", "YAML"],
  "AdoptionTests": [
    "Adoption", "Catalog", "Compiler", "Diagnostics", "IAM", "Model", "Text",
  ],
  "ExplanationTests": [
    "Catalog", "CloudFormation", "Compiler", "Diagnostics", "Explanation", "Model", "Text",
  ],
  "LanguageServerTests": [
    "Catalog", "Compiler", "Diagnostics", "Explanation", "LanguageServer", "Model", "Text", "YAML",
  ],
  "AccreditTests": ["Diagnostics", "Text"],
  "FuzzingTests": ["FuzzTargets"],
  "SoundnessTests": ["Diagnostics", "Text"],
]

/// What lies beside the tests and is no Swift.
let data = [
  "AuditTests": ["Documents", "Mutants"],
  "CatalogTests": ["Versions"],
  "CompilerTests": ["Invalid", "Python"],
  "LanguageServerTests": ["Places"],
  "VendorsTests": ["Seeds"],
]

package.targets.append(.target(name: "TestSupport", path: "Tests/TestSupport"))
// What a fuzzer feeds, and what must hold of it.
package.targets.append(
  .target(
    name: "FuzzTargets",
    dependencies: [
      "Audit", "Catalog", "Comparison", "Compiler", "Diagnostics", "IAM", "Model", "TestSupport",
      "Text", "YAML",
    ],
    path: "Tests/Fuzzing/Targets"
  )
)
// What the end-to-end tests, which are written in Python, need of the product.
package.targets.append(
  .executableTarget(
    name: "bench-tool",
    dependencies: [
      "Catalog", "Compiler", "DeployerPolicy", "Diagnostics", "FuzzTargets", "IAM", "Model",
      "Passes", "ShellScript", "TestSupport", "Text", "VendorRequests", "YAML",
    ],
    path: "Tests/EndToEnd/Tool"
  )
)
for (name, dependencies) in tests {
  package.targets.append(
    .testTarget(
      name: name,
      dependencies: dependencies + ["TestSupport"],
      path: "Tests/\(name)",
      exclude: data[name] ?? []
    )
  )
}

for target in package.targets where ![.plugin, .system].contains(target.type) {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}

// libFuzzer around those targets, with every module watched by it. Only for whoever names its
// archive, as Scripts/fuzz does: a package with such flags can be no dependency of another.
if let archive = Context.environment["ACCREDIT_LIBFUZZER"] {
  for target in package.targets where [.regular, .executable].contains(target.type) {
    target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer"]))
  }
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: ["FuzzTargets"],
      path: "Tests/Fuzzing/Driver",
      linkerSettings: [.unsafeFlags([archive]), .linkedLibrary("stdc++")]
    )
  )
}
