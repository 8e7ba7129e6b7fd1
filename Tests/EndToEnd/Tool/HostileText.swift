import TestSupport

/// Draws text that shells, the AWS CLI, JSON, awk and CloudFormation might take for something else.
/// Wherever it can, a text holds code that would leave a file, and a number that nothing else has.
struct HostileText {
  var random: SplitMix64
  /// How many texts were drawn.
  private(set) var count = 0

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  private static let pieces = [
    "'", "''", "\"", "\\", "\\\\", "\\\"", "\\u0022", "\\'", "`", "$", "$$", "$IFS", "${IFS}", "$@",
    "$'\\n'", "*", "?", "[a-z]*", "~", "~root", "~/", "!", "!!", "!-1", "^a^b", ";", ";;", "&&",
    "||", "|", "&", "(", ")", "{a,b}", "{}", "<", ">", "<<EOF", "#", " # ", " ", "  ", "\n", "\n\n",
    "\r", "\r\n", "\t", "\u{1}", "\u{7}", "\u{8}", "\u{1B}[2J", "\u{1F}", "\u{7F}", "\u{85}",
    "\u{A0}", "\u{2028}", "\u{202E}", "\u{FEFF}", "é", "😀", "'\u{301}", "\u{10FFFF}", "-", "--",
    "-rf", "--query", "--query=x", "--endpoint-url=http://127.0.0.1:9", "--no-verify-ssl",
    "--debug",
    "--cli-input-json", "file:///etc/passwd", "fileb:///etc/passwd", "http://127.0.0.1:9/",
    "https://x", "s3://x", "@", "@/etc/passwd", "@ACCREDIT_TOKEN_FILE_A@", "{{resolve:ssm:/x}}",
    "${AWS::AccountId}", "${CANARY}", "EOF", "\nEOF\n", "\nEOF_0123456789abcdef\n",
    "\"},{\"", "\"]}",
    "\":\"", "]}", "].", "[x].Value", ".", "..", "../", "/", "=", ",", ":", "%s%n", "%", "&#10;",
    "IFS=", "x=y", "null", "true", "1e3", "0x1", "'] | [?x=='", "main \"$@\"", "exit 0", "esac",
  ]

  /// Code that leaves a file where it is run; `N` becomes the number of the text.
  private static let payloads = [
    #"$(touch "$CANARY"/pwned.N)"#, #"`touch "$CANARY"/pwned.N`"#,
    #"'; touch "$CANARY"/pwned.N; '"#, #""; touch "$CANARY"/pwned.N; ""#,
    #"'$(touch "$CANARY"/pwned.N)'"#, #"; touch "$CANARY"/pwned.N;"#,
    #"& touch "$CANARY"/pwned.N &"#, #"| tee "$CANARY"/pwned.N"#, #"|| touch "$CANARY"/pwned.N"#,
    "\ntouch \"$CANARY\"/pwned.N\n", "\r\ntouch \"$CANARY\"/pwned.N\r\n",
    "\nEOF\ntouch \"$CANARY\"/pwned.N\n", "')\ntouch \"$CANARY\"/pwned.N\n;;\n'",
    "'\n}\ntouch \"$CANARY\"/pwned.N\n", "a[$(touch $CANARY/pwned.N)]", "x[$(: >$CANARY/PWNED.N)]",
    #">"$CANARY"/pwned.N"#, "$(: >$CANARY/PWNED.N)", "`: >$CANARY/PWNED.N`",
    #"@A[$(: >$CANARY/PWNED.N)]@"#, #"x"@A[$(: >$CANARY/PWNED.N)]@"#,
    #"";system("touch $CANARY/pwned.N");""#, #"\";system("touch $CANARY/pwned.N")"#,
    #"${IFS:+$(touch "$CANARY"/pwned.N)}"#, #"$((a[$(touch $CANARY/pwned.N)]))"#,
    "<(touch $CANARY/pwned.N)", "e touch $CANARY/pwned.N", "/x;w $CANARY/pwned.N\n",
  ]

  /// Pieces of the words that the library takes, none of which a validator would pass.
  private static let wordPieces = [
    "--query", "-rf", "--", "=", "=x", ",y=z", "@", "@file", "file:", "fileb:/x", "http:/x", "EOF",
    "EOF_0123456789abcdef", "#", "#x", ":", "::", "+", "_", "/", "/x", ".", ".sh", "touch", "IFS=",
    "A", "0", "then", "esac", "null", "arn:aws:",
  ]

  /// Any text; sometimes empty, sometimes of 64 KiB.
  mutating func free() -> String {
    if random.oneIn(40) {
      count += 1
      return random.oneIn(2) ? "" : random.pick(Self.pieces)
    }
    let text = unique()
    guard random.oneIn(600) else { return text }
    let filling = random.pick(["A", "'", "\\", "\"", "$", "\n", "é", "😀"])
    return text + String(repeating: filling, count: 65_536 / filling.utf8.count)
  }

  /// Text that nothing else has, never empty.
  mutating func unique() -> String {
    count += 1
    let head = (0..<random.number(0...3)).map { _ in random.pick(Self.pieces) }.joined()
    let tail = (0..<random.number(0...3)).map { _ in random.pick(Self.pieces) }.joined()
    let payload = random.pick(Self.payloads)
    let number = String(count)
    let code = payload.replacing("pwned.N", with: "pwned.\(number)")
      .replacing("PWNED.N", with: "PWNED.\(number)")
    return head + code + tail
  }

  /// A word that the library takes for what it is: `^[A-Za-z0-9/][A-Za-z0-9+=,.@:/_#-]*$`.
  mutating func word(without excluded: Character? = nil) -> String {
    count += 1
    let head = random.pick(["A", "z", "0", "/", "file:", "fileb:", "http:", "x=", "EOF_0123"])
    var text = head
    for _ in 0..<random.number(0...3) { text += random.pick(Self.wordPieces) }
    text += "pwned.\(count)"
    for _ in 0..<random.number(0...3) { text += random.pick(Self.wordPieces) }
    text = text.filter { $0 != excluded }
    // What stands behind it may be what no word begins with.
    if head.first == excluded { text = "z" + text }
    // What is read of a log stream lies in a file of its name.
    if text.hasSuffix("/") { text += "_" }
    // Behind a group and a colon it would look like an address.
    if text.hasPrefix("//") { text = "/_" + text.dropFirst() }
    while let range = text.firstRange(of: "..") { text.replaceSubrange(range, with: "._") }
    while let range = text.firstRange(of: "://") { text.replaceSubrange(range, with: ":/_") }
    return text
  }

  /// A word that the library must refuse.
  mutating func refused() -> String {
    while true {
      let text =
        random.oneIn(5)
        ? random.pick(["-", "--", "--query", "file://", "http://x/", "a/../"]) + unique() : unique()
      if text.contains("..") || text.contains("://") || !Self.isWord(text) { return text }
    }
  }

  /// Text that can be a part of a path, and stand on a command line, if the shell is told so. The
  /// shell takes line breaks off the end of what a function prints, such as an ARN.
  mutating func argument() -> String {
    while true {
      let text = unique()
      let isCut = text.utf8.last.map { $0 == 0x0A || $0 == UInt8(ascii: "/") } ?? true
      if !text.contains(".."), text.utf8.count < 150, !isCut { return text }
    }
  }

  private static func isWord(_ text: String) -> Bool {
    let others = "+=,.@:/_#-".utf8
    func isLetter(_ byte: UInt8) -> Bool {
      Alphabet.lettersAndDigits.utf8.contains(byte)
    }
    guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") else {
      return false
    }
    return text.utf8.allSatisfy { isLetter($0) || others.contains($0) }
  }
}
