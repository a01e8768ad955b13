"""Probes which op versions the installed LiteRT takes: python tools/generate_litert_op_versions.py [--check] [--add].

A model with one operator code and no operator is enough: every code is looked up at load. `--add` adds or replaces the
installed release's row in op_versions.json; `--check` compares it with the row that is there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata, util
from pathlib import Path
from typing import Any

from tflint.runtime.litert import op_resolver

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "src" / "tflint" / "runtime" / "litert" / "op_versions.json"
PROBE = """
import json, sys
from ai_edge_litert.interpreter import Interpreter
taken = []
for name, version, data in json.load(sys.stdin):
    try:
        Interpreter(model_content=bytes.fromhex(data))
        taken.append((name, version))
    except (ValueError, RuntimeError):
        pass
print(json.dumps(taken))
"""
HIGHEST_VERSION = 24


def model(name: str, version: int) -> bytes:
    """Return a model with one operator code and no operator."""
    from tflint.testing import ModelBuilder

    builder = ModelBuilder()
    x = builder.input("x", (1,), "float32")
    builder.output(x)
    builder.operator(name, [x], [x], version=version)
    builder.omit("operators")
    return builder.build()


def probe() -> dict[str, tuple[int, int]]:
    """Return the lowest and highest version that the installed wheel takes of each op."""
    from tflint.model.opcodes import NUMBERS

    names = [name for name in NUMBERS if name not in {"CUSTOM", "DELEGATE", "PLACEHOLDER_FOR_GREATER_OP_CODES"}]
    rows = [(name, version, model(name, version).hex()) for name in names for version in range(1, HIGHEST_VERSION + 1)]
    done = subprocess.run(
        [sys.executable, "-c", PROBE], input=json.dumps(rows), capture_output=True, encoding="utf-8", check=True
    )
    taken: dict[str, list[int]] = {}
    for name, version in json.loads(done.stdout):
        taken.setdefault(name, []).append(version)
    return {name: (min(versions), max(versions)) for name, versions in sorted(taken.items())}


def text(document: dict[str, Any]) -> str:
    """Return the file's text: a release per line."""
    rows = (f"  {json.dumps(name)}: {json.dumps(row, separators=(',', ':'))}" for name, row in document["releases"].items())
    listed = ",\n".join(rows)
    return f'{{\n "made_by": {json.dumps(document["made_by"])},\n "releases": {{\n{listed}\n }}\n}}\n'


def main() -> int:
    """Compare or write the installed release's row."""
    if util.find_spec("ai_edge_litert") is None:
        print(
            "op_versions.json is made by asking ai-edge-litert, which is not installed: pip install -e '.[dev]'", file=sys.stderr
        )
        return 2
    version = metadata.version("ai-edge-litert")
    document = json.loads(TABLE.read_text(encoding="utf-8"))
    row = {name: list(span) for name, span in probe().items()}
    if "--add" in sys.argv:
        document["releases"][version] = row
        document["releases"] = dict(sorted(document["releases"].items(), key=lambda item: op_resolver.age(item[0])))
        TABLE.write_text(text(document), encoding="utf-8")
        return 0
    if document["releases"].get(version) != row:
        print(f"{TABLE}: litert {version} takes other op versions; run {Path(__file__).name} --add")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
