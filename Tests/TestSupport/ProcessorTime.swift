#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How long a processor works for the thread that calls, while it does something: unlike the time
/// of a clock, it hardly depends on what else the machine does.
package func processorSeconds(_ work: () -> Void) -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let start = now()
  work()
  return now() - start
}
