"""The programs that are measured, made ready."""

import json
import os
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent


@dataclass
class Tools:
    """Where the programs are."""

    accredit: Path
    floor: Path
    python: Path
    modules: Path
    work: Path
    terraform_binary: Path

    @staticmethod
    def prepared() -> "Tools":
        """Builds accredit and the floor, and installs the peers."""
        run([ROOT / "Scripts" / "accredit", "--version"])
        folder = ROOT / ".venv-benchmarks"
        recipe = (HERE / "requirements.txt").read_text()
        if not (folder / "recipe").exists() or (folder / "recipe").read_text() != recipe:
            run(["python3", "-m", "venv", "--clear", folder])
            pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
            run([*pip, "--disable-pip-version-check", "-r", HERE / "requirements.txt"])
            unpack_modules(folder)
            (folder / "lib" / "terraform_linux").chmod(0o755)
            (folder / "recipe").write_text(recipe)
        work = folder / "work"
        work.mkdir(exist_ok=True)
        floor = folder / "floor"
        run(["cc", "-O2", "-Wall", "-o", floor, HERE / "floor.c", "-lyaml"])
        accredit = ROOT / ".build" / "release" / "accredit"
        return Tools(
            accredit=accredit,
            floor=floor,
            python=folder / "bin" / "python",
            modules=folder / "node_modules",
            work=work,
            terraform_binary=folder / "lib" / "terraform_linux",
        )

    def cdk(self, count: int, output: Path) -> list:
        return ["node", HERE / "peers" / "cdk_app.js", count, output]

    def troposphere(self, count: int, output: Path) -> list:
        return [self.python, HERE / "peers" / "troposphere_app.py", count, output]

    def terraform(self) -> list:
        """A start of terraform that does nothing: it needs a provider from the network for more."""
        return [self.terraform_binary, "version"]

    def environment(self) -> dict:
        return {
            **os.environ,
            "NODE_PATH": str(self.modules),
            "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            # terraform asks nobody whether there is a newer one.
            "CHECKPOINT_DISABLE": "1",
        }


def unpack_modules(folder: Path) -> None:
    """Unpacks the JavaScript that the wheels of CDK hold, so that Node runs it by itself."""
    for archive in sorted(folder.glob("lib/python*/site-packages/**/_jsii/*.tgz")):
        with tarfile.open(archive) as packed:
            name = json.load(packed.extractfile("package/package.json"))["name"]
            target = folder / "node_modules" / name
            for member in packed.getmembers():
                member.name = member.name.removeprefix("package/")
                packed.extract(member, target, filter="data")


def run(command: list) -> str:
    """Runs a command, and ends the program where it fails."""
    words = [str(word) for word in command]
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(words)}\n{result.stdout}{result.stderr}")
    return result.stdout
