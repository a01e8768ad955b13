"""An arena is not enough in which new dims overwrite pointers that Prepare follows afterwards."""

from __future__ import annotations

from tflint.runtime.plan import Moment
from tflint.runtime.tflm import abi
from tflint.runtime.tflm.overwritten_temporaries import NewDims, least_unspoilt, least_without, still_read

ARM = abi.load("arm32")  # TF_LITE_STATIC_MEMORY: TfLiteTensor is 32 B, its dims at 20


def test_an_arena_in_which_nothing_is_overwritten_stays() -> None:
    assert least_unspoilt(528, 560, []) == 528
    assert least_unspoilt(528, 560, [NewDims(240, 20, ((100, 104),))]) == 528


def test_the_next_arena_that_spares_the_pointers_is_enough() -> None:
    # the dims lie at 288..308 in 528 B, at 304..324 in 544 B
    assert least_unspoilt(528, 560, [NewDims(240, 20, ((296, 300),))]) == 544


def test_nothing_below_the_minimum_may_be_enough() -> None:
    assert least_unspoilt(528, 560, [NewDims(240, 20, ((296, 300), (310, 314)))]) == 560


def test_of_a_tensor_without_quantization_only_the_dims_are_read() -> None:
    assert list(still_read(ARM, 132, 0, given_back=True)) == [(120, 124)]


def test_giving_a_tensor_back_reads_its_quantization_and_zero_points() -> None:
    assert list(still_read(ARM, 152, 8, given_back=True)) == [(120, 124), (100, 108), (136, 140)]
    assert list(still_read(ARM, 152, 8, given_back=False)) == [(120, 124)]


def moments(init: int, planning: int) -> list[Moment]:
    return [
        Moment("", 0, 100),
        Moment("", 144, 100),
        Moment("", 144, 110),
        Moment("Init", 144, init),
        Moment("planning", 300, planning),
    ]


def test_what_is_never_read_need_not_find_room_where_everything_else_does() -> None:
    assert least_without(260, moments(448, 448)) == 496  # 300 + 448 - 260; Init asks for 592
    assert least_without(0, moments(448, 448)) == 752


def test_where_it_finds_room_all_the_rest_must() -> None:
    assert least_without(100, moments(244, 244)) == 544  # without, 444, in which Init finds the 388 B that it asks for
