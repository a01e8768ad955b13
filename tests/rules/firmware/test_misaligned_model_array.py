"""`misaligned-model-array`: where an array with a model may start."""

from pathlib import Path

import pytest
from firmware_project import c_array
from networks import Tree, board_toml, dense

from tflint.finding import Severity
from tflint.manifest.board import ModelEntry
from tflint.testing import run
from tflint_rules.firmware.misaligned_model_array import rule

ENTRY = ModelEntry("*.tflite", array="model.cc")


def bad() -> Tree:
    """An array as `xxd -i` writes it."""
    return {
        "models/gesture.tflite": dense(),
        "firmware/model.cc": c_array(dense(), "unsigned char gesture_tflite[]"),
        "tflint.toml": board_toml(array='"firmware/model.cc"'),
    }


def good() -> Tree:
    return bad() | {"firmware/model.cc": c_array(dense())}


def test_without_a_declared_array_nothing_is_looked_at() -> None:
    assert run(rule, dense()) == ()


@pytest.mark.parametrize(
    ("head", "severity"),
    [
        ("alignas(16) const unsigned char g_model[]", None),
        ("const unsigned char g_model[] __attribute__((aligned(32)))", None),
        ("#define DATA_ALIGN_ATTRIBUTE __attribute__((aligned(16)))\nconst unsigned char g_model[] DATA_ALIGN_ATTRIBUTE", None),
        ("const unsigned char g_model[] DATA_ALIGN_ATTRIBUTE", None),
        ("alignas(8) const unsigned char g_model[]", Severity.NOTE),
        ("const unsigned char g_model[] __attribute__((aligned(4)))", Severity.NOTE),
        ("alignas(2) const unsigned char g_model[]", Severity.WARNING),
        ("unsigned char g_model[]", Severity.WARNING),
    ],
)
def test_an_array_is_as_aligned_as_its_declaration_says(tmp_path: Path, head: str, severity: Severity | None) -> None:
    (tmp_path / "model.cc").write_text(c_array(dense(), head), "utf-8")
    findings = run(rule, dense(), entry=ENTRY, root=str(tmp_path))
    assert [finding.severity for finding in findings] == ([] if severity is None else [severity])


@pytest.mark.parametrize(("alignment", "severity"), [(16, None), (8, Severity.NOTE), (2, Severity.WARNING)])
def test_the_macro_that_aligns_an_array_may_stand_in_a_header(tmp_path: Path, alignment: int, severity: Severity | None) -> None:
    (tmp_path / "align.h").write_text(f"#define MODEL_ALIGN alignas({alignment})\n", "utf-8")
    source = '#include "align.h"\n' + c_array(dense(), "MODEL_ALIGN const unsigned char g_model[]")
    (tmp_path / "model.cc").write_text(source, "utf-8")
    findings = run(rule, dense(), entry=ENTRY, root=str(tmp_path))
    assert [finding.severity for finding in findings] == ([] if severity is None else [severity])


def test_arrays_that_hold_no_model_may_start_anywhere(tmp_path: Path) -> None:
    (tmp_path / "model.cc").write_text(c_array(b"just some bytes", "char text[]"), "utf-8")
    assert run(rule, dense(), entry=ENTRY, root=str(tmp_path)) == ()


def test_an_alignment_that_is_written_is_to_be_changed(tmp_path: Path) -> None:
    (tmp_path / "model.cc").write_text(c_array(dense(), "alignas(2) const unsigned char g_model[]"), "utf-8")
    (finding,) = run(rule, dense(), entry=ModelEntry("*.tflite", array="model.cc"), root=str(tmp_path))
    assert finding.help == ("change alignas(2) to alignas(16)",)
