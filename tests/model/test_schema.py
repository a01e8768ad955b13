from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tflint.model import opcodes, schema

GENERATOR = Path(__file__).parents[2] / "tools/generate_schema.py"


def test_the_tables_are_what_the_generator_writes() -> None:
    pytest.importorskip("tflite", reason="the generator reads the tflite package")
    done = subprocess.run([sys.executable, str(GENERATOR), "--check"], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_reference_leads_to_a_known_table_or_union() -> None:
    kinds = {slot[1].lstrip("[") for slots in schema.TABLES.values() for slot in slots if slot}
    assert {kind[1:] for kind in kinds if kind.startswith(":")} <= set(schema.TABLES)
    assert {kind[1:] for kind in kinds if kind.startswith("|")} <= set(schema.UNIONS)
    assert {member for union in schema.UNIONS.values() for member in union[1:]} <= set(schema.TABLES)


def test_a_union_stands_behind_its_type() -> None:
    for slots in schema.TABLES.values():
        for before, slot in zip((None, *slots), slots, strict=False):
            if slot and slot[1].startswith("|"):
                assert before == (f"{slot[0]}_type", "B", 0)


def test_types_newer_than_the_package_are_known() -> None:
    assert schema.ENUMS["TensorType"][20] == "UINT4"
    assert opcodes.name(209) == "STABLEHLO_CASE"


def test_an_unknown_operator_number_stands_for_itself() -> None:
    assert opcodes.name(250) == "operator 250"
