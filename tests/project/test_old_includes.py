"""What a source includes of a TFLM from before 2021."""

import pytest

from tflint.project.old_includes import names_old


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b'#include "tensorflow/lite/micro/all_ops_resolver.h"',
        b'#include "tensorflow/lite/micro/kernels/micro_ops.h"',
        b'// see kernels/all_ops_resolver.h\n#include "mine/kernels/all_ops_resolver.h"',
    ],
)
def test_todays_includes_say_nothing(text: bytes) -> None:
    assert names_old(text) == 0


def test_includes_that_tflm_has_not_had_since_2020_are_seen() -> None:
    assert names_old(b'#include <x.h>\n#include "tensorflow/lite/experimental/micro/micro_interpreter.h"') == 2
    assert names_old(b"# include <tensorflow/lite/micro/kernels/all_ops_resolver.h>") == 1
