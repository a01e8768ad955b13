from one_op import M4, T, asked, i8, i16, model, told

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_allocator
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
    assert asked("ELU", [T()], [T()]) == ["P 256", "unread", "|", "in0", "out0"]


def test_a_float32_one_is_accepted_in_an_arena_without_room_for_a_table_that_nobody_reads() -> None:
    plans = {
        dtype: micro_allocator.plan(read(model("ELU", [T(dtype=dtype)], [T(dtype=dtype)])), parse(M4))
        for dtype in ("float32", "int8")
    }
    bound = plans["float32"]
    assert (bound.used, bound.minimum, bound.accepted, bound.exact) == (576, 736, 480, False)
    assert (plans["int8"].minimum, plans["int8"].accepted, plans["int8"].exact) == (736, None, True)
