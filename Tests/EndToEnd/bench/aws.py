"""AWS on this machine: a simulator on loopback and the CLI, both started and stopped here."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import botocore.config
import botocore.session

from bench import places

#: An account that is nobody's in the examples: the bench's own errands.
OUTSIDER = "999900001111"


class Failed(Exception):
    """A part of the bench that did not come up, or did not do what it must."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(is_ready, process: subprocess.Popen, what: str, seconds: float = 60) -> None:
    """Waits until something is up, and fails as soon as its process ends."""
    end = time.monotonic() + seconds
    while not is_ready():
        if process.poll() is not None or time.monotonic() > end:
            raise Failed(f"{what} did not start (exit status {process.poll()})")
        time.sleep(0.05)


@contextmanager
def running(command: list[str], log: Path, what: str, is_ready, **options):
    """A process of the bench; ended by its process id, whatever happens."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, **options)
    try:
        wait_for(is_ready, process, what)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Simulator:
    """ministack with IAM enforced; an access key of twelve digits is the root of that account."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.session = botocore.session.Session()
        self.clients: dict[tuple, object] = {}

    def ask(self, route: str, body: object = None, method: str = "POST") -> object:
        """A request of the bench's own routes; see simulator/control.py."""
        data = json.dumps(body).encode() if body is not None else b""
        request = urllib.request.Request(f"{self.url}/_bench/{route}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.load(reply)

    def client(self, service: str, region: str, account: str):
        """A client that is the root of an account."""
        key = (service, region, account)
        if key not in self.clients:
            self.clients[key] = self.client_with(service, region, account, "test")
        return self.clients[key]

    def client_with(self, service: str, region: str, key: str, secret: str, token: str = ""):
        """A client of any credentials."""
        config = botocore.config.Config(
            retries={"total_max_attempts": 1},
            s3={"addressing_style": "path"},
            parameter_validation=False,
        )
        return self.session.create_client(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token or None,
            config=config,
        )


@contextmanager
def simulator(folder: Path, *options: str):
    """A simulator of its own; with the option `plain` as ministack was published."""
    port = free_port()
    python = places.SIMULATOR / "bin" / "python"
    command = [str(python), "-m", "bench.simulator", str(port), *options]
    environment = {"PATH": os.defpath, "HOME": str(folder), "PYTHONHASHSEED": "0"}
    with running(
        command,
        folder / "simulator.log",
        "the simulator",
        lambda: is_listening(port),
        cwd=places.BENCH.parent,
        env=environment,
    ):
        yield Simulator(port)


@dataclass(frozen=True)
class CommandLine:
    """An `aws` for scripts: the folder that goes first in PATH, and what it needs to know."""

    path: Path
    environment: dict[str, str]


@contextmanager
def preloaded_cli(folder: Path):
    """The AWS CLI, version 1, without its start-up time; see cli/server.py."""
    binaries, sock = folder / "bin", folder / "cli.sock"
    binaries.mkdir()
    source = places.BENCH / "cli" / "aws.c"
    compiler = ["cc", "-O1", "-o", str(binaries / "aws"), str(source)]
    subprocess.run(compiler, check=True)
    python = places.TOOLS / "bin" / "python"
    command = [str(python), str(places.BENCH / "cli" / "server.py"), str(sock)]
    with running(command, folder / "cli.log", "the preloaded CLI", sock.exists, cwd=folder):
        yield CommandLine(binaries, {"BENCH_CLI": str(sock)})


def real_cli() -> CommandLine:
    """The AWS CLI, version 1, as a process of its own for each call."""
    return CommandLine(places.TOOLS / "bin", {})
