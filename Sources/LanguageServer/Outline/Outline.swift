/// What can be made out of a spec that somebody is writing: keys, values and lists, by their
/// columns and brackets.
///
/// It judges nothing, which is the compiler's part, and so goes on where YAML can't be read. What
/// is neither a key nor a value yet is a word.
package struct Outline {
  /// Text that stands somewhere.
  package struct Word {
    package let text: String
    /// Its bytes, without quotes.
    package let range: Range<Int>
    package let isQuoted: Bool
    /// How many characters stand in front of it in its line.
    package let column: Int
    /// Whether the cursor is in it or at one of its ends.
    package let holdsCursor: Bool
  }

  /// A key with what is behind or below it.
  package struct Entry {
    package let key: Word
    package let value: Block
  }

  /// How a block is written.
  package enum Style {
    /// On lines of its own.
    case lines
    /// Behind its key, in the same line.
    case inline
    /// In braces.
    case braces
    /// In brackets.
    case brackets
  }

  /// A value: a mapping, a list, a single word, or some of each while it is written.
  package struct Block {
    package var style: Style
    /// How many characters stand in front of its keys or items.
    package var column = 0
    package var entries: [Entry] = []
    package var items: [Block] = []
    package var words: [Word] = []
    /// Whether no blank stands between the colon of its key and the cursor.
    package var lacksBlank = false

    package init(_ style: Style, words: [Word] = []) {
      (self.style, self.words) = (style, words)
    }
  }

  /// A way from a block into one that it holds.
  package enum Step: Hashable {
    case key(String)
    case item
  }

  /// A word and everything around it.
  package struct Place {
    /// The steps from the root to the block that holds the word, and each block on the way.
    package var steps: [Step] = []
    package var blocks: [Block]
    package let word: Word
    /// What the word is the key of; nil for any other word.
    package let entry: Entry?

    /// The block that holds the word.
    package var block: Block { blocks[blocks.count - 1] }

    /// The keys on the way, such as `integrations`, `edge`.
    package var keys: [String] {
      steps.compactMap { step in
        if case .key(let key) = step { key } else { nil }
      }
    }
  }

  package let root: Block

  /// The first word that fulfils something.
  package func place(where isMeant: (Word) -> Bool) -> Place? {
    Self.place(in: [root], [], isMeant)
  }

  private static func place(
    in blocks: [Block],
    _ steps: [Step],
    _ isMeant: (Word) -> Bool
  ) -> Place? {
    guard let block = blocks.last else { return nil }
    for word in block.words where isMeant(word) {
      return Place(steps: steps, blocks: blocks, word: word, entry: nil)
    }
    for entry in block.entries {
      if isMeant(entry.key) {
        return Place(steps: steps, blocks: blocks, word: entry.key, entry: entry)
      }
      let inner = steps + [.key(entry.key.text)]
      if let found = place(in: blocks + [entry.value], inner, isMeant) { return found }
    }
    for item in block.items {
      if let found = place(in: blocks + [item], steps + [.item], isMeant) { return found }
    }
    return nil
  }
}

extension Outline.Block {
  /// The value of a key.
  package subscript(key: String) -> Outline.Block? { entries.first { $0.key.text == key }?.value }

  /// The single word that it is; nil for anything else.
  package var scalar: Outline.Word? {
    guard entries.isEmpty, items.isEmpty, words.count == 1, !words[0].text.isEmpty else {
      return nil
    }
    return style == .brackets || style == .braces ? nil : words[0]
  }
}
