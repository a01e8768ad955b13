import pytest
from one_op import T, asked, told

from tflint.runtime.verdict import Cause, Effect

RUNS = {
    "float32": {"int8", "int16"},
    "int32": {"int8", "int16"},
    "int16": {"int8", "int16", "int32"},
    "int8": {"int8", "int16", "int32", "uint8"},
    "uint8": {"int8"},
}


@pytest.mark.parametrize("output", ["int8", "int16", "int32", "uint8"])
@pytest.mark.parametrize("dtype", sorted(RUNS))
def test_prepare_takes_every_pair_and_eval_only_some(dtype: str, output: str) -> None:
    found = told("QUANTIZE", [T(dtype=dtype, scale=0.5)], [T(dtype=output, scale=0.5)])
    assert [v.effect for v in found] == ([] if output in RUNS[dtype] else [Effect.REFUSED])


def test_an_output_without_quantization_or_with_two_scales_is_refused() -> None:
    (verdict,) = told("QUANTIZE", [T()], [T(dtype="int8")])
    assert verdict.message == "output->quantization.type != kTfLiteAffineQuantization (0 != 1)"
    (verdict,) = told("QUANTIZE", [T((1, 2))], [T((1, 2), "int8", (0.5, 0.5))])
    assert (verdict.cause, verdict.message) == (Cause.QUANTIZATION, "affine_quantization->scale->size == 1 was not true.")


def test_float16_is_refused() -> None:
    (verdict,) = told("QUANTIZE", [T(dtype="float16")], [T(dtype="int8", scale=0.5)])
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.FLOAT16)


def test_integers_without_quantization_go_wrong() -> None:
    assert [v.effect for v in told("QUANTIZE", [T(dtype="int8")], [T(dtype="int8", scale=0.5)])] == [Effect.WRONG]


def test_its_parameters_are_kept() -> None:
    assert asked("QUANTIZE", [T()], [T(dtype="int8", scale=0.5)]) == ["P 32", "|", "in0", "out0"]
