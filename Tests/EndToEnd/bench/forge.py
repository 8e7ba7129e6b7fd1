"""The comments of a pull request, as GitHub's and GitLab's APIs keep them; on loopback."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

#: Who a token speaks for, on either.
BOT = {"id": 7, "login": "github-actions[bot]"}
STRANGER = {"id": 8, "login": "stranger"}


@dataclass
class Forge:
    """One pull request, whose comments both APIs show; 100 on a page, the oldest first."""

    token: str = "the-token-of-the-bot"
    url: str = ""
    comments: list[dict] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    #: Whether the token may only read, as that of a fork.
    is_read_only: bool = False

    def add(self, author: dict, body: str) -> None:
        number = 1000 + len(self.comments)
        self.comments.append({"id": number, "user": author, "author": author, "body": body})

    def of(self, author: dict) -> list[str]:
        return [comment["body"] for comment in self.comments if comment["user"] == author]


class Handler(BaseHTTPRequestHandler):
    """Answers what the script asks, and refuses everything else."""

    forge: Forge

    def do_GET(self) -> None:
        self.answer()

    do_POST = do_PATCH = do_PUT = do_GET

    def answer(self) -> None:
        place = urlparse(self.path)
        self.forge.requests.append(f"{self.command} {place.path}")
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length)) if length else {}
        status, reply = self.reply(place.path, parse_qs(place.query), body)
        text = json.dumps(reply).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def reply(self, path: str, query: dict[str, list[str]], body: dict) -> tuple[int, object]:
        forge = self.forge
        tokens = (self.headers.get("Authorization"), self.headers.get("PRIVATE-TOKEN"))
        if f"Bearer {forge.token}" not in tokens and forge.token not in tokens:
            return 401, {"message": "Bad credentials"}
        if path == "/user":
            return 200, BOT
        lists = r"/(repos/acme/aws/issues/5/comments|projects/42/merge_requests/5/notes)"
        items = r"/(repos/acme/aws/issues/comments|projects/42/merge_requests/5/notes)/(\d+)"
        if self.command == "GET" and re.fullmatch(lists, path):
            start = 100 * (int(query["page"][0]) - 1)
            return 200, forge.comments[start : start + 100]
        if forge.is_read_only:
            return 403, {"message": "Resource not accessible by integration"}
        if self.command == "POST" and re.fullmatch(lists, path):
            forge.add(BOT, body["body"])
            return 201, {}
        found = re.fullmatch(items, path)
        update = "PATCH" if path.startswith("/repos") else "PUT"
        if found and self.command == update:
            (comment,) = (c for c in forge.comments if c["id"] == int(found[2]))
            comment["body"] = body["body"]
            return 200, {}
        return 404, {"message": "Not Found"}

    def log_message(self, *_: object) -> None:
        """The tests read `Forge.requests`."""


@contextmanager
def forge() -> Iterator[Forge]:
    running = Forge()
    handler = type("ForgeHandler", (Handler,), {"forge": running})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    running.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
