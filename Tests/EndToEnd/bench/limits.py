"""Runs a program, and prints how it ended and what it took of the machine.

A program of its own, and a small one: what the system counts as the memory of a process includes
what its parent had.
"""

import json
import os
import resource
import sys


def main() -> None:
    limit, *command = sys.argv[1:]
    child = os.fork()
    if child == 0:
        # What a person would do about a run that doesn't end.
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit)))
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    taken = {
        "status": os.waitstatus_to_exitcode(status),
        "milliseconds": round((usage.ru_utime + usage.ru_stime) * 1000),
        "kibibytes": usage.ru_maxrss,
    }
    sys.stderr.flush()
    print(json.dumps(taken), file=sys.stderr)


if __name__ == "__main__":
    main()
