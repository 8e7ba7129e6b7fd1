"""A user of the simulator who has exactly the policies that he is given."""

import json
from dataclasses import dataclass

from bench.scripts import Scripts

NAME = "deployer"


@dataclass(frozen=True)
class Deployer:
    """A user with an access key and policies, made by the root of the account."""

    scripts: Scripts
    key: str
    secret: str

    @classmethod
    def make(cls, scripts: Scripts, policies: list[dict]) -> "Deployer":
        iam = scripts.simulator.client("iam", scripts.region, scripts.account)
        iam.create_user(UserName=NAME, Path="/ops/")
        for number, policy in enumerate(policies):
            made = iam.create_policy(
                PolicyName=f"{NAME}-{number}", PolicyDocument=json.dumps(policy)
            )
            iam.attach_user_policy(UserName=NAME, PolicyArn=made["Policy"]["Arn"])
        key = iam.create_access_key(UserName=NAME)["AccessKey"]
        return cls(scripts, key["AccessKeyId"], key["SecretAccessKey"])

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a script that this user runs."""
        own = {"AWS_ACCESS_KEY_ID": self.key, "AWS_SECRET_ACCESS_KEY": self.secret}
        return self.scripts.environment() | own

    def client(self, service: str):
        return self.scripts.simulator.client_with(
            service, self.scripts.region, self.key, self.secret
        )
