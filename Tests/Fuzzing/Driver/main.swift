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
guard let target = FuzzTarget(rawValue: CommandLine.arguments[1]) else {
  print(usage)
  exit(64)
}

/// What the fuzzer calls, which can hold no variable of this file.
enum Fed {
  static let target = FuzzTarget(rawValue: CommandLine.arguments[1])
}

var count = CommandLine.argc - 1
var arguments = CommandLine.unsafeArgv + 1
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
