"""Answers to questions about access, by our own evaluator, from the documents of an account."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.access_documents import Documents
from bench.access_model import Expectation
from bench.access_questions import Question
from bench.evaluator import Decision, Policies, Request, decide


def policy(effect: str = "Allow", **elements: object) -> dict:
    statement = {"Effect": effect, "Action": "*", "Resource": "*", **elements}
    return {"Version": "2012-10-17", "Statement": [statement]}


EVERYTHING = policy()
#: Allows what no question asks for, so it allows nothing that counts.
NOTHING = policy(Action="support:DescribeCases")
#: The policy of what is in another account: its owner lets everybody in, so only ours can deny.
OPEN = policy(Principal="*")


class Evaluated:
    """The documents of an account, ready to answer."""

    def __init__(self, documents: Documents, expectation: Expectation) -> None:
        self.documents = documents
        self.expectation = expectation
        self.account, self.partition = expectation.account, expectation.partition
        self.read: dict[tuple, Policies] = {}

    def policies(self, question: Question) -> Policies:
        """The policies that have a say; each combination is read once."""
        owner, identifier, on_resource = self.resource_policy(question)
        caller = question.caller
        key = (caller.grantee, caller.may_do_all, question.bounded, owner, identifier)
        if key not in self.read:
            identity, boundary = self.identity(question)
            self.read[key] = Policies(identity, boundary, on_resource)
        return self.read[key]

    def identity(self, question: Question) -> tuple[list[dict], dict | None]:
        """The policies and the boundary of who asks."""
        caller = question.caller
        if caller.grantee is None:
            return ([EVERYTHING] if caller.may_do_all else []), None
        found = self.documents.identities[caller.grantee]
        boundary = (NOTHING if question.bounded else EVERYTHING) if found.boundary else None
        return found.policies, boundary

    def resource_policy(self, question: Question) -> tuple[str, str, dict | None]:
        """Who owns a resource, what its policy is known by, and that policy."""
        resource, parts = question.resource, question.resource.split(":", 5)
        if resource == "*":
            return self.account, "", None
        service, owner = parts[2], parts[4] or self.account
        if service == "iam" and question.action.startswith("sts:"):
            found = self.documents.identities.get(resource)
            return owner, resource, found and found.trust
        if service == "s3":
            bucket = parts[5].split("/")[0]
            return owner, f"bucket {bucket}", self.documents.buckets.get(bucket)
        if service == "kms":
            # As KMS makes it: the account's own policies decide.
            root = f"arn:{self.partition}:iam::{self.account}:root"
            return owner, f"key of {owner}", policy(Principal={"AWS": root})
        if service == "kinesis" and resource in self.documents.streams:
            return owner, resource, self.documents.streams[resource]
        if owner != self.account:
            return owner, "open", OPEN
        return owner, "", None

    def answer(self, question: Question) -> bool:
        owner = self.resource_policy(question)[0]
        request = Request(
            question.caller.principal, question.action, question.resource, owner, question.context
        )
        return decide(self.policies(question), request) is Decision.ALLOW


@dataclass
class Verdict:
    """What came of asking questions."""

    counts: Counter = field(default_factory=Counter)
    actions: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Verdict") -> None:
        self.counts += other.counts
        self.actions |= other.actions
        self.wrong += other.wrong

    def __str__(self) -> str:
        allowed, denied = self.counts[True], self.counts[False]
        return (
            f"{allowed + denied:,} questions ({allowed:,} allowed, {denied:,} denied) about"
            f" {len(self.actions)} actions, {len(self.wrong)} wrong"
        )


def strangers_among(documents: Documents, expectation: Expectation) -> list[str]:
    """What holds access and is not in the spec, or is in the spec and isn't there."""
    pairs = [
        ("identity", documents.identities.keys(), expectation.grantees.keys()),
        ("bucket policy", documents.buckets.keys(), set(expectation.made_buckets)),
        ("stream policy", documents.streams.keys(), {s.arn for s in expectation.shared_streams}),
    ]
    found = []
    for kind, there, wanted in pairs:
        found += [f"{kind} that the spec does not mean: {name}" for name in there - set(wanted)]
        found += [f"{kind} that is missing: {name}" for name in set(wanted) - there]
    for name in documents.identities.keys() & expectation.grantees.keys():
        there, wanted = documents.identities[name].boundary, expectation.grantees[name].boundary
        found += [f"{name} has the boundary {there} and not {wanted}"] if there != wanted else []
    return found


def judge(
    documents: Documents, expectation: Expectation, asked: Iterable[Question], *, until_wrong=False
) -> Verdict:
    """Asks every question (or until one is), and says which are not answered as the spec means."""
    verdict, evaluated = Verdict(), Evaluated(documents, expectation)
    verdict.wrong = strangers_among(documents, expectation)
    for question in () if verdict.wrong else asked:
        allowed = evaluated.answer(question)
        verdict.counts[allowed] += 1
        verdict.actions.add(question.action.lower())
        if allowed != question.allowed:
            verdict.wrong.append(f"{'allowed' if allowed else 'denied'}: {shown(question)}")
            if until_wrong:
                break
    return verdict


def shown(question: Question) -> str:
    who = question.caller.principal
    name = who.arn or who.service or "anonymous"
    return f"{name} {question.action} {question.resource} {json.dumps(question.context)}"
