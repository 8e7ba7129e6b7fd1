"""Writes what was measured as a page with tables and plots."""

import os
import platform
from pathlib import Path

import plot
from measuring import BESIDE_TERRAFORM, Results
from tools import HERE

INTRODUCTION = """\
# Benchmarks

`Benchmarks/run` measures `accredit compile` beside troposphere, AWS CDK and the least that such a
program can cost, on the same work in one run, and writes this page. Times differ between machines
and hours; ratios of programs that ran in turns differ less, and are what counts here.

The work: a spec with so many integrations of type `fastly/s3`, each of which makes an IAM role and
three files for the vendor. troposphere and CDK (JavaScript, level 1, without the CLI) make the same
roles, 450 in a template{agreement}, and nothing else. Accredit makes all of its outputs: template,
scripts, checklist, access report, deployer policies, vendor requests and the manifest of digests;
what the peers make too is its template alone, `compile --only template`, and is measured as well.

The floor is a C program (`floor.c`) that parses the spec with libyaml's events and writes the same
bytes to the same files. It computes nothing: the bytes stand ready in a mapped file.

What a person waits for when the outputs are deployed is in [DEPLOY.md](DEPLOY.md).
"""

# What of accredit is held against the peers, by the name of its sample.
OWN = {"template": "the template alone", "accredit": "every output"}

# What would bring a target nearer that is missed, by its name.
NEXT_STEPS = {
    "20, CDK": "of 37 M instructions 10 M are the command line, for which the Swift runtime looks "
    "up whether types fit protocols in all tables of the program: read it without reflection; "
    "6 M are the catalogue: read regions, quotas and sources when they are asked for; the rest is "
    "0.9 M an integration, and a millisecond is making two folders and a file",
    "20, troposphere": "the same",
    "5,000, CDK": "nothing stands out in a profile of the template alone: planning, the ledger, "
    "YAML, each 250 µs an integration in all; plan and lower parts of a spec on all cores",
    "5,000, troposphere": "the same",
    "10,000, processor": "the floor computes nothing, and the file system takes most of what it "
    "takes; of accredit's, write bytes where strings are built first: checklist and access report "
    "make each line a string, and the manifest hashes every byte with a SHA-256 in Swift",
    "10,000, memory": "write each file when it is made, and hash it then, instead of keeping all",
    "terraform": "as for CDK",
    "linear": "the instructions do not grow so: what does are misses of the caches, because each "
    "stage goes over the whole spec; take a spec through the stages in parts that fit them",
    "start": "131,000 instructions are left, fewer than the C program's with its dynamic linker: "
    "the rest is the system, which maps a program of 24 MB; leave out what no command needs",
    "many": "two fifths of the instructions are SHA-256 in Swift: hash with those that processors "
    "have for it, which takes a library and two minutes more of a first build",
}


def ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}" if value >= 0.01 else f"{value:.1g}"


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def page(results: Results) -> str:
    """The whole page."""
    agreement = "" if results.peers_agree else " (THEY DIFFER: this run proves nothing)"
    parts = [
        INTRODUCTION.format(agreement=agreement),
        "## Targets\n\n" + targets(results),
        "## Wall time\n\n![Wall time by number of integrations](wall.svg)\n\n" + walls(results),
        "## Processor time and memory\n\n![Peak memory](memory.svg)\n\n"
        + costs(results)
        + "\n\nThat of the peers, which make the template alone:\n\n"
        + peers(results),
        "## Start\n\n" + start(results),
        "## Where it was measured\n\n" + machine(results),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def table(head: list, rows: list) -> str:
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def targets(results: Results) -> str:
    rows = []
    for name, words, found, wanted, is_met in judged(results):
        verdict = "met" if is_met else "missed; next: " + NEXT_STEPS[name]
        rows.append([words, found, wanted, verdict])
    return table(["what", "measured", "wanted", ""], rows)


def judged(results: Results) -> list:
    """Each target whose sizes were measured, with what was found, and whether it is met."""
    found = []

    def judge(name: str, words: str, value: float, limit: float, at_least: bool) -> None:
        sign = "≥" if at_least else "≤"
        is_met = value >= limit if at_least else value <= limit
        found.append((name, words, ratio(value) + " ×", f"{sign} {limit:g} ×", is_met))

    def against(count: int, peer: str, called: str, limit: float) -> None:
        if count in results.sizes and peer in results.sizes[count].samples:
            samples = results.sizes[count].samples
            for own, what in OWN.items():
                value = samples[peer].median / samples[own].median
                words = f"{called}'s wall time ÷ accredit's, {count:,}, {what}"
                judge(f"{count:,}, {called}", words, value, limit, True)

    against(20, "cdk", "CDK", 500)
    against(20, "troposphere", "troposphere", 10)
    if BESIDE_TERRAFORM in results.sizes:
        samples = results.sizes[BESIDE_TERRAFORM].samples
        for own, what in OWN.items():
            value = samples[own].median / samples["terraform"].median
            words = f"wall time ÷ that of `terraform version`, {BESIDE_TERRAFORM}, {what}"
            judge("terraform", words, value, 1, False)
    against(5000, "cdk", "CDK", 50)
    against(5000, "troposphere", "troposphere", 60)
    if 10000 in results.sizes:
        size = results.sizes[10000]
        own, floor = size.samples["accredit"], size.samples["floor"]
        judge("10,000, processor", "processor time ÷ the floor's, 10,000, every output",
              own.processor / floor.processor, 2, False)  # fmt: skip
        if "floor in memory" in size.samples:
            value = size.samples["accredit in memory"].processor
            judge("10,000, processor", "the same, with files in memory",
                  value / size.samples["floor in memory"].processor, 2, False)  # fmt: skip
        judge("10,000, memory", "peak memory ÷ input and output, 10,000",
              own.memory * 1024 / (size.read + size.written), 6, False)  # fmt: skip
        if 1000 in results.sizes:
            tenth = results.sizes[1000].samples["accredit"]
            judge("linear", "processor time of 10,000 ÷ that of 1,000",
                  own.processor / tenth.processor, 11, False)  # fmt: skip
            if "accredit in memory" in size.samples:
                tenth = results.sizes[1000].samples["accredit in memory"]
                judge("linear", "the same, with files in memory",
                      size.samples["accredit in memory"].processor / tenth.processor, 11,
                      False)  # fmt: skip
            counted = results.sizes[1000].template_instructions
            judge("linear", "instructions of 10,000 ÷ those of 1,000, the template alone",
                  size.template_instructions / counted, 11, False)  # fmt: skip
    start = results.start
    judge("start", "wall time of `--version` ÷ that of a C program that prints a line",
          start["accredit"].median / start["floor"].median, 2, False)  # fmt: skip
    many = results.many
    judge("many", "wall time of `check` on 1,000 specs ÷ one start of cfn-lint",
          many["accredit"].median / many["cfn-lint"].median, 1, False)  # fmt: skip
    return found


def walls(results: Results) -> str:
    rows = []
    for count, size in results.sizes.items():
        own = size.samples["accredit"]
        row = [f"{count:,}", seconds(own.median), seconds(min(own.wall))]
        for name in ["template", "floor", "troposphere", "cdk"]:
            row.append(ratio(size.samples[name].median / own.median) + " ×")
        rows.append(row)
    head = ["integrations", "accredit, median", "least", "template alone", "floor"]
    head += ["troposphere", "CDK"]
    return table(head, rows) + (
        "\n\nThe last four columns are their medians ÷ accredit's with every output."
    )


def costs(results: Results) -> str:
    rows = []
    for count, size in results.sizes.items():
        own, floor = size.samples["accredit"], size.samples["floor"]
        rows.append([
            f"{count:,}",
            seconds(own.processor),
            ratio(own.processor / floor.processor) + " ×",
            seconds(own.own),
            seconds(floor.own),
            f"{own.memory / 1024:.0f} MiB",
            ratio(own.memory * 1024 / (size.read + size.written)) + " ×",
            f"{size.files:,}",
            f"{size.written / 1e6:.1f} MB",
            f"{size.instructions / 1e6:,.0f} M" if size.instructions else "-",
        ])  # fmt: skip
    head = [
        "integrations", "processor", "÷ floor", "user time", "floor's", "peak", "÷ bytes", "files",
        "written", "instructions",
    ]  # fmt: skip
    return table(head, rows) + (
        "\n\nProcessor time is user time and the system's, which writes the files: that differs "
        "much from run to run. A peak of 17 MiB is that of the measuring program before it starts "
        "another."
    )


def peers(results: Results) -> str:
    rows = []
    for count, size in results.sizes.items():
        row = [f"{count:,}"]
        for name in ["template", "troposphere", "cdk"]:
            sample = size.samples[name]
            row += [seconds(sample.processor), f"{sample.memory / 1024:.0f} MiB"]
        rows.append(row)
    head = ["integrations", "accredit, template alone: processor", "peak"]
    head += ["troposphere: processor", "peak", "CDK: processor", "peak"]
    return table(head, rows)


def start(results: Results) -> str:
    rows = []
    for name, words in [("accredit", "`accredit --version`"), ("floor", "a C program")]:
        sample, count = results.start[name], results.start_instructions[name]
        least = seconds(min(sample.wall))
        rows.append([words, seconds(sample.median), least, f"{count / 1e6:.1f} M"])
    if BESIDE_TERRAFORM in results.sizes:
        sample = results.sizes[BESIDE_TERRAFORM].samples["terraform"]
        name = "`terraform version`, 0.13.5, which is the newest on PyPI"
        rows.append([name, seconds(sample.median), seconds(min(sample.wall)), "-"])
    many = results.many
    rows += [
        ["`accredit check` on 1,000 specs", seconds(many["accredit"].median),
         seconds(min(many["accredit"].wall)), "-"],
        ["`cfn-lint --version`", seconds(many["cfn-lint"].median),
         seconds(min(many["cfn-lint"].wall)), "-"],
    ]  # fmt: skip
    return table(["what", "median", "least", "instructions"], rows)


def machine(results: Results) -> str:
    kind = platform.processor() or "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            kind = line.split(":")[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{kind}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}; load at the end: "
        f"{load}. {results.runs} runs of each program up to 1,000 integrations, 3 beyond."
    )


def write(results: Results, text: str) -> None:
    """Writes the page and its plots beside this folder."""
    (HERE / "README.md").write_text(text)
    names = {"accredit": "accredit", "floor": "floor", "troposphere": "troposphere", "cdk": "CDK"}
    wall, memory = {}, {}
    for key, name in names.items():
        sizes = {n: size.samples[key] for n, size in results.sizes.items() if key in size.samples}
        wall[name] = {n: sample.median for n, sample in sizes.items()}
        memory[name] = {n: sample.memory / 1024 for n, sample in sizes.items()}
    (HERE / "wall.svg").write_text(plot.lines("Wall time, seconds", wall))
    (HERE / "memory.svg").write_text(plot.lines("Peak memory, MiB", memory))
