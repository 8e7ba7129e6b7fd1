import CloudFormation
import Model
import Testing

/// The lines below one key of the template's top level.
func section(_ name: String, of plan: Plan) throws -> String {
  let text = Template(of: plan, fingerprint: "sha256:0123").text
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  let start = try #require(lines.firstIndex(of: "\(name):"), "\(text)")
  let rest = lines[(start + 1)...]
  let end = rest.firstIndex { !$0.isEmpty && !$0.hasPrefix(" ") } ?? rest.endIndex
  return rest[..<end].reversed().drop { $0.isEmpty }.reversed().map { $0 + "\n" }.joined()
}

/// The template's resources for one kind, without the tags that all of them bear.
func template(of kind: Resource.Kind) throws -> String {
  let tags = """
          Tags:
            - Key: accredit:spec
              Value: acme

    """
  let plan = try Samples.plan([try Samples.resource(kind)])
  return try section("Resources", of: plan).split(separator: tags, omittingEmptySubsequences: false)
    .joined()
}
