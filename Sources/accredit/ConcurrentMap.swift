import Dispatch

extension Array where Element: Sendable {
  /// The results of a function of each element, in the order of the elements; all cores work.
  ///
  /// One element is taken as it is, so that a command on one spec starts no thread.
  func concurrentMap<Result: Sendable>(
    _ transform: @escaping @Sendable (Element) -> Result
  ) -> [Result] {
    guard count > 1 else { return map(transform) }
    let results = Results<Result>()
    DispatchQueue.concurrentPerform(iterations: count) { index in
      results.set(transform(self[index]), at: index)
    }
    return results.inOrder
  }
}

/// Results that several threads bring, in whatever order they come.
///
/// Sound to be shared: what it holds is read and written on its queue only, one thread at a time.
private final class Results<Result: Sendable>: @unchecked Sendable {
  private let queue = DispatchQueue(label: "results")
  private var found: [Int: Result] = [:]

  func set(_ result: Result, at index: Int) {
    queue.sync { found[index] = result }
  }

  var inOrder: [Result] {
    queue.sync { found.sorted { $0.key < $1.key }.map(\.value) }
  }
}
