from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect


def test_float32_and_int8_are_fine() -> None:
    assert told("ELU", [T()], [T()]) == told("ELU", [i8()], [i8()]) == ()


def test_int16_is_refused_at_invoke() -> None:
    (verdict,) = told("ELU", [i16()], [i16()])
    assert (verdict.effect, verdict.message) == (
        Effect.REFUSED,
        "ELU only supports float32 and int8 currently, got INT16.",
    )


def test_two_types_are_refused_at_allocate() -> None:
    assert told("ELU", [T()], [i8()])[0].effect is Effect.REFUSED


def test_int8_without_quantization_computes_with_scale_0() -> None:
    assert {(v.effect, v.cause) for v in told("ELU", [T(dtype="int8")], [i8()])} == {(Effect.WRONG, Cause.QUANTIZATION)}


def test_it_keeps_its_table() -> None:
    assert asked("ELU", [i8()], [i8()]) == ["P 256", "|", "in0", "out0"]
