import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Effect

STEP = 2.0**-15


@pytest.mark.parametrize(
    ("tensor", "output"), [(T(), T()), (i8(), i8(scale=1 / 128)), (i16(), i16(scale=STEP))], ids=["float32", "int8", "int16"]
)
def test_these_are_fine(tensor: T, output: T) -> None:
    assert told("TANH", [tensor], [output]) == ()


@pytest.mark.parametrize(("factor", "message"), [(1.0006, None), (1.0008, "CheckedLog2"), (2.0, "output_scale_log2_rounded")])
def test_an_int16_output_counts_in_steps_of_2_to_the_minus_15(factor: float, message: str | None) -> None:
    found = told("TANH", [i16()], [i16(scale=STEP * factor)])
    assert [(v.message or "").split("(")[0].split(" ")[0] for v in found] == ([] if message is None else [message])


def test_an_int16_zero_point_is_refused() -> None:
    assert told("TANH", [i16(zero_point=1)], [i16(scale=STEP)])[0].message == "input->params.zero_point != 0 (1 != 0)"


def test_two_types_are_refused() -> None:
    assert told("TANH", [T()], [i8()])[0].message == "input->type != output->type (FLOAT32 != INT8)"


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("TANH", [T(dtype="int32")], [T(dtype="int32")])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Input INT32, output INT32 not supported.")


@pytest.mark.parametrize("output", [i8(scale=0.5), i8(scale=1 / 128, zero_point=1)], ids=["scale", "zero point"])
def test_other_int8_parameters_go_wrong(output: T) -> None:
    assert [v.effect for v in told("TANH", [i8()], [output])] == [Effect.WRONG]


def test_the_input_is_borrowed_twice() -> None:
    assert asked("TANH", [T()], [T()]) == ["P 16", "|", "in0", "in0", "out0"]
