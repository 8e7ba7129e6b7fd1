import Diagnostics
import Synchronization

/// A part of the catalogue that is read when it is first asked for: most specs need little of it.
struct Deferred<Value: Sendable>: Sendable {
  /// What is known of the value.
  private enum State: Sendable {
    case unread(@Sendable () -> Value)
    case read(Value)
  }

  private final class Storage: Sendable {
    let state: Mutex<State>

    init(_ state: State) { self.state = Mutex(state) }
  }

  private let storage: Storage

  private init(_ state: State) { storage = Storage(state) }

  /// A value that is there already.
  init(_ value: Value) { self.init(.read(value)) }

  /// Of the files that the compiler carries, the value is read when it is asked for: tests read all
  /// of them. Of another folder it is read at once, for what stands against it must be reported.
  init(
    _ files: TemplateFiles,
    _ reports: inout [Diagnostics],
    _ read: @escaping @Sendable (inout [Diagnostics]) -> Value
  ) {
    guard files.isEmbedded else {
      self.init(read(&reports))
      return
    }
    self.init(
      .unread {
        var reports: [Diagnostics] = []
        return read(&reports)
      }
    )
  }

  /// The same of a part of a file, whose diagnostics go with those of the rest of it.
  init(
    in path: String,
    _ files: TemplateFiles,
    _ diagnostics: inout Diagnostics,
    _ reports: inout [Diagnostics],
    _ read: @escaping @Sendable (inout Diagnostics, inout [Diagnostics]) -> Value
  ) {
    guard files.isEmbedded else {
      self.init(read(&diagnostics, &reports))
      return
    }
    self.init(files, &reports) { reports in
      var diagnostics = Diagnostics(for: files.named(path))
      return read(&diagnostics, &reports)
    }
  }

  var value: Value {
    storage.state.withLock { state in
      switch state {
      case .read(let value): return value
      case .unread(let read):
        let value = read()
        state = .read(value)
        return value
      }
    }
  }
}
