"""A real browser without a window, asked through the DevTools protocol over a pipe."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.aws import Failed

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Where Chrome is on macOS, which has it on no path.
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def program() -> str:
    """The browser of this machine; Scripts/test installs one where there is none."""
    found = next(filter(None, map(shutil.which, (*NAMES, MAC))), None)
    if not found:
        raise Failed("no Chromium or Chrome: run Scripts/test, which installs one")
    return found


@dataclass
class Browser:
    """A running browser with one page."""

    process: subprocess.Popen
    requests: int
    answers: int
    session: str = ""
    #: What the browser has said of itself since the page was opened.
    events: list[dict[str, Any]] = field(default_factory=list)
    _sent: int = 0
    _rest: bytes = b""

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Sends a command and waits for its answer; what happens meanwhile is kept."""
        self._sent += 1
        message: dict[str, Any] = {"id": self._sent, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.requests, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") != self._sent:
                self.events.append(answer)
            elif "error" in answer:
                raise Failed(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self.answers, 1 << 20)
            if not part:
                raise Failed(f"the browser ended ({self.process.poll()})")
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def attach(self) -> None:
        """Takes hold of a page."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        answer = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self.session = answer["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def open(self, file: Path, width: int, scheme: str, zoom: int = 1) -> None:
        """Opens a file at a width of the window, in 'light' or 'dark', and waits for it."""
        mobile = {"width": width, "height": 900, "deviceScaleFactor": zoom, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", **mobile)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.ask("Emulation.setEmulatedMedia", features=[feature], media="")
        self.events.clear()
        self.ask("Page.navigate", url=file.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def press(self, key: str) -> None:
        """Presses a key and lets go of it."""
        codes = {"Tab": 9, "Enter": 13}
        text = {"Enter": "\r"}.get(key, "")
        whole = {"key": key, "code": key, "windowsVirtualKeyCode": codes[key]}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **whole)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **whole)

    def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression on the page, which itself may run no script."""
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in answer:
            raise Failed(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def complaints(self) -> list[str]:
        """What the browser found wrong: errors, violations of the policy, requests to others."""
        self.evaluate("1")
        found = []
        for event in self.events:
            parameters = event.get("params", {})
            match event.get("method"):
                case "Log.entryAdded":
                    found.append(parameters["entry"]["text"])
                case "Runtime.exceptionThrown" | "Runtime.consoleAPICalled":
                    found.append(json.dumps(parameters)[:300])
                case "Network.requestWillBeSent":
                    url = parameters["request"]["url"]
                    if not url.startswith("file:"):
                        found.append(f"asks for {url}")
        return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser with a profile of its own, ended with everything that it started."""
    with tempfile.TemporaryDirectory(prefix="accredit-browser-") as profile:
        to_browser, requests = os.pipe()
        answers, from_browser = os.pipe()
        flags = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-extensions", "--disable-background-networking",
            "--remote-debugging-pipe", f"--user-data-dir={profile}",
        ]  # fmt: skip
        # The protocol reads from 3 and writes to 4.
        shell = f'exec "$@" 3<&{to_browser} 4>&{from_browser}'
        process = subprocess.Popen(
            ["bash", "-c", shell, "bash", program(), *flags],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        try:
            running = Browser(process, requests, answers)
            running.attach()
            yield running
            running.session = ""
            running.ask("Browser.close")
        finally:
            os.close(requests)
            os.close(answers)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
