"""A pull request from spec change to comment, on two commits of a scratch repository."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bench import places
from bench.forge import BOT, STRANGER, Forge, forge

MARKER = "<!-- accredit:diff -->"
SPEC = (places.EXAMPLES / "logzio-s3-role.yaml").read_text()
#: The same spec with one bucket more for Logz.io.
ADDED = "      - name: acme-payments\n        logType: payments\n"


class Repository:
    """A clone with a base branch, in which a person commits."""

    def __init__(self, folder: Path, name: str = "spec.yaml", text: str = SPEC):
        self.origin, self.folder = folder / "origin", folder / "work"
        self.git_in(folder, "init", "--quiet", "--initial-branch=main", str(self.origin))
        self.spec = self.origin / name
        self.spec.write_text(text)
        self.compile(self.origin)
        self.commit(self.origin, "the spec")
        self.git_in(folder, "clone", "--quiet", str(self.origin), str(self.folder))
        self.spec = self.folder / name
        self.base = self.git_in(self.folder, "rev-parse", "HEAD").strip()

    def git_in(self, folder: Path, *words: str) -> str:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        run = subprocess.run(
            ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
        )
        return run.stdout

    def compile(self, folder: Path) -> None:
        command = [places.ACCREDIT, "compile", self.spec.name]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)

    def commit(self, folder: Path, message: str) -> None:
        self.git_in(folder, "add", "--all")
        self.git_in(folder, "commit", "--quiet", "--message", message)

    def add_bucket(self) -> None:
        self.spec.write_text(with_bucket(SPEC))
        self.commit(self.folder, "another bucket, without its outputs")


def with_bucket(text: str) -> str:
    """The spec with a bucket more, behind the first line of its list of buckets."""
    head, mark, tail = text.partition("    buckets:\n")
    assert mark, "the example has a list of buckets"
    return head + mark + ADDED + tail


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.fixture
def server() -> Iterator[Forge]:
    with forge() as running:
        yield running


def github_step() -> str:
    action = places.ROOT / ".github" / "actions" / "review" / "action.yml"
    (step,) = yaml.safe_load(action.read_text())["runs"]["steps"]
    # Nothing of a pull request is put into the text of the command.
    assert "${{" not in step["run"]
    return step["run"]


def gitlab_step() -> str:
    job = yaml.safe_load((places.ROOT / ".gitlab" / "review.yml").read_text())
    return "\n".join(job["accredit review"]["script"])


def variables(name: str, repository: Repository, server: Forge) -> dict[str, str]:
    """What the runner of a forge, and the person who set it up, put into the environment."""
    if name == "github":
        return {
            "GITHUB_API_URL": server.url, "GITHUB_REPOSITORY": "acme/aws", "PULL_REQUEST": "5",
            "GITHUB_TOKEN": server.token, "BASE_REF": "main", "SPECS": "spec.yaml",
            "GITHUB_ACTION_PATH": str(places.ROOT / ".github/actions/review"),
        }
    return {
        "CI_API_V4_URL": server.url, "CI_PROJECT_ID": "42", "CI_MERGE_REQUEST_IID": "5",
        "GITLAB_TOKEN": server.token, "CI_MERGE_REQUEST_DIFF_BASE_SHA": repository.base,
        "ACCREDIT_SPECS": "spec.yaml", "ACCREDIT_HOME": str(places.ROOT),
    }


STEPS = {"github": github_step, "gitlab": gitlab_step}


def review(
    name: str, repository: Repository, server: Forge, **more: str
) -> subprocess.CompletedProcess:
    """Runs the step of the action or of the job, with a curl that notes its words."""
    shim = repository.folder.parent / "bin"
    shim.mkdir(exist_ok=True)
    curl = shim / "curl"
    curl.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >>"$NOTES"\nexec /usr/bin/curl "$@"\n')
    curl.chmod(0o755)
    environment = {
        "PATH": f"{shim}:{os.environ['PATH']}", "HOME": str(repository.folder.parent),
        "ACCREDIT": str(places.ACCREDIT), "NOTES": str(shim / "notes"),
        "TMPDIR": str(repository.folder.parent),
    }
    environment |= variables(name, repository, server) | more
    command = ["bash", "-euo", "pipefail", "-c", STEPS[name]()]
    return subprocess.run(
        command, cwd=repository.folder, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("name", STEPS)
def test_one_comment_follows_a_pull_request(name, repository, server, covered):
    for _ in range(130):
        server.add(STRANGER, "a word of a person")
    server.add(STRANGER, f"{MARKER}\nnothing to see here")
    repository.add_bucket()
    first = review(name, repository, server)
    assert first.returncode == 2, first.stderr
    (body,) = server.of(BOT)
    assert body.startswith(MARKER) and "acme-payments" in body and "**wider**" in body
    assert "Outputs: not what these specs compile to" in body

    repository.compile(repository.folder)
    repository.commit(repository.folder, "its outputs")
    second = review(name, repository, server)
    assert second.returncode == 0, second.stderr
    (body,) = server.of(BOT)
    assert "acme-payments" in body and "Outputs:" not in body
    assert server.of(STRANGER)[-1].endswith("nothing to see here")

    repository.spec.write_text(SPEC)
    repository.compile(repository.folder)
    repository.commit(repository.folder, "taken back")
    assert review(name, repository, server).returncode == 0
    (body,) = server.of(BOT)
    assert "no difference" in body
    notes = (repository.folder.parent / "bin" / "notes").read_text()
    assert server.token not in notes
    assert list(repository.folder.parent.glob("accredit-review.*")) == []
    covered(f"3 commits, {len(server.requests)} requests, 1 comment among 132")


@pytest.mark.parametrize("name", STEPS)
def test_a_gate_fails_the_review_and_says_why(name, repository, server):
    repository.add_bucket()
    run = review(name, repository, server, ACCREDIT_FAIL_ON="broadening")
    assert run.returncode == 3, run.stderr
    assert "refused by --fail-on: broadening" in run.stderr
    assert len(server.of(BOT)) == 1


@pytest.mark.parametrize("name", STEPS)
def test_a_spec_with_errors_is_quoted_so_that_nothing_ends_the_quote(name, repository, server):
    repository.spec.write_text(SPEC.replace("type: logzio/s3-fetch", "type: '```@everyone'"))
    repository.commit(repository.folder, "a mistake")
    assert review(name, repository, server).returncode == 1
    (body,) = server.of(BOT)
    told = [line for line in body.splitlines() if "@everyone" in line]
    assert told and all(line.startswith("    ") for line in told)


def test_a_token_that_may_only_read_ends_the_review_with_the_report_in_the_summary(
    repository, server, tmp_path
):
    repository.add_bucket()
    server.is_read_only = True
    summary = tmp_path / "summary.md"
    run = review("github", repository, server, GITHUB_STEP_SUMMARY=str(summary))
    assert run.returncode == 4 and "403" in run.stderr
    assert "acme-payments" in summary.read_text()


def test_nothing_is_written_where_nothing_changes(repository, server):
    run = review("github", repository, server)
    assert run.returncode == 0, run.stderr
    assert server.comments == [] and all(r.startswith("GET") for r in server.requests)


def test_a_wrong_token_is_not_taken_for_a_review(repository, server):
    repository.add_bucket()
    run = review("gitlab", repository, server, GITLAB_TOKEN="another")
    assert run.returncode == 4 and server.comments == []


def hook(repository: Repository, name: str) -> subprocess.CompletedProcess:
    """Runs a hook of this checkout as pre-commit does, with accredit on the path."""
    folder = repository.folder.parent
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    program = programs / "accredit"
    program.unlink(missing_ok=True)
    program.symlink_to(places.ACCREDIT)
    # The checkout may be no repository; the hooks are all in one file.
    hooks = folder / "hooks"
    if not hooks.exists():
        repository.git_in(folder, "init", "--quiet", str(hooks))
        shutil.copy(places.ROOT / ".pre-commit-hooks.yaml", hooks)
        repository.commit(hooks, "the hooks")
    command = [places.SIMULATOR / "bin" / "pre-commit", "try-repo", hooks, name]
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(folder),
        "PRE_COMMIT_HOME": str(folder / "cache"),
    }
    return subprocess.run(
        [*command, "--files", "accredit.yaml"],
        cwd=repository.folder,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_the_hooks_of_pre_commit_run_check_and_diff(repository, covered):
    repository.git_in(repository.folder, "mv", "spec.yaml", "accredit.yaml")
    repository.spec = repository.folder / "accredit.yaml"
    repository.compile(repository.folder)
    repository.commit(repository.folder, "the name that needs no arguments")
    assert hook(repository, "accredit-check").returncode == 0
    repository.spec.write_text(with_bucket(SPEC))
    check, diff = hook(repository, "accredit-check"), hook(repository, "accredit-diff")
    assert check.returncode == 1 and "stale" in check.stdout
    assert diff.returncode == 0 and "acme-payments" in diff.stdout
    covered("2 hooks, run by pre-commit: a stale folder stops a commit, and the change is shown")


def test_the_action_shows_the_comment_that_its_change_makes(tmp_path, covered):
    readme = (places.ROOT / "README.md").read_text()
    spec = re.search(r"```yaml\n(# acme.yaml\n.*?)```", readme, re.DOTALL)[1]
    text = (places.ROOT / ".github" / "actions" / "review" / "README.md").read_text()
    added = re.search(r"```diff\n(.*?)```", text, re.DOTALL)[1].replace("+", "")
    shown = re.search(f"({MARKER}.*?)\n</details>", text, re.DOTALL)[1]
    repository = Repository(tmp_path, "acme.yaml", spec)
    repository.spec.write_text(spec + added)
    repository.compile(repository.folder)
    environment = os.environ | {"ACCREDIT": str(places.ACCREDIT)}
    command = [places.ROOT / "Scripts" / "review", "HEAD", "acme.yaml"]
    run = subprocess.run(
        command, cwd=repository.folder, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.rstrip() == shown.rstrip()
    covered(f"{len(shown.splitlines())} lines")
