import FuzzTargets

// libFuzzer around the targets. Its own archive has a main function, which Swift's linker doesn't
// get along with, so that the one without is linked and called from here.

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

let usage = "usage: fuzz dictionary | fuzz TARGET [OPTION|FOLDER]…, the options being libFuzzer's"

guard CommandLine.arguments.count > 1 else {
  print(usage)
  exit(64)
}
if CommandLine.arguments[1] == "dictionary" {
  print(Words.dictionary, terminator: "")
  exit(0)
}

/// What the fuzzer calls, which can hold no variable of this file.
enum Fed {
  /// Where a fuzzer that starts others, as it does to merge, tells them the target: it repeats its
  /// options alone.
  static let variable = "ACCREDIT_FUZZ_TARGET"
  static let named = FuzzTarget(rawValue: CommandLine.arguments[1])
  static let target =
    named ?? getenv(variable).flatMap { FuzzTarget(rawValue: String(cString: $0)) }
}

guard let target = Fed.target else {
  print(usage)
  exit(64)
}
setenv(Fed.variable, target.rawValue, 1)
// The fuzzer sees a program without the name of the target.
let skipped = Fed.named == nil ? 0 : 1
CommandLine.unsafeArgv[skipped] = CommandLine.unsafeArgv[0]
var count = CommandLine.argc - Int32(skipped)
var arguments = CommandLine.unsafeArgv + skipped
exit(
  withUnsafeMutablePointer(to: &arguments) { pointer in
    pointer.withMemoryRebound(
      to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.self,
      capacity: 1
    ) { pointer in
      runDriver(&count, pointer) { bytes, size in
        do throws(Breach) {
          try Fed.target?.check(Array(UnsafeBufferPointer(start: bytes, count: size)))
        } catch {
          fatalError("\(error)")
        }
        return 0
      }
    }
  }
)
