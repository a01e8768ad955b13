import pytest
from one_op import HOST, M4, T, asked, told

from tflint.runtime.verdict import Effect

HANDLE = T((), "resource")


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([HANDLE], "NumInputs(node) != 2 (1 != 2)"),
        ([T((2,), "resource"), T()], "NumElements(input_resource_id_tensor->dims) != 1 (2 != 1)"),
    ],
)
def test_it_refuses(inputs: list[T], message: str) -> None:
    verdict = told("ASSIGN_VARIABLE", inputs, [])[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_a_handle_of_another_type_is_refused() -> None:
    assert "float32" in told("ASSIGN_VARIABLE", [T(()), T()], [])[0].why


def test_the_variable_comes_with_the_first_assignment() -> None:
    assert asked("ASSIGN_VARIABLE", [HANDLE, T()], [], None, M4) == ["|", "in1", "variable of ASSIGN_VARIABLE"]


def test_a_build_with_compression_keeps_an_index() -> None:
    assert asked("ASSIGN_VARIABLE", [HANDLE, T()], [], None, HOST)[0] == "P 4"
