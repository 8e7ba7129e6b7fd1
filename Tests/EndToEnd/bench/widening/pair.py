"""A pair of policies, and the question whether the newer one allows more."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..evaluator.lines import ask

Json = dict[str, Any]

_EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
}


@dataclass(frozen=True)
class Surroundings:
    """What a resource's policy meets beside a request: what the caller's own policies say.

    More of them need not be tried: what the caller's own policies deny is denied before and
    after. Callers with a permissions boundary are left out: what tells a role from its sessions
    is that a boundary limits only the role.
    """

    own_allow: bool

    @property
    def identity(self) -> list[Json]:
        """The policies of the caller."""
        return [_EVERYTHING] if self.own_allow else []


SURROUNDINGS = [Surroundings(True), Surroundings(False)]

#: The account of a resource of which no account is told.
ELSEWHERE = ["888888888888", "999999999999"]


def has_no_policies(caller: Json) -> bool:
    """Whether nothing can be attached to who asks: a service, anybody, the root of an account."""
    return caller["type"] != "AWS" or caller["arn"].endswith(":root")


@dataclass(frozen=True)
class Pair:
    """Two policies that are attached to the same thing, one after the other.

    `account` is that of the resource; without it, no caller is of the resource's account.
    """

    attachment: str
    old: Json
    new: Json
    account: str | None = None
    old_boundary: Json | None = None
    new_boundary: Json | None = None

    @property
    def line(self) -> str:
        """The pair as `bench-tool widening` reads it."""
        members = {
            "attachment": self.attachment, "account": self.account,
            "old": self.old, "new": self.new,
        }  # fmt: skip
        for name in ("old_boundary", "new_boundary"):
            if (boundary := getattr(self, name)) is not None:
                members[name.split("_")[0] + "Boundary"] = boundary
        return json.dumps(members)

    @property
    def turned_around(self) -> "Pair":
        """The same two policies in the other order."""
        return replace(
            self, old=self.new, new=self.old,
            old_boundary=self.new_boundary, new_boundary=self.old_boundary,
        )  # fmt: skip

    def questions(self, request: Json, around: Surroundings) -> tuple[Json, Json]:
        """What to ask an evaluator about a request before the change and after it."""
        if self.attachment == "resource":
            shared = {"identity": around.identity, "boundary": None, "request": request}
            return shared | {"resource": self.old}, shared | {"resource": self.new}
        # The resource leaves it to the policies of the caller's account, so that they alone
        # decide, also of what has to be allowed by both sides.
        granting = {"Effect": "Allow", "Action": "*", "Principal": {"AWS": [
            request["principal"]["account"]]}}  # fmt: skip
        resource = {"Version": "2012-10-17", "Statement": granting}
        shared = {"resource": resource, "request": request}
        return (
            shared | {"identity": [self.old], "boundary": self.old_boundary},
            shared | {"identity": [self.new], "boundary": self.new_boundary},
        )

    def surroundings(self, request: Json) -> list[Surroundings]:
        """What a request may meet beside the policies of the pair."""
        if self.attachment == "identity" or has_no_policies(request["principal"]):
            return SURROUNDINGS[:1]
        return SURROUNDINGS

    def all_questions(self, request: Json) -> Iterator[tuple[Json, Json]]:
        """What to ask about a request, in all that it may meet."""
        for around in self.surroundings(request):
            yield self.questions(request, around)

    def is_about(self, request: Json) -> bool:
        """Whether a request is of somebody, and for something, of which the pair says anything."""
        caller = request["principal"]
        if self.attachment == "identity":
            return not has_no_policies(caller)
        if self.account is None:
            return caller.get("account") != request["resourceAccount"]
        return request["resourceAccount"] == self.account

    def is_widened_by(self, request: Json) -> bool:
        """Whether the bench's evaluator allows a request after the change, and not before it."""
        if not self.is_about(request):
            return False
        return any(
            ask(after).value == "allow" and ask(before).value != "allow"
            for before, after in self.all_questions(request)
        )
