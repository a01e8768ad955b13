"""Complete the page of docs/try in a built site: Pyodide from npm, our own wheel, and an example model.

    python tools/build_try_page.py SITE [--pyodide FOLDER]

FOLDER is an unpacked npm package `pyodide`; without it `npm pack` fetches the pinned version. Nothing of it is committed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYODIDE = "314.0.7"
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
NEEDED = ("flatbuffers",)  # pure Python, for `tflint fix`
EXAMPLE = ROOT / "examples/models/person.tflite"


def main() -> int:
    """Fill SITE/try; say what was put there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("--pyodide", type=Path)
    arguments = parser.parse_args()
    page = arguments.site / "try"
    page.mkdir(parents=True, exist_ok=True)
    for source in (ROOT / "docs/try").iterdir():
        shutil.copy2(source, page / source.name)
    with tempfile.TemporaryDirectory() as folder:
        runtime = arguments.pyodide or fetched(f"pyodide@{PYODIDE}", Path(folder))
        (page / "pyodide").mkdir(exist_ok=True)
        for name in RUNTIME:
            shutil.copy2(runtime / name, page / "pyodide" / name)
        wheels = _wheels(Path(folder) / "wheels")
        for wheel in wheels:
            shutil.copy2(wheel, page / wheel.name)
    shutil.copy2(EXAMPLE, page / "example.tflite")
    (page / "files.json").write_text(
        json.dumps({"wheels": [wheel.name for wheel in wheels], "runtime": [f"pyodide/{name}" for name in RUNTIME]}) + "\n"
    )
    size = sum(path.stat().st_size for path in page.rglob("*") if path.is_file())
    print(f"{page}: {size / (1 << 20):.1f} MiB, Pyodide {PYODIDE}, {', '.join(wheel.name for wheel in wheels)}")
    return 0


def fetched(package: str, folder: Path) -> Path:
    """Return an unpacked npm package, `name@version`."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(f"npm is needed to fetch {package}; or name an unpacked one on the command line")
    done = subprocess.run([npm, "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _wheels(folder: Path) -> list[Path]:
    """Build our own wheel and bring those of pure Python that the page's commands import."""
    pip = [sys.executable, "-m", "pip"]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "wheel", *quiet, "-w", str(folder), str(ROOT)], check=True)
    subprocess.run([*pip, "download", *quiet, "--only-binary", ":all:", "-d", str(folder), *NEEDED], check=True)
    return sorted(folder.glob("*-none-any.whl"))


if __name__ == "__main__":
    sys.exit(main())
