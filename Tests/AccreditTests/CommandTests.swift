import Foundation
import TestSupport
import Testing

/// `init`, `catalog`, usage, and where words go.
@Suite("The command line") struct CommandTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  @Test("init writes the starter spec, and never overwrites")
  func writesAStarter() throws {
    let starter = try Checkout.text(of: "Templates/Starter.yaml")
    let run = try bench.run("init")
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(try bench.read("accredit.yaml") == starter)
    try bench.write("accredit.yaml", "mine")
    let again = try bench.run("init")
    #expect(again.status == 1)
    #expect(again.errors.contains("accredit.yaml"))
    #expect(try bench.read("accredit.yaml") == "mine")
    #expect(try bench.run("init", "other.yaml").status == 0)
    #expect(try bench.read("other.yaml") == starter)
    let printed = try bench.run("init", "-")
    #expect(printed.status == 0)
    #expect(printed.output == starter)
    #expect(printed.errors == "")
  }

  @Test("init follows no link")
  func followsNoLinkToAStarter() throws {
    try bench.link("accredit.yaml", to: "elsewhere.yaml")
    #expect(try bench.run("init").status == 1)
    #expect(try bench.snapshot() == ["accredit.yaml": "link to elsewhere.yaml"])
  }

  @Test("The starter spec has one error, which says where the external id is found")
  func starterNeedsAnID() throws {
    _ = try bench.run("init")
    let run = try bench.run("validate")
    #expect(run.status == 1)
    #expect(run.errors.contains("error[placeholder]"))
    #expect(run.errors.hasSuffix("1 error, 0 warnings\n"))
  }

  @Test("catalog lists types, permissions with reasons and sources, and regions, as text and JSON")
  func listsTheCatalog() throws {
    let list = try bench.run("catalog")
    #expect(list.status == 0)
    #expect(list.errors == "")
    let vendors = try Checkout.names(in: "Templates/Vendors")
    let types = try vendors.flatMap { vendor in
      let profile = try Checkout.text(of: "Templates/Vendors/\(vendor)/vendor.yaml")
      let section = profile.components(separatedBy: "\ntypes:\n")[1]
      return section.matches(of: /(?m)^  ([a-z0-9-]+):$/).map { "\(vendor)/\($0.1)" }.sorted()
    }
    #expect(types.count >= 6)
    let named = list.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
    #expect(named.map(String.init) == types)
    let json = try JSONObject(try bench.run("catalog", "--format", "json").output)
    #expect(try json.objects("types").map { try $0.text("type") } == types)
    let page = try bench.run("catalog", "fastly/s3").output
    #expect(page.contains("s3:PutObject: ") && page.contains("source: "))
    #expect(try bench.run("catalog", "regions").output.contains("us-gov-west-1"))
    for subject in types + vendors + ["regions"] {
      #expect(throws: Never.self) {
        try JSONObject(try bench.run("catalog", subject, "--format", "json").output)
      }
    }
  }

  @Test("What isn't a command line exits with 64 and writes nothing to stdout")
  func refusesWrongUsage() throws {
    try bench.write("accredit.yaml", Specs.valid())
    let wrong = [
      ["nonsense"], ["compile", "--nonsense"], ["compile", "--only", "nonsense"],
      ["compile", "--format", "xml"], ["compile", "--color", "sometimes"], ["compile", "-o"],
      ["check", "--only", "template,nonsense"], ["catalog", "nonsense"], ["catalog", "a", "b"],
      ["validate", "--output", "x"], ["init", "a", "b"], ["schema", "a"],
    ]
    for arguments in wrong {
      let binary = try #require(Workbench.binary)
      let run = try Run(binary, arguments, in: bench.folder)
      #expect(run.status == 64, "\(arguments)")
      #expect(run.output == "", "\(arguments)")
      #expect(!run.errors.isEmpty, "\(arguments)")
    }
    #expect(try bench.snapshot().count == 1)
    for (arguments, near, usage) in [
      (["catalog", "fasty"], "did you mean 'fastly'?", "catalog [<options>] [<what>]"),
      (["audit", "a", "--for", "fastly/s4"], "did you mean 'fastly/s3'?", "audit [<options>]"),
      (["adopt", "a", "--for", "logzio/metrics"], "logzio/s3-fetch", "adopt [<options>] <file>"),
      (["doctor", "depoly"], "did you mean 'deploy'?", "doctor [<options>]"),
    ] {
      let run = try bench.run(arguments, input: "")
      #expect(run.status == 64, "\(arguments)")
      #expect(run.errors.contains(near), "\(run.errors)")
      #expect(run.errors.contains("Usage: accredit \(usage)"), "\(run.errors)")
    }
    print("Usage: \(wrong.count) wrong command lines refused")
  }

  @Test("Help and version go to stdout")
  func helps() throws {
    for arguments in [["--help"], ["--version"], ["compile", "--help"], ["help", "check"]] {
      let run = try Run(try #require(Workbench.binary), arguments, in: bench.folder)
      #expect(run.status == 0)
      #expect(!run.output.isEmpty && run.errors.isEmpty)
    }
  }

  @Test("Whoever stops reading hears no complaint")
  func endsQuietlyOnAClosedPipe() throws {
    let head = try bench.bash("accredit catalog | head -1")
    #expect(head.status == 0)
    #expect(head.output.hasPrefix("custom/role"))
    #expect(head.errors == "")
    // Nobody reads at all: by then the pipe is closed for certain.
    for command in ["catalog regions", "init -", "--help"] {
      let line = "{ sleep 0.3; accredit \(command); echo $? >status; } | true"
      let closed = try bench.bash(
        line + "; for i in 1 2 3 4 5 6 7 8 9; do "
          + "[ -s status ] && break; sleep 0.2; done; cat status 2>/dev/null"
      )
      #expect(closed.errors == "", "\(command)")
      #expect(["0", "141"].contains(closed.output.trimmingCharacters(in: .whitespacesAndNewlines)))
      _ = try? bench.remove("status")
    }
    // Where the signal is ignored, writing fails instead.
    let ignored = try bench.bash("trap '' PIPE; { sleep 0.3; accredit catalog; } | true")
    #expect(ignored.errors == "")
  }

  @Test(
    "Data that can't be written is an error",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full")
  )
  func reportsAFullDisk() throws {
    for command in ["catalog", "catalog --format json", "init -", "schema"] {
      let run = try bench.bash("accredit \(command) >/dev/full")
      #expect(run.status == 1, "\(command)")
      #expect(run.errors.contains("error[unwritable-file]"), "\(command): \(run.errors)")
    }
  }
}
