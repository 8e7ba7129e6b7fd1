/// A value as the content of a string in Terraform's language, in bytes 0x20-0x7E.
package struct TerraformText: Hashable, Sendable, CustomStringConvertible {
  /// What stands between the quotes.
  package let description: String

  /// Escapes the text. Every `$` and `%` is written by its number: what opens a template, and how
  /// that is escaped, depends on the characters around it.
  ///
  /// Source: HCL Native Syntax Specification, "Template Expressions" and "Quoted Literals".
  package init(_ text: String) {
    var buffer = TextBuffer()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": buffer.append(#"\""#)
      case "\\": buffer.append(#"\\"#)
      case "\n": buffer.append(#"\n"#)
      case "\r": buffer.append(#"\r"#)
      case "\t": buffer.append(#"\t"#)
      case " "..."~" where scalar != "$" && scalar != "%": buffer.append(UInt8(scalar.value))
      default:
        let digits = String(scalar.value, radix: 16)
        let length = scalar.value > 0xFFFF ? 8 : 4
        buffer.append(length == 8 ? #"\U"# : #"\u"#)
        buffer.append(String(repeating: "0", count: length - digits.utf8.count))
        buffer.append(digits)
      }
    }
    description = buffer.text
  }
}
