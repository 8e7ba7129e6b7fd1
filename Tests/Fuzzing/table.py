"""Prints what a robustness run has covered: a row per promise, made from what the runs print.

Each row names the tests whose lines it reads, what they count, and how many there must be. A test
that failed, that printed nothing, or that covered less is a row that says so, and exit code 1.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """A promise: the tests that hold it, the count in what they print, the least count."""

    promise: str
    tests: tuple[str, ...]
    count: str
    target: int


def swift(promise: str, test: str, count: str, target: int) -> Row:
    return Row(promise, (test,), count, target)


def python(promise: str, tests: str, count: str, target: int) -> Row:
    return Row(promise, tuple(tests.split()), count, target)


N = r"([\d,]+)"
ROWS = [
    python("bombs refused in time and in 64 MiB", "every_bomb_is_refused_in_time_and_memory",
           rf"{N} bombs refused", 20),
    python("bombs at every other door", "no_door_lets_a_bomb_in", rf"{N} bombs, largest", 180),
    python("big files in proportion", "big_files_take_time_in_proportion", rf"{N} big files", 6),
    python("files and outputs without end",
           "files_that_never_end_are_not_read_to_their_end "
           "outputs_that_never_end_are_not_read_to_their_end", rf"{N} (?:files|runs)", 17),
    swift("characters that show nothing, refused in place",
          "refusesEveryInvisibleScalarInComments()",
          rf"invisible scalars refused at their place: {N}", 100_000),
    swift("Norway, octal, dates: tokens in places",
          "refuses without quotes what some reader takes for something else",
          rf"plain tokens: {N} pairs", 1_500),
    python("YAML that readers differ on: verdicts", "the_verdicts_are_the_frozen_ones",
           rf"{N} verdicts", 1_300),
    python("what is taken, by PyYAML and libyaml", "two_other_readers_read_the_same",
           rf"{N} trees", 300),
    python("account ids with leading zeros, through loaders", "leading_zeros_of_accounts_survive",
           rf"loaded {N} times", 20),
    swift("keys that are missing", "refuses every example without a key that it needs",
          rf"mutants without a key: {N} refused", 100),
    swift("keys that are misspelt", "refuses every example with a misspelt key",
          rf"mutants with a misspelt key: {N} refused", 300),
    swift("shell words through bash", "bashReadsBackHostileText()",
          rf"shell words read back by bash: {N} texts", 100_000),
    python("trees through four YAML loaders", "four_loaders_read_what_was_written",
           rf"{N} trees", 20_000),
    swift("hostile diagnostics on a terminal", "showsHostileTextAsText()",
          rf"hostile diagnostics on a terminal: {N}", 5_000),
    Row("Markdown through cmark-gfm",
        ("codeSpansShowTheText()", "codeSpansInTablesShowTheText()", "proseHasNoMarkupButCode()",
         "proseStartsNoBlock()", "linksLeadToTheirAddressOnly()", "commentsShowNothing()",
         "boxesAreNotTicked()"), rf"Markdown rendered by cmark-gfm: {N}", 10_000),
    python("killed at any system call", "killed_at_any_call", rf"{N} calls", 200),
    python("refused by the disk at any system call",
           "refused_by_the_disk_at_any_call a_check_that_cannot_read_finds_nothing_right "
           "a_written_file_that_the_disk_loses_is_no_success a_starter_is_whole_or_absent",
           rf"{N} (?:faults|files)", 400),
    python("races that lead writes elsewhere", "no_race_leads_a_write_elsewhere",
           rf"{N} races", 1_000),
    swift("changes of outputs that check finds", "Finds each of 1,000 random changes, names it, "
          "and prints what mends it", rf"tampers found, named and mended: {N}", 1_000),
    *(Row(f"fuzzed: {target}", (f"fuzzed {target}",),
          rf"{N} executions, \d+ edges, (?P<found>\d+) findings", least)
      for target, least in [("read", 20_000), ("spec", 2_000), ("compile", 500), ("emit", 50_000),
                            ("diff", 500), ("audit", 2_000), ("policy", 20_000)]),
    python("inputs around libyaml under valgrind", "valgrind_finds_nothing_around_libyaml",
           rf"{N} inputs", 40),
    python("specs at once under ThreadSanitizer", "no_two_threads_meet", rf"{N} specs", 60),
]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row as it is printed."""

    promise: str
    cases: str
    found: str
    target: str
    is_kept: bool


def judge(row: Row, log: str) -> Line:
    """What the runs say of a promise."""
    cases, found, printed = 0, 0, 0
    for test in row.tests:
        name = re.escape(test)
        words = re.escape(test.replace("_", " "))
        issues = rf"✘ Test \"?{name}\"? .*recorded an issue|^FAILED \S+::test_{name}\b"
        found += len(re.findall(issues, log, re.MULTILINE))
        # The tests in Python and the fuzzer say which of them speaks; those in Swift don't.
        head = rf"^{words}(?:\[[^\]\n]*\])?: .*?"
        start = "" if re.search(rf"✔ Test \"?{name}\"?", log) else head
        for match in re.finditer(start + row.count, log, re.MULTILINE):
            printed += 1
            cases += int(match[1].replace(",", ""))
            found += int(match.groupdict().get("found") or 0)
    is_kept = printed >= len(row.tests) and found == 0 and cases >= row.target
    shown = f"{cases:,}" if printed else "nothing printed"
    return Line(row.promise, shown, f"{found:,}", f">= {row.target:,}, 0 found", is_kept)


def main() -> int:
    log = "".join(Path(path).read_text(encoding="utf-8") for path in sys.argv[1:])
    lines = [judge(row, log) for row in ROWS]
    head = Line("test", "cases", "found", "target", True)
    width = [max(len(getattr(line, name)) for line in [head, *lines])
             for name in ("promise", "cases", "found", "target")]  # fmt: skip
    for line in [head, *lines]:
        mark = "" if line.is_kept else "  <- not kept"
        print(f"{line.promise:<{width[0]}}  {line.cases:>{width[1]}}  {line.found:>{width[2]}}"
              f"  {line.target:<{width[3]}}{mark}".rstrip())  # fmt: skip
    missed = [line for line in lines if not line.is_kept]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
