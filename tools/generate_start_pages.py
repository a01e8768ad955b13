"""Replay the sessions of docs/start/: python tools/generate_start_pages.py [--check] [PAGE…].

A page begins with `<!-- session: quickstarts/FOLDER as NAME -->`. That folder is copied to a temporary one called NAME, and
what stands after each `$ ` in the page's console blocks is run there, one after another, on a terminal of 90 columns; lines
that begin with `> ` continue a command. What each prints replaces what the page has. A block that follows `<!-- file: PATH -->`
becomes that file of the folder as it was at the start. `--check` only compares.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path

from generate_readme import ROOT, on_a_terminal

PAGES = ROOT / "docs/start"
SESSION = re.compile(r"<!-- session: (?P<folder>\S+) as (?P<name>\S+) -->\n")
CONSOLE = re.compile(r"(?<=```console\n)(?P<body>(?:(?!```).*\n)*)(?=```)")
FILE = re.compile(r"(<!-- file: (?P<path>\S+) -->\n```[^\n]*\n)(?:(?!```).*\n)*(?=```)")
PROMPT, MORE = "$ ", "> "


def commands(body: str) -> list[str]:
    """Return the commands of a console block, each with the lines that continue it."""
    found: list[str] = []
    continued = False
    for line in body.splitlines():
        if line.startswith(PROMPT):
            found.append(line.removeprefix(PROMPT))
        elif continued and line.startswith(MORE.rstrip()):
            found[-1] += f"\n{line.removeprefix(MORE.rstrip()).removeprefix(' ')}"
        continued = line.startswith(PROMPT) or (continued and line.startswith(MORE.rstrip()))
    return found


def replayed(body: str, folder: Path) -> str:
    """Return a console block with what its commands print now."""
    shown = []
    for command in commands(body):
        shown.append(
            PROMPT + "\n".join(f"{MORE}{it}".rstrip() if number else it for number, it in enumerate(command.split("\n"))) + "\n"
        )
        shown.append(on_a_terminal(["bash", "-c", command], folder))
    return "".join(shown)


def renewed(page: Path) -> str:
    """Return a page whose sessions were replayed."""
    text = page.read_text("utf-8")
    session = SESSION.search(text)
    if session is None:
        return text
    project = ROOT / session["folder"]
    text = FILE.sub(lambda match: match[1] + (project / match["path"]).read_text("utf-8"), text)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / session["name"]
        shutil.copytree(project, folder)
        return CONSOLE.sub(lambda match: replayed(match["body"], folder), text)


def main() -> int:
    """Rewrite the pages, or say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("pages", nargs="*", type=Path, default=sorted(PAGES.glob("*.md")))
    arguments = parser.parse_args()
    stale = []
    for page in arguments.pages:
        text = renewed(page)
        if text != page.read_text("utf-8"):
            stale.append(page.name)
            if not arguments.check:
                page.write_text(text, "utf-8", newline="\n")
    if stale and arguments.check:
        print(f"stale in docs/start: {', '.join(stale)}; run python tools/generate_start_pages.py")
    return int(bool(stale) and arguments.check)


if __name__ == "__main__":
    sys.exit(main())
