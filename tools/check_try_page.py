"""Open the page of docs/try in a headless Chromium and use it: a model is checked, another board chosen, the model fixed.

    python tools/check_try_page.py SITE [--screenshots FOLDER]

Says what was measured: seconds to the first and to a later result, bytes loaded, requests to another origin (none are
allowed), messages on the console (none either), whether it works offline. Without a Chromium it says so and exits 0.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromium

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

WAIT = 400.0  # seconds; this is a check that it works, the time itself is only printed
FAILED = "document.documentElement.dataset.failed || ''"
BOARD = "nucleo-h743zi"  # not the one that the page begins with
MOST_TABS = 8
CATEGORIES = ("devtools.timeline", "loading", "blink.user_timing", "toplevel")
MARKS = {"firstContentfulPaint": "first paint", "tflint-ready": "ready", "tflint-checked": "first result"}
LONG_TASK = 50  # milliseconds, from which on people notice


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that says nothing and knows what a module and WebAssembly are called."""

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return the media type of a file."""
        suffix = Path(path).suffix
        return {".mjs": "text/javascript", ".wasm": "application/wasm"}.get(suffix) or super().guess_type(path)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def main() -> int:
    """Use the page; return 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("--screenshots", type=Path)
    arguments = parser.parse_args()
    if chromium.executable() is None:
        print("try page: not opened, no Chromium on this machine")
        return 0
    server = served(arguments.site)
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    with chromium.Browser() as browser:
        wrong = _use(browser, origin, arguments.screenshots, server)
    print(*(f"try page: {it}" for it in wrong), sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


class Server(http.server.ThreadingHTTPServer):
    """Serves a folder on a port of its own until it is closed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        self.shutdown()
        self.server_close()


def served(folder: Path) -> Server:
    """Return a server of a folder, which answers already."""
    return Server(folder)


def _use(browser: chromium.Browser, origin: str, screenshots: Path | None, server: Server) -> list[str]:
    wrong = [*_first_result(browser, origin), *_another_board(browser), *_dropped(browser)]
    _shot(browser, screenshots, "try")
    browser.evaluate("document.getElementById('fix').click()")
    until(browser, "document.documentElement.dataset.fixed === '1'")
    print(f"try page: {_text(browser, 'fixed')}")
    after = "document.getElementById('after').naturalWidth > 0 && !document.getElementById('download').hidden"
    wrong += [] if _settles(browser, after) else ["no map and no file of the rewritten model"]
    _shot(browser, screenshots, "try-fixed")
    _settles(browser, "navigator.serviceWorker.ready.then((it) => it.active !== null)")
    server.close()
    browser.evaluate("delete document.documentElement.dataset.checked, location.reload()")
    offline = _settles(
        browser, "document.getElementById('board')?.disabled === false && !document.documentElement.dataset.checked"
    )
    print(f"try page: offline {'works' if offline else 'fails'}")
    return wrong if offline else [*wrong, "does not work offline after it was loaded"]


def _first_result(browser: chromium.Browser, origin: str) -> Iterator[str]:
    """Use the page by its keyboard alone, from a link that names a board; print Chromium's own figures."""
    browser.start_tracing(*CATEGORIES)
    browser.open(f"{origin}/try/#board={BOARD}")
    for _ in range(MOST_TABS):
        browser.press("Tab", 9)
        if browser.evaluate("document.activeElement.id") == "example":
            browser.press("Enter", 13, "\r")
            break
    until(browser, "document.documentElement.dataset.checked === '1'")
    events = browser.end_tracing()
    sent = {it["args"]["data"]["url"] for it in events if it["name"] == "ResourceSendRequest"}
    yield from (f"a request to another origin: {url}" for url in sorted(sent) if not url.startswith((origin, "data:", "blob:")))
    if not any(url.endswith(".wasm") for url in sent):
        yield "the trace does not have the worker's requests"
    print(f"try page: {', '.join(_figures(events))}, {len(sent)} requests")
    if f"on {BOARD} " not in _text(browser, "figures"):
        yield "a link with #board=… does not restore the board"
    if not browser.evaluate("document.querySelector('#map svg') !== null"):
        yield "no map is drawn"
    if "AddConv2D" not in _text(browser, "resolver"):
        yield "no resolver is shown"


def _figures(events: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what the trace says: when something was seen, when the result was there, how long the page's thread was busy, bytes."""
    start = min(it["ts"] for it in events if it["name"] == "navigationStart" and it["args"]["data"]["documentLoaderURL"])
    for name, what in MARKS.items():
        at = min((it["ts"] for it in events if it["name"] == name and it["ts"] >= start), default=None)
        yield f"{what} not in the trace" if at is None else f"{what} {(at - start) / 1e6:.1f} s"
    main = {(it["pid"], it["tid"]) for it in events if it["name"] == "firstContentfulPaint"}
    tasks = [it.get("dur", 0) / 1e3 for it in events if it["name"] == "RunTask" and (it["pid"], it["tid"]) in main]
    yield f"page's thread blocked {sum(max(0, it - LONG_TASK) for it in tasks):.0f} ms"
    loaded = sum(it["args"]["data"].get("encodedDataLength", 0) for it in events if it["name"] == "ResourceFinish")
    yield f"{loaded / (1 << 20):.1f} MiB loaded"


def _another_board(browser: chromium.Browser) -> Iterator[str]:
    start = time.perf_counter()
    browser.evaluate("{const b = document.getElementById('board'); b.value = 'esp32-cam'; b.dispatchEvent(new Event('change'))}")
    until(browser, "document.documentElement.dataset.checked === '2'")
    print(f"try page: a later result {time.perf_counter() - start:.2f} s")
    if browser.evaluate("location.hash") != "#board=esp32-cam":
        yield "the address does not name the board"


def _dropped(browser: chromium.Browser) -> Iterator[str]:
    """Drop a file that is not a model, then the example again."""
    for number, (name, content) in enumerate(
        (("broken", "'<html>'"), ("dropped", "await (await fetch('example.tflite')).blob()")), 3
    ):
        browser.evaluate(
            "(async () => { const held = new DataTransfer();"
            f"held.items.add(new File([{content}], '{name}.tflite'));"
            "document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: held, bubbles: true, cancelable: true})) })()"
        )
        until(browser, f"document.documentElement.dataset.checked === '{number}'")
        if f"{name}.tflite" not in _text(browser, "status"):
            yield f"a dropped {name}.tflite is not checked"
        if ("not-a-model" in _text(browser, "findings")) is not (name == "broken"):
            yield f"wrong findings about a dropped {name}.tflite"


def _text(browser: chromium.Browser, ident: str) -> str:
    return str(browser.evaluate(f"document.getElementById('{ident}').textContent"))


def until(browser: chromium.Browser, condition: str) -> None:
    """Wait until a condition holds in the page; exit where it fails or takes too long."""
    if not _settles(browser, f"({condition}) || document.documentElement.dataset.failed") or browser.evaluate(FAILED):
        raise SystemExit(f"try page: no {condition} within {WAIT:.0f} s; it says: {_text(browser, 'status')}")


def _settles(browser: chromium.Browser, condition: str) -> bool:
    end = time.perf_counter() + WAIT
    while time.perf_counter() < end:
        with contextlib.suppress(RuntimeError):  # a page that is being replaced answers with an error
            if browser.evaluate(condition):
                return True
        time.sleep(0.05)
    return False


def _shot(browser: chromium.Browser, folder: Path | None, name: str) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        browser.picture(folder / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
