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
import json
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import chromium

if TYPE_CHECKING:
    import os

WAIT = 120.0  # seconds; this is a check that it works, the time itself is only printed
FAILED = "document.documentElement.dataset.failed || ''"
LOADED = "performance.getEntriesByType('resource').map((it) => [it.name, it.transferSize])"


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
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(arguments.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    with chromium.Browser() as browser:
        wrong = _use(browser, origin, arguments.screenshots, server)
    print(*(f"try page: {it}" for it in wrong), sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


def _use(browser: chromium.Browser, origin: str, screenshots: Path | None, server: http.server.ThreadingHTTPServer) -> list[str]:
    start = time.perf_counter()
    browser.open(f"{origin}/try/#board=arduino-nano-33-ble-sense")
    browser.evaluate("document.getElementById('example').click()")
    _until(browser, "document.documentElement.dataset.checked === '1'")
    first = time.perf_counter() - start
    wrong = [] if "Needs an arena of" in _text(browser, "figures") else ["no plan is shown"]
    wrong += [] if browser.evaluate("document.querySelector('#map svg') !== null") else ["no map is drawn"]
    wrong += [] if "AddConv2D" in _text(browser, "resolver") else ["no resolver is shown"]
    loaded = json.loads(browser.evaluate(f"JSON.stringify({LOADED})"))
    wrong += [f"a request to another origin: {name}" for name, _ in loaded if not name.startswith(origin)]
    _shot(browser, screenshots, "try-light")
    start = time.perf_counter()
    browser.evaluate("{const b = document.getElementById('board'); b.value = 'esp32-cam'; b.dispatchEvent(new Event('change'))}")
    _until(browser, "document.documentElement.dataset.checked === '2'")
    later = time.perf_counter() - start
    wrong += [] if browser.evaluate("location.hash") == "#board=esp32-cam" else ["the address does not name the board"]
    browser.evaluate("document.getElementById('fix').click()")
    _until(browser, "document.documentElement.dataset.fixed === '1'")
    print(f"try page: {_text(browser, 'fixed')}")
    _settles(browser, "navigator.serviceWorker.ready.then((it) => it.active !== null)")
    server.shutdown()
    server.server_close()
    browser.evaluate("delete document.documentElement.dataset.checked, location.reload()")
    offline = _settles(
        browser, "document.getElementById('board')?.disabled === false && !document.documentElement.dataset.checked"
    )
    wrong += [] if offline else ["does not work offline after it was loaded"]
    print(f"try page: first result {first:.1f} s, a later one {later:.2f} s, offline {'works' if offline else 'fails'}")
    return wrong


def _text(browser: chromium.Browser, ident: str) -> str:
    return str(browser.evaluate(f"document.getElementById('{ident}').textContent"))


def _until(browser: chromium.Browser, condition: str) -> None:
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
