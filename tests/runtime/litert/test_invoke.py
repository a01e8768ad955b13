"""What fails in Invoke() whatever the inputs hold, and what does not; models of one op, as the wheel ends on them."""

import pytest

from tflint.manifest import target
from tflint.model.reader import read
from tflint.runtime.litert import interpreter, subgraph
from tflint.runtime.litert.kernel import Settings
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


def root(op: str, zero_point: int) -> ModelBuilder:
    builder = ModelBuilder()
    x = builder.input("x", (2, 3), "int8", scale=0.5, zero_point=zero_point)
    y = builder.tensor("y", (2, 3), "int8", scale=0.5, zero_point=0)
    builder.operator(op, [x], [y])
    builder.output(y)
    return builder


def resize(op: str, shape: tuple[int, ...], size: tuple[int, int]) -> ModelBuilder:
    builder = ModelBuilder()
    x = builder.input("x", shape, "int8", scale=0.5, zero_point=0)
    to = builder.constant("size", size, (2,), "int32")
    y = builder.tensor("y", (shape[0], *size, shape[3]), "int8", scale=0.5, zero_point=0)
    builder.operator(op, [x, to], [y], {"align_corners": False, "half_pixel_centers": False})
    builder.output(y)
    return builder


def gather_slices(vector: int, offsets: tuple[int, ...] = (1,)) -> ModelBuilder:
    """Return a STABLEHLO_GATHER of two rows of three."""
    builder = ModelBuilder()
    x = builder.input("x", (4, 3), "float32")
    where = builder.constant("where", (1, 3), (2, 1), "int32")
    y = builder.tensor("y", (2, 3), "float32")
    slices = {"collapsed_slice_dims": [0], "start_index_map": [0], "slice_sizes": [1, 3]}
    options = {"offset_dims": list(offsets), "index_vector_dim": vector, "indices_are_sorted": False}
    builder.operator("STABLEHLO_GATHER", [x, where], [y], {**slices, **options})
    builder.output(y)
    return builder


def broadcast(*, variable: bool) -> ModelBuilder:
    """Return a BROADCAST_TO of a shape that is an input of the graph, or a variable that nothing writes."""
    builder = ModelBuilder()
    x = builder.input("x", (1, 3), "float32")
    shape = builder.tensor("shape", (2,), "int32", is_variable=True) if variable else builder.input("shape", (2,), "int32")
    y = builder.tensor("y", (2, 3), "float32")
    builder.operator("BROADCAST_TO", [x, shape], [y], version=2)
    builder.output(y)
    return builder


def numbers(start: float, limit: float, delta: float) -> ModelBuilder:
    builder = ModelBuilder()
    named = {"start": start, "limit": limit, "delta": delta}
    operands = [builder.constant(name, value, (), "float32") for name, value in named.items()]
    y = builder.tensor("y", (3,), "float32")
    builder.operator("RANGE", operands, [y])
    builder.output(y)
    return builder


def called_once(callee: int) -> ModelBuilder:
    """Return a graph that initializes itself with subgraph 1, which calls another one."""
    builder = ModelBuilder()
    builder.operator("CALL_ONCE", [], [], {"init_subgraph_index": 1})
    for name, number in (("first", callee), ("second", -1)):
        builder.subgraph(name)
        if number >= 0:
            builder.operator("CALL_ONCE", [], [], {"init_subgraph_index": number})
    return builder


@pytest.mark.parametrize(
    "builder",
    [
        root("RSQRT", 127),
        root("SQRT", -128),
        resize("RESIZE_BILINEAR", (1, 2, 2, 3), (4, 3)),
        resize("RESIZE_NEAREST_NEIGHBOR", (0, 2, 2, 3), (4, 3)),
        gather_slices(1),
        broadcast(variable=False),
        numbers(0.0, 0.3, 0.1),
        called_once(2),
        dilate((1, 1)),
        dilate((2, 3)),
        dilate((2, 1)),
        gather((0, 3), (2,)),
        gather((0, 9), (1,)),
        branch("float32"),
    ],
    ids=[
        "a reciprocal root of the greatest value alone",
        "a root of every value",
        "an image of pixels",
        "no image at all",
        "slices at positions along the last axis",
        "a shape that the caller gives",
        "a range of floats",
        "initialization by two subgraphs",
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
        (root("RSQRT", 128), Effect.REFUSED, "Rsqrt is only defined for positive values"),
        (root("SQRT", 200), Effect.REFUSED, "Sqrt is only defined for non-negative values"),
        (resize("RESIZE_BILINEAR", (1, 0, 2, 3), (4, 3)), Effect.UNDEFINED, None),
        (resize("RESIZE_NEAREST_NEIGHBOR", (1, 2, 2, 3), (0, 3)), Effect.UNDEFINED, None),
        (gather_slices(2), Effect.UNDEFINED, None),
        (broadcast(variable=True), Effect.REFUSED, "Output shape must be broadcastable from input shape."),
        (called_once(0), Effect.UNDEFINED, None),
        (dilate((2, 0)), Effect.UNDEFINED, None),
        (dilate((0, 2)), Effect.REFUSED, "ctx.dilations_tensor->data.i32[i] >= 1 was not true."),
        (gather((0, 4), (2,)), Effect.REFUSED, "gather index out of bounds"),
        (gather((0, -1), (1,)), Effect.REFUSED, "indices_has_only_positive_elements was not true."),
        (branch("string"), Effect.UNDEFINED, None),
    ],
    ids=[
        "a reciprocal root of a type without a positive value",
        "a root of a type without a value from 0 on",
        "an image without rows",
        "a size of 0 that 8 bits divide by",
        "slices at positions along an axis after the last",
        "a shape in a variable that nothing writes",
        "initialization that calls itself",
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


@pytest.mark.parametrize(
    ("bounds", "steps"),
    [((0.0, 0.3, 0.1), 3), ((0.0, 1.0, 0.1), 10), ((3.0, 0.0, -1.5), 2)],
    ids=["three steps that doubles make four", "ten steps", "downwards"],
)
def test_a_range_is_counted_in_float32(bounds: tuple[float, float, float], steps: int) -> None:
    graph = subgraph.prepare(read(numbers(*bounds).build()), 0, Settings())
    assert graph.tensors[3].dims == (steps,)


@pytest.mark.parametrize("limit", [float("inf"), 1e30], ids=["without an end", "of more values than an int counts"])
def test_a_range_that_no_int_counts_is_refused(limit: float) -> None:
    (verdict,) = verdicts(numbers(0.0, limit, 1.0))
    assert (verdict.phase, verdict.effect) == (Phase.PREPARE, Effect.REFUSED)


def test_a_range_from_no_number_is_refused() -> None:
    (verdict,) = verdicts(numbers(float("nan"), 1.0, -1.0))
    assert str(verdict.message) == "(start >= limit && delta < 0) || (start <= limit && delta > 0) was not true."


def test_offset_axes_that_leave_the_indices_too_few_axes_are_undefined() -> None:
    (verdict,) = verdicts(gather_slices(1, offsets=(7,)))
    assert (verdict.phase, verdict.effect) == (Phase.PREPARE, Effect.UNDEFINED)
