"""What fails in Invoke() whatever the inputs hold, and what does not; models of one op, as the wheel ends on them."""

import pytest

from tflint.manifest import target
from tflint.model.reader import read
from tflint.runtime.litert import interpreter
from tflint.runtime.verdict import Effect, Phase, Verdict
from tflint.testing import ModelBuilder

LITERT = target.parse("litert")


def verdicts(builder: ModelBuilder) -> list[Verdict]:
    return list(interpreter.verdicts(read(builder.build()), LITERT))


def dilate(factors: tuple[int, int], shape: tuple[int, int] = (2, 3)) -> ModelBuilder:
    builder = ModelBuilder()
    x = builder.input("x", shape, "float32")
    by = builder.constant("by", factors, (2,), "int32")
    value = builder.constant("value", 0.0, (), "float32")
    y = builder.tensor("y", shape, "float32")
    builder.operator("DILATE", [x, by, value], [y], {})
    builder.output(y)
    return builder


def gather(positions: tuple[int, ...], shape: tuple[int, ...]) -> ModelBuilder:
    builder = ModelBuilder()
    x = builder.input("x", (4, 3), "float32")
    where = builder.constant("where", positions, (len(positions),), "int32")
    builder.amend(where, shape=shape)
    y = builder.tensor("y", (*shape, 3), "float32")
    builder.operator("GATHER", [x, where], [y], {"axis": 0})
    builder.output(y)
    return builder


def branch(dtype: str) -> ModelBuilder:
    """Return an IF whose output is of a type, and whose branches both compute floats."""
    builder = ModelBuilder()
    condition, x = builder.input("condition", (1,), "bool"), builder.input("x", (2,), "float32")
    y = builder.tensor("y", (2,), dtype)
    builder.operator("IF", [condition, x], [y], {"then_subgraph_index": 1, "else_subgraph_index": 2})
    builder.output(y)
    for name in ("then", "else"):
        builder.subgraph(name)
        given, made = builder.input("given", (2,), "float32"), builder.tensor("made", (2,), "float32")
        builder.operator("NEG", [given], [made], {})
        builder.output(made)
    return builder


@pytest.mark.parametrize(
    "builder",
    [
        dilate((1, 1)),
        dilate((2, 3)),
        dilate((2, 1)),
        gather((0, 3), (2,)),
        gather((0, 9), (1,)),
        branch("float32"),
    ],
    ids=[
        "dilations of 1",
        "dilations above 1",
        "a later dilation of 1",
        "positions inside",
        "a position outside that the shape does not count",
        "branches that write floats into floats",
    ],
)
def test_what_runs_is_not_refused(builder: ModelBuilder) -> None:
    assert verdicts(builder) == []


@pytest.mark.parametrize(
    ("builder", "effect", "message"),
    [
        (dilate((2, 0)), Effect.UNDEFINED, None),
        (dilate((0, 2)), Effect.REFUSED, "ctx.dilations_tensor->data.i32[i] >= 1 was not true."),
        (gather((0, 4), (2,)), Effect.REFUSED, "gather index out of bounds"),
        (gather((0, -1), (1,)), Effect.REFUSED, "indices_has_only_positive_elements was not true."),
        (branch("string"), Effect.UNDEFINED, None),
    ],
    ids=[
        "a later dilation of 0",
        "a first dilation of 0",
        "a position outside",
        "a negative position behind those that the shape counts",
        "branches that write floats where strings go",
    ],
)
def test_what_fails_at_invoke_is_reported_with_the_runtime_s_words(
    builder: ModelBuilder, effect: Effect, message: str | None
) -> None:
    (verdict,) = verdicts(builder)
    assert (verdict.phase, verdict.effect) == (Phase.INVOKE, effect)
    assert (None if verdict.message is None else str(verdict.message)) == message


def test_a_variable_of_handles_is_refused_at_load() -> None:
    builder = ModelBuilder()
    y = builder.tensor("y", (), "resource", is_variable=True)
    builder.operator("VAR_HANDLE", [], [y], {"container": "", "shared_name": "v"})
    (verdict,) = verdicts(builder)
    assert (verdict.phase, str(verdict.message)) == (Phase.LOAD, "String variable tensor isn't supported.")


def test_the_sequence_lstm_reads_the_number_of_values_from_the_third_dimension() -> None:
    builder = ModelBuilder()
    x = builder.input("x", (1, 1, 1, 2), "float32")
    weights = builder.constant("w", 1.0, (3, 2), "float32")
    recurrent = builder.constant("r", 1.0, (3, 3), "float32")
    bias = builder.constant("b", 1.0, (3,), "float32")
    states = [builder.tensor(name, (1, 3), "float32", is_variable=True) for name in ("output_state", "cell_state")]
    y = builder.tensor("y", (1, 1, 1, 3), "float32")
    operands = [x, *[weights] * 4, *[recurrent] * 4, -1, -1, -1, *[bias] * 4, -1, -1, *states]
    builder.operator("UNIDIRECTIONAL_SEQUENCE_LSTM", operands, [y], {"fused_activation_function": 4, "time_major": True})
    builder.output(y)
    (verdict,) = verdicts(builder)
    assert str(verdict.message) == "input_to_output_weights->dims->data[1] != n_input (2 != 1)"
