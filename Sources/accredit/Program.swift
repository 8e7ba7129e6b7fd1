#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program of the machine that runs beside this one, with nothing on its standard input.
struct Program {
  private let id: pid_t

  /// Starts a program; nil when it can't be started.
  ///
  /// - Parameters:
  ///   - words: the program, looked for in PATH unless it has a slash, and its arguments.
  ///   - output: where its standard output goes.
  ///   - takesErrors: whether its standard error goes there too, and else nowhere.
  ///   - isAlone: whether it leads a group of processes of its own, which can be ended as one.
  init?(_ words: [String], output: Int32, takesErrors: Bool = false, isAlone: Bool = false) {
    #if canImport(Glibc)
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    #else
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    if takesErrors {
      posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    posix_spawn_file_actions_addclose(&actions, output)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    if isAlone { posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP)) }
    // Sound: the words are copied to memory that lives until the call has ended, and freed once.
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, words[0], &actions, &attributes, &arguments, environ)
    errno = code
    guard code == 0 else { return nil }
    id = child
  }

  /// Waits for its end; true when it ended well.
  func end() -> Bool {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 && errno == EINTR {}
    return status == 0
  }

  /// Ends it with all that it has started, where it is alone.
  func stop() {
    kill(-id, SIGKILL)
  }

  /// The path of a program, looked for as a shell does; nil where there is none.
  static func path(of name: String) -> String? {
    for folder in (Terminal.environment("PATH") ?? "").split(separator: ":") {
      let path = "\(folder)/\(name)"
      if access(path, X_OK) == 0 && !File.isFolder(path) { return path }
    }
    return nil
  }

  /// How a program answers.
  enum Answer {
    case text(String)
    /// It can't be started, or ends with a mistake.
    case none
    /// It takes too long.
    case late
  }

  /// What a program says on both streams.
  static func answer(_ words: [String], seconds: Int) -> Answer {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return .none }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let program = Program(words, output: ends[1], takesErrors: true, isAlone: true)
    close(ends[1])
    guard let program else { return .none }
    guard let text = text(from: ends[0], before: milliseconds() + seconds * 1000) else {
      program.stop()
      _ = program.end()
      return .late
    }
    return program.end() ? .text(text) : .none
  }

  /// How much is read of an answer: a version is in its first lines.
  private static let limit = 4096

  /// What comes through a pipe until it is closed; nil when it is still open at a time.
  private static func text(from descriptor: Int32, before end: Int) -> String? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: limit)
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let rest = end - milliseconds()
      guard rest > 0 else { return nil }
      let ready = poll(&waiting, 1, Int32(rest))
      if ready == 0 || (ready < 0 && errno == EINTR) { continue }
      let count = read(descriptor, &chunk, chunk.count)
      if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<min(count, limit - bytes.count)]
    }
  }

  /// Milliseconds of a clock that nobody sets.
  private static func milliseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }
}
