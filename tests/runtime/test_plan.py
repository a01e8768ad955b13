"""Bytes that two buffers share, counted once."""

from tflint.runtime.plan import spans


def test_buffers_apart_are_reported_as_they_are() -> None:
    assert list(spans([(0, 8, 0, 1), (8, 4, 1, 2), (0, 6, 2, 3)])) == [(8, 0, 1), (6, 2, 3), (4, 1, 2)]


def test_an_output_over_its_input_takes_no_bytes_of_its_own() -> None:
    assert list(spans([(0, 8, 0, 1), (0, 8, 1, 5)])) == [(8, 0, 5)]


def test_a_chain_in_place_is_one_span() -> None:
    assert list(spans([(64, 8, 3, 4), (64, 8, 0, 3), (64, 4, 4, 9)])) == [(8, 0, 9)]


def test_nothing_takes_nothing() -> None:
    assert list(spans([])) == []
