from one_op import HOST, T, asked, told

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_interpreter
from tflint.runtime.verdict import Cause, Effect
from tflint.testing import ModelBuilder


def reads(shape: tuple[int, ...], *, assigned: bool = True) -> list[Effect]:
    b = ModelBuilder()
    x, handle, y = b.input("x", (4,)), b.tensor("handle", (1,), "resource"), b.tensor("y", shape)
    b.operator("VAR_HANDLE", [], [handle], {"container": "", "shared_name": "a"})
    if assigned:
        b.operator("ASSIGN_VARIABLE", [handle, x], [])
    b.operator("READ_VARIABLE", [handle], [y])
    b.output(y)
    return [v.effect for v in micro_interpreter.verdicts(read(b.build()), parse(HOST))]


def test_an_output_of_the_variables_size_is_fine() -> None:
    assert reads((4,)) == []
    assert reads((2, 2)) == []


def test_one_element_less_is_overrun() -> None:
    assert reads((3,)) == [Effect.WRONG]


def test_a_variable_that_is_never_assigned_reads_what_was_there() -> None:
    assert reads((4,), assigned=False) == [Effect.WRONG]


def test_a_model_without_handles_has_no_variables_to_read() -> None:
    (verdict,) = told("READ_VARIABLE", [T((1,), "resource")], [T((4,))])
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.RESOURCE)


def test_only_the_handle_is_borrowed() -> None:
    assert asked("READ_VARIABLE", [T((1,), "resource")], [T((4,))]) == ["|", "in0"]
