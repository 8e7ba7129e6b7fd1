#!/usr/bin/env python3
"""Writes the bill of materials of a release (CycloneDX 1.5): what is in the binary, from where.

    Scripts/packaging/sbom.py BINARY EPOCH >accredit.cdx.json

The linker says from which static libraries the binary is made; each is named with its version and
its digest. pins.json holds what releases are made of: another commit of a dependency is refused,
another version of what the machine brings is told, because it makes another binary.
"""

import hashlib
import json
import platform
import re
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
BUILD = FOLDER.parent.parent / ".build"
PARSER = "swift-argument-parser"
RUNTIME = ("Apache-2.0 WITH Swift-exception", "https://github.com/swiftlang/swift")
#: What the static libraries belong to, by the package of Debian that has them.
SYSTEM = {
    "libyaml-dev": ("libyaml", "MIT"),
    "libc6-dev": ("glibc", "LGPL-2.1-or-later"),
    "libstdc++": ("libstdc++", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    "libgcc": ("libgcc", "GPL-3.0-or-later WITH GCC-exception-3.1"),
}


def said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def linked() -> list[Path]:
    """The static libraries of which the linker took something, by their real paths."""
    lines = (BUILD / "accredit.archives").read_text().splitlines()[1:]
    found = (line.split("\t") for line in lines)
    return sorted({Path(path).resolve() for _, fetched, path in found if int(fetched) > 0})


def resolved() -> dict:
    """The argument parser, as it was resolved for the build; refused if it isn't the pinned one."""
    state = json.loads((BUILD / "workspace-state.json").read_text())
    (dependency,) = state["object"]["dependencies"]
    found = dependency["state"]["checkoutState"]
    pinned = pins()[PARSER]
    if {key: found.get(key) for key in pinned} != pinned:
        sys.exit(f"sbom: {PARSER} is {found}, and {pinned} is pinned")
    return {**found, "url": dependency["packageRef"]["location"]}


def pins() -> dict:
    return json.loads((FOLDER / "pins.json").read_text())


def library(path: Path) -> dict:
    """A file that the machine brought."""
    return {
        "type": "file",
        "name": path.name,
        "hashes": [{"alg": "SHA-256", "content": digest(path)}],
    }


def component(name: str, version: str, licence: str, files: list[Path], **more: object) -> dict:
    return {
        "type": "library",
        "bom-ref": f"{name}@{version}",
        "name": name,
        "version": version,
        "licenses": [{"expression": licence}],
        **more,
        **({"components": [library(path) for path in files]} if files else {}),
    }


def swift(files: list[Path]) -> dict:
    version = re.search(r"Swift version ([\d.]+)", said("swift", "--version")).group(1)
    return component(
        "swift-runtime",
        version,
        RUNTIME[0],
        files,
        purl=f"pkg:github/swiftlang/swift@swift-{version}-RELEASE",
        externalReferences=[{"type": "vcs", "url": RUNTIME[1]}],
    )


def debian(files: list[Path]) -> list[dict]:
    """What packages of Debian brought; their versions tell which sources."""
    groups: dict[str, list[Path]] = {}
    for path in files:
        owner = said("dpkg-query", "--search", str(path)).split(":")[0]
        groups.setdefault(owner, []).append(path)
    found = []
    for owner, paths in sorted(groups.items()):
        start = next(start for start in SYSTEM if owner.startswith(start))
        name, licence = SYSTEM[start]
        version = said("dpkg-query", "--show", "--showformat=${Version}", owner)
        purl = f"pkg:deb/debian/{owner}@{version}?arch={said('dpkg', '--print-architecture')}"
        found.append(component(name, version, licence, paths, purl=purl))
    return found


def parser() -> dict:
    found = resolved()
    version, revision = found["version"], found["revision"]
    return component(
        PARSER,
        version,
        RUNTIME[0],
        [],
        hashes=[{"alg": "SHA-1", "content": revision}],
        purl=f"pkg:swift/github.com/apple/{PARSER}@{version}",
        pedigree={"commits": [{"uid": revision, "url": f"{found['url']}/commit/{revision}"}]},
        externalReferences=[{"type": "vcs", "url": found["url"]}],
    )


def tell(components: list[dict]) -> None:
    """Says what the machine brought in another version than releases have."""
    expected = {"swift-runtime": "swift", "libyaml": "libyaml"}
    for each in components:
        pinned = pins().get(expected.get(each["name"], ""), {}).get("version")
        if pinned and each["version"].split("-")[0] != pinned:
            name, version = each["name"], each["version"]
            print(f"sbom: {name} is {version}; releases have {pinned}", file=sys.stderr)


def document(binary: Path, epoch: int) -> dict:
    version = said(str(binary), "--version")
    files = linked()
    own = [path for path in files if "swift_static" in path.parts]
    built = [path for path in files if BUILD.resolve() in path.parents]
    rest = [path for path in files if path not in own and path not in built]
    components = [swift(own), parser(), *debian(rest)]
    tell(components)
    content = digest(binary)
    root = f"accredit@{version}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": "accredit",
                "version": version,
                "hashes": [{"alg": "SHA-256", "content": content}],
                "properties": [{"name": "accredit:architecture", "value": platform.machine()}],
            },
        },
        "components": components,
        "dependencies": [{"ref": root, "dependsOn": [each["bom-ref"] for each in components]}],
    }


if __name__ == "__main__":
    json.dump(document(Path(sys.argv[1]), int(sys.argv[2])), sys.stdout, indent=2)
    print()
