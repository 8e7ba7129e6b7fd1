"""The YAML loaders that read what accredit writes, by name.

Run as a program in the environment that has the AWS CLI and cfn-lint, it reads lines of `bench-tool
trees` and prints, as JSON, how many each loader read, and what it read otherwise than it is to.
"""

import json
import sys
from collections.abc import Callable

import yaml
from awscli.customizations.cloudformation import yamlhelper
from cfnlint.decode import cfn_yaml


def _plain(base: type) -> type:
    """A loader in which a tag leaves what is behind it."""

    class Loader(base):
        pass

    for tag in ("!GetAtt", "!Ref", "!Sub"):
        Loader.add_constructor(tag, lambda loader, node: loader.construct_scalar(node))
    Loader.add_constructor("!Join", lambda loader, node: loader.construct_sequence(node, True))
    Loader.add_constructor("!If", lambda loader, node: loader.construct_sequence(node, True))
    return Loader


PYTHON = _plain(yaml.SafeLoader)
LIBYAML = _plain(yaml.CSafeLoader)
#: Those that see plain YAML, and those that see a template.
YAML: dict[str, Callable[[str], object]] = {
    "PyYAML": lambda text: yaml.load(text, PYTHON),
    "libyaml": lambda text: yaml.load(text, LIBYAML),
}
TEMPLATE: dict[str, Callable[[str], object]] = {
    "AWS CLI": yamlhelper.yaml_parse,
    "cfn-lint": cfn_yaml.loads,
}


def compare(lines) -> dict:
    counts = dict.fromkeys([*YAML, *TEMPLATE], 0)
    differences = []
    for line in lines:
        text, plain, template = json.loads(line)
        for loaders, expected in ((YAML, plain), (TEMPLATE, template)):
            for name, load in loaders.items():
                try:
                    found = json.dumps(load(text))
                except Exception as error:  # whatever a loader says against it
                    found = f"{type(error).__name__}: {error}"
                counts[name] += 1
                if found != json.dumps(expected):
                    differences.append([name, text, found, json.dumps(expected)])
    return {"counts": counts, "differences": differences}


def load_all(paths: list[str]) -> dict:
    """What each loader makes of each file, as JSON with its types."""
    return {
        name: {path: json.dumps(load(open(path).read())) for path in paths}
        for name, load in {**YAML, **TEMPLATE}.items()
    }


if __name__ == "__main__":
    result = load_all(sys.argv[1:]) if sys.argv[1:] else compare(sys.stdin)
    print(json.dumps(result))
