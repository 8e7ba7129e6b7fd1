"""Real readers of each kind of file: JSON, Terraform's language, curl, and bash."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import pygohcl

from bench import places


class Unreadable(Exception):
    """What a file says that its reader can't take."""


def read_json(text: str) -> dict[str, str]:
    """The document, with a path in the place of each name."""
    return dict(_leaves(json.loads(text)))


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _leaves(member, f"{path}/{name}")
    else:
        yield path, value


def parse_terraform(text: str) -> dict:
    """The blocks of a file, as HashiCorp's own parser reads them.

    It evaluates what it reads, so what only Terraform knows is made a string before: references to
    variables and to a provider. It gives back the source of a template that it can't evaluate, so
    that one would pass for the text that it was meant to be: no file may have any.
    """
    if "${" in text or "%{" in text:
        raise Unreadable("a template")
    lines = [_without_reference(line) for line in text.split("\n")]
    try:
        return pygohcl.loads("\n".join(lines))
    except Exception as error:
        raise Unreadable(str(error)) from error


def _without_reference(line: str) -> str:
    name, mark, value = line.partition(" = ")
    value = value.strip()
    if not mark or '"' in value or "." not in value and value != "string":
        return line
    return f'{name} = "<{value}>"'


def read_terraform(text: str) -> dict[str, str]:
    """The attributes of a file, with their paths, and the labels of its blocks."""
    return dict(_leaves(parse_terraform(text)))


class _Form(BaseHTTPRequestHandler):
    """Keeps the last form that it was sent."""

    last: tuple[str, str, bytes] = ("", "", b"")

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        kind = self.headers["Content-Type"]
        type(self).last = (self.path, kind, self.rfile.read(length))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def form_server() -> Iterator[HTTPServer]:
    """A server on loopback that takes forms."""
    server = HTTPServer(("127.0.0.1", 0), _Form)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def read_curl(server: HTTPServer, file: Path) -> dict[str, str]:
    """The form that curl sends with a configuration, as a server reads it."""
    url = f"http://127.0.0.1:{server.server_port}/form"
    # No configuration of the person's own, and no proxy.
    command = ["curl", "--disable", "--noproxy", "*", "--config", str(file), url]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if result.returncode != 0:
        raise Unreadable(result.stderr)
    path, kind, body = _Form.last
    assert (path, kind) == ("/form", "application/x-www-form-urlencoded")
    pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs), "a field is sent twice"
    return dict(pairs)


def run_script(file: Path, folder: Path, environment: dict[str, str]) -> tuple[int, list[str], str]:
    """Runs a script beside a fake `fastly` that only writes its words down."""
    fake = folder / "fastly"
    fake.write_text('#!/bin/bash\nprintf "%s\\0" "$@" > "$0.words"\n')
    fake.chmod(0o755)
    words = folder / "fastly.words"
    words.unlink(missing_ok=True)
    paths = f"{folder}:{os.defpath}"
    result = subprocess.run(
        ["bash", str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env={"PATH": paths, **environment},
    )
    called = words.read_bytes().decode().split("\0")[:-1] if words.exists() else []
    return result.returncode, called, result.stderr


def fill(orders: list[dict]) -> list[str]:
    """Has the product fill requests with any values, and gives the texts."""
    lines = "".join(json.dumps(order) + "\n" for order in orders)
    result = subprocess.run(
        [str(places.TOOL), "requests"], input=lines, capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def holes() -> dict[str, dict[str, dict[str, str]]]:
    """The holes of each request, with their kinds, by the vendor and the name."""
    command = [str(places.TOOL), "requests", "--holes"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
