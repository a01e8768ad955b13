"""Write packaging/schemastore/tflint.json, the manifest's schema in draft-07, which SchemaStore and older editors read.

python tools/generate_schemastore.py [--check]
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/tflint/manifest/schema.json"
TARGET = ROOT / "packaging/schemastore/tflint.json"


def draft_07(value: object) -> object:
    """Return a schema with `$defs` as `definitions`, and a `$ref` alone where draft-07 would ignore what stands with it."""
    if isinstance(value, list):
        return [draft_07(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {("definitions" if key == "$defs" else key): draft_07(item) for key, item in value.items()}
    reference = made.pop("$ref", None)
    if reference is None:
        return made
    renamed = str(reference).replace("#/$defs/", "#/definitions/")
    return {"allOf": [{"$ref": renamed}], **made} if made else {"$ref": renamed}


def main() -> int:
    """Write the schema, or with --check compare."""
    pages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Documentation"]
    made = draft_07(json.loads(SOURCE.read_text("utf-8")))
    assert isinstance(made, dict)
    made |= {"$schema": "http://json-schema.org/draft-07/schema#", "$id": f"{pages}tflint.schema.json"}
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if "--check" in sys.argv:
        current = TARGET.exists() and TARGET.read_text("utf-8") == text
        print(f"{TARGET.name}: {'current' if current else 'stale; run python tools/generate_schemastore.py'}")
        return 0 if current else 1
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
