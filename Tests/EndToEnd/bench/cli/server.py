"""The real AWS CLI, version 1, loaded once: `python server.py SOCKET`, run by the CLI's own Python.

Starting the CLI takes half a second, of which the call itself needs some milliseconds. Here one
process keeps what the CLI has loaded for an environment (service models, commands, clients) and
runs one call after the other, with the caller's streams, folder, environment and umask. The tests
run real processes of the CLI as well, and hold their calls against those made here.

Where the environment names a folder in BENCH_CASE, each call is noted in its file `calls`, and its
file `fault` says what goes wrong at which call; see `faults.py`, which writes it. The requests that
a call makes, with all that the CLI has put into them, are noted in `requests`.
"""

import array
import contextlib
import json
import logging
import os
import pickle
import signal
import socket
import sys

import awscli.clidriver
import botocore.loaders
import botocore.session

silence = os.open(os.devnull, os.O_WRONLY)
#: Where the CLI's own data lies; it tells botocore by this variable while it is imported.
DATA_PATH = os.environ["AWS_DATA_PATH"]
drivers: dict[tuple, "Driver"] = {}


def enter(environment: dict[str, str]) -> None:
    """Takes over the environment of a caller."""
    os.environ.clear()
    os.environ.update(environment, AWS_DATA_PATH=DATA_PATH)


class Driver:
    """The CLI as it is under one environment, with the clients that it has needed so far."""

    def __init__(self) -> None:
        self.clients: dict[bytes, object] = {}
        self.cli = awscli.clidriver.create_clidriver()
        self.create_client = self.cli.session.create_client
        self.cli.session.create_client = self.client
        self.emit = self.cli.session.emit
        self.cli.session.emit = self.tell
        self.is_ready = False
        self.calls = 0

    def client(self, service: str, **options):
        key = pickle.dumps((service, sorted(options.items())))
        if key not in self.clients:
            client = self.clients[key] = self.create_client(service, **options)
            client.meta.events.register("before-parameter-build.*.*", note_request(client))
        return self.clients[key]

    def tell(self, event: str, **what):
        """Has the CLI make itself ready once: each time it adds readers of arguments, and with
        those of a thousand calls opens the file that an argument names a thousand times."""
        if event == "session-initialized":
            if self.is_ready:
                return []
            self.is_ready = True
        return self.emit(event, **what)

    def main(self, arguments: list[str]) -> int:
        """Runs a call, and forgets the options and the log that the CLI notes in its session."""
        session = self.cli.session
        noted = dict(session._session_instance_vars)
        self.calls += 1
        try:
            return self.cli.main(arguments)
        finally:
            session._session_instance_vars.clear()
            session._session_instance_vars.update(noted)
            logging.getLogger("awscli").handlers.clear()


def note_request(client):
    """Has a client note what it asks for, for whoever wants to know which rights that takes."""

    def note(params: dict, model, **_options) -> None:
        if folder := os.environ.get("BENCH_CASE"):
            request = {
                "service": client.meta.service_model.service_name,
                "operation": model.name,
                "region": client.meta.region_name,
                "parameters": params,
            }
            with open(f"{folder}/requests", "a") as requests:
                requests.write(json.dumps(request, default=str) + "\n")

    return note


class Call:
    """One call of `aws`: who called it, how and where."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        data, control, _, _ = connection.recvmsg(1, socket.CMSG_SPACE(12))
        self.streams = array.array("i", control[0][2])
        data = b""
        while part := connection.recv(1 << 20):
            data += part
        texts = [os.fsdecode(text) for text in data.split(b"\0")]
        self.arguments, texts = take(texts)
        variables, texts = take(texts)
        (self.folder, mask, group), _ = take(texts)
        self.environment = dict(variable.split("=", 1) for variable in variables)
        self.mask = int(mask, 8)
        self.script = int(group)

    def say(self, text: str) -> None:
        os.write(self.streams[2], text.encode())

    def end(self, status: int) -> None:
        with contextlib.suppress(OSError):
            self.connection.send(bytes([status & 255]))
        self.connection.close()
        for stream in self.streams:
            os.close(stream)


def take(texts: list[str]) -> tuple[list[str], list[str]]:
    count = int(texts[0])
    return texts[1 : count + 1], texts[count + 1 :]


def driver_for(call: Call) -> Driver:
    names = sorted(name for name in call.environment if name.startswith(("AWS_", "HOME")))
    key = tuple((name, call.environment[name]) for name in names)
    if key not in drivers or drivers[key].calls > 1000:
        if len(drivers) >= 16:
            drivers.pop(next(iter(drivers)))
        drivers[key] = Driver()
    return drivers[key]


@contextlib.contextmanager
def standing_at(call: Call, is_silent: bool):
    """Has the caller's environment, folder, umask and streams for a while."""
    own = [os.dup(number) for number in range(3)]
    enter(call.environment)
    os.chdir(call.folder)
    mask = os.umask(call.mask)
    for number, stream in enumerate(call.streams):
        os.dup2(stream, number)
    if is_silent:
        os.dup2(silence, 1)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout, sys.stderr = (open(number, "w", closefd=False) for number in (1, 2))  # noqa: SIM115
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
        os.umask(mask)
        os.chdir("/")
        for number, stream in enumerate(own):
            os.dup2(stream, number)
            os.close(stream)


def carry_out(call: Call, is_silent: bool = False) -> int:
    """Runs the CLI and gives its exit status."""
    with standing_at(call, is_silent):
        try:
            return driver_for(call).main(call.arguments) or 0
        except SystemExit as exit:
            return exit.code if isinstance(exit.code, int) else 1
        except BaseException as error:  # what the CLI's own process would print as a traceback
            print(repr(error), file=sys.stderr)
            return 255


def error(call: Call, code: str, message: str) -> int:
    """What the CLI prints and returns for an error of the service."""
    operation = call.arguments[1] if len(call.arguments) > 1 else ""
    name = "".join(word.capitalize() for word in operation.split("-"))
    call.say(f"\nAn error occurred ({code}) when calling the {name} operation: {message}\n")
    return 255


#: Errors that the service gives instead of doing anything.
ERRORS = {
    "throttled": ("Throttling", "Rate exceeded"),
    "error-500": ("InternalFailure", "The request processing has failed."),
    "denied": ("AccessDenied", "User is not authorized to perform this action"),
    "expired": ("ExpiredToken", "The security token included in the request is expired"),
}


def answer(call: Call, mode: str) -> int:
    """Carries out a call, or lets it fail in one of the ways of `faults.py`."""
    if mode in ERRORS:
        return error(call, *ERRORS[mode])
    match mode:
        case "":
            return carry_out(call)
        case "killed-before":
            os.killpg(call.script, signal.SIGKILL)
            return 1
        case "killed-during" | "killed-after":
            carry_out(call, is_silent=mode == "killed-during")
            os.killpg(call.script, signal.SIGKILL)
            return 1
        case "terminated":
            os.kill(call.script, signal.SIGTERM)
            return carry_out(call)
        case "lost":
            carry_out(call, is_silent=True)
            call.say('\nRead timeout on endpoint URL: "http://127.0.0.1/"\n')
            return 255
        case "lost-500":
            carry_out(call, is_silent=True)
            return error(call, "ServiceUnavailable", "Service is unable to handle request.")
        case "empty":
            return 0
        case _:
            raise ValueError(mode)


def fault_of(call: Call) -> str:
    """Notes the call of a case, and says what goes wrong with it."""
    folder = call.environment.get("BENCH_CASE")
    if folder is None or "--generate-cli-skeleton" in call.arguments:
        return ""
    with open(f"{folder}/calls", "a+") as calls:
        calls.seek(0)
        number = sum(1 for _ in calls) + 1
        calls.write(json.dumps(call.arguments) + "\n")
    with open(f"{folder}/fault") as plan:
        fault = json.load(plan)
    return fault["mode"] if fault and fault["at"] == number else ""


def load_once() -> None:
    """Keeps each file of data that the CLI reads, for all drivers."""
    original, known = botocore.loaders.JSONFileLoader.load_file, {}

    def load_file(self, path):
        if path not in known:
            known[path] = original(self, path)
        return known[path]

    botocore.loaders.JSONFileLoader.load_file = load_file


def main() -> None:
    load_once()
    server = socket.socket(socket.AF_UNIX)
    server.bind(sys.argv[1])
    server.listen(64)
    print("ready", flush=True)
    while True:
        connection, _ = server.accept()
        try:
            call = Call(connection)
            call.end(answer(call, fault_of(call)))
        except Exception as failure:  # the caller sees the connection end, and fails
            print(repr(failure), file=sys.stderr, flush=True)
            connection.close()


main()
