"""usage: roles.py FOLDER

Prints the properties of all roles in the templates of a folder as JSON, sorted by their names. It
runs in the environment of the peers, which has a reader of YAML.
"""

import json
import sys
from pathlib import Path

import yaml


class Loader(yaml.SafeLoader):
    """Takes the short form of CloudFormation's functions for text."""


Loader.add_multi_constructor("!", lambda loader, tag, node: f"{tag} {node.value}")

roles = []
for path in sorted(Path(sys.argv[1]).rglob("*")):
    if path.suffix not in {".yaml", ".json"} or not path.is_file():
        continue
    document = yaml.load(path.read_text(), Loader)
    for resource in document.get("Resources", {}).values() if isinstance(document, dict) else []:
        if resource["Type"] == "AWS::IAM::Role":
            resource["Properties"]["Tags"].sort(key=lambda tag: tag["Key"])
            roles.append(resource["Properties"])
print(json.dumps(sorted(roles, key=lambda role: role["RoleName"]), sort_keys=True))
