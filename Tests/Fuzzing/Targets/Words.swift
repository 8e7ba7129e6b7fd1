/// What is special to a reader of YAML, JSON, shell, Markdown, a terminal or AWS: the dictionary of
/// the fuzzer, and what changes of specs are made of.
package enum Words {
  package static let all = yaml + others + spec + aws

  private static let yaml = [
    ": ", "- ", "? ", "# ", " #", "---", "...", "&a ", "*a", "!!str ", "!Sub ", "!GetAtt ", "<<: ",
    "%YAML 1.2\n", "%TAG ! tag:evil,2026:\n", "|", ">", "|-\n  ", ">+2\n", "'", "''", "\"", "\\",
    "\\x41", "\\u202e", "\\U0001F600", "\\0", "\\e", "\\N", "\\L", "{", "}", "[", "]", ",", "{}",
    "[]", "~", "null", "true", "yes", "NO", "on", "y", "=", "012345670123", "0x1F", "0o17", "1e3",
    "1_000", "190:20:30", ".inf", ".NaN", "-0", "+1", "2026-11-21", "2026-11-21T00:00:00Z",
    "\t", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{0}", "\u{7F}", "\u{9B}",
    "\u{202E}", "\u{2066}", "\u{200B}", "\u{AD}", "\u{E0041}", "\u{E000}", "\u{FFFE}", "é", "世",
    "\u{1F600}", "e\u{301}", "\u{430}", "１２３", "٣",
  ]

  private static let others = [
    "$(touch C)", "`id`", "${a}", "${IFS}", "'\\''", "; rm -rf /", "&& a", "|| a", "\nEOF\n", "!",
    "*", "~root", "--endpoint-url", "-rf", "file:///etc/passwd", "http://a.example/", "@=",
    "<script>", "</td>", "-->", "<!--", "&amp;", "&#64;", "@org/team", "#1", "fixes #1",
    "[x](javascript:a)", "![](http://a)", "- [x] ", "| a |", "```", "~~~", "<details>",
    "\u{1B}[2J", "\u{1B}]8;;http://a\u{7}", "\u{8}", "::error::a", "::stop-commands::a",
    "##[error]", "\n::add-mask::a", "../", "/etc/x", ".git/hooks/x", "CON", "%s%n",
    "{{resolve:ssm:/p}}", "{{resolve:secretsmanager:s}}", "${AWS::AccountId}", "${!x}",
    "Fn::Transform", "AWS::Include", "{\"Ref\": \"a\"}", "\\u0000", "\\ud800", "\\udc00",
  ]

  private static let spec = [
    "name", "account", "region", "partition", "tags", "vendors", "integrations", "type", "vendor",
    "via", "role", "auth", "access-keys", "bucket", "buckets", "prefix", "path", "narrow", "acl",
    "allowAcl", "kmsKey", "create", "expireAfterDays", "externalId", "customerId", "accountId",
    "rotation", "previous", "until", "site", "stream", "shards", "mode", "on-demand",
    "provisioned", "sharing", "published", "current", "token", "secret", "parameter",
    "namespaces", "metrics", "backup", "bufferSeconds", "allow", "actions", "resources",
    "conditions", "reason", "permissionsBoundary", "rolePath", "maxSessionDuration",
    "description", "targets", "accounts", "regions", "organizationalUnits", "permissions",
    "logzio/s3-fetch", "logzio/archive", "logzio/metrics", "fastly/s3", "fastly/kinesis",
    "custom/role",
  ]

  private static let aws = [
    "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3::b", "arn:aws-cn:s3:::b", "arn:aws:iam::",
    "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", "s3:*",
    "s3:GetObject", "iam:PassRole", "sts:AssumeRole", "kms:Decrypt", "*", "?", "111122223333",
    "us-east-1", "us-gov-west-1", "Version", "2012-10-17", "2008-10-17", "Statement", "Effect",
    "Allow", "Deny", "Principal", "NotPrincipal", "AWS", "Service", "Federated", "Action",
    "NotAction", "Resource", "NotResource", "Condition", "StringEquals", "StringLike",
    "StringEqualsIfExists", "ForAllValues:StringLike", "ForAnyValue:StringEquals", "Null",
    "Bool", "IpAddress", "DateLessThan", "NumericLessThan", "ArnLike", "sts:ExternalId",
    "aws:SourceAccount", "aws:username", "Resources", "Properties", "Fn::If", "Fn::Join",
    "Fn::GetAtt", "AWS::NoValue", "PolicyDocument", "AssumeRolePolicyDocument", "Conditions",
  ]

  /// The words as libFuzzer reads a dictionary.
  package static var dictionary: String {
    all.map { word in
      let escaped = word.utf8.map { byte in
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
      return "\"" + escaped.joined() + "\"\n"
    }.joined()
  }
}
