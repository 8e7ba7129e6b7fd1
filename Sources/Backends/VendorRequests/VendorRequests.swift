package import Catalog
package import Model
import Text

/// What a person sends to the vendors once the spec is deployed: names are known in advance, so
/// that nothing is left to fill in but what is secret or the person's own.
package enum VendorRequests {
  /// The files of a plan's requests.
  package static func render(_ plan: Plan, _ catalog: Catalog) -> [OutputFile] {
    plan.requests.map { request in
      guard let template = catalog.vendors[request.owner]?.request(request.template) else {
        preconditionFailure("the catalogue has no vendor '\(request.owner)'")
      }
      return OutputFile(
        request.path,
        .vendor,
        isExecutable: template.language == .shell,
        template.filled(with: request.values)
      )
    }
  }
}

extension RequestTemplate {
  /// The text with its holes filled, without the lines whose values are missing.
  package func filled(with values: [String: String]) -> String {
    var buffer = TextBuffer()
    for line in lines {
      let isLeftOut = line.holes.contains { holes[$0] == .optional && values[$0] == nil }
      if isLeftOut { continue }
      for part in line.parts {
        switch part {
        case .text(let text): buffer.append(text)
        case .hole(let name): buffer.append(encoded(values, name))
        }
      }
      buffer.appendLine()
    }
    return buffer.text
  }

  private func encoded(_ values: [String: String], _ name: String) -> String {
    guard let value = values[name], let kind = holes[name] else {
      preconditionFailure("the hole ${\(name)} of a request has no value")
    }
    switch kind {
    case .text, .optional: return language.encoded(value)
    case .flag:
      precondition(value == "true" || value == "false", "the hole ${\(name)} takes a flag")
      return value
    case .identifier:
      // Terraform takes no dots. A bucket's name has neither `_` nor two dots, so none becomes
      // another's; and only here is it known, where it differs between targets.
      let identifier = value.split(separator: ".").joined(separator: "__")
      precondition(identifier.isIdentifier, "the hole ${\(name)} takes a name")
      return identifier
    }
  }
}

extension RequestTemplate.Language {
  /// The value as this language takes it: the content of a string, or a word of a shell.
  fileprivate func encoded(_ value: String) -> String {
    switch self {
    case .json:
      var buffer = TextBuffer()
      buffer.appendJSONString(value)
      return String(buffer.text.dropFirst().dropLast())
    case .terraform: return TerraformText(value).description
    case .curl: return CurlText(value).description
    case .shell: return ShellWord(value).description
    }
  }
}

extension String {
  /// Whether it is a name in Terraform's language, as far as this tool makes them.
  fileprivate var isIdentifier: Bool {
    guard let first = utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
      return false
    }
    return utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
  }
}
