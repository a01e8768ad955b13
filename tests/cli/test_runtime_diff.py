"""Two runtimes compared, from outside: for no model, for one that both take, for one that only one takes."""

import json
from pathlib import Path

import pytest
from networks import dense
from program import tflint
from repository import write

from tflint.runtime.tflm import op_tables
from tflint.testing import ModelBuilder

OLD, NEW = "arduino@2023-02", op_tables.newest_of("tflm").name
BOTH = ("--runtime", OLD, "--runtime", NEW)


def reverse() -> bytes:
    """Return a model of one REVERSE_V2, an op that came after Arduino's library."""
    b = ModelBuilder()
    x, y = b.input("samples", (1, 8)), b.tensor("mirrored", (1, 8))
    b.operator("REVERSE_V2", [x, b.constant("axis", [1], (1,), "int32")], [y], {})
    b.output(y)
    return b.build()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "project", {"good.tflite": dense()})


def test_without_a_model_the_ops_are_compared(tmp_path: Path) -> None:
    done = tflint(tmp_path, "diff", *BOTH)
    first, gained, lost = done.out.splitlines()
    assert first.startswith(f"from {OLD} (TFLM of 2023-02-27) to {NEW} (TFLM of ")
    assert "BATCH_MATMUL, DYNAMIC_UPDATE_SLICE" in gained
    assert lost == "  ops lost    none"


def test_an_upgrade_names_what_the_arena_gains_and_why(folder: Path) -> None:
    done = tflint(folder, "diff", "good.tflite", *BOTH, "--format", "json")
    told = json.loads(done.out)
    old, new = told["old"]["arena"], told["new"]["arena"]
    assert done.code == 0
    assert old["exact"] is new["exact"] is True
    assert old["minimum"] > new["minimum"]
    text = tflint(folder, "diff", "good.tflite", *BOTH).out
    assert f"minimum     {old['minimum']:,} B → {new['minimum']:,} B ({new['minimum'] - old['minimum']:+,})" in text
    assert "why         Persistent TfLiteTensor data -" in text


def test_a_model_that_the_new_runtime_refuses_fails_the_comparison(tmp_path: Path) -> None:
    project = write(tmp_path / "project", {"reverse.tflite": reverse()})
    done = tflint(project, "diff", "reverse.tflite", "--runtime", NEW, "--runtime", OLD)
    assert done.code == 1
    assert f"does not allocate on {OLD}: unsupported-operator" in done.out
    assert tflint(project, "diff", "reverse.tflite", *BOTH).code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("good.tflite", "good.tflite", *BOTH), "two runtimes are compared for one model"),
        (("good.tflite",), "expected two models, or --runtime twice"),
        (("good.tflite", *BOTH, "--format", "sarif"), "sarif"),
        (("good.tflite", *BOTH, "--target", "litert"), "LiteRT's versions are part of its target"),
        (("--runtime", OLD, "--runtime", "tflm@1999-01"), "'tflm@1999-01' is not a known runtime snapshot"),
    ],
)
def test_what_cannot_be_compared_is_a_mistake(folder: Path, words: tuple[str, ...], why: str) -> None:
    done = tflint(folder, "diff", *words)
    assert (done.code, why in done.err) == (2, True)


def test_a_plan_for_several_runtimes_has_a_row_each(folder: Path) -> None:
    out = tflint(folder, "plan", "good.tflite", *BOTH).out
    assert [line.split()[0] for line in out.splitlines() if "@" in line] == [OLD, NEW]
    assert "runtime " in out


def test_a_plan_names_the_runtime_beside_the_constant(folder: Path) -> None:
    assert f"// alignas(16), for {OLD}" in tflint(folder, "plan", "good.tflite", "--runtime", OLD).out
