import Adoption
import Diagnostics
import Testing

/// Roles that people make by hand, each with what it becomes and what is told of it.
@Suite("Odd roles") struct OddRoleTests {
  private func files(_ role: OddRole) -> [SourceFile] {
    let trust = role.trust.map {
      #", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [\#($0)]}"#
    }
    let document = #"{"Version": "2012-10-17", "Statement": [\#(role.statements)]}"#
    return [
      Samples.file("role.json", #"{"Role": {\#(role.role)\#(trust ?? "")}}"#),
      Samples.file(
        "policy.json",
        #"{"RoleName": "vendor-role", "PolicyName": "p", "PolicyDocument": \#(document)}"#
      ),
    ]
  }

  @Test("Becomes what it is, and nothing of it is silently lost", arguments: OddRole.all)
  func becomesWhatItIs(role: OddRole) throws {
    let result = try Samples.adoption().adopt(files(role))
    #expect(result.isReadable)
    let found = result.reports.flatMap(\.sorted)
    let codes = Dictionary(grouping: found, by: \.code).mapValues(\.count)
    let messages = found.map { "\($0.code.rawValue): \($0.message)" }.joined(separator: "\n")
    #expect(codes == role.codes, "\(messages)\n\(result.text ?? "no spec")")
    #expect(result.isExact == (role.codes.isEmpty && !role.types.isEmpty))
    let types = (result.text ?? "").matches(of: /type: ([a-z0-9\/-]+)/).map { String($0.1) }
    #expect(types.sorted() == role.types, "\(result.text ?? "")")
    for word in role.words { #expect((result.text ?? "").contains(word), "\(result.text ?? "")") }
    for word in role.told { #expect(messages.contains(word), "\(messages)") }
    for diagnostic in found { #expect(diagnostic.range != nil, "\(diagnostic.message)") }
    // What is found in a statement is shown where it stands, and not at the start of the file.
    for diagnostic in result.reports[1].sorted where diagnostic.code == .overGrant {
      #expect(diagnostic.range.map { $0.start.column > 60 } ?? false)
    }
  }

  @Test("There are enough of them")
  func count() {
    #expect(OddRole.all.count >= 40)
    #expect(Set(OddRole.all.map(\.description)).count == OddRole.all.count)
    let codes = Set(OddRole.all.flatMap(\.codes.keys))
    print("odd roles: \(OddRole.all.count), codes told: \(codes.map(\.rawValue).sorted())")
  }
}
