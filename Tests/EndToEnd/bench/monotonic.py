"""Whether access during a run ever exceeds what was granted before or will be granted after.

An access document (`/_bench/access`) names every policy of an account. It is turned into grants:
who may enter a role and how, and what the role, a user or an outsider may then do. A state between
two others is within them where every way in leads to nothing that the same way does not lead to
before or after. So a new trust beside an old permission is a violation, though each of them alone
is one of the two states.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from bench.evaluator import Decision, Policies, Principal, Request, decide

#: An account, an action and a name that no policy mentions: what a wildcard would let in.
STRANGER = "000011112222"
OTHER_ACTIONS = {
    "s3": ["s3:DeleteBucket", "s3:GetObject", "s3:PutObject"],
    "kinesis": ["kinesis:GetRecords"],
    "firehose": ["firehose:DeleteDeliveryStream"],
    "kms": ["kms:Decrypt"],
    "iam": ["iam:CreateUser"],
    "sqs": ["sqs:SendMessage"],
    "sts": ["sts:AssumeRole", "sts:TagSession"],
}
SIBLINGS = ["arn:aws:s3:::someone-elses-bucket/key", "arn:aws:iam::000011112222:user/someone"]

Document = dict
Context = tuple[tuple[str, str], ...]


def parsed(document: str | dict | None) -> dict | None:
    return json.loads(document) if isinstance(document, str) else document


def listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


def statements(policy: Document | None) -> list[dict]:
    return listed(policy["Statement"]) if policy else []


@dataclass(frozen=True)
class Way:
    """One way to act: who asks, and what the request says besides."""

    who: Principal
    context: Context


@dataclass(frozen=True)
class Questions:
    """What is asked of a set of access documents."""

    people: tuple[Principal, ...]
    entries: tuple[Context, ...]
    deeds: tuple[tuple[str, str, Context], ...]

    @staticmethod
    def about(documents: Iterable[dict]) -> "Questions":
        """Questions from everything that the documents mention, and from siblings of it."""
        trusts, others = [], []
        for access in documents:
            for role in access["roles"].values():
                trusts.append(parsed(role["trust"]))
                others += [parsed(p) for p in (*role["policies"], role["boundary"]) if is_policy(p)]
            for user in access["users"].values():
                others += [parsed(policy) for policy in user["policies"]]
            for kind in ("buckets", "streams"):
                others += [parsed(policy) for policy in access[kind].values()]
        named = [s for policy in (*trusts, *others) for s in statements(policy)]
        people = sorted(set(people_of(named)), key=repr)
        entries = sorted(set(contexts_of(s for policy in trusts for s in statements(policy))))
        asked = [s for policy in others for s in statements(policy)]
        return Questions(tuple(people), tuple(entries), tuple(sorted(set(deeds_of(asked)))))


def is_policy(value: object) -> bool:
    """Whether a value is a policy and not the ARN of one."""
    return isinstance(value, dict) or (isinstance(value, str) and value.lstrip().startswith("{"))


def people_of(named: list[dict]) -> Iterator[Principal]:
    """Everybody whom statements name, somebody of each account, and nobody in particular."""
    yield Principal.anonymous()
    yield principal(f"arn:aws:iam::{STRANGER}:user/someone")
    for statement in named:
        element = statement.get("Principal", {})
        for kind, names in (element if isinstance(element, dict) else {}).items():
            for name in listed(names):
                if kind == "Service":
                    yield Principal.of_service(name)
                elif name.startswith("arn:"):
                    yield principal(name)
                    yield principal(f"arn:aws:iam::{name.split(':')[4]}:role/someone")
                elif name.isdigit():
                    yield principal(f"arn:aws:iam::{name}:role/someone")


def principal(arn: str) -> Principal:
    role = arn if ":role/" in arn else None
    return Principal.aws(arn, arn.split(":")[4], role)


def contexts_of(named: Iterable[dict]) -> Iterator[Context]:
    """Nothing, what satisfies each statement, and that with one key left out or changed."""
    yield ()
    for statement in named:
        wanted: dict[str, list[str]] = {}
        for keys in statement.get("Condition", {}).values():
            for key, values in keys.items():
                wanted[key] = [str(value).replace("*", "x") for value in listed(values)]
        for values in product(*wanted.values()):
            context = dict(zip(wanted, values))
            yield tuple(sorted(context.items()))
            for key in context:
                yield tuple(sorted((k, v) for k, v in context.items() if k != key))
                yield tuple(sorted((context | {key: "something else"}).items()))


def deeds_of(named: list[dict]) -> Iterator[tuple[str, str, Context]]:
    """Actions on resources of their service, in the contexts of the service's statements."""
    actions: set[str] = set()
    resources: set[str] = set(SIBLINGS)
    by_service: dict[str, list[dict]] = {}
    for statement in named:
        for action in listed(statement.get("Action", [])):
            service = action.split(":")[0]
            by_service.setdefault(service, []).append(statement)
            actions |= {action} if "*" not in action else set()
        for resource in listed(statement.get("Resource", [])):
            resources |= {resource.replace("*", "x"), resource.replace("*", "") + "-sibling"}
    for others in OTHER_ACTIONS.values():
        actions.update(others)
    for action in actions:
        service = action.split(":")[0]
        contexts = set(contexts_of(by_service.get(service, [])))
        for resource in resources:
            if resource.split(":")[2:3] in ([service], []) or ":" not in resource:
                yield from ((action, resource, context) for context in contexts)


ANYTHING = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
}


class Answers:
    """Answers to questions, each given once however many documents ask it."""

    def __init__(self, account: str, questions: Questions) -> None:
        self.account = account
        self.questions = questions
        self.known: dict[str, frozenset] = {}

    def once(self, key: object, answer: Callable[[], frozenset]) -> frozenset:
        text = json.dumps(key, sort_keys=True)
        if text not in self.known:
            self.known[text] = answer()
        return self.known[text]

    def entries(self, arn: str, trust: dict) -> frozenset[Way]:
        """The ways into a role."""
        return self.once([arn, trust], lambda: self.ways_into(arn, trust))

    def ways_into(self, arn: str, trust: dict) -> frozenset[Way]:
        policies = Policies(identity=[ANYTHING], resource=trust)
        return frozenset(
            Way(who, context)
            for who, context in product(self.questions.people, self.questions.entries)
            if granted(policies, who, "sts:AssumeRole", arn, self.account, context)
        )

    def deeds(self, who: Principal, own: list, limit: object, on: dict) -> frozenset:
        """What somebody may do, by policies of its own within a limit, and of resources."""
        return self.once([repr(who), own, limit, on], lambda: self.allowed(who, own, limit, on))

    def allowed(self, who: Principal, own: list, limit: object, on: dict) -> frozenset:
        limit = parsed(limit) if is_policy(limit) else None
        own = [parsed(policy) for policy in own]
        plain = Policies(identity=own, boundary=limit)
        known = {
            name: Policies(identity=own, boundary=limit, resource=parsed(policy))
            for name, policy in on.items()
        }
        # A policy on a bucket is one on the objects in it.
        found = set()
        for action, resource, context in self.questions.deeds:
            policies = known.get(resource) or known.get(resource.split("/")[0], plain)
            if granted(policies, who, action, resource, self.account, context):
                found.add((action, resource, context))
        return frozenset(found)


class Grants:
    """What an access document grants: the ways into each identity, and what it may do."""

    def __init__(self, access: dict, answers: Answers) -> None:
        on = {f"arn:aws:s3:::{name}": policy for name, policy in access["buckets"].items()}
        on |= access["streams"]
        self.entries: dict[str, frozenset[Way]] = {}
        self.deeds: dict[str, frozenset] = {}
        for arn, role in access["roles"].items():
            self.entries[arn] = answers.entries(arn, parsed(role["trust"]))
            own = principal(arn), role["policies"], role["boundary"]
            self.deeds[arn] = answers.deeds(*own, on)
        for arn, user in access["users"].items():
            # Without a key nobody can be this user.
            self.entries[arn] = frozenset([Way(principal(arn), ())] if user["keys"] else [])
            own = principal(arn), user["policies"], user["boundary"]
            self.deeds[arn] = answers.deeds(*own, on)
        for person in answers.questions.people:
            if person.arn not in access["roles"]:
                name = f"{person.kind.value} {person.arn or person.service}"
                self.entries[name] = frozenset([Way(person, ())])
                # Whatever the own account of an outsider allows.
                is_outside = person.arn and person.account != answers.account
                self.deeds[name] = answers.deeds(person, [ANYTHING] if is_outside else [], None, on)


def granted(
    policies: Policies, who: Principal, action: str, resource: str, account: str, context: Context
) -> bool:
    request = Request(who, action, resource, account, dict(context))
    return decide(policies, request) is Decision.ALLOW


NOBODY: frozenset = frozenset()


def excess(between: Grants, before: Grants, after: Grants) -> list[str]:
    """What a state grants that neither of two others does, one line for each identity."""
    lines = []
    for name, ways in between.entries.items():
        deeds = between.deeds[name]
        sides = [(s.entries.get(name, NOBODY), s.deeds.get(name, NOBODY)) for s in (before, after)]
        if more := deeds - sides[0][1] - sides[1][1]:
            lines.append(f"{name} may {sorted(more)[0]}")
        for way in ways:
            once = NOBODY.union(*(done for entered, done in sides if way in entered))
            if not any(way in entered for entered, _ in sides):
                lines.append(f"{way} may enter {name}")
                break
            if more := deeds - once:
                lines.append(f"{way}, by {name}, may {sorted(more)[0]}")
                break
    return lines


def without_ids(access: dict) -> dict:
    """An access document with the number of a user's keys in place of their ids."""
    users = {arn: user | {"keys": len(user["keys"])} for arn, user in access["users"].items()}
    return access | {"users": users}


class Watch:
    """Holds states of an account against the ones before and after; asks each question once."""

    def __init__(self, account: str, before: dict, after: dict) -> None:
        self.account = account
        self.ends = (without_ids(before), without_ids(after))
        self.known: dict[str, list[str]] = {}
        self.answers: dict[Questions, Answers] = {}

    def excess(self, access: dict) -> list[str]:
        between = without_ids(access)
        key = json.dumps(between, sort_keys=True)
        if key not in self.known:
            self.known[key] = self.judged(between)
        return self.known[key]

    def judged(self, between: dict) -> list[str]:
        if between in self.ends:
            return []
        questions = Questions.about([*self.ends, between])
        if questions not in self.answers:
            self.answers[questions] = Answers(self.account, questions)
        answers = self.answers[questions]
        return excess(*(Grants(access, answers) for access in (between, *self.ends)))
