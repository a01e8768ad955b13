"""PAD folded into the convolution after it."""

from __future__ import annotations

import pytest
from fix.fix_models import padded

from tflint.fix.graph import marked, options
from tflint.fix.passes import pad_before_convolution
from tflint.fix.passes.pad_before_convolution import Axis
from tflint.model import reader, tree, writer


def folded(data: bytes) -> list[str]:
    held = marked(tree.read(data))
    pad_before_convolution.run(held)
    return [it.name for it in reader.read(writer.write(held)).operators()]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(padded(padding=0), id="the convolution pads already"),
        pytest.param(padded((0, 0, 1, 0, 1, 0, 0, 0)), id="SAME would begin one row later"),
        pytest.param(padded((0, 0, 1, 1, 1, 1, 0, 0)), id="PAD begins one row earlier than SAME"),
        pytest.param(padded((0, 0, 2, 2, 2, 2, 0, 0), stride=1), id="more rows come out than SAME gives"),
        pytest.param(padded((0, 0, 0, 0, 0, 1, 0, 0)), id="only columns are padded"),
        pytest.param(padded(value=0), id="PADV2 fills with a number that is not the zero point"),
        pytest.param(padded(scale=0.25), id="PAD changes the scale"),
        pytest.param(padded(dtype="float32", weights=[float("inf"), *range(8)]), id="zero times an infinite weight is not zero"),
        pytest.param(padded(other_reader=True), id="another operator reads the padded tensor"),
    ],
)
def test_what_would_read_other_rows_or_numbers_stays(data: bytes) -> None:
    assert folded(data) == [it.name for it in reader.read(data).operators()]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(padded(), id="a strided depthwise layer of Keras"),
        pytest.param(padded(op="CONV_2D"), id="a strided convolution"),
        pytest.param(padded((0, 0, 1, 1, 1, 1, 0, 0), stride=1), id="one row on each side, stride 1"),
        pytest.param(padded((0, 0, 1, 1, 1, 1, 0, 0), size=7), id="an odd size, stride 2"),
        pytest.param(padded(value=-3), id="PADV2 fills with the zero point"),
        pytest.param(padded(dtype="float32"), id="float32"),
    ],
)
def test_padding_that_same_gives_as_well_is_folded(data: bytes) -> None:
    operators = folded(data)
    assert len(operators) == 1
    held = marked(tree.read(data))
    pad_before_convolution.run(held)
    (operator,) = tree.tables(tree.tables(held.model, "subgraphs")[0], "operators")
    assert options(operator)["padding"] == 0


def same_by_definition(axis: Axis) -> bool:
    """Return whether VALID on the padded axis and SAME on the plain one read the same elements, tap by tap."""
    count = -(-axis.size // axis.stride)
    reach = (axis.taps - 1) * axis.dilation + 1
    room = axis.size + axis.before + axis.after - reach
    if room < 0 or room // axis.stride + 1 != count or axis.outputs != count:
        return False
    begin = max(0, (count - 1) * axis.stride + reach - axis.size) // 2

    def read(shift: int) -> list[int | None]:
        places = [i * axis.stride + k * axis.dilation - shift for i in range(count) for k in range(axis.taps)]
        return [place if 0 <= place < axis.size else None for place in places]

    return read(axis.before) == read(begin)


def test_the_rule_agrees_with_reading_tap_by_tap() -> None:
    seen = {True: 0, False: 0}
    for size in range(1, 10):
        for taps, stride, dilation in [(1, 1, 1), (3, 1, 1), (3, 2, 1), (2, 2, 1), (3, 1, 2), (5, 3, 1)]:
            for before in range(4):
                for after in range(4):
                    outputs = (size + before + after - (taps - 1) * dilation - 1) // stride + 1
                    axis = Axis(size, outputs, taps, stride, dilation, before, after)
                    folds = axis.is_same
                    assert not folds or same_by_definition(axis), axis
                    seen[folds] += 1
    assert min(seen.values()) > 50
