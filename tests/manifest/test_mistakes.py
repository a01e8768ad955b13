"""Mistakes, and the error that holds them."""

import pickle

import pytest

from tflint.finding import Place
from tflint.manifest.mistakes import ManifestError, Mistake, did_you_mean


def test_mistakes_come_in_the_order_of_the_file() -> None:
    error = ManifestError([Mistake(Place("a", 10, 1), "x"), Mistake(Place("a", 9, 5), "y"), Mistake(Place("a", 9, 2), "z")])
    assert str(error) == "a:9:2: z\na:9:5: y\na:10:1: x"


def test_the_error_comes_back_from_another_process() -> None:
    error = ManifestError([Mistake(Place("a", 1, 2), "x")])
    assert pickle.loads(pickle.dumps(error)).mistakes == error.mistakes  # noqa: S301  our own bytes


def test_words_that_begin_with_it_come_before_those_that_hold_it_and_before_those_that_look_like_it() -> None:
    known = ("esp32-cam", "esp32-s3-box-3", "esp32-s3-devkitc-1", "arduino-nano-33-ble-sense", "nicla")
    assert did_you_mean("esp32s3", known) == "; did you mean 'esp32-s3-box-3' or 'esp32-s3-devkitc-1'?"
    assert did_you_mean("nano33", known) == "; did you mean 'arduino-nano-33-ble-sense'?"
    assert did_you_mean("nope", ["fw:arduino-person-detection"]) == "", "letters of two parts of a name"
    assert did_you_mean("nikla", known) == "; did you mean 'nicla'?"


@pytest.mark.parametrize(("word", "hint"), [("arna", "; did you mean 'arena'?"), ("zzzz", ""), ("", ""), ("x" * 10_000, "")])
def test_only_a_near_word_is_proposed(word: str, hint: str) -> None:
    assert did_you_mean(word, ("arena", "flash")) == hint
