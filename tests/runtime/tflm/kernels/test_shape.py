from one_op import T, asked, told

from tflint.runtime.verdict import Effect

INT32 = {"out_type": 2}


def test_any_tensor_has_a_shape() -> None:
    assert told("SHAPE", [T((2, 3, 4), "float16")], [T((3,), "int32")], INT32) == ()


def test_another_output_type_loads_and_fails_at_invoke() -> None:
    (verdict,) = told("SHAPE", [T((2, 3))], [T((2,), "int64")], {"out_type": 4})
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Output type INT64 (4) not supported.")


def test_an_unknown_out_type_is_refused_by_the_parser() -> None:
    assert told("SHAPE", [T((2, 3))], [T((2,), "int32")], {"out_type": 99})[0].message == "Unsupported data type 99 in tensor"


def test_an_output_one_too_small_is_overrun() -> None:
    assert [v.effect for v in told("SHAPE", [T((2, 3))], [T((1,), "int32")], INT32)] == [Effect.WRONG]


def test_nothing_is_asked_for() -> None:
    assert asked("SHAPE", [T()], [T((2,), "int32")], INT32) == ["|"]
