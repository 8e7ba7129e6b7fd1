"""What PyYAML and libyaml make of documents: their trees with every scalar as text.

Run as a program in the environment that has both, it reads documents, one a line in base64, and
prints for each what the one and the other read: a tree, whether it holds anything that a tree of
texts doesn't tell, and what was said against it.
"""

import base64
import json
import sys

import yaml


def read(document: bytes, loader: type) -> dict:
    try:
        root = yaml.compose(document, loader)
    except (yaml.YAMLError, ValueError, IndexError) as error:
        return {"refused": type(error).__name__}
    if root is None:
        return {"refused": "nothing is there"}
    if not _is_plain(root, []):
        return {"special": True}
    return {"tree": _tree(root)}


def _is_plain(node: yaml.Node, above: list) -> bool:
    """Whether a node has no tag of its own, no merge, no key but text, and isn't in itself."""
    implicit = ("str", "int", "float", "bool", "null", "timestamp", "value", "seq", "map")
    if any(node is each for each in above) or node.tag.split(":")[-1] not in implicit:
        return False
    if not isinstance(node, yaml.MappingNode):
        return all(_is_plain(each, [*above, node]) for each in _items(node))
    return all(isinstance(key, yaml.ScalarNode) and _is_plain(key, above)
               and _is_plain(value, [*above, node]) for key, value in node.value)  # fmt: skip


def _items(node: yaml.Node) -> list:
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _tree(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _tree(value) for key, value in node.value}
    return [_tree(each) for each in node.value] if _items(node) else node.value


if __name__ == "__main__":
    for line in sys.stdin:
        document = base64.b64decode(line)
        found = [read(document, loader) for loader in (yaml.SafeLoader, yaml.CSafeLoader)]
        print(json.dumps(found))
