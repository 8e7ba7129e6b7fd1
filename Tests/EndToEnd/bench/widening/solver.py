"""Whether a change of policies widens access, decided by an SMT solver.

A request is who asks, an action, a resource, and condition keys with their values. Whether it is
allowed before the change and after it are terms over these, and z3 is asked for a request that
is allowed only after. So all requests are decided at once, and none is tried.

    answer = Solver().decide(pair)
    answer.verdict  # "wider", "within", or "unknown"
    answer.request  # one that only the newer policy allows

What is modelled, for all of it the terms say exactly what AWS's documentation does:

- Actions and resources are any texts (`texts`), and wildcards are regular expressions.
- A condition key is missing or has any number of values (`conditions`, which says why a few of
  them are enough), which are texts, numbers, dates or addresses (`values`).
- Who asks is one of a few: all who are told apart by what the policies say (`callers`).
- A policy of an identity allows what a statement allows and none denies, within its boundary.
- A policy of a resource meets callers of the same account and of others, whose own policies
  allow or don't. This decides whether it is enough to be named by the
  policy, and how: an account is named so that its own policies may decide. So the question is
  whether any request of any caller is allowed after the change that was not before, be it allowed
  by the caller's own policies or not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import z3

from .callers import Caller, Naming, callers
from .conditions import Keys, tests_of, variables_of
from .logic import every, some
from .pair import ELSEWHERE, SURROUNDINGS, Pair, Surroundings
from .texts import found, in_alphabet, is_in_alphabet, matches, parts
from .texts import variables_of as variables_in
from .unencodable import Unencodable

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the solver says of a pair; a request where access is widened."""

    verdict: str
    request: Json | None = None
    reason: str = ""


def statements(policy: Json | None) -> list[Json]:
    """The statements of a policy."""
    listed = policy["Statement"] if policy else []
    return listed if isinstance(listed, list) else [listed]


def _listed(element: Any) -> list[Any]:
    return element if isinstance(element, list) else [element]


def _has_variables(policy: Json) -> bool:
    return policy.get("Version") == "2012-10-17"


class Asked:
    """The request that is looked for, as terms."""

    def __init__(self, policies: list[Json], in_pieces: bool) -> None:
        """Makes the terms for all that the policies mention."""
        tests, variables = set(), set()
        for policy in policies:
            with_variables = _has_variables(policy)
            for statement in statements(policy):
                tests |= set(tests_of(statement.get("Condition", {}), with_variables))
                for name in ("Resource", "NotResource"):
                    for text in _listed(statement.get(name, [])):
                        variables |= variables_in(parts(text, with_variables, True))
        self.action = z3.String("action")
        self.resource = z3.String("resource")
        self.keys = Keys(tests, variables | variables_of(tests), in_pieces)

    @property
    def limits(self) -> list[z3.BoolRef]:
        """What is true of every request."""
        return [limit for key in self.keys.by_name.values() for limit in key.limits]

    @property
    def alphabet(self) -> list[z3.BoolRef]:
        """What is true of all texts."""
        return [in_alphabet(text) for text in (self.action, self.resource, *self.keys.texts)]

    def is_in_alphabet(self, model: z3.ModelRef) -> bool:
        """Whether what the solver has found has only the characters that texts may have."""
        texts = (self.action, self.resource, *self.keys.texts)
        return all(is_in_alphabet(found(model, text)) for text in texts)

    @property
    def needs_resource_policy(self) -> z3.BoolRef:
        """Whether even the resource's own account must be let in by the resource's policy."""
        starts = ("sts:assumerole", "kms:")
        return some(z3.PrefixOf(z3.StringVal(start), self.action) for start in starts)

    def fulfils(self, statement: Json, with_variables: bool) -> z3.BoolRef:
        """Whether the request is one that a statement speaks of, whoever asks."""
        said = [
            self._selected(statement, "Action", self.action, False),
            self._selected(statement, "Resource", self.resource, with_variables),
        ]
        tests = tests_of(statement.get("Condition", {}), with_variables)
        return every(said + [self.keys.holds(test) for test in tests])

    def _selected(
        self, statement: Json, name: str, term: z3.SeqRef, with_variables: bool
    ) -> z3.BoolRef:
        negated = "Not" + name in statement
        if not negated and name not in statement:
            return z3.BoolVal(True)
        selected = some(
            matches(term, parts(text.lower() if name == "Action" else text, with_variables, True),
                    self.keys.reading)
            for text in _listed(statement["Not" + name if negated else name])
        )  # fmt: skip
        return z3.Not(selected) if negated else selected

    def found(self, model: z3.ModelRef) -> Json:
        """The action, resource and context of the request that the solver has found."""
        context = {name: key.found(model) for name, key in self.keys.by_name.items()}
        return {
            # Actions have no case, and policies are read in lower case: a capital in what was
            # found is a letter that no policy mentions, like this sign.
            "action": re.sub("[A-Z]", "~", found(model, self.action)),
            "resource": found(model, self.resource),
            "context": {name: values for name, values in context.items() if values},
        }


class Meaning:
    """What a policy says of the request: its statements, each with when it speaks of it."""

    def __init__(self, policy: Json, asked: Asked) -> None:
        """Makes the terms of each statement once."""
        with_variables = _has_variables(policy)
        self._statements = [
            (statement, asked.fulfils(statement, with_variables))
            for statement in statements(policy)
        ]

    def _some(self, effect: str, caller: Caller | None, least: Naming) -> z3.BoolRef:
        return some(
            spoken_of for statement, spoken_of in self._statements
            if statement["Effect"] == effect
            and (caller is None or caller.named_by(statement) >= least)
        )  # fmt: skip

    def allows(self, caller: Caller | None = None, least: Naming = Naming.ACCOUNT) -> z3.BoolRef:
        """Whether a statement allows it, to a caller who is named so that it carries far enough;
        a policy of an identity names nobody."""
        return self._some("Allow", caller, least)

    def denies(self, caller: Caller | None = None) -> z3.BoolRef:
        """Whether a statement denies it."""
        return self._some("Deny", caller, Naming.ACCOUNT)

    def names(self, caller: Caller) -> tuple[Naming, ...]:
        """How each statement names a caller."""
        return tuple(caller.named_by(statement) for statement, _ in self._statements)


@dataclass(frozen=True)
class Way:
    """One way in which a request can be allowed after a change and not before."""

    caller: Caller
    resource_account: str
    widened: z3.BoolRef


def _ways_of_identity(pair: Pair, asked: Asked) -> Iterator[Way]:
    def allowed(policy: Json, boundary: Json | None) -> z3.BoolRef:
        meanings = [Meaning(one, asked) for one in (policy, boundary) if one is not None]
        return every(z3.And(one.allows(), z3.Not(one.denies())) for one in meanings)

    account = "111122223333"
    caller = Caller("AWS", f"arn:aws:iam::{account}:user/somebody", account)
    after = allowed(pair.new, pair.new_boundary)
    before = allowed(pair.old, pair.old_boundary)
    yield Way(caller, pair.account or account, z3.And(after, z3.Not(before)))


def _ways_of_resource(pair: Pair, asked: Asked) -> Iterator[Way]:
    old, new = Meaning(pair.old, asked), Meaning(pair.new, asked)
    elements = [
        statement.get("Principal", statement.get("NotPrincipal"))
        for policy in (pair.old, pair.new) for statement in statements(policy)
    ]  # fmt: skip
    decided = set()
    for caller in callers(elements, pair.account):
        account = pair.account or next(one for one in ELSEWHERE if one != caller.account)
        is_own = account == caller.account
        kind = (old.names(caller), new.names(caller), caller.type, caller.is_root, is_own)
        # Those who are named alike are allowed alike.
        if kind in decided:
            continue
        decided.add(kind)
        for around in _surroundings(caller):
            after = _allowed(new, caller, is_own, around, asked)
            before = _allowed(old, caller, is_own, around, asked)
            yield Way(caller, account, z3.And(after, z3.Not(before)))


def _surroundings(caller: Caller) -> list[Surroundings]:
    has_policies = caller.type == "AWS" and not caller.is_root
    return SURROUNDINGS if has_policies else SURROUNDINGS[:1]


def _allowed(
    policy: Meaning, caller: Caller, is_own: bool, around: Surroundings, asked: Asked
) -> z3.BoolRef:
    """Whether AWS allows a request that meets a policy of the resource and what is around it."""
    named = policy.allows(caller)
    if caller.type != "AWS":
        granted = named
    else:
        own_allow = z3.BoolVal(around.own_allow)
        granted = z3.And(own_allow, named)
        if is_own:
            granted = z3.Or(
                policy.allows(caller, Naming.ENOUGH),
                z3.And(own_allow, z3.Or(named, z3.Not(asked.needs_resource_policy))),
            )
    return z3.And(granted, z3.Not(policy.denies(caller)))


class Solver:
    """Decides pairs, each within the same effort on any machine."""

    def __init__(self, effort: int = 4_000_000) -> None:
        """Says how many steps of z3's a pair may take; three million are about a second."""
        self._effort = effort

    def decide(self, pair: Pair) -> Answer:
        """Whether the newer policy of a pair allows a request that the older doesn't."""
        try:
            answer = self._decide(pair, in_pieces=False)
            return answer if answer.verdict != "unknown" else self._decide(pair, in_pieces=True)
        except Unencodable as error:
            return Answer("unknown", reason=str(error))

    def _decide(self, pair: Pair, in_pieces: bool) -> Answer:
        policies = [pair.old, pair.new, pair.old_boundary, pair.new_boundary]
        asked = Asked([policy for policy in policies if policy is not None], in_pieces)
        of_kind = _ways_of_identity if pair.attachment == "identity" else _ways_of_resource
        ways = list(of_kind(pair, asked))
        solver = z3.Solver()
        solver.set("rlimit", self._effort)
        solver.add(*asked.limits)
        solver.add(some(way.widened for way in ways))
        answer = solver.check()
        # What any alphabet has no request for, this one has none for either; it is asked for only
        # where it matters, since it makes the search many times longer.
        if answer == z3.sat and not asked.is_in_alphabet(solver.model()):
            solver.add(*asked.alphabet)
            answer = solver.check()
        if answer == z3.unsat:
            return Answer("within")
        if answer == z3.unknown:
            return Answer("unknown", reason=solver.reason_unknown())
        model = solver.model()
        way = next(
            way for way in ways if z3.is_true(model.eval(way.widened, model_completion=True))
        )
        who = {"principal": way.caller.json, "resourceAccount": way.resource_account}
        return Answer("wider", who | asked.found(model))
