"""What `Scripts/package` makes is installed, run and removed, and is the same each time."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import places, shells
from bench.declarations import commands

SCRIPT = places.ROOT / "Scripts" / "package"
PARTS = places.ROOT / "Scripts" / "packaging"
RELEASE = places.ROOT / ".build" / "release" / "accredit"

pytestmark = [
    # The packages are made once for all.
    pytest.mark.xdist_group("packages"),
    pytest.mark.skipif(sys.platform != "linux", reason="packages are made on Linux"),
    pytest.mark.skipif(
        places.ACCREDIT.resolve() != RELEASE.resolve(), reason="packages hold the release binary"
    ),
]


def package(folder: Path, **environment: str) -> dict[str, str]:
    """Makes packages, and gives the digest of each by its name."""
    run = subprocess.run(
        [SCRIPT, folder], capture_output=True, text=True, env={**os.environ, **environment}
    )
    assert run.returncode == 0, run.stderr
    return {name: digest for digest, name in (line.split() for line in run.stdout.splitlines())}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def said(*command: object, **more) -> str:
    run = subprocess.run([str(each) for each in command], capture_output=True, text=True, **more)
    assert run.returncode == 0, run.stderr + run.stdout
    return run.stdout


@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    package(folder)
    return folder


@pytest.fixture(scope="module")
def debian(packages) -> Path:
    return next(packages.glob("*.deb"))


@pytest.fixture(scope="module")
def installed(debian, tmp_path_factory) -> Iterator[Path]:
    """A root of its own in which the package is installed; only root may do that with dpkg."""
    root = tmp_path_factory.mktemp("root")
    if os.geteuid() != 0:
        said("dpkg-deb", "--extract", debian, root)
        yield root
        return
    (root / "var/lib/dpkg/info").mkdir(parents=True)
    (root / "var/lib/dpkg/updates").mkdir()
    for name in ("status", "available"):
        (root / "var/lib/dpkg" / name).touch()
    dpkg = ("dpkg", f"--root={root}", "--log=/dev/null")
    said(*dpkg, "--install", debian)
    assert "ok installed" in said(*dpkg, "--status", "accredit")
    assert said(*dpkg, "--verify", "accredit") == ""
    yield root
    said(*dpkg, "--purge", "accredit")
    left = [path for path in (root / "usr").rglob("*") if path.is_file()]
    assert left == []


def test_the_checksums_are_those_of_the_files(packages, covered):
    text = (packages / "SHA256SUMS").read_text()
    named = {name: value for value, name in (line.split() for line in text.splitlines())}
    assert named == {path.name: digest(path) for path in packages.iterdir() if path.name in named}
    assert len(named) == len(list(packages.iterdir())) - 1 == 4
    sizes = ", ".join(f"{path.name} {path.stat().st_size:,}" for path in sorted(packages.iterdir()))
    covered(sizes)


def test_the_same_bytes_each_time(packages, tmp_path):
    """Neither folder nor time zone, language, mask or moment are in them."""
    before = os.umask(0o077)
    try:
        again = package(tmp_path / "a" / "b", TZ="Pacific/Kiritimati", LC_ALL="C")
    finally:
        os.umask(before)
    assert again == {name: digest(packages / name) for name in again}


def test_the_package_of_debian_is_well_formed(debian, packages):
    fields = dict(
        line.split(": ", 1)
        for line in said("dpkg-deb", "--field", debian).splitlines()
        if not line.startswith(" ")
    )
    version = said(places.ACCREDIT, "--version").strip()
    assert fields["Package"] == "accredit" and fields["Version"] == version
    assert fields["Architecture"] == said("dpkg", "--print-architecture").strip()
    assert "Depends" not in fields, "a static binary depends on nothing"
    listing = said("dpkg-deb", "--contents", debian).splitlines()
    entries = [line.split(maxsplit=5) for line in listing]
    assert {entry[1] for entry in entries} == {"root/root"}
    assert {entry[0] for entry in entries} == {"drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--"}
    runnable = [entry[5] for entry in entries if entry[0] == "-rwxr-xr-x"]
    assert runnable == ["./usr/bin/accredit"]
    if shutil.which("lintian"):
        run = subprocess.run(
            ["lintian", "--no-cfg", debian], capture_output=True, text=True
        )
        remarks = [line for line in run.stdout.splitlines() if line[:2] in ("E:", "W:")]
        assert remarks == []


def test_what_is_installed_runs(installed, tmp_path, covered):
    binary = installed / "usr/bin/accredit"
    assert digest(binary) == digest(RELEASE)
    environment = {"PATH": "", "HOME": str(tmp_path)}
    name = "acme"
    spec = places.EXAMPLES / f"{name}.yaml"
    said(binary, "compile", spec, "-o", tmp_path / "out", env=environment)
    run = subprocess.run(["diff", "-r", tmp_path / "out" / name, places.GENERATED / name])
    assert run.returncode == 0
    way = "dpkg in a root of its own" if os.geteuid() == 0 else "unpacked, for want of root"
    covered(f"installed by {way}; compiles {name} to the files of Generated/")


def test_the_installed_manual_is_found(installed):
    if not shutil.which("man"):
        pytest.skip("needs man")
    environment = {**os.environ, "MANPATH": str(installed / "usr/share/man"), "MANWIDTH": "80"}
    environment |= {"LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": "", "PAGER": "cat"}
    text = re.sub(".\b", "", said("man", "accredit", env=environment))
    for command in commands():
        assert f"accredit {command.name}" in text


@pytest.mark.parametrize(
    "shell,path",
    [
        ("bash", "usr/share/bash-completion/completions/accredit"),
        ("zsh", "usr/share/zsh/vendor-completions/_accredit"),
        ("fish", "usr/share/fish/vendor_completions.d/accredit.fish"),
    ],
)
def test_the_installed_completions_work(shell, path, installed, tmp_path, monkeypatch):
    text = (installed / path).read_text()
    assert text == shells.script(shell)
    monkeypatch.setattr(shells, "script", lambda _: text)
    (tmp_path / "home").mkdir()
    with shells.running(shell, tmp_path / "home", tmp_path) as terminal:
        assert terminal.complete("accredit comp").line == "accredit compile "


def test_the_archive_has_the_same_files(packages, installed):
    with tarfile.open(next(packages.glob("*.tar.gz"))) as archive:
        members = archive.getmembers()
        names = [member.name for member in members]
        assert names == sorted(names)
        assert {(member.uid, member.gid) for member in members} == {(0, 0)}
        assert len({member.mtime for member in members}) == 1
        top = names[0]
        assert all(name == top or name.startswith(top + "/") for name in names)
        content = {
            member.name.removeprefix(top + "/"): archive.extractfile(member).read()
            for member in members
            if member.isfile()
        }
    assert content["bin/accredit"] == (installed / "usr/bin/accredit").read_bytes()
    completions = installed / "usr/share/bash-completion/completions/accredit"
    assert content["completions/accredit.bash"] == completions.read_bytes()
    assert {"man/man1/accredit.1", "COPYRIGHT", "accredit.cdx.json"} < set(content)


def test_the_bill_of_materials_is_true(packages, covered):
    bill = json.loads(next(packages.glob("*.cdx.json")).read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    product = bill["metadata"]["component"]
    assert product["hashes"] == [{"alg": "SHA-256", "content": digest(RELEASE)}]
    found = {each["name"]: each for each in bill["components"]}
    pins = json.loads((PARTS / "pins.json").read_text())
    parser = found["swift-argument-parser"]
    assert parser["version"] == pins["swift-argument-parser"]["version"]
    revision = pins["swift-argument-parser"]["revision"]
    assert parser["hashes"] == [{"alg": "SHA-1", "content": revision}]
    manifest = (places.ROOT / "Package.swift").read_text()
    assert f'exact: "{parser["version"]}"' in manifest
    assert manifest.count(".package(url:") == 1
    assert {"swift-runtime", "swift-argument-parser", "libyaml", "glibc"} <= set(found)
    files = {part["name"]: part for each in found.values() for part in each.get("components", [])}
    assert {"libyaml.a", "libswiftCore.a", "libc.a"} <= set(files)
    stats = (places.ROOT / ".build" / "accredit.archives").read_text().splitlines()[1:]
    linked = {Path(line.split("\t")[2]) for line in stats if int(line.split("\t")[1]) > 0}
    for path in linked:
        if places.ROOT in path.resolve().parents:
            continue
        named = files[path.resolve().name]
        assert named["hashes"] == [{"alg": "SHA-256", "content": digest(path.resolve())}]
    references = {each["bom-ref"] for each in bill["components"]}
    assert set(bill["dependencies"][0]["dependsOn"]) == references
    covered(", ".join(f"{name} {each['version']}" for name, each in sorted(found.items())))


def test_another_commit_of_a_dependency_is_refused(tmp_path):
    """A tag that was moved doesn't get into a release."""
    copy = tmp_path / "Scripts" / "packaging"
    shutil.copytree(PARTS, copy)
    (tmp_path / ".build").mkdir()
    shutil.copy(places.ROOT / ".build" / "accredit.archives", tmp_path / ".build")
    state = (places.ROOT / ".build" / "workspace-state.json").read_text()
    revision = json.loads((PARTS / "pins.json").read_text())["swift-argument-parser"]["revision"]
    assert revision in state
    moved = state.replace(revision, "0" * 40)
    (tmp_path / ".build" / "workspace-state.json").write_text(moved)
    run = subprocess.run([copy / "sbom.py", RELEASE, "0"], capture_output=True, text=True)
    assert run.returncode == 1
    assert "is pinned" in run.stderr


def test_a_packager_is_told_what_is_missing(packages, tmp_path):
    run = subprocess.run([SCRIPT, tmp_path], capture_output=True, text=True)
    words = ("no licence is stated", "set ACCREDIT_MAINTAINER", "set ACCREDIT_DOWNLOADS")
    assert all(word in run.stderr for word in words), run.stderr
    given = {"ACCREDIT_MAINTAINER": "A <a@b.example>", "ACCREDIT_DOWNLOADS": "https://b.example"}
    run = subprocess.run(
        [SCRIPT, tmp_path], capture_output=True, text=True, env={**os.environ, **given}
    )
    assert "licence" in run.stderr and "placeholder" not in run.stderr
    formula = (tmp_path / "accredit.rb").read_text()
    assert 'url "https://b.example/' in formula and "license :cannot_represent" in formula


def test_the_formula_is_about_the_archive(packages, tmp_path):
    formula = (packages / "accredit.rb").read_text()
    archive = next(packages.glob("*.tar.gz"))
    assert f'sha256 "{digest(archive)}"' in formula
    assert re.search(rf'url "https://[^"]+/{re.escape(archive.name)}"', formula)
    assert "@" not in formula
    with tarfile.open(archive) as content:
        names = content.getnames()
    for path in re.findall(r'install "([^"]+)"', formula):
        assert f"{names[0]}/{path}" in names
    if shutil.which("ruby"):
        said("ruby", "-wc", packages / "accredit.rb")


# --- The image ---------------------------------------------------------------------------------


def instructions() -> list[list[str]]:
    text = (PARTS / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line.split(maxsplit=1) for line in lines]


def test_the_image_has_the_binary_and_nothing_else(tmp_path, covered):
    said(places.TOOLS / "bin" / "hadolint", PARTS / "Dockerfile")
    bases = [words for name, words in instructions() if name == "FROM"]
    assert re.fullmatch(r"swift:\d+\.\d+\.\d+-\w+ AS build", bases[0])
    swift = json.loads((PARTS / "pins.json").read_text())["swift"]["version"]
    assert bases[0].startswith(f"swift:{swift}-") and bases[1] == "scratch"
    copies = [words.split() for name, words in instructions() if name == "COPY"]
    sources = [words[0] for words in copies if len(words) == 2]
    assert sorted(sources) == ["Package.swift", "Scripts", "Sources", "Templates", "Tests"]
    assert all((places.ROOT / source).exists() for source in sources)
    ((_, path, target),) = [words for words in copies if words[0].startswith("--from=build")]
    assert places.ROOT / Path(path).relative_to("/source") == RELEASE
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode != 0:
        covered("read, and not run, for want of the right to mount")
        return
    # An image of one file: nothing else is there when it runs, as the user that the file names.
    image = tmp_path / "image"
    (image / "specs").mkdir(parents=True)
    shutil.copy(RELEASE, image / target.lstrip("/"))
    (image / "proc").mkdir()
    shutil.copy(places.EXAMPLES / "acme.yaml", image / "specs")
    tmp_path.chmod(0o755)
    (image / "specs").chmod(0o777)
    # Every container has /proc, in which Swift looks for its arguments.
    start = 'mount --bind /proc "$0/proc" && exec chroot --userspec=65534:65534 "$0" "$@"'
    run = ("unshare", "--mount", "sh", "-c", start, image, target)
    assert said(*run, "--version") == said(RELEASE, "--version")
    said(*run, "compile", "/specs/acme.yaml", "-o", "/specs/out")
    assert (image / "specs/out/acme/MANIFEST.json").exists()
    covered("run as user 65534 in a root with nothing but the binary")
