"""A headless Chromium, driven over its own debugging pipe: opens a page, evaluates, returns what the console said, takes pictures."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", "--no-first-run")
# the two ends that were passed on become 3 and 4, whatever their numbers were
_PIPED = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for number, end in enumerate(ends, 3):
    os.dup2(end, number)
    os.close(end)
os.execv(sys.argv[3], sys.argv[3:])
"""


def executable() -> str | None:
    """Return where a Chromium is installed; None where none is."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Browser:
    """One browser with one tab. Chromium reads commands from file descriptor 3 and writes answers to 4, each ended by NUL."""

    def __init__(self, width: int = 1280, height: int = 900) -> None:
        found = executable()
        if found is None:
            raise FileNotFoundError("no Chromium on this machine")
        self.profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)  # its helpers end after it
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        flags = (*_FLAGS, f"--window-size={width},{height}", f"--user-data-dir={self.profile.name}", "about:blank")
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PIPED, str(theirs_in), str(theirs_out), found, *flags],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self.reader, self.writer = os.fdopen(ours_in, "rb"), os.fdopen(ours_out, "wb")
        self.buffer = b""
        self.number = 0
        self.events: list[dict[str, Any]] = []
        pages = self.call("Target.getTargets", session=None)["targetInfos"]
        target = next(page["targetId"] for page in pages if page["type"] == "page")
        self.session: str = self.call("Target.attachToTarget", session=None, targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Security"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> Self:
        """Return the browser."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it and forget its profile."""
        self.writer.close()
        self.reader.close()
        self.process.terminate()
        self.process.wait(20)
        self.profile.cleanup()

    def call(self, method: str, session: str | None = "", **parameters: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
        """Send a command and return its result; events that come meanwhile are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session or self.session
        self.writer.write(json.dumps(message).encode() + b"\0")
        self.writer.flush()
        while True:
            answer = self._read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def open(self, page: Path | str, *, dark: bool = False, media: str = "") -> None:
        """Open a file, or an address, and wait until it is loaded."""
        self.events.clear()
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", media=media, features=scheme)
        self.call("Page.navigate", url=page if isinstance(page, str) else page.resolve().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401  whatever the page answers
        """Return the value of a JavaScript expression; the page's own policy binds the page, not this."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def complaints(self) -> list[str]:
        """Return what the console logged, what threw, and what the page fetched besides itself."""
        self.evaluate("1")
        found = []
        for event in self.events:
            method, params = event["method"], event["params"]
            if method == "Log.entryAdded":
                found.append(params["entry"]["text"])
            elif method in {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Page.javascriptDialogOpening"}:
                found.append(json.dumps(params))
            elif method == "Network.requestWillBeSent" and not params["request"]["url"].startswith(("file:", "data:")):
                found.append(f"fetched {params['request']['url']}")
        return found

    def start_tracing(self, *categories: str) -> None:
        """Let Chromium record what it does, workers included, in the categories named."""
        self.call("Tracing.start", transferMode="ReportEvents", traceConfig={"includedCategories": list(categories)})

    def end_tracing(self) -> list[dict[str, Any]]:
        """Return what was recorded, as trace events; times are in microseconds."""
        self.events.clear()
        self.call("Tracing.end")
        while not any(event["method"] == "Tracing.tracingComplete" for event in self.events):
            self.events.append(self._read())
        collected = [event for event in self.events if event["method"] == "Tracing.dataCollected"]
        return [it for event in collected for it in event["params"]["value"]]

    def hover(self, x: float, y: float) -> None:
        """Move the mouse there."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x: float, y: float) -> None:
        """Press and release the mouse there."""
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press and release a key."""
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, text=text if kind == "keyDown" else ""
            )

    def picture(self, file: Path, *, width: int = 1280, height: int | None = None) -> None:
        """Store what the page shows as a PNG; the whole page where no height is given."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": max(width, size["width"]), "height": height or size["height"], "scale": 1}
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        file.write_bytes(base64.b64decode(shot["data"]))

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self.buffer:
            chunk = os.read(self.reader.fileno(), 1 << 20)
            if not chunk:
                raise RuntimeError("Chromium went away")
            self.buffer += chunk
        message, _, self.buffer = self.buffer.partition(b"\0")
        parsed: dict[str, Any] = json.loads(message)
        return parsed
