"""What the imports inside functions spare a normal run: CPU milliseconds of each, imported after the lint of one model with a manifest.

python benchmarks/lazy_imports.py [--least MS] [--smoke]. Only modules whose importers such a run loads; each in a fork of its own, so that it counts
with all that it brings, the least of several times. Those that the run loads anyway are left out: they wait for the run without models.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import io
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from performance import MODEL, ROOT, write_one_model

from tflint.cli import main as tflint

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = ROOT / "src"


class Lazy(NamedTuple):
    """A module that is imported inside functions: CPU milliseconds, its name, and who imports it so."""

    ms: float
    name: str
    users: tuple[str, ...]


def inside_functions(path: Path) -> Iterator[str]:
    """Yield the names of the modules that the functions of a source import."""
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import):
                yield from (it.name for it in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                yield from (_module(node.module, it.name) for it in node.names)


def _module(package: str, name: str) -> str:
    path = SOURCES / package.replace(".", "/") / name
    return f"{package}.{name}" if path.is_dir() or path.with_suffix(".py").is_file() else package


def users() -> dict[str, set[str]]:
    """Return the modules that are imported inside functions, each with those that do."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in SOURCES.rglob("*.py"):
        user = ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")
        for name in inside_functions(path):
            found[name].add(user)
    return found


def lint_one_model() -> None:
    """Run tflint here as the benchmark of one model does."""
    with tempfile.TemporaryDirectory() as folder:
        write_one_model(Path(folder))
        here = Path.cwd()
        os.chdir(folder)
        with contextlib.redirect_stdout(io.StringIO()):
            tflint(["check", "--no-cache", MODEL])
        os.chdir(here)


def cost(name: str) -> float:
    """Return the CPU milliseconds of importing a module in a fork of this process, 0 for one that is not installed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        began = time.process_time()
        try:
            importlib.import_module(name)
            took = time.process_time() - began
        except ImportError:
            took = 0.0
        os.write(writing, str(took).encode())
        os._exit(0)
    os.waitpid(child, 0)
    took = float(os.read(reading, 64))
    os.close(reading)
    os.close(writing)
    return 1000 * took


def measured(runs: int) -> list[Lazy]:
    """Return what each import is worth, the dearest first."""
    found = users()
    lint_one_model()
    loaded = set(sys.modules)
    rows = [
        Lazy(min(cost(name) for _ in range(runs)), name, tuple(sorted(by & loaded)))
        for name, by in found.items()
        if name not in loaded and by & loaded
    ]
    return sorted(rows, reverse=True)


def main() -> int:
    """Print the imports that are worth so much or more."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--least", type=float, default=0.0, metavar="MS", help="leave out what is worth less")
    parser.add_argument("--smoke", action="store_true", help="one run of each, to see that it works")
    arguments = parser.parse_args()
    for row in measured(1 if arguments.smoke else 5):
        if row.ms >= arguments.least:
            print(f"{row.ms:6.1f}  {row.name:40} {', '.join(it.removeprefix('tflint.') for it in row.users)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
