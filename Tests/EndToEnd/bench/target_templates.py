"""Templates for many accounts and regions, read as CloudFormation reads them in each.

Written apart from the compiler: an intrinsic function that it puts where targets differ is worked
out here, so that what a stack makes can be held against the template of one account alone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class Tagged(yaml.SafeLoader):
    """Reads `!Join [...]` and its like as mappings of the function's name."""


def _construct(loader: Tagged, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    return {suffix: loader.construct_sequence(node, deep=True)}


Tagged.add_multi_constructor("!", _construct)


@dataclass(frozen=True)
class Place:
    """One account and region."""

    account: str
    region: str


class Refused(Exception):
    """CloudFormation would not deploy the template here."""


class Stack:
    """A template as it is deployed in one place."""

    def __init__(self, path: Path, place: Place, arns: dict[str, str] | None = None):
        self.place = place
        self.template = yaml.load(path.read_text(), Loader=Tagged)
        self._names = {
            name: self._name(resource) for name, resource in self.template["Resources"].items()
        }
        for rule in self.template["Rules"].values():
            for assertion in rule["Assertions"]:
                values, value = assertion["Assert"]["Fn::Contains"]
                if self.resolve(value) not in values:
                    raise Refused(assertion["AssertDescription"])

    def _name(self, resource: dict[str, Any]) -> str:
        properties = resource["Properties"]
        keys = [key for key in properties if key.endswith("Name")] or ["Bucket", "ResourceArn"]
        names = [
            self.resolve(properties[key], references=False) for key in keys if key in properties
        ]
        return " ".join([resource["Type"], *names])

    def _called(self, name: str, references: bool) -> str:
        """What a resource is called in AWS; a parameter, in the template."""
        if references:
            return self._names.get(name, name)
        resource = self.template["Resources"].get(name)
        return self._name(resource) if resource else name

    def resolve(self, value: Any, references: bool = True) -> Any:
        """The value with its functions worked out; what refers to a resource names its kind."""
        if isinstance(value, list):
            return [self.resolve(item, references) for item in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"Ref"}:
            own = {"AWS::AccountId": self.place.account, "AWS::Region": self.place.region}
            if value["Ref"] in own:
                return own[value["Ref"]]
            return f"<{self._called(value['Ref'], references)}>"
        if set(value) == {"GetAtt"}:
            name, _, attribute = value["GetAtt"].partition(".")
            return f"<{self._called(name, references)}.{attribute}>"
        if set(value) == {"Join"}:
            separator, parts = value["Join"]
            return separator.join(self.resolve(part, references) for part in parts)
        if set(value) == {"FindInMap"}:
            name, first, second = (self.resolve(part, references) for part in value["FindInMap"])
            try:
                return self.template["Mappings"][name][first][second]
            except KeyError as missing:
                raise Refused(f"mapping {name} has no {missing}") from missing
        return {key: self.resolve(item, references) for key, item in value.items()}

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The properties of each resource, by its type and name in AWS."""
        return {
            self._names[name]: self.resolve(resource["Properties"])
            for name, resource in self.template["Resources"].items()
        }
