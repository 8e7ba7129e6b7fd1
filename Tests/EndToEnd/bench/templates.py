"""The compiled templates of a spec, deployed by the simulator's CloudFormation."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from bench.aws import Failed
from bench.scripts import Scripts

#: Types that ministack 1.5.33 does not know, and settings that it drops from those it does. The
#: bench deploys them itself, in simulator/: test_gaps.py fails as soon as ministack can.
DEPLOYED_BY_THE_BENCH = {
    "AWS::CloudWatch::MetricStream": "refused",
    "AWS::IAM::AccessKey": "refused",
    "AWS::IAM::Role": "PermissionsBoundary",
    "AWS::Kinesis::ResourcePolicy": "refused",
    "AWS::Kinesis::Stream": "StreamEncryption",
    "AWS::S3::Bucket": "BucketEncryption, LifecycleConfiguration, OwnershipControls, Tags",
}

#: How many bytes a template in a request may have.
LARGEST_BODY = 51_200


class Template:
    """A template of a spec in the simulator, as a stack of its account."""

    def __init__(self, scripts: Scripts, name: str = "accredit", file: str = "template.yaml"):
        self.text = (scripts.outputs / file).read_text()
        self.name = name
        self.secrets = scripts.secrets
        simulator, region, account = scripts.simulator, scripts.region, scripts.account
        self.client = simulator.client("cloudformation", region, account)
        self.storage = simulator.client("s3", region, account)

    def parameters(self) -> list[dict]:
        """A value for each parameter that has no default: tokens."""
        parsed = yaml.load(self.text, Loader=PlainLoader)
        wanted = [
            name
            for name, parameter in parsed.get("Parameters", {}).items()
            if "Default" not in parameter
        ]
        value = "abcdefghijABCDEFGHIJ0123456789ab"
        return [{"ParameterKey": name, "ParameterValue": value} for name in wanted]

    def deploy(self) -> dict[str, str]:
        """Creates the stack and gives its outputs."""
        with self.source() as source:
            self.client.create_stack(
                StackName=self.name,
                Parameters=self.parameters(),
                Capabilities=["CAPABILITY_NAMED_IAM"],
                **source,
            )
            return self.finish("CREATE_COMPLETE")

    @contextmanager
    def source(self) -> Iterator[dict[str, str]]:
        """The template as a request names it: itself, or where a large one lies meanwhile."""
        if len(self.text) <= LARGEST_BODY:
            yield {"TemplateBody": self.text}
            return
        place = {"Bucket": "bench-templates", "Key": f"{self.name}.yaml"}
        self.storage.create_bucket(Bucket=place["Bucket"])
        self.storage.put_object(**place, Body=self.text.encode())
        yield {"TemplateURL": f"https://s3.amazonaws.com/{place['Bucket']}/{place['Key']}"}
        self.storage.delete_object(**place)
        self.storage.delete_bucket(Bucket=place["Bucket"])

    def delete(self) -> None:
        self.client.delete_stack(StackName=self.name)

    def finish(self, wanted: str) -> dict[str, str]:
        """Waits for the stack; its events say why it failed."""
        for _ in range(600):
            (stack,) = self.client.describe_stacks(StackName=self.name)["Stacks"]
            status = stack["StackStatus"]
            if not status.endswith("_IN_PROGRESS"):
                break
            time.sleep(0.02)
        if status != wanted:
            events = self.client.describe_stack_events(StackName=self.name)["StackEvents"]
            reasons = [e.get("ResourceStatusReason") for e in events]
            raise Failed(f"the stack is {status}: {[r for r in reasons if r]}")
        return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}


class PlainLoader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as their names: what they stand for isn't looked at."""


PlainLoader.add_multi_constructor("!", lambda loader, suffix, node: f"!{suffix}")
