"""Wrong evaluators: the bench's own with one thing of it changed, which the tests must notice."""

import importlib
import itertools
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parent / "evaluator"


@dataclass(frozen=True)
class Mutant:
    """A mistake that an evaluator could make, as a change of one file's text."""

    name: str
    file: str
    right: str
    wrong: str


MUTANTS = [
    # Conditions.
    Mutant("IfExists is ignored", "conditions.py", "if self.if_exists:", "if False:"),
    Mutant("IfExists is always true", "conditions.py", "if not found:",
           "if self.if_exists:\n            return True\n        if not found:"),
    Mutant("a missing key matches", "conditions.py", "return self.negated\n", "return True\n"),
    Mutant("a missing key never matches", "conditions.py",
           "return self.negated\n", "return False\n"),
    Mutant("ForAllValues fails without the key", "conditions.py",
           "return self.quantifier is Quantifier.ALL", "return False"),
    Mutant("ForAnyValue holds without the key", "conditions.py",
           "return self.quantifier is Quantifier.ALL", "return True"),
    Mutant("ForAllValues asks for one value", "conditions.py",
           "return all(self._matches(", "return any(self._matches("),
    Mutant("ForAnyValue asks for all values", "conditions.py",
           "return any(self._matches(value, context) != ",
           "return all(self._matches(value, context) != "),
    Mutant("a negated operator asks for one value", "conditions.py",
           "for value in found) != self.negated", "!= self.negated for value in found)"),
    Mutant("only the first value of the policy counts", "conditions.py",
           "in self.matchers:", "in self.matchers[:1]:"),
    Mutant("Null is turned around", "conditions.py", "(self.key not in", "(self.key in"),
    Mutant("one test of several is enough", "policies.py",
           "if not test.holds(context):\n                return False\n        return True",
           "if test.holds(context):\n                return True\n"
           "        return not self.conditions"),
    Mutant("unknown operators are StringEquals", "conditions.py",
           "if base not in OPERATORS:",
           'base = base if base in OPERATORS else "StringEquals"\n    if base not in OPERATORS:'),
    Mutant("condition keys have a case", "decisions.py", "key.lower(): values", "key: values"),
    Mutant("StringEquals takes wildcards", "conditions.py",
           "return patterns.exact(text, variables=variables)\n",
           "return patterns.like(text, variables=variables)\n"),
    Mutant("StringEquals has no case", "conditions.py",
           "return patterns.exact(text, variables=variables)\n",
           "return patterns.exact(text, variables=variables, ignores_case=True)\n"),
    Mutant("StringEqualsIgnoreCase has a case", "conditions.py",
           "variables=variables, ignores_case=True)", "variables=variables)"),
    Mutant("numbers are compared as text", "values.py",
           "return Decimal(text) if _NUMBER.fullmatch(text) else None", "return text"),
    Mutant("NumericLessThan includes its bound", "conditions.py",
           '"NumericLessThan": Operator(_number(operator.lt))',
           '"NumericLessThan": Operator(_number(operator.le))'),
    Mutant("DateGreaterThan is DateLessThan", "conditions.py",
           '"DateGreaterThan": Operator(_date(operator.gt))',
           '"DateGreaterThan": Operator(_date(operator.lt))'),
    Mutant("seconds since 1970 aren't dates", "values.py",
           "if _EPOCH.fullmatch(text):", "if False:"),
    Mutant("a range has to start at its first address", "values.py", "strict=False", "strict=True"),
    Mutant("a range's address stands alone", "values.py",
           "ip_network(text, strict=False)", "ip_network(base)"),
    Mutant("ARNs are matched as whole texts", "conditions.py",
           "return patterns.arn(text, variables=variables)",
           "return patterns.like(text, variables=variables)"),
    Mutant("bytes are compared without case", "values.py",
           "b64decode(text, validate=True)", "b64decode(text.lower(), validate=True)"),
    # Wildcards and variables.
    Mutant("? stands for no character too", "patterns.py",
           '"." if part is Wildcard.ONE', '".?" if part is Wildcard.ONE'),
    Mutant("* stops at a slash", "patterns.py", 'last = ".*" +', 'last = "[^/]*" +'),
    Mutant("a pattern may match a part of the text", "patterns.py", ".fullmatch(text) is not",
           ".match(text) is not"),
    Mutant("resources have no case", "policies.py",
           "patterns.like(text, variables=variables) for text in listed",
           "(lambda value, context, same=patterns.like(text.lower(), variables=variables):"
           " same(value.lower(), context)) for text in listed"),
    Mutant("actions have a case", "policies.py", "[text.lower() for text in _texts(",
           "[text for text in _texts("),
    Mutant("old versions have variables", "policies.py",
           'variables=version == "2012-10-17"', "variables=True"),
    Mutant("variables have no default", "patterns.py", "else self.default", "else None"),
    Mutant("a variable takes the first of several values", "patterns.py",
           "if len(values) == 1 else", "if values else"),
    Mutant("a variable without value is empty", "patterns.py",
           "        if value is None:\n            return None\n",
           "        if value is None:\n            value = ''\n"),
    Mutant("${*} is a wildcard", "patterns.py", 'read.append(special["literal"])',
           "read.append(Wildcard.MANY)"),
    # Statements.
    Mutant("NotAction is Action", "policies.py", "return not self.inverted\n        for matches",
           "return True\n        for matches"),
    Mutant("NotResource is Resource", "policies.py",
           "found[1],\n    )\n\n\ndef _principal", "False,\n    )\n\n\ndef _principal"),
    Mutant("NotPrincipal is Principal", "principals.py", "if self.inverted:", "if False:"),
    Mutant("unknown elements are ignored", "policies.py", "if name not in known:", "if False:"),
    Mutant("Action and NotAction may be together", "policies.py",
           "if len(found) == 2:", "if False:"),
    # Principals.
    Mutant("a role isn't its sessions", "principals.py",
           " or principal.role in self.arns", ""),
    Mutant("{AWS: *} names services", "principals.py", "if self.everyone:",
           "if self.everyone or self.every_aws:"),
    Mutant("{AWS: *} doesn't name strangers", "principals.py",
           "if self.every_aws:", "if self.every_aws and principal.kind is Kind.AWS:"),
    Mutant("a root's ARN names the root only", "principals.py",
           "frozenset(roots + ", "frozenset([] + "),
    Mutant("an account's id isn't a principal", "principals.py",
           "frozenset(roots + [text for text in aws if _ACCOUNT.fullmatch(text)])",
           "frozenset(roots)"),
    # Decisions.
    Mutant("denials are ignored", "decisions.py", "if _is_denied(", "if False and _is_denied("),
    Mutant("denials of the resource are for everyone", "decisions.py",
           "statement.naming(request.principal) is not Naming.NONE\n        and ", ""),
    Mutant("denials of the boundary are ignored", "decisions.py",
           "if boundary is not None and", "if False and"),
    Mutant("a boundary doesn't bound", "decisions.py",
           "boundary_allows = (\n        not has_identity", "boundary_allows = (\n        True"),
    Mutant("a boundary bounds what a session is given", "decisions.py",
           "if naming is Naming.DIRECT or (naming is Naming.ROLE and boundary_allows):",
           "if naming >= Naming.ROLE and boundary_allows:"),
    Mutant("a boundary doesn't bound what a role is given", "decisions.py",
           "(naming is Naming.ROLE and boundary_allows)", "naming is Naming.ROLE"),
    Mutant("naming the account grants", "principals.py",
           "return Naming.ACCOUNT if", "return Naming.ROLE if"),
    Mutant("another account's policy is enough", "decisions.py",
           "return _allowed(identity_allows and naming is not Naming.NONE)",
           "return _allowed(naming is not Naming.NONE)"),
    Mutant("another account's policy isn't needed", "decisions.py",
           "return _allowed(identity_allows and naming is not Naming.NONE)",
           "return _allowed(identity_allows)"),
    Mutant("a key's policy isn't needed", "decisions.py",
           '("sts:assumerole", "kms:")', '("sts:assumerole",)'),
    Mutant("a trust policy isn't needed", "decisions.py",
           '("sts:assumerole", "kms:")', '("kms:",)'),
    Mutant("every resource needs a policy", "decisions.py",
           "resource_must_allow = ", "resource_must_allow = True or "),
    Mutant("a root needs a policy", "decisions.py",
           "has_identity = principal.kind is Kind.AWS and not principal.is_root",
           "has_identity = principal.kind is Kind.AWS"),
]  # fmt: skip


_numbers = itertools.count()


def load(mutant: Mutant, folder: Path) -> Callable[[str], str]:
    """The `answer` of a mutant, which is made in a folder under a name of its own."""
    name = f"evaluator_mutant_{next(_numbers)}"
    shutil.copytree(SOURCE, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    changed = folder / name / mutant.file
    text = changed.read_text()
    if text.count(mutant.right) != 1:
        raise ValueError(f"{mutant.name}: {mutant.file} must have once: {mutant.right}")
    changed.write_text(text.replace(mutant.right, mutant.wrong))
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name).answer
    finally:
        sys.path.remove(str(folder))
