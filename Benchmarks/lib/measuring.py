"""Runs the programs in turns, and keeps what each run took."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tools import HERE, Tools

sys.path.insert(0, str(HERE / "peers"))
import work  # noqa: E402

# callgrind takes minutes beyond.
LARGEST_COUNTED = 200
# Between these it is seen how the cost grows, apart from that of files on a disk.
GROWTH = (1000, 10000)
# Files in it cost the system little: what is left is the programs' own time.
IN_MEMORY = Path("/dev/shm")
# The work beside which a start of terraform is measured.
BESIDE_TERRAFORM = 20


@dataclass
class Sample:
    """What some runs of one program took: seconds, and kilobytes at the peak."""

    wall: list = field(default_factory=list)
    user: list = field(default_factory=list)
    system: list = field(default_factory=list)
    peak: list = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    @property
    def processor(self) -> float:
        """Of the program itself and of the system for it, which writes the files."""
        return statistics.median(map(sum, zip(self.user, self.system, strict=True)))

    @property
    def own(self) -> float:
        """Of the program itself."""
        return statistics.median(self.user)

    @property
    def memory(self) -> float:
        return statistics.median(self.peak)


@dataclass
class Size:
    """What one number of integrations took, by program."""

    samples: dict
    files: int
    read: int
    written: int
    instructions: int | None
    template_instructions: int | None


@dataclass
class Results:
    """All that was measured."""

    runs: int
    sizes: dict
    start: dict
    start_instructions: dict
    many: dict
    peers_agree: bool


class Measuring:
    """The programs at work, in a folder of their own."""

    def __init__(self, tools: Tools, runs: int) -> None:
        self.tools = tools
        self.runs = runs
        self.output = tools.work / "output"

    def measure(self, sizes: list) -> Results:
        measured = {}
        for count in sizes:
            print(f"measuring {count}…", file=sys.stderr)
            measured[count] = self.size(count)
            for name, sample in measured[count].samples.items():
                figures = f"{sample.median:.3f} s, {sample.processor:.3f} s of processors"
                print(f"  {name}: {figures}, {sample.memory / 1024:.0f} MiB", file=sys.stderr)
        print("measuring starts and many specs…", file=sys.stderr)
        start = {
            "accredit": [self.tools.accredit, "--version"],
            "floor": [self.tools.floor, "line"],
        }
        return Results(
            runs=self.runs,
            sizes=measured,
            start=self.in_turns(start, self.runs * 4),
            start_instructions={name: self.instructions(words) for name, words in start.items()},
            many=self.many(1000),
            peers_agree=self.peers_agree(20),
        )

    def size(self, count: int) -> Size:
        spec = self.tools.work / f"bench-{count}.yaml"
        work.write_spec(count, spec)
        compile_spec = [self.tools.accredit, "compile", spec, "-o", self.output]
        self.run(compile_spec)
        files = sorted(path for path in self.output.rglob("*") if path.is_file())
        written = sum(path.stat().st_size for path in files)
        pack = self.tools.work / "pack"
        names = "".join(f"{path.relative_to(self.output)}\n" for path in files)
        words = [str(self.tools.floor), "pack", str(pack)]
        subprocess.run(words, input=names, text=True, check=True, cwd=self.output)
        programs = {
            "accredit": compile_spec,
            "template": [*compile_spec, "--only", "template"],
            "floor": [self.tools.floor, "run", spec, pack, self.output],
        }
        programs["troposphere"] = self.tools.troposphere(count, self.output)
        programs["cdk"] = self.tools.cdk(count, self.output)
        if count == BESIDE_TERRAFORM:
            programs["terraform"] = self.tools.terraform()
        samples = self.in_turns(programs, self.runs if count <= 1000 else 3)
        if count in GROWTH and IN_MEMORY.is_dir():
            samples |= self.in_memory(spec, pack)
        return Size(
            samples=samples,
            files=len(files),
            read=spec.stat().st_size,
            written=written,
            instructions=self.instructions(compile_spec) if count <= LARGEST_COUNTED else None,
            template_instructions=(
                self.instructions(programs["template"]) if count in GROWTH else None
            ),
        )

    def in_memory(self, spec: Path, pack: Path) -> dict:
        """Accredit and the floor once more, with files that are in no other place than memory."""
        with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
            output = Path(folder) / "output"
            programs = {
                "accredit in memory": [self.tools.accredit, "compile", spec, "-o", output],
                "floor in memory": [self.tools.floor, "run", spec, pack, output],
            }
            return self.in_turns(programs, 3, output)

    def in_turns(self, programs: dict, runs: int, output: Path | None = None) -> dict:
        """Runs the programs one after the other, and that so many times."""
        samples = {name: Sample() for name in programs}
        for _ in range(runs):
            for name, words in programs.items():
                wall, user, system, peak = self.run(words, output)
                samples[name].wall.append(wall)
                samples[name].user.append(user)
                samples[name].system.append(system)
                samples[name].peak.append(peak)
        return samples

    def run(self, words: list, output: Path | None = None) -> tuple:
        """Runs a program into an empty folder.

        Its seconds by the clock, of its own on processors, of the system for it; and its peak.
        """
        shutil.rmtree(output or self.output, ignore_errors=True)
        command = [str(word) for word in words]
        environment = self.tools.environment()
        start = time.perf_counter()
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as child:
            said = child.stderr.read()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        if child.returncode != 0:
            raise SystemExit(f"{' '.join(command)}\n{said.decode()[-2000:]}")
        return wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss

    def instructions(self, words: list) -> int:
        """How many instructions a program executes, as callgrind counts them."""
        shutil.rmtree(self.output, ignore_errors=True)
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *words]
        result = subprocess.run(
            [str(word) for word in command], capture_output=True, text=True, check=True
        )
        line = next(line for line in result.stderr.splitlines() if "Collected" in line)
        return int(line.split(":")[1])

    def many(self, count: int) -> dict:
        """'check' on so many specs that are current, and one start of cfn-lint."""
        folder = self.tools.work / "many"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for index in range(count):
            name = f"spec-{index:04}"
            work.write_spec(1, folder / f"{name}.yaml", name)
        output = self.tools.work / "many-output"
        shutil.rmtree(output, ignore_errors=True)
        self.run([self.tools.accredit, "compile", folder, "-o", output])
        programs = {
            "accredit": [self.tools.accredit, "check", folder, "-o", output],
            "cfn-lint": [self.tools.python.parent / "cfn-lint", "--version"],
        }
        return self.in_turns(programs, self.runs)

    def peers_agree(self, count: int) -> bool:
        """Whether the peers make the same roles as accredit, held against each other as data."""
        spec = self.tools.work / "bench-agree.yaml"
        work.write_spec(count, spec)
        roles = {}
        for name, words in {
            "accredit": [self.tools.accredit, "compile", spec, "-o", self.output],
            "troposphere": self.tools.troposphere(count, self.output),
            "cdk": self.tools.cdk(count, self.output),
        }.items():
            self.run(words)
            roles[name] = self.roles(self.output)
        return roles["accredit"] == roles["troposphere"] == roles["cdk"]

    def roles(self, folder: Path) -> list:
        """The properties of all roles in the templates of a folder, sorted by name."""
        reader = [str(self.tools.python), str(HERE / "lib" / "roles.py"), str(folder)]
        return json.loads(subprocess.run(reader, capture_output=True, check=True).stdout)
