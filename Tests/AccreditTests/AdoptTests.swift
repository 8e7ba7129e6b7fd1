import Foundation
import TestSupport
import Testing

/// `accredit adopt` as a process: its exit codes, its streams and its placeholders.
@Suite("accredit adopt") struct AdoptTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.write("role.json", Self.role)
    try bench.write("policy.json", Self.policy(""))
  }

  private static let role = """
    {
      "Role": {
        "Path": "/",
        "RoleName": "logzio-prod",
        "Arn": "arn:aws:iam::111122223333:role/logzio-prod",
        "AssumeRolePolicyDocument": {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Principal": {"AWS": "406095609952"},
              "Action": "sts:AssumeRole",
              "Condition": {
                "StringEquals": {"sts:ExternalId": "logzio:aws:extid:4fq8v1kx0nktixxe8q"}
              }
            }
          ]
        }
      }
    }
    """

  private static func policy(_ more: String) -> String {
    """
    {
      "RoleName": "logzio-prod",
      "PolicyName": "read",
      "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
          {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::acme-logs"},
          {"Effect": "Allow", "Action": ["s3:GetObject"\(more)],
           "Resource": "arn:aws:s3:::acme-logs/*"}
        ]
      }
    }
    """
  }

  @Test("Writes a spec that compiles, and nothing else to standard output")
  func exact() throws {
    let run = try bench.run(
      "adopt",
      "role.json",
      "policy.json",
      "--region",
      "us-east-1",
      "--name",
      "acme"
    )
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
    try bench.write("acme.yaml", run.output)
    #expect(try bench.run("compile", "acme.yaml").status == 0)
    let script = try bench.read("Generated/acme/provision.sh")
    #expect(script.contains("logzio-prod"))
    // What the spec makes of the role is adopted as the same spec.
    let again = try bench.run(
      "adopt",
      "Generated/acme/template.yaml",
      "--account",
      "111122223333",
      "--name",
      "acme",
      "--region",
      "us-east-1"
    )
    #expect(again.status == 0, "\(again.errors)")
    let kept = run.output.split(separator: "\n").filter { !again.output.contains($0) }
    #expect(kept == [], "\(again.output)")
  }

  @Test("Asks for what the documents don't tell, by placeholders that 'validate' names")
  func placeholders() throws {
    try bench.write("role.json", Self.role.replacing("arn:aws:iam::111122223333", with: "x"))
    let run = try bench.run("adopt", "role.json", "policy.json")
    #expect(run.status == 0, "\(run.errors)")
    let checked = try bench.run(["validate", "-"], input: run.output)
    #expect(checked.status == 1)
    #expect(checked.errors.contains("'ACCOUNT-ID-TO-FILL-IN' isn't an AWS account id"))
    #expect(checked.errors.contains("'REGION-TO-FILL-IN' isn't an AWS region"))
    #expect(checked.errors.contains("2 errors"))
    let loose =
      #"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#
    let wide = try bench.run(
      [
        "adopt", "-", "--for", "logzio/archive", "--region", "us-east-1", "--account",
        "111122223333",
      ],
      input: loose
    )
    #expect(wide.status == 3)
    let refused = try bench.run(["validate", "-"], input: wide.output)
    #expect(refused.errors.contains("BUCKET-TO-FILL-IN"), "\(wide.output)\(refused.errors)")
    #expect(refused.errors.contains("error[placeholder]"), "\(refused.errors)")
  }

  @Test("Ends with 3 and the place of what is beyond the vendor's needs, with 1 for no role")
  func findings() throws {
    try bench.write("policy.json", Self.policy(#", "s3:DeleteObject""#))
    let run = try bench.run("adopt", "role.json", "policy.json", "--region", "us-east-1")
    #expect(run.status == 3)
    #expect(run.output.contains("type: logzio/s3-fetch"))
    #expect(run.errors.contains("policy.json:8:54: warning[over-grant]"), "\(run.errors)")
    #expect(run.errors.contains("1 finding: the spec doesn't grant exactly what is there"))
    try bench.write("nothing.json", "{}")
    let nothing = try bench.run("adopt", "nothing.json")
    #expect(nothing.status == 1)
    #expect(nothing.output == "")
    #expect(try bench.run("adopt", "missing.json").status == 1)
    #expect(try bench.run("adopt").status == 64)
    for option in [["--name", "A B"], ["--account", "12"], ["--region", "x"], ["--for", "a/b"]] {
      #expect(try bench.run(["adopt", "role.json", "policy.json"] + option).status == 64)
    }
  }

  @Test("Prints entries to paste into a spec that is there")
  func entries() throws {
    let run = try bench.run("adopt", "role.json", "policy.json", "--entry")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("vendors:\n  logzio:\n"))
    let head = "name: acme\naccount: \"111122223333\"\nregion: us-east-1\n"
    #expect(try bench.run(["validate", "-"], input: head + run.output).status == 0)
  }

  @Test("Reads what people paste: YAML, a template, a policy in a string, percent-encoded")
  func forms() throws {
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(Self.policy("").utf8)) as? [String: Any]
    )["PolicyDocument"]
    let text = String(
      decoding: try JSONSerialization.data(withJSONObject: try #require(document)),
      as: UTF8.self
    )
    let percent = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    let yaml = """
      RoleName: logzio-prod
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:ListBucket
            Resource: arn:aws:s3:::acme-logs
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::acme-logs/*
      """
    let forms = [
      yaml, #"{"RoleName": "logzio-prod", "PolicyDocument": "\#(percent)"}"#, text,
      #"{"PolicyVersion": {"VersionId": "v1", "Document": \#(text)}}"#,
    ]
    for form in forms {
      try bench.write("form", form)
      let run = try bench.run("adopt", "role.json", "form", "--region", "us-east-1")
      #expect(run.status == 0, "\(form)\n\(run.errors)")
      #expect(run.output.contains("- name: acme-logs"))
    }
    print("forms of a policy that are adopted: \(forms.count)")
  }
}
