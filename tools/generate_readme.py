"""Write real output into README.md and docs/: python tools/generate_readme.py [--check].

Three kinds of comment, each before what it makes; commands run in examples/ (tflint is the one of this environment):

- `<!-- output of: COMMAND -->`: the fenced block after it becomes what COMMAND prints; `| head -n N` may follow
- `<!-- terminal output of: COMMAND -->`: the same, as on a terminal of 90 columns (not on Windows, which has no pty)
- `<!-- picture of: COMMAND -->`: the image after it becomes what COMMAND prints

`--check` only compares.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
BLOCK = re.compile(r"(<!-- (?P<kind>terminal output|output) of: (?P<command>.+?) -->\n```[a-z]*\n)(?:(?!```).*\n)*(```)")
PICTURE = re.compile(r"<!-- picture of: (?P<command>.+?) -->\n\[?!\[[^]]*\]\((?P<path>[^)]+)\)")
HEAD = re.compile(r" \| head -n (\d+)$")
COLUMNS = 90
Run = Callable[[list[str]], str]


def output(command: str, run: Run) -> str:
    """Return what a command prints, cut to its first lines where it ends in `| head -n N`."""
    head = HEAD.search(command)
    words = command[: head.start()] if head else command
    lines = run(words.split()).rstrip("\n").splitlines()
    shown = lines[: int(head[1])] if head else lines
    return "\n".join([*shown, "…"] if len(shown) < len(lines) else shown)


def piped(words: list[str]) -> str:
    """Return what a command prints into a pipe."""
    done = subprocess.run(words, cwd=EXAMPLES, env=environment(COLUMNS="110"), capture_output=True, encoding="utf-8", check=False)
    return done.stdout


def on_a_terminal(words: list[str], folder: Path = EXAMPLES) -> str:
    """Return what a command prints on a terminal without colours; its progress, on stderr, is left out."""
    import pty

    ours, theirs = pty.openpty()
    surroundings = environment(COLUMNS=str(COLUMNS), TERM="xterm")
    with subprocess.Popen(words, cwd=folder, env=surroundings, stdout=theirs, stderr=subprocess.DEVNULL):
        os.close(theirs)
        printed = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return "".join(f"{line.rstrip()}\n" for line in printed.decode("utf-8").splitlines())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux's way of saying that nobody writes any more
        return b""


def environment(**given: str) -> dict[str, str]:
    """Return the environment of a user's shell in which this environment's tflint comes first."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
    return kept | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"} | given


KINDS: dict[str, Run] = {"output": piped, "terminal output": on_a_terminal}


def renewed(text: str) -> str:
    """Return a page with the outputs of today."""
    return BLOCK.sub(lambda match: f"{match[1]}{output(match['command'], KINDS[match['kind']])}\n{match[4]}", text)


def fresh() -> dict[Path, str]:
    """Return the pages and pictures as they should be."""
    made = {}
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        text = page.read_text(encoding="utf-8")
        made[page] = renewed(text)
        for picture in PICTURE.finditer(text):
            made[page.parent / picture["path"]] = piped(picture["command"].split())
    return made


def main() -> int:
    """Rewrite the pages and pictures, or say which are stale."""
    stale = []
    for path, text in fresh().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT).as_posix())
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8", newline="\n")
    if stale and "--check" in sys.argv:
        print(f"stale: {', '.join(stale)}; run python tools/generate_readme.py")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
