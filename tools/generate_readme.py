"""Writes real output into README.md and docs/*.md: python tools/generate_readme.py [--check].

Every fenced block behind a line `<!-- output of: COMMAND -->` is replaced by what COMMAND prints in examples/ (tflint is
the one of this environment; `| head -n N` may follow). `--check` only compares.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"(<!-- output of: (?P<command>.+?) -->\n```[a-z]*\n)(?P<output>(?:(?!```).*\n)*)(```)")
HEAD = re.compile(r" \| head -n (\d+)$")


def output(command: str) -> str:
    """Return what a command prints in examples/, cut to its first lines where it ends in `| head -n N`."""
    head = HEAD.search(command)
    words = command[: head.start()] if head else command
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
    environment |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "110", "NO_COLOR": "1"}
    done = subprocess.run(
        words.split(), cwd=ROOT / "examples", env=environment, capture_output=True, encoding="utf-8", check=False
    )
    lines = done.stdout.rstrip("\n").splitlines()
    shown = lines[: int(head[1])] if head else lines
    return "\n".join([*shown, "…"] if len(shown) < len(lines) else shown)


def renewed(text: str) -> str:
    """Return a page with the outputs of today."""
    return BLOCK.sub(lambda match: f"{match[1]}{output(match['command'])}\n{match[4]}", text)


def main() -> int:
    """Rewrite the pages, or tell which are stale."""
    stale = []
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = page.read_text(encoding="utf-8")
        fresh = renewed(text)
        if fresh == text:
            continue
        stale.append(page.relative_to(ROOT).as_posix())
        if "--check" not in sys.argv:
            page.write_text(fresh, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"stale: {', '.join(stale)}; run python tools/generate_readme.py")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
