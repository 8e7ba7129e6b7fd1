"""The stack of a spec, deployed by a user with a change set, as the checklist says."""

import time
from collections.abc import Callable

from botocore.exceptions import ClientError

from bench.aws import Failed
from bench.deployer.principal import Deployer
from bench.templates import Template

CHANGE_SET = "review"


class Stack:
    """A stack of the simulator that a user deploys."""

    def __init__(self, deployer: Deployer, name: str | None = None) -> None:
        self.client = deployer.client("cloudformation")
        self.name = name or deployer.scripts.outputs.parent.name
        self.template = Template(deployer.scripts, self.name)

    @property
    def own(self) -> dict[str, str]:
        return {"StackName": self.name}

    @property
    def change(self) -> dict[str, str]:
        return self.own | {"ChangeSetName": CHANGE_SET}

    def prepare(self) -> None:
        self.client.create_change_set(
            **self.change,
            ChangeSetType="CREATE",
            TemplateBody=self.template.text,
            Parameters=self.template.parameters(),
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        self.wait(self.change_status, "CREATE_COMPLETE")

    def change_status(self) -> str:
        return self.client.describe_change_set(**self.change)["Status"]

    def deploy(self) -> None:
        """All that the checklist says, as one user."""
        self.client.get_template_summary(TemplateBody=self.template.text)
        self.prepare()
        self.client.execute_change_set(**self.change)
        self.wait(self.status, "CREATE_COMPLETE")
        self.client.describe_stack_events(**self.own)
        self.client.describe_stack_resources(**self.own)
        self.client.get_template(**self.own)

    def status(self) -> str:
        (stack,) = self.client.describe_stacks(**self.own)["Stacks"]
        return stack["StackStatus"]

    def delete(self) -> None:
        self.client.delete_stack(**self.own)

    def wait(self, status: Callable[[], str], wanted: str) -> None:
        for _ in range(600):
            if (now := status()) == wanted:
                return
            if now.endswith("FAILED") or "ROLLBACK" in now:
                break
            time.sleep(0.02)
        raise Failed(f"{self.name} is {now}, not {wanted}")

    def calls(self) -> dict[str, Callable[[], object]]:
        """A call for each action that a policy may have on a stack."""
        client, logical = self.client, {"LogicalResourceId": "None"}
        return {
            "CancelUpdateStack": lambda: client.cancel_update_stack(**self.own),
            "ContinueUpdateRollback": lambda: client.continue_update_rollback(**self.own),
            "CreateChangeSet": self.prepare,
            "DeleteChangeSet": lambda: client.delete_change_set(**self.change),
            "DeleteStack": self.delete,
            "DescribeChangeSet": lambda: client.describe_change_set(**self.change),
            "DescribeStackEvents": lambda: client.describe_stack_events(**self.own),
            "DescribeStackResourceDrifts": lambda: client.describe_stack_resource_drifts(
                **self.own
            ),
            "DescribeStackResources": lambda: client.describe_stack_resources(**self.own),
            "DescribeStacks": lambda: client.describe_stacks(**self.own),
            "DetectStackResourceDrift": lambda: client.detect_stack_resource_drift(
                **self.own, **logical
            ),
            "ExecuteChangeSet": lambda: client.execute_change_set(**self.change),
            "GetTemplate": lambda: client.get_template(**self.own),
            "GetTemplateSummary": lambda: client.get_template_summary(
                TemplateBody=self.template.text
            ),
            "RollbackStack": lambda: client.rollback_stack(**self.own),
        }

    def denied(self) -> set[str]:
        """The actions that the user may not do; any other answer is one of the service."""
        return {f"cloudformation:{name}" for name, call in self.calls().items() if is_denied(call)}


def is_denied(call: Callable[[], object]) -> bool:
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"].startswith("AccessDenied")
    except Failed:
        return False
    return False
