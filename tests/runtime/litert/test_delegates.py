"""Signatures of operands in words, and what a table of kinds says of them."""

from __future__ import annotations

from tflint.runtime.litert.delegates import answer, in_words


def test_a_rank_of_two_digits_is_named_whole() -> None:
    assert in_words("float32:4 =int8:12q0 -> float32:10") == (
        "from float32 of rank 4, constant int8 of rank 12 with one scale to float32 of rank 10"
    )


def test_a_rank_above_those_that_were_asked_is_left_open() -> None:
    listed = {"float32 -> float32": "yes"}
    assert answer(listed, "float32:3 -> float32:3") == "yes"
    assert answer(listed, "float32:10 -> float32:10") == "depends"
