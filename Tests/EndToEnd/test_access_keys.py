"""The access key of a user: one, in its file. What nobody holds is neither taken nor lost."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.hands import Hands
from bench.scripts import Run
from bench.starts import Ground


@dataclass(frozen=True)
class Holder:
    """A user that has its key, and the file that holds it."""

    ground: Ground

    @property
    def file(self) -> Path:
        (file,) = self.ground.key_files()
        return file

    @property
    def held(self) -> str:
        return json.loads(self.file.read_bytes())["AccessKey"]["AccessKeyId"]

    @property
    def user(self) -> str:
        (arn,) = self.ground.access()["users"]
        return arn.rpartition("/")[2]

    @property
    def live(self) -> set[str]:
        """The keys that AWS takes."""
        (user,) = self.ground.access()["users"].values()
        return set(user["keys"])

    def apply(self, *arguments: str) -> Run:
        return self.ground.scripts.provision("apply", *arguments)

    @property
    def iam(self):
        return Hands(self.ground.scripts).client("iam")

    def one_more(self) -> str:
        """Makes a key by hand, whose secret nobody keeps."""
        made = self.iam.create_access_key(UserName=self.user)
        return made["AccessKey"]["AccessKeyId"]

    def revoke(self) -> None:
        self.iam.delete_access_key(UserName=self.user, AccessKeyId=self.held)


@pytest.fixture
def holder(ground) -> Holder:
    keys = ground("logzio-s3-keys")
    keys.load("converged")
    return Holder(keys)


def test_a_second_key_is_refused_and_stays(holder):
    before = holder.file.read_bytes()
    more = holder.one_more()
    run = holder.apply()
    assert (run.status, run.changing) == (5, []), run.errors
    assert more in run.errors and holder.held in run.errors
    assert holder.live == {holder.held, more} and holder.file.read_bytes() == before


def test_a_file_with_a_key_that_is_gone_is_not_written_over(holder):
    before = holder.file.read_bytes()
    holder.revoke()
    run = holder.apply()
    assert (run.status, run.changing) == (5, []), run.errors
    assert f"refused: {holder.file} holds a key" in run.errors, run.errors
    assert holder.live == set() and holder.file.read_bytes() == before
    # What the message says, does it.
    assert holder.apply("--replace-key").status == 0
    assert holder.live == {holder.held}


def test_a_replaced_key_is_in_the_file_before_the_old_one_goes(holder):
    old = holder.held
    run = holder.apply("--replace-key")
    assert run.status == 0, run.errors
    assert [call[1] for call in run.changing] == ["create-access-key", "delete-access-key"]
    assert old not in holder.live and holder.live == {holder.held}


def test_a_replacement_that_was_interrupted_is_finished(holder):
    """With two keys, of which the file holds one, the other goes and none is made."""
    held, more = holder.held, holder.one_more()
    run = holder.apply("--replace-key")
    assert run.status == 0, run.errors
    assert [call[1] for call in run.changing] == ["delete-access-key"]
    assert holder.live == {held} == {holder.held} and more != held


def test_two_keys_that_nobody_holds_are_refused(holder):
    holder.one_more()
    holder.file.unlink()
    for arguments in ((), ("--replace-key",)):
        run = holder.apply(*arguments)
        assert (run.status, run.changing) == (5, []), run.errors
