"""`dangling-index`: numbers that name nothing, tensors that nobody provides."""

from networks import Tree, dense, one

from tflint.finding import Severity
from tflint.testing import ModelBuilder, run
from tflint_rules.file.dangling_index import rule

F4 = {"shape": (1, 4)}


def unwritten() -> bytes:
    b = ModelBuilder()
    x, ghost, y = b.input("samples", (1, 4)), b.tensor("mean", (1, 4)), b.tensor("scores", (1, 4))
    b.operator("SUB", [x, ghost], [y], {})
    b.output(y)
    return b.build()


def bad() -> Tree:
    """An operator that reads a tensor which no operator, input or constant provides."""
    return {"models/normalised.tflite": unwritten()}


def good() -> Tree:
    return {"models/normalised.tflite": one("SUB", [F4, {"values": 0.5, **F4}], F4, {})}


def test_a_sound_graph_is_silent() -> None:
    assert run(rule, dense()) == ()


def test_variables_and_omitted_tensors_need_no_writer() -> None:
    b = ModelBuilder()
    x, state, y = b.input("x", (1, 4)), b.tensor("state", (1, 4), is_variable=True), b.tensor("y", (1, 4))
    b.operator("ADD", [x, state], [y], {})
    b.operator("FULLY_CONNECTED", [y, b.constant("w", 0.5, (4, 4)), -1], [state], {})
    b.output(y)
    assert run(rule, b.build()) == ()


def test_an_npu_program_takes_scratch_memory_that_nobody_writes() -> None:
    b = ModelBuilder()
    x, scratch, y = b.input("x", (1, 4), "int8"), b.tensor("scratch", (64,), "uint8"), b.tensor("y", (1, 4), "int8")
    b.operator("ethos-u", [b.constant("stream", b"COP1", (4,), "uint8"), scratch, x], [y])
    b.output(y)
    assert run(rule, b.build()) == ()


def test_a_tensor_index_beyond_the_table_is_an_error() -> None:
    b = ModelBuilder()
    x = b.input("x", (1, 4))
    b.operator("ABS", [x], [7])
    (finding,) = run(rule, b.build())
    assert finding.severity is Severity.ERROR
    assert "7" in finding.message


def test_a_tensor_that_nothing_writes_is_a_warning_because_it_runs() -> None:
    (finding,) = run(rule, unwritten())
    assert finding.severity is Severity.WARNING
    assert finding.message == "op 0 SUB reads 'mean' that nothing writes"


def test_reading_before_writing_is_found() -> None:
    b = ModelBuilder()
    x, late, y = b.input("x", (1, 4)), b.tensor("late", (1, 4)), b.tensor("y", (1, 4))
    b.operator("ABS", [late], [y])
    b.operator("ABS", [x], [late])
    b.output(y)
    assert [it.message for it in run(rule, b.build())] == ["op 0 ABS reads 'late' before it is written"]


def test_two_writers_are_found() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("ABS", [x], [y])
    b.operator("NEG", [x], [y])
    b.output(y)
    assert [it.message for it in run(rule, b.build())] == ["op 1 NEG writes 'y' that op 0 ABS writes too"]
