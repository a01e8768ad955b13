import pytest
from one_op import HOST, M4, T, asked, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize("dtype", ["float32", "int8", "int16", "int32", "uint32", "bool"])
def test_types_that_come_in(dtype: str) -> None:
    assert told("CAST", [T(dtype=dtype)], [T()], {}) == ()


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ("int64", "float32", "Input type INT64 (4) not supported."),
        ("float16", "float32", "Input type FLOAT16 (10) not supported."),
        ("float32", "uint8", "Output type UINT8 (3) not supported."),
    ],
)
def test_other_types_fail_at_invoke(x: str, y: str, message: str) -> None:
    (verdict,) = told("CAST", [T(dtype=x)], [T(dtype=y)], {})
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_bool_goes_out_in_the_newest_runtime_only() -> None:
    assert told("CAST", [T()], [T(dtype="bool")], {}, HOST) == ()
    assert told("CAST", [T()], [T(dtype="bool")], {}, M4)[0].message == "Output type BOOL (6) not supported."


def test_an_option_that_is_no_type_is_refused_by_the_parser() -> None:
    assert told("CAST", [T()], [T()], {"in_data_type": 77})[0].message == "Unsupported data type 77 in tensor"


def test_it_keeps_nothing() -> None:
    assert asked("CAST", [T()], [T()], {}) == ["|", "in0", "out0"]
