"""Where things are: the checkout, what was built from it, and the tools."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BENCH = Path(__file__).resolve().parent


def _from_environment(name: str, otherwise: str) -> Path:
    return Path(os.environ.get(name, ROOT / otherwise))


#: The product, as it is released.
ACCREDIT = _from_environment("ACCREDIT_BINARY", ".build/release/accredit")
#: What of the product the tests need beside its commands; see Tool/.
TOOL = _from_environment("ACCREDIT_BENCH_TOOL", ".build/release/bench-tool")
#: The virtual environment that holds the AWS CLI, cfn-lint and shellcheck.
TOOLS = _from_environment("ACCREDIT_VENV", ".venv")
#: The one that holds the simulator, and runs these tests.
SIMULATOR = _from_environment("ACCREDIT_SIMULATOR_VENV", ".venv-simulator")

TEMPLATES = ROOT / "Templates"
EXAMPLES = TEMPLATES / "Examples"
GENERATED = ROOT / "Generated"


def examples() -> list[str]:
    """The names of the example specs that are for one account, sorted."""
    return sorted(path.stem for path in EXAMPLES.glob("*.yaml") if not _has_targets(path))


def examples_with_targets() -> list[str]:
    """The names of those that go to many accounts by stack sets, sorted."""
    return sorted(path.stem for path in EXAMPLES.glob("*.yaml") if _has_targets(path))


def _has_targets(spec: Path) -> bool:
    return "\ntargets:\n" in spec.read_text()
