"""The bench's own evaluator of AWS policies.

It answers what AWS would answer for one request, as the IAM user guide describes it ("Policy
evaluation logic", "Condition operators", "Variables and tags"). It shares no code with the
product, so that the tests can ask it whether what the product writes grants what it should.

    policies = Policies(identity=[policy], resource=bucket_policy)
    request = Request(Principal.aws(arn, account), "s3:GetObject", object_arn, account, context)
    decide(policies, request)  # Decision.ALLOW

What the guide leaves open is decided in favor of the narrower reading: a value of a variable or
of the request is never a pattern; a request's value that can't be read as its operator's type
matches nothing, and such a value of a policy is an error.
"""

from .decisions import Decision, Policies, Request, decide
from .errors import PolicyError
from .lines import answer
from .principals import Principal

__all__ = ["Decision", "Policies", "PolicyError", "Principal", "Request", "answer", "decide"]
