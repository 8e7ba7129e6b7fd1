package import Catalog
import Synchronization

/// The texts of a catalogue's steps, each read when it is asked for the first time: whoever
/// compiles many specs, on all cores, reads them once.
package final class StepTexts: Sendable {
  let catalog: Catalog
  private let read = Mutex<[StepLibrary.Key: StepText?]>([:])

  package init(_ catalog: Catalog) {
    self.catalog = catalog
  }

  /// Some texts; one that can't be read is missing.
  func texts(of keys: Set<StepLibrary.Key>) -> [StepLibrary.Key: StepText] {
    read.withLock { read in
      keys.reduce(into: [:]) { texts, key in
        if read[key] == nil {
          let text = catalog.stepText(key.name, owner: key.owner)
          read[key] = .some(text.flatMap { try? StepText($0) })
        }
        texts[key] = read[key] ?? nil
      }
    }
  }
}
