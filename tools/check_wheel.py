"""Builds the wheel and the sdist, installs the wheel in a fresh venv, and lints an example with it: python tools/check_wheel.py."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LARGEST = 1_200_000  # bytes of the wheel
DATA_SUFFIXES = {".toml", ".json", ".typed"}


def build(into: Path) -> tuple[Path, Path]:
    """Build both distributions from a clean export of the tree; return their paths."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--disable-pip-version-check", "-w", str(into)]
    subprocess.run([*command, str(ROOT)], check=True)
    code = "import hatchling.build, sys; print(hatchling.build.build_sdist(sys.argv[1]))"
    sdist = subprocess.run([sys.executable, "-c", code, str(into)], cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    (wheel,) = into.glob("*.whl")
    return wheel, into / sdist.stdout.strip().splitlines()[-1]


def shipped_files() -> set[str]:
    """Return what a wheel must hold: every module and data file of both packages, as a path inside it."""
    return {
        path.relative_to(source).as_posix()
        for source, package in ((ROOT / "src", "tflint"), (ROOT / "rules", "tflint_rules"))
        for path in (source / package).rglob("*")
        if path.suffix in DATA_SUFFIXES | {".py"} and "__pycache__" not in path.parts
    }


def check_contents(wheel: Path, sdist: Path) -> None:
    """Compare both archives with the tree; raise SystemExit naming what is missing."""
    with zipfile.ZipFile(wheel) as archive:
        missing = shipped_files() - set(archive.namelist())
    if missing:
        raise SystemExit(f"{wheel.name}: misses {', '.join(sorted(missing))}")
    if wheel.stat().st_size > LARGEST:
        raise SystemExit(f"{wheel.name}: {wheel.stat().st_size:,} B, more than the {LARGEST:,} B that a linter may take")
    if not wheel.name.endswith("py3-none-any.whl"):
        raise SystemExit(f"{wheel.name}: expected a pure-Python wheel")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    missing = {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "src/tflint/py.typed",
        "tests/test_every_rule.py",
        "examples/tflint.toml",
    } - names
    if missing:
        raise SystemExit(f"{sdist.name}: misses {', '.join(sorted(missing))}")


def try_out(wheel: Path, folder: Path) -> None:
    """Install the wheel alone in a fresh venv and use it as a newcomer would."""
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = (scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    subprocess.run(pip, check=True)
    for command, expected in (
        (["tflint", "--version"], 0),
        (["tflite-lint", "rules"], 0),
        (["tflint", "boards"], 0),
        (["tflint", "check", "models/anomaly.tflite"], 0),
        (["tflint", "plan", "models/person.tflite"], 0),
        (["tflint"], 1),
    ):
        done = subprocess.run(
            [scripts / command[0], *command[1:]], cwd=ROOT / "examples", capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode != expected or not done.stdout:
            raise SystemExit(f"{' '.join(command)}: exit {done.returncode}, {expected} expected\n{done.stdout}{done.stderr}")
    first_finding(scripts, folder.parent)


def first_finding(scripts: Path, temporary: Path) -> None:
    """Come as a new user to a project of one's own: two commands, and the finding that is there."""
    project = temporary / "words"
    shutil.copytree(ROOT / "quickstarts/platformio", project)
    surroundings = {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "HOME": str(temporary), "LANG": "C"}
    runs = [
        subprocess.run(
            [scripts / command[0], *command[1:]],
            cwd=project,
            env=surroundings,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        for command in (["tflint", "init"], ["tflint"])
    ]
    if [it.returncode for it in runs] != [0, 1] or "error: arena-overflow: " not in runs[1].stdout:
        raise SystemExit("".join(f"exit {it.returncode}\n{it.stdout}{it.stderr}" for it in runs))
    print(f"a new user's first finding: {runs[1].stdout.splitlines()[0]}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        built, source = build(Path(temporary))
        check_contents(built, source)
        try_out(built, Path(temporary) / "venv")
        print(f"{built.name} ({built.stat().st_size:,} B), {source.name}: complete, installs alone, lints")
