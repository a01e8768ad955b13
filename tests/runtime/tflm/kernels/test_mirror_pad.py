import pytest
from one_op import T, asked, i8, i32, told

from tflint.runtime.verdict import Effect

REFLECT, SYMMETRIC = {"mode": 0}, {"mode": 1}


def pads(*values: int) -> T:
    return i32(*values, shape=(2, 2))


@pytest.mark.parametrize("tensor", [T(), i8()], ids=["float32", "int8"])
def test_these_are_fine(tensor: T) -> None:
    assert told("MIRROR_PAD", [tensor, pads(0, 0, 3, 3)], [tensor._replace(shape=(1, 10))], REFLECT) == ()


@pytest.mark.parametrize(("mode", "most"), [(REFLECT, 3), (SYMMETRIC, 4)], ids=["reflect", "symmetric"])
def test_more_than_can_be_mirrored_reads_outside(mode: dict[str, int], most: int) -> None:
    assert told("MIRROR_PAD", [T(), pads(0, 0, most, 0)], [T((1, 4 + most))], mode) == ()
    assert [v.effect for v in told("MIRROR_PAD", [T(), pads(0, 0, most + 1, 0)], [T((1, 5 + most))], mode)] == [Effect.WRONG]


def test_other_types_fail_at_invoke_without_a_text() -> None:
    (verdict,) = told("MIRROR_PAD", [T(dtype="int16"), pads(0, 0, 0, 0)], [T(dtype="int16")], REFLECT)
    assert verdict.effect is Effect.REFUSED
    assert verdict.message == "Node MIRROR_PAD (number 0) failed to invoke with status 1"


def test_a_padding_matrix_of_another_shape_is_refused() -> None:
    assert told("MIRROR_PAD", [T(), i32(0, 0)], [T()], REFLECT)[0].message == "NumDimensions(padding_matrix) != 2 (1 != 2)"
    (verdict,) = told("MIRROR_PAD", [T(), i32(0, 0, shape=(1, 2))], [T()], REFLECT)
    assert verdict.message == "SizeOfDimension(padding_matrix, 0) != NumDimensions(input_tensor) (1 != 2)"


def test_two_counts_a_dimension_are_asked_for() -> None:
    assert asked("MIRROR_PAD", [T(), pads(0, 0, 0, 0)], [T()], REFLECT) == ["P 20", "|", "in0", "in1", "out0", "S 8", "S 8"]
