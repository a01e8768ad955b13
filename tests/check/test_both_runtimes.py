"""A model on boards of both runtimes: what one refuses and the other takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenes import M4, scope

from tflint import packs
from tflint.check.lint import lint
from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from tflint.finding import Finding

PI = Board("pi", parse("litert"))
OLD_PI = Board("old", parse("litert@2.0.3"))
PICO = Board("pico", parse("cortex-m0plus/reference"))


def dense(*, quantized_dimension: int = 0, weights: str = "int8") -> bytes:
    """Return a layer whose bias says along which axis it is quantized."""
    b = ModelBuilder()
    hybrid = weights != "int8"
    ends = {"dtype": "float32"} if hybrid else {"dtype": "int8", "scale": 0.5, "zero_point": 0}
    x, y = b.input("samples", (1, 8), **ends), b.tensor("scores", (1, 4), **ends)
    w = b.constant("dense/weights", range(32), (4, 8), "int8", scale=0.25, zero_point=0)
    bias = {"scale": [0.125], "zero_point": [0], "quantized_dimension": quantized_dimension}
    c = -1 if hybrid else b.constant("dense/bias", range(4), (4,), "int32", quantization=bias)
    b.operator("FULLY_CONNECTED", [x, w, c], [y], {}, version=4)
    b.output(y)
    return b.build()


def errors(data: bytes, *boards: Board) -> dict[tuple[str, str | None], tuple[str, ...]]:
    found: tuple[Finding, ...] = lint(data, "m.tflite", scope(*packs.load(), boards=boards)).findings
    return {(it.rule, it.board): it.help for it in found if "effect" in it.evidence}


def test_a_model_that_both_accept_has_no_error() -> None:
    assert errors(dense(), M4, PI) == {}


def test_one_runtime_alone_is_not_compared() -> None:
    (lines,) = errors(dense(quantized_dimension=3), PI).values()
    assert not any("accepted by" in line for line in lines)


def test_two_boards_of_one_runtime_are_not_compared() -> None:
    assert not any("accepted by" in line for lines in errors(dense(weights="hybrid"), M4, PICO).values() for line in lines)


def test_what_litert_refuses_and_tflm_accepts() -> None:
    found = errors(dense(quantized_dimension=3), M4, PI)
    assert list(found) == [("litert-quantized-dimension", "pi")]
    assert found["litert-quantized-dimension", "pi"][-1] == "refused by LiteRT 2.3.0, accepted by TFLM"


def test_what_tflm_refuses_and_litert_accepts() -> None:
    found = errors(dense(weights="hybrid"), M4, OLD_PI)
    assert [lines[-1] for lines in found.values()] == ["refused by TFLM, accepted by LiteRT 2.0.3"]
