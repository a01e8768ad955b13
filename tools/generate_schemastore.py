"""Write packaging/schemastore/tflint.json, the manifest's schema in draft-07, which SchemaStore and older editors read.

python tools/generate_schemastore.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/tflint/manifest/schema.json"
ADDRESS = "https://json.schemastore.org/tflint.json"
"""What SchemaStore wants of a schema that it hosts."""
OF_TYPE = {
    "string": ("pattern", "minLength", "maxLength"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "multipleOf"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "multipleOf"),
    "boolean": (),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "object": ("properties", "additionalProperties", "required", "patternProperties", "propertyNames", "minProperties"),
}
TARGET = ROOT / "packaging/schemastore/tflint.json"


def draft_07(value: object) -> object:
    """Return a schema with `$defs` as `definitions`, a `$ref` alone where draft-07 would ignore what stands with it, and no format of our own."""
    if isinstance(value, list):
        return [draft_07(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: item for key, item in value.items() if key != "format" or not str(item).startswith("tflint-")}
    made = {("definitions" if key == "$defs" else key): draft_07(item) for key, item in kept.items()}
    if isinstance(made.get("type"), list):
        made = alternatives(made)
    reference = made.pop("$ref", None)
    if reference is None:
        return made
    renamed = str(reference).replace("#/$defs/", "#/definitions/")
    return {"allOf": [{"$ref": renamed}], **made} if made else {"$ref": renamed}


def alternatives(schema: dict[str, object]) -> dict[str, object]:
    """Return a schema of several types as one alternative for each, with what holds for that type: SchemaStore's strict mode refuses a list of types."""
    types = schema["type"]
    assert isinstance(types, list)
    each = [{"type": name, **{key: schema[key] for key in OF_TYPE[name] if key in schema}} for name in types]
    shared = {key: item for key, item in schema.items() if key != "type" and not any(key in OF_TYPE[name] for name in types)}
    assert "anyOf" not in shared
    return {**shared, "anyOf": each}


def main() -> int:
    """Write the schema, or with --check compare."""
    made = draft_07(json.loads(SOURCE.read_text("utf-8")))
    assert isinstance(made, dict)
    made |= {"$schema": "http://json-schema.org/draft-07/schema#", "$id": ADDRESS}
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if "--check" in sys.argv:
        current = TARGET.exists() and TARGET.read_text("utf-8") == text
        print(f"{TARGET.name}: {'current' if current else 'stale; run python tools/generate_schemastore.py'}")
        return 0 if current else 1
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
