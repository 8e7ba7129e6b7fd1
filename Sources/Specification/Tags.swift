package import Diagnostics
package import Model
package import YAML

/// Reads a mapping of tag keys to values, sorted by key.
package func readTags(_ node: Node?, _ diagnostics: inout Diagnostics) -> [Tag] {
  guard let node else { return [] }
  guard case .mapping(let entries) = node.content else {
    diagnostics.report(
      .wrongKind,
      "'tags' must be a mapping of keys to values, and this is \(node.kind)",
      at: node.range,
      help: "write each tag as 'key: value', indented under 'tags'"
    )
    return []
  }
  if entries.count > tagLimit {
    diagnostics.report(
      .tooManyTags,
      "a resource must not have more than 50 tags, with accredit:spec among them",
      at: node.range,
      help: "remove some; AWS takes no more"
    )
  }
  reportTwins(entries, &diagnostics)
  return entries.compactMap { readTag($0, &diagnostics) }.sorted()
}

/// IAM tells the keys of tags apart without regard to case.
private func reportTwins(_ entries: [Node.Entry], _ diagnostics: inout Diagnostics) {
  var seen: [String: Node.Entry] = [:]
  for entry in entries {
    guard let twin = seen.updateValue(entry, forKey: entry.key.value.lowercased()) else { continue }
    diagnostics.report(
      .tag,
      "the keys \(quoted(twin.key.value)) and \(quoted(entry.key.value)) are one to IAM, which "
        + "disregards case",
      at: entry.key.range,
      related: [.init("the other one stands here", at: twin.key.range)],
      help: "keep one of the two"
    )
  }
}

/// The tags that a person may give: AWS takes 50 for a resource, and one says whose it is.
private let tagLimit = 49

private func readTag(_ entry: Node.Entry, _ diagnostics: inout Diagnostics) -> Tag? {
  let key = TagText.checking(entry.key, &diagnostics)
  let value = entry.value.text(of: "the value of a tag", &diagnostics)
    .flatMap { TagText.checking($0, &diagnostics) }
  guard let key, let value else { return nil }
  let lowercased = key.value.text.lowercased()
  if key.value.text.isEmpty || key.value.text.utf8.count > 128 {
    diagnostics.report(
      .tag,
      "the key of a tag must be 1 to 128 characters long, and this has "
        + "\(key.value.text.utf8.count)",
      at: key.range,
      help: "write a key such as team or cost-center"
    )
  }
  for reserved in ["aws:", "accredit:"] where lowercased.hasPrefix(reserved) {
    diagnostics.report(
      .tag,
      "the key of a tag must not start with '\(reserved)', which is reserved",
      at: key.range,
      help: "choose another key"
    )
  }
  return Tag(key.value, value.value)
}
