import Dispatch
import Synchronization

extension Array where Element: Sendable {
  /// The results of a function of each element, in the order of the elements; all cores work.
  ///
  /// One element is taken as it is, so that a command on one spec starts no thread.
  ///
  /// - Parameters:
  ///   - work: what is done to the elements, for a person who waits at a terminal.
  ///   - noun: what one of them is.
  func concurrentMap<Result: Sendable>(
    _ work: String,
    _ noun: String,
    _ transform: @Sendable (Element) -> Result
  ) -> [Result] {
    Progress.counting(work, count, noun) { progress in
      guard count > 1 else { return map(transform) }
      let results = Results<Result>()
      DispatchQueue.concurrentPerform(iterations: count) { index in
        results.set(transform(self[index]), at: index)
        progress.advance()
      }
      return results.inOrder
    }
  }
}

/// Results that several threads bring, in whatever order they come.
private final class Results<Result: Sendable>: Sendable {
  private let found = Mutex<[Int: Result]>([:])

  func set(_ result: Result, at index: Int) {
    found.withLock { $0[index] = result }
  }

  var inOrder: [Result] {
    found.withLock { found in found.sorted { $0.key < $1.key }.map(\.value) }
  }
}
