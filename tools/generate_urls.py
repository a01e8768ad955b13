"""Carry the project's addresses from pyproject.toml into README.md, SECURITY.md and docs/: python tools/generate_urls.py [--check]."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
PAGES = (
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "docs/**/*.md",
    "rules/**/*.py",
    "zensical.toml",
    "src/tflint/report/options.py",
    "packaging/**/*.y*ml",
)


def renewed(text: str, urls: dict[str, str]) -> str:
    """Return a page with the addresses of pyproject.toml: links, pre-commit's `repo:` and the action's `uses:`."""
    repository = urls["Repository"]
    slug = urlsplit(repository).path.strip("/")
    text = re.sub(r"https://github\.com/[\w.-]+/tflint(?=[/\s)#\"'>]|$)", repository, text)
    text = re.sub(r"https://[\w.-]+\.github\.io/tflint/", urls["Documentation"], text)
    text = re.sub(r"(?<=uses: )[\w.-]+/tflint(?=@)", slug, text)
    return re.sub(r"(?<=--repo )[\w.-]+/tflint\b", slug, text)


def main() -> int:
    """Write what differs, or with --check say that it does."""
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    stale = []
    for path in sorted({path for pattern in PAGES for path in ROOT.glob(pattern)}):
        before = path.read_text("utf-8")
        after = renewed(before, urls)
        if after != before:
            stale.append(path.relative_to(ROOT).as_posix())
            if "--check" not in sys.argv:
                path.write_text(after, "utf-8", newline="\n")
    print(
        f"{'stale' if '--check' in sys.argv else 'renewed'}: {', '.join(stale)}" if stale else "addresses: as in pyproject.toml"
    )
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
