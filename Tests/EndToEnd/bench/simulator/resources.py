"""Types of CloudFormation resources, as ministack's engine calls them."""

from collections.abc import Callable
from dataclasses import dataclass

from ministack.services.cloudformation import provisioners

Properties = dict
Attributes = dict


@dataclass(frozen=True)
class ResourceType:
    """How one type is made, changed and removed.

    `create` and `update` give the physical id and the attributes that `Fn::GetAtt` reads.
    """

    name: str
    create: Callable[[str, Properties, str], tuple[str, Attributes]]
    update: Callable[[str, Properties, Properties, str], tuple[str, Attributes]]
    delete: Callable[[str, Properties], None]

    def install(self) -> None:
        """Teaches ministack the type, in place of what it did with it until now."""
        provisioners._RESOURCE_HANDLERS[self.name] = {
            "create": self.create,
            "update": self.update,
            "delete": self.delete,
        }


def succeeded(reply: tuple, what: str) -> None:
    """Fails the resource when an API call of ministack was refused."""
    status, _, body = reply[:3]
    if status >= 400:
        raise ValueError(f"{what}: {body!r}")


def also(resource_type: str, operation: str, more: Callable[[str, Properties], None]) -> None:
    """Does more after a type that ministack knows was made or changed.

    `more` gets the physical id and the new properties.
    """
    handlers = provisioners._RESOURCE_HANDLERS[resource_type]
    original = handlers[operation]

    def extended(*arguments):
        result = original(*arguments)
        properties = arguments[1] if operation == "create" else arguments[2]
        more(result[0], properties)
        return result

    handlers[operation] = extended
