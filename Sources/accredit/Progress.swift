import Dispatch
import Synchronization
import Text

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One line on standard error that says how far work is that takes long.
///
/// It is there only on a terminal, only after half a second, and it is erased before anything else
/// is written: nobody finds it in a file, in a pipe or above what a command says at its end.
final class Progress: Sendable {
  /// How far the work is, and whether the line stands there.
  private struct State {
    var done = 0
    var isShown = false
    var isOver = false
  }

  private let work: String
  /// How many things it is done to; nil where that can't be counted.
  private let count: Int?
  private let noun: String
  private let start = ContinuousClock.now
  private let state = Mutex(State())
  /// A thread of its own, as all others may be at work; nil where nothing is shown.
  private let clock: DispatchQueue?

  /// When the first work of the command began: the command is what a person waits for.
  private static let beginning = ContinuousClock.now
  /// How many seconds pass before anything is said, and until it is said again.
  private static let patience = 0.5
  private static let interval = 0.1

  private init(_ work: String, _ count: Int?, _ noun: String) {
    (self.work, self.count, self.noun) = (work, count, noun)
    clock = Self.isWanted ? DispatchQueue(label: "accredit.progress") : nil
    guard clock != nil else { return }
    let waited = (start - Self.beginning) / .seconds(1)
    tick(after: max(Self.interval, Self.patience - waited))
  }

  /// Does work on one thing, or on many that can't be counted.
  static func showing<Result>(
    _ work: String,
    _ object: String,
    _ body: () throws -> Result
  ) rethrows -> Result {
    let progress = Progress(work, nil, object)
    defer { progress.finish() }
    return try body()
  }

  /// Does work on many things, of which each tells `advance()`.
  ///
  /// - Parameters:
  ///   - work: what is done, such as "compiling".
  ///   - noun: what it is done to, one of them.
  static func counting<Result>(
    _ work: String,
    _ count: Int,
    _ noun: String,
    _ body: (Progress) throws -> Result
  ) rethrows -> Result {
    let progress = Progress(work, count, noun)
    defer { progress.finish() }
    return try body(progress)
  }

  /// Counts one more as done.
  func advance() {
    guard clock != nil else { return }
    state.withLock { $0.done += 1 }
  }

  /// Erases the line. Nothing is drawn after that.
  private func finish() {
    guard clock != nil else { return }
    state.withLock { state in
      state.isOver = true
      if state.isShown { Terminal.put(Self.erasure, STDERR_FILENO) }
    }
  }

  private func tick(after seconds: Double) {
    clock?.asyncAfter(deadline: .now() + seconds) { self.draw() }
  }

  private func draw() {
    let isOver = state.withLock { state in
      guard !state.isOver, Self.isInForeground else { return state.isOver }
      state.isShown = true
      let line = line(done: state.done)
      Terminal.put(Self.erasure + line.prefix(Self.columns - 1), STDERR_FILENO)
      return false
    }
    if !isOver { tick(after: Self.interval) }
  }

  private func line(done: Int) -> String {
    let seconds = (ContinuousClock.now - start).components.seconds
    let object = count.map { ($0 == 1 ? "" : "\(done) of ") + counted($0, noun) } ?? noun
    return "\(work) \(object), \(seconds) s"
  }
}

// The terminal.
extension Progress {
  /// To the first column, and nothing to the right of it.
  private static let erasure = "\r\u{1B}[K"

  /// Whether standard error is a terminal that can erase a line. The line has no colors, so
  /// NO_COLOR says nothing of it.
  private static var isWanted: Bool {
    guard isatty(STDERR_FILENO) == 1, let kind = Terminal.environment("TERM") else { return false }
    // Whoever types a spec at the terminal must not have it erased.
    let isTyped = CommandLine.arguments.contains("-") && isatty(STDIN_FILENO) == 1
    return kind != "dumb" && !isTyped
  }

  /// Whether the terminal is this program's now: what runs in the background doesn't write into
  /// what a person types.
  private static var isInForeground: Bool { tcgetpgrp(STDERR_FILENO) == getpgrp() }

  /// How many columns the terminal has; 80 where it doesn't say.
  private static var columns: Int {
    var size = winsize()
    // Sound: the call fills the structure, which lives until it is over.
    let isKnown = withUnsafeMutablePointer(to: &size) {
      ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), $0) == 0
    }
    return isKnown && size.ws_col > 1 ? Int(size.ws_col) : 80
  }
}

extension Array {
  /// The results of a function of each element, one after the other, which a person may wait for.
  ///
  /// - Parameters:
  ///   - work: what is done to the elements, such as "comparing".
  ///   - noun: what one of them is.
  func map<Result>(
    _ work: String,
    _ noun: String,
    _ transform: (Element) throws -> Result
  ) rethrows -> [Result] {
    try Progress.counting(work, count, noun) { progress in
      try map { element in
        defer { progress.advance() }
        return try transform(element)
      }
    }
  }
}
