"""Hold pages against axe-core in a headless Chromium: the built site, its try page with a result, and an HTML report.

    python tools/check_accessibility.py SITE [--all] [--axe FILE] [--screenshots FOLDER] [PAGE…]

Each page is opened on a desktop in light and on a phone in dark; `--all` adds the other two. No page may ask another origin for anything. FILE is axe-core's axe.min.js; without it `npm pack`
fetches the pinned version. Exits 1 where a page has a finding or asks elsewhere; without a Chromium it says so and exits 0.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromium
from build_try_page import fetched
from check_try_page import served, until

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
AXE = "axe-core@4.14.1"
# one page of each kind: home, a session, tables, a rule, generated reference, pictures, code
PAGES = ("", "start/arduino/", "rules/", "rules/arena-overflow/", "api/", "fix/", "try/", "report.html")
SHORT = (("desktop", False), ("phone", True))  # (screen, dark)
ALL = (*SHORT, ("desktop", True), ("phone", False))
SCREENS = {"desktop": (1280, 900, False), "phone": (390, 844, True)}
SETTLED = 1.0  # seconds in which the theme's fading ends; axe would measure the contrast of what is half there
RUN = "axe.run(document, {resultTypes: ['violations']}).then((it) => JSON.stringify(it.violations))"


def main() -> int:
    """Check every page; return 1 where axe-core has a finding."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("--axe", type=Path)
    parser.add_argument("--screenshots", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("pages", nargs="*", default=PAGES)
    arguments = parser.parse_intermixed_args()
    if chromium.executable() is None:
        print("accessibility: not checked, no Chromium on this machine")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        source = arguments.axe or fetched(AXE, Path(folder)) / "axe.min.js"
        script = source.read_text("utf-8")
    report(arguments.site / "report.html")
    with contextlib.closing(served(arguments.site)) as server:
        origin = f"http://127.0.0.1:{server.server_address[1]}"
        views = [(screen, dark, page) for screen, dark in (ALL if arguments.all else SHORT) for page in arguments.pages]
        wrong = [it for view in views for it in _on(view, origin, script, arguments.screenshots)]
    (arguments.site / "report.html").unlink()
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"accessibility: {len(views)} views of {len(arguments.pages)} pages, desktop and phone: {len(wrong)} findings of {AXE}")
    return 1 if wrong else 0


def report(file: Path) -> None:
    """Write the HTML report of the examples."""
    command = [sys.executable, "-m", "tflint", "--format", f"html={file.resolve()}", "--fail-on", "never", "models"]
    subprocess.run(command, cwd=ROOT / "examples", check=False, capture_output=True)


def _on(view: tuple[str, bool, str], origin: str, script: str, screenshots: Path | None) -> Iterator[str]:
    screen, dark, page = view
    width, height, mobile = SCREENS[screen]
    where = f"{page or 'home'}, {screen}, {'dark' if dark else 'light'}"
    with chromium.Browser(width, height) as browser:
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        browser.open(f"{origin}/{page}", dark=dark)
        _prepared(page, browser)
        if screenshots is not None:
            _shot(browser, screenshots / f"{where.replace('/', '_').replace(', ', '-')}.png", width)
        yield from (f"{where}: asks another origin: {url}" for url in foreign(browser, origin))
        yield from (f"{where}: {it}" for it in violations(browser, script))


def foreign(browser: chromium.Browser, origin: str) -> list[str]:
    """Return the addresses outside of the site that the page that is open has asked for."""
    browser.evaluate("1")
    asked = [it["params"]["request"]["url"] for it in browser.events if it["method"] == "Network.requestWillBeSent"]
    return [url for url in dict.fromkeys(asked) if not url.startswith((f"{origin}/", "data:", "blob:"))]


def _prepared(page: str, browser: chromium.Browser) -> None:
    """Bring a page to where people look at it: the try page with the result of its example."""
    if page == "try/":
        browser.evaluate("document.getElementById('example').click()")
        until(browser, "document.documentElement.dataset.checked === '1'")
    time.sleep(SETTLED)


def violations(browser: chromium.Browser, script: str) -> Iterator[str]:
    """Yield what axe-core finds on the page that is open."""
    browser.evaluate(f"{script}; undefined")
    found: list[dict[str, Any]] = json.loads(browser.evaluate(RUN))
    for rule in found:
        for node in rule["nodes"]:
            why = node["failureSummary"].replace("\n", " ")
            yield f"{rule['id']} ({rule['impact']}): {' '.join(node['target'])}: {why}"


def _shot(browser: chromium.Browser, file: Path, width: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    browser.picture(file, width=width)


if __name__ == "__main__":
    sys.exit(main())
