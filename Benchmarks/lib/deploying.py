"""What a person waits for: scripts with one and with four readers, and CloudFormation's deploy."""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from bench import aws, places, prerequisites
from bench.scripts import Scripts
from bench.templates import PlainLoader, Template

PAGE = places.ROOT / "Benchmarks" / "DEPLOY.md"


@dataclass
class Row:
    """One thing that is waited for: its calls of AWS, and the seconds of each round."""

    name: str
    calls: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


class Deploying:
    """The example acme, made by each way in turns, from the same start."""

    def __init__(self, scripts: Scripts) -> None:
        self.scripts = scripts
        self.rows: dict[str, Row] = {}
        self.resources = 0

    def begin(self) -> None:
        self.scripts.simulator.ask("reset")
        self.scripts.forget_secrets()
        prerequisites.make(self.scripts)

    def measure(self, rounds: int) -> list[Row]:
        for _ in range(rounds):
            for jobs in (1, 4):
                self.scripts.jobs = jobs
                self.begin()
                self.script(f"`provision.sh apply`, from nothing, ACCREDIT_JOBS={jobs}", "apply")
                self.script(f"`provision.sh plan`, nothing to change, ACCREDIT_JOBS={jobs}", "plan")
            self.begin()
            self.command("`aws cloudformation deploy`, from nothing")
            self.command("`aws cloudformation deploy`, nothing to change")
        return list(self.rows.values())

    def script(self, name: str, command: str) -> None:
        begun = time.monotonic()
        run = self.scripts.provision(command)
        seconds = time.monotonic() - begun
        if run.status != 0:
            raise aws.Failed(f"{name} ends with {run.status}: {run.errors}")
        self.note(name, len(run.calls), seconds)

    def command(self, name: str) -> None:
        template = Template(self.scripts)
        words = ["cloudformation", "deploy", "--stack-name", "acme", "--no-fail-on-empty-changeset"]
        words += ["--template-file", str(self.scripts.outputs / "template.yaml")]
        words += ["--capabilities", "CAPABILITY_NAMED_IAM"]
        if values := [f"{p['ParameterKey']}={p['ParameterValue']}" for p in template.parameters()]:
            words += ["--parameter-overrides", *values]
        words += ["--s3-bucket", self.bucket()]
        # The CLI names a change set by the second in which it makes it.
        time.sleep(1 - time.time() % 1)
        begun = time.monotonic()
        run = subprocess.run(
            [places.TOOLS / "bin" / "aws", *words],
            env=self.scripts.environment(), capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        if run.returncode != 0:
            raise aws.Failed(f"{name} ends with {run.returncode}: {run.stderr}")
        self.note(name, 0, time.monotonic() - begun)
        self.look_at(template)

    def look_at(self, template: Template) -> None:
        """Holds that the stack is there, with each resource that the template has."""
        template.name = "acme"
        template.finish("CREATE_COMPLETE")
        lists = template.client.get_paginator("list_stack_resources").paginate(StackName="acme")
        found = [each for one in lists for each in one["StackResourceSummaries"]]
        made = {each["LogicalResourceId"] for each in found}
        asked = set(yaml.load(template.text, Loader=PlainLoader)["Resources"])
        if made != asked:
            raise aws.Failed(f"the stack and its template differ by {sorted(made ^ asked)}")
        self.resources = len(made)

    def bucket(self) -> str:
        """Where a template lies that is too large for a request."""
        client = self.scripts.simulator.client("s3", "us-east-1", self.scripts.account)
        client.create_bucket(Bucket="acme-templates")
        return "acme-templates"

    def note(self, name: str, calls: int, seconds: float) -> None:
        row = self.rows.setdefault(name, Row(name))
        row.calls = calls
        row.seconds.append(seconds)


def noting_cli(folder: Path) -> aws.CommandLine:
    """The real AWS CLI, a process for each call, with a note of each."""
    folder.mkdir()
    script = folder / "aws"
    real = places.TOOLS / "bin" / "aws"
    script.write_text(
        "#!/bin/bash\n[[ $* == *--generate-cli-skeleton* ]] || "
        f"printf '[\"%s\"]\\n' \"$2\" >>\"$BENCH_CASE/calls\"\nexec '{real}' \"$@\"\n"
    )
    script.chmod(0o755)
    return aws.CommandLine(folder, {})


def page(rows: list[Row], resources: int) -> str:
    first = rows[0].median
    lines = [
        "# Scripts beside CloudFormation",
        "",
        "`Benchmarks/deploy` makes the example `acme` in turns by its script and by its",
        "template, in one simulator on this machine, and writes this page. A call of the script is",
        "a process of the AWS CLI, which takes most of the time. Real AWS adds some tenths of a",
        "second to each call, and to a stack the minutes in which CloudFormation waits for roles",
        "and streams, which no simulator has. `aws cloudformation deploy` reads nothing back: what",
        "was changed by hand it doesn't see.",
        "",
        f"The stack has the template's {resources} resources, and the script makes the same.",
        "",
        f"| what, median of {len(rows[0].seconds)} | calls of the CLI | seconds | ÷ the first |",
        "| --- | --: | --: | --: |",
    ]
    for row in rows:
        calls = str(row.calls) if row.calls else "1"
        ratio = f"{row.median / first:.2f} ×"
        lines.append(f"| {row.name} | {calls} | {row.median:.1f} | {ratio} |")
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    version = subprocess.run(
        [places.TOOLS / "bin" / "aws", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    machine = f"{os.cpu_count()} cores, {version}; load at the end: {load}."
    return "\n".join([*lines, "", machine, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--print", action="store_true", help="write no page")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(places.GENERATED / "acme", place / "outputs")
        (place / "simulator").mkdir()
        with aws.simulator(place / "simulator") as simulator:
            cli = noting_cli(place / "bin")
            scripts = Scripts(place / "outputs", place / "work", simulator, cli)
            deploying = Deploying(scripts)
            text = page(deploying.measure(options.rounds), deploying.resources)
    print(text)
    if not options.print:
        PAGE.write_text(text)


main()
