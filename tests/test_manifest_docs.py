"""What docs/ says of the manifest is what the code takes."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tflint.manifest import schema_check, tflint_toml

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "manifest.md"


def keys(schema: object) -> set[str]:
    if isinstance(schema, list):
        return {key for item in schema for key in keys(item)}
    if not isinstance(schema, dict):
        return set()
    own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
    return own | {key for value in schema.values() for key in keys(value)}


def blocks() -> list[str]:
    parts = PAGE.read_text("utf-8").split("```")[1::2]
    return [part.removeprefix("toml\n") for part in parts if part.startswith("toml\n")]


def test_schema_and_boards_are_fresh() -> None:
    subprocess.run([sys.executable, str(ROOT / "tools" / "generate_manifest_docs.py"), "--check"], check=True)


def test_every_key_has_its_words() -> None:
    page = PAGE.read_text("utf-8")
    assert [key for key in sorted(keys(json.loads(schema_check.schema_text()))) if f"`{key}`" not in page] == []


@pytest.mark.parametrize("number", range(len(blocks())))
def test_every_example_loads(number: int) -> None:
    text = blocks()[number]
    tflint_toml.loads(text, "pyproject.toml" if "tool" in tomllib.loads(text) else "tflint.toml")
