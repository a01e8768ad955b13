"""Words that all reports for people share."""

import pytest

from tflint.report.wording import shortest


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["models/kws.tflite", "models/person.tflite"], ["kws.tflite", "person.tflite"]),
        (["a/x/kws.tflite", "b/x/kws.tflite", "b/x/person.tflite"], ["a/x/kws.tflite", "b/x/kws.tflite", "person.tflite"]),
        (["kws.tflite", "old/kws.tflite"], ["kws.tflite", "old/kws.tflite"]),
        (["a\\kws.tflite", "b\\kws.tflite"], ["a/kws.tflite", "b/kws.tflite"]),
        ([], []),
    ],
    ids=["different names", "one name in two folders", "one inside the other", "windows", "none"],
)
def test_a_path_is_as_short_as_it_can_be_told_apart(paths: list[str], names: list[str]) -> None:
    assert shortest(paths) == dict(zip(paths, names, strict=True))
