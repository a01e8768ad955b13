"""Examples that a fork of TFLM adds."""

import pytest

from tflint.project import tflm_examples


@pytest.mark.parametrize(
    ("path", "added"),
    [
        ("tensorflow/lite/micro/examples/eeg", True),
        ("tensorflow/lite/micro/examples/eeg/model.cc", True),
        ("tensorflow/lite/micro/examples/hello_world/model.cc", False),
        ("tensorflow/lite/micro/examples", False),
        ("tensorflow/lite/micro/kernels/conv.cc", False),
        ("lib/tensorflow/lite/micro/examples/eeg/model.cc", False),
        ("", False),
    ],
)
def test_an_example_that_tflm_does_not_have_is_the_project_s(path: str, *, added: bool) -> None:
    assert tflm_examples.is_added(path) is added
