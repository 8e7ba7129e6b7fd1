import Diagnostics
import TestSupport
package import Text
import YAML

/// A tree of an output, made of everything that a reader could misread.
package struct HostileTree {
  /// The tree as it is written.
  let root: Writer.Node

  /// The tree whose choices the seed makes.
  package init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var choices = Choices((0..<512).map { _ in UInt8.random(in: 0...255, using: &random) })
    self.init(&choices)
  }

  init(_ choices: inout Choices) {
    root = .map(Self.entries(&choices, depth: 5))
  }

  /// The bytes of the output.
  package var yaml: String {
    guard case .map(let entries) = root else { return "" }
    var buffer = TextBuffer()
    Writer.write(entries, to: &buffer)
    return buffer.text
  }

  /// What a reader of YAML is to get from it, where tags leave what is behind them.
  package var value: JSON { JSON(root) }

  /// What a reader of CloudFormation templates is to get from it.
  package var template: JSON { JSON(root, isTemplate: true) }

  private static func entries(_ choices: inout Choices, depth: Int) -> [Writer.Entry] {
    var keys: Set<String> = []
    return (0..<choices.number(below: 6)).compactMap { _ in
      let key = choices.text()
      let comments = (0..<max(0, choices.number(below: 8) - 5)).map { _ in choices.text() }
      let isSpaced = choices.number(below: 4) == 0
      let value = node(&choices, depth: depth - 1)
      guard keys.insert(key).inserted else { return nil }
      return Writer.Entry(key, value, comments: comments, isSpaced: isSpaced)
    }
  }

  private static func node(_ choices: inout Choices, depth: Int) -> Writer.Node {
    switch choices.number(below: depth > 0 ? 12 : 8) {
    case 0: return .integer(choices.number(below: 2_000) - 1_000)
    case 1: return .flag(choices.number(below: 2) == 0)
    case 2: return .shortList(texts(&choices))
    case 3: return .tagged("GetAtt", "Role.Arn")
    case 4: return .taggedList("Join", ["", .list(texts(&choices) + [.tagged("Ref", "Role")])])
    case 5...7: return .text(choices.text())
    case 8, 9:
      let count = choices.number(below: 5)
      return .list((0..<count).map { _ in node(&choices, depth: depth - 1) })
    default: return .map(entries(&choices, depth: depth))
    }
  }

  private static func texts(_ choices: inout Choices) -> [Writer.Node] {
    (0..<choices.number(below: 4)).map { _ in .text(choices.text()) }
  }
}

extension JSON {
  /// What a reader is to get from a written tree.
  ///
  /// - Parameter isTemplate: whether tags are the short forms of functions; else they are left out.
  init(_ node: Writer.Node, isTemplate: Bool = false) {
    self =
      switch node {
      case .text(let text): .string(text)
      case .integer(let integer): .integer(integer)
      case .flag(let flag): .bool(flag)
      case .tagged(let tag, let text): isTemplate ? Self.function(tag, text) : .string(text)
      case .taggedList(let tag, let items):
        isTemplate
          ? .object([.init("Fn::" + tag, .array(items.map { JSON($0, isTemplate: true) }))])
          : .array(items.map { JSON($0) })
      case .list(let items), .shortList(let items):
        .array(items.map { JSON($0, isTemplate: isTemplate) })
      case .map(let entries):
        .object(entries.map { .init($0.key, JSON($0.value, isTemplate: isTemplate)) })
      }
  }

  private static func function(_ tag: String, _ text: String) -> JSON {
    if tag == "Ref" { return ["Ref": .string(text)] }
    let parts = text.split(separator: ".", maxSplits: 1).map { JSON.string(String($0)) }
    return .object([.init("Fn::" + tag, .array(parts))])
  }

  /// What was read; what stands without quotes is a number or a flag where a reader takes it so.
  init(_ node: Node) {
    switch node.content {
    case .scalar(let scalar):
      let isOther = scalar.isPlain && PlainScalar.otherKind(of: scalar.text) != nil
      let flag: JSON? = scalar.text == "true" ? true : scalar.text == "false" ? false : nil
      let other = flag ?? Int(scalar.text).map { JSON.integer($0) }
      self = isOther ? other ?? .null : .string(scalar.text)
    case .sequence(let items): self = .array(items.map { JSON($0) })
    case .mapping(let entries):
      self = .object(entries.map { .init($0.key.value, JSON($0.value)) })
    }
  }
}
