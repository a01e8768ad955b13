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


@pytest.mark.parametrize(("word", "hint"), [("arna", "; did you mean 'arena'?"), ("zzzz", ""), ("", ""), ("x" * 10_000, "")])
def test_only_a_near_word_is_proposed(word: str, hint: str) -> None:
    assert did_you_mean(word, ("arena", "flash")) == hint
