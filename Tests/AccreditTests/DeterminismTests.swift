import Foundation
import TestSupport
import Testing

/// Equal specs give equal bytes, wherever, whenever and as whomever one compiles them.
@Suite("Determinism") struct DeterminismTests {
  @Test("The same bytes whatever the folder, locale, time zone, umask, home and environment")
  func givesTheSameBytesEverywhere() throws {
    let bench = try Workbench()
    for example in ["acme.yaml", "many-accounts.yaml", "custom-role.yaml"] {
      try bench.write("specs/\(example)", Checkout.text(of: "Templates/Examples/\(example)"))
    }
    try bench.write("deep/er/place/nothing", "")
    let copy = bench.folder.appending(path: "moved-accredit")
    try FileManager.default.copyItem(at: try #require(Workbench.binary), to: copy)
    let lines = Self.ways(in: bench.folder.path, copy.path)
    var first: [String: String] = [:]
    for line in lines {
      let run = try bench.bash(line)
      #expect(run.status == 0, "\(line): \(run.errors)")
      let made = try bench.snapshot("out").filter { !$0.value.hasPrefix("folder") }
      if first.isEmpty { first = made }
      let differing = first.keys.filter { first[$0] != made[$0] }.sorted()
      #expect(differing == [] && made.count == first.count, "\(line)")
      try bench.remove("out")
    }
    // Eight files each beside the requests; the policy for the template of one of them is two, and
    // the one with targets has two templates and one that deploys them.
    #expect(first.count == 27 + first.keys.count { $0.contains("/vendor/") })
    #expect(first.keys.contains("acme/vendor/cold.archive.json"))
    let bytes = first.values.reduce(0) { $0 + $1.utf8.count }
    print("Determinism: \(lines.count) ways to compile 3 specs, \(bytes) equal bytes each")
  }

  /// Command lines that must give the same bytes; in a shell whose `$0` is the binary.
  private static func ways(in folder: String, _ copy: String) -> [String] {
    let compile = "compile \(folder)/specs/*.yaml -o \(folder)/out"
    return [
      "accredit \(compile)",
      "cd deep/er/place && accredit \(compile)",
      "cd / && accredit \(compile)",
      "accredit compile specs/*.yaml -o out",
      "accredit compile $(ls -r specs/*.yaml) -o ./out/",
      "cat specs/acme.yaml >x && mkdir -p o && cd specs && accredit compile *.yaml -o ../out",
      "LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 accredit \(compile)",
      "LC_ALL=C accredit \(compile)",
      "LC_ALL=de_DE.ISO-8859-1 accredit \(compile)",
      "TZ=Pacific/Kiritimati accredit \(compile)",
      "umask 077; accredit \(compile)",
      "umask 000; accredit \(compile)",
      "HOME=/nonexistent accredit \(compile)",
      "env -u HOME -u PATH \"$0\" \(compile)",
      "USER=someone LOGNAME=someone HOSTNAME=x COLUMNS=20 accredit \(compile)",
      "SWIFT_DETERMINISTIC_HASHING=1 accredit \(compile)",
      "SOURCE_DATE_EPOCH=0 accredit \(compile)",
      "env -i \(copy) \(compile)",
      "cd / && env -i \(copy) \(compile)",
    ]
  }

  @Test("A random spec gives the same bytes in twenty processes, whose hashes have other seeds")
  func dependsOnNoHashSeed() throws {
    let bench = try Workbench()
    let spec = RandomSpec(seed: 4242)
    try bench.write("spec.yaml", spec.yaml())
    var all: Set<[String: String]> = []
    for _ in 0..<20 {
      let run = try bench.run("compile", "spec.yaml")
      #expect(run.status == 0, "\(run.errors)")
      all.insert(try bench.snapshot("Generated/\(spec.name)"))
      try bench.remove("Generated")
    }
    #expect(all.count == 1)
  }
}
