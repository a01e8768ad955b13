"""A planner made wrong on purpose is caught, way by way; the same plan without the mistake is not."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import pytest
from fit.nets import BUILD, ESP_NN, INT8, Net
from hypothesis import given, settings
from hypothesis import strategies as st

from tflint import overlap
from tflint.fit import apply, trial
from tflint.model import tree, writer
from tflint.model.reader import read
from tflint.overlap.walk import clashes
from tflint.runtime.plan import PlannedBuffer
from tflint.runtime.tflm import micro_allocator
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.overlap.clash import Clash
    from tflint.runtime.tflm.build import Build

SIZE = 256  # bytes of every tensor here
VECTOR = (1, SIZE)


def walk(data: bytes, places: Mapping[int, int], built: Build = BUILD, scratch: int | None = None) -> list[Clash]:
    """Return what a plan loses: `places` are the offsets of tensors, the others and scratch buffers go where TFLM puts them."""
    offsets = {(0, tensor): offset for tensor, offset in places.items()}
    model = read(writer.write(apply.with_plan(tree.read(data), offsets)))
    planned = list(micro_allocator.replay(model, built).buffers)
    if scratch is not None:
        planned = [it._replace(offset=scratch) if it.request.tensor is None else it for it in planned]
    return list(clashes(model, planned, built))


def chain(*ops: str, other: bool = False) -> bytes:
    """Return operators one after another on vectors: tensor 0 is the input; `other` adds tensor 0 again at the end."""
    b = ModelBuilder()
    at = b.input("t0", VECTOR, **INT8)
    for number, op in enumerate(ops, 1):
        made = b.tensor(f"t{number}", VECTOR, **INT8)
        b.operator(op, [at], [made], {} if op in {"QUANTIZE", "SOFTMAX"} else None)
        at = made
    if other:
        made = b.tensor("sum", VECTOR, **INT8)
        b.operator("ADD", [at, 0], [made], {})
        at = made
    b.output(at)
    return b.build()


def split_and_joined() -> bytes:
    """Return two rows cut out of the input (tensors 1, 2), RELU of each (3, 4), and both joined again (5)."""
    b = ModelBuilder()
    x = b.input("x", (1, 2, SIZE), **INT8)
    parts = [b.tensor(f"part{k}", (1, 1, SIZE), **INT8) for k in range(2)]
    done = [b.tensor(f"done{k}", (1, 1, SIZE), **INT8) for k in range(2)]
    y = b.tensor("y", (1, 2, SIZE), **INT8)
    size = b.constant("size", [1, 1, SIZE], (3,), "int32")
    for k in range(2):
        b.operator("SLICE", [x, b.constant(f"begin{k}", [0, k, 0], (3,), "int32"), size], [parts[k]], {})
        b.operator("RELU", [parts[k]], [done[k]])
    b.operator("CONCATENATION", done, [y], {"axis": 1})
    b.output(y)
    return b.build()


VIEWS = {0: 0, 1: 0, 2: SIZE, 3: 2 * SIZE, 4: 3 * SIZE, 5: 2 * SIZE}
OVER = {0: SIZE, 1: SIZE, 2: 2 * SIZE, 3: 0, 4: SIZE, 5: 0}  # the output grows over rows of the input that are dead


def sums(*, broadcast: bool = False) -> bytes:
    """Return ADD of two inputs, the second of them one number where it is broadcast."""
    b = ModelBuilder()
    x = b.input("x", VECTOR, **INT8)
    y = b.input("y", (1, 1) if broadcast else VECTOR, **INT8)
    z = b.tensor("z", VECTOR, **INT8)
    b.operator("ADD", [x, y], [z], {})
    b.output(z)
    return b.build()


def remembering() -> bytes:
    """Return a model with a variable (tensor 1) that every inference reads."""
    b = ModelBuilder()
    x, v, y = b.input("x", VECTOR, **INT8), b.tensor("v", VECTOR, is_variable=True, **INT8), b.tensor("y", VECTOR, **INT8)
    b.operator("ADD", [x, v], [y], {})
    b.output(y)
    return b.build()


CONV = Net(16, 16, 4).conv(4, 3).ends()
CONV_SIZE = 16 * 16 * 4


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (chain("RELU", "RELU"), {0: 0, 1: SIZE, 2: 0}),
        (chain("RELU", "SOFTMAX", "QUANTIZE"), {0: 0, 1: 0, 2: 0, 3: 0}),
        (split_and_joined(), VIEWS),
        (split_and_joined(), OVER),
        (sums(), {0: 0, 1: SIZE, 2: SIZE}),
        (remembering(), {0: 0, 1: SIZE, 2: 0}),
        (CONV, {0: 0, 3: CONV_SIZE}),
    ],
    ids=[
        "a dead tensor's place is taken",
        "outputs over inputs, element for element",
        "rows cut and joined where they lie",
        "rows joined over rows that are dead",
        "a sum over its second operand",
        "a variable that nothing else uses",
        "a convolution beside its input",
    ],
)
def test_a_sound_plan_loses_nothing(data: bytes, places: dict[int, int]) -> None:
    assert walk(data, places) == []


@settings(max_examples=200, deadline=None)
@given(
    data=st.sampled_from([chain("RELU", "RELU", other=True), split_and_joined(), sums(), remembering()]),
    steps=st.lists(st.integers(0, 24), min_size=6, max_size=6),
)
def test_a_walk_finds_nothing_where_no_live_buffers_meet(data: bytes, steps: list[int]) -> None:
    places = {tensor: 64 * step for tensor, step in enumerate(steps[: len(read(data).subgraphs[0].tensors)])}
    with mock.patch.object(overlap.walk, "_is_apart", return_value=False):
        wholly = walk(data, places)
    assert walk(data, places) == wholly


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (chain("RELU", "RELU", other=True), {0: 0, 1: SIZE, 2: 0, 3: 2 * SIZE}),
        (chain("RELU", "RELU", other=True), {0: 0, 1: SIZE, 2: SIZE - 16, 3: 2 * SIZE}),
        (chain("RELU", "RELU"), {0: 0, 1: 16, 2: 2 * SIZE}),
        (CONV, {0: 0, 3: 0}),
        (sums(broadcast=True), {0: 0, 1: SIZE, 2: 0}),
        (split_and_joined(), {**VIEWS, 2: SIZE - 16}),
        (split_and_joined(), {**VIEWS, 3: 3 * SIZE, 4: 2 * SIZE}),
        (split_and_joined(), {**OVER, 0: 0, 1: 0, 2: SIZE, 3: SIZE, 4: 2 * SIZE, 5: SIZE}),
        (sums(), {0: 0, 1: 0, 2: SIZE}),
        (remembering(), {0: 0, 1: SIZE, 2: SIZE}),
        (remembering(), {0: 0, 1: 0, 2: SIZE}),
        (split_and_joined(), {**VIEWS, 5: 2 * SIZE + 16}),
    ],
    ids=[
        "a tensor that is read again is written over",
        "the same by 16 bytes only",
        "an output over its input, 16 bytes further on",
        "a convolution over its input",
        "a broadcast sum over its first operand",
        "a row 16 bytes from where it was cut",
        "two rows joined in each other's place",
        "a row made over one that is still to be read",
        "two inputs in one place",
        "an output over a variable",
        "an input over a variable, for the next inference",
        "rows joined over themselves, 16 bytes further on",
    ],
)
def test_a_wrong_plan_is_caught(data: bytes, places: dict[int, int]) -> None:
    assert walk(data, places)


def test_a_tensor_that_nobody_mentions_may_lie_anywhere() -> None:
    b = ModelBuilder()
    x, y = b.input("x", VECTOR, **INT8), b.tensor("y", VECTOR, **INT8)
    unused = b.tensor("unused", VECTOR, **INT8)
    b.operator("RELU", [x], [y])
    b.output(y)
    assert walk(b.build(), {x: 0, y: SIZE, unused: 0}) == []


def test_scratch_over_an_operator_s_own_input_is_caught() -> None:
    assert walk(CONV, {0: 0, 3: CONV_SIZE}, scratch=2 * CONV_SIZE) == []
    assert walk(CONV, {0: 0, 3: CONV_SIZE}, scratch=0)
    assert walk(CONV, {0: 0, 3: CONV_SIZE}, scratch=CONV_SIZE)


def test_a_sum_in_place_is_caught_where_the_library_was_not_read() -> None:
    assert walk(sums(), {0: 0, 1: SIZE, 2: 0}) == []
    assert walk(sums(), {0: 0, 1: SIZE, 2: 0}, ESP_NN)[0].inside


def test_an_output_that_a_later_operator_writes_over_is_caught() -> None:
    b = ModelBuilder()
    x, y, z = (b.input("x", VECTOR, **INT8), b.tensor("y", VECTOR, **INT8), b.tensor("z", VECTOR, **INT8))
    b.operator("RELU", [x], [y])
    b.operator("RELU6", [x], [z])
    b.output(y, z)
    assert walk(b.build(), {x: 0, y: SIZE, z: 2 * SIZE}) == []
    (lost,) = walk(b.build(), {x: 0, y: SIZE, z: SIZE})
    assert (lost.tensor, lost.operator, lost.by and lost.by.tensor) == (y, None, z)


def test_a_clash_names_the_bytes_the_reader_and_the_writer() -> None:
    (lost,) = walk(chain("RELU", "RELU", other=True), {0: 0, 1: SIZE, 2: SIZE + 240, 3: 3 * SIZE})[:1]
    assert (lost.tensor, lost.low, lost.high, lost.inside) == (1, 240, 256, True)


def test_subgraphs_that_share_a_byte_while_both_live_are_caught() -> None:
    b = ModelBuilder()
    condition, x, y = b.input("c", (1,), "bool"), b.input("x", VECTOR, **INT8), b.tensor("y", VECTOR, **INT8)
    b.operator("IF", [condition, x], [y], {"then_subgraph_index": 1, "else_subgraph_index": 1})
    b.output(y)
    b.subgraph("called")
    given, result = b.input("x", VECTOR, **INT8), b.tensor("r", VECTOR, **INT8)
    b.operator("RELU", [given], [result])
    b.output(result)
    model = read(b.build())
    requests = trial.replay(model, BUILD).requests
    apart = [PlannedBuffer(it, SIZE * place) for place, it in enumerate(requests)]
    assert list(clashes(model, apart, BUILD)) == []
    assert list(clashes(model, [it._replace(offset=0) for it in apart], BUILD))


def vela(scratch: int, other: int) -> list[Clash]:
    """Return what is lost of a program of an Ethos-U as Vela places it: input and output inside the scratch memory at 0.

    `scratch` is the size of its memory, `other` the place of a value that the application reads afterwards and the program does not.
    """
    b = ModelBuilder()
    x = b.input("x", VECTOR, **INT8)
    memory = b.input("scratch", (scratch,), "uint8")
    fast = b.input("scratch_fast", (scratch,), "uint8")
    stream, weights = (b.constant(name, b"COP1" * 4, (16,), "uint8") for name in ("stream", "weights"))
    y, z = b.tensor("y", VECTOR, **INT8), b.tensor("z", VECTOR, **INT8)
    b.operator("RELU", [x], [z])
    b.operator("ethos-u", [stream, weights, memory, fast, x], [y], custom_options=b"\x01\x04\x01")
    b.output(y, z)
    return walk(b.build(), {x: 0, memory: 0, fast: 0, y: 0, z: other})


def test_what_a_program_of_an_ethos_u_does_in_its_own_scratch_memory_is_left_to_vela() -> None:
    assert vela(1024, other=512) == []


def test_a_value_that_the_output_of_such_a_program_is_written_over_is_lost() -> None:
    assert (6, 1) in [(lost.tensor, lost.by and lost.by.operator) for lost in vela(1024, other=128)]


def scratch_as_an_operand(code: str) -> list[Clash]:
    """Return what is lost where an operator reads a tensor that nothing writes, placed over a value that is dead by then."""
    b = ModelBuilder()
    x, y, z = b.input("x", VECTOR, **INT8), b.tensor("y", VECTOR, **INT8), b.tensor("z", VECTOR, **INT8)
    scratch = b.tensor("scratch", VECTOR, **INT8)
    b.operator("RELU", [x], [y])
    b.operator(code, [y, scratch], [z], {} if code == "ADD" else None, custom_options=None if code == "ADD" else b"\x01")
    b.output(z)
    return walk(b.build(), {x: 0, y: SIZE, scratch: 0, z: 2 * SIZE})


def test_what_nothing_writes_and_a_custom_operator_reads_is_its_scratch() -> None:
    assert scratch_as_an_operand("XC_conv2d_v2") == []


def test_a_builtin_operator_reads_a_value_that_nothing_in_the_model_writes() -> None:
    assert scratch_as_an_operand("ADD")


def packed(name: str, *, source: int, target: int) -> list[Clash]:
    """Return what is lost where a vector is packed twice, as columns, or two columns are unpacked, the second far away."""
    b = ModelBuilder()
    columns = (4, 2)
    if name == "PACK":
        x = b.input("x", (4,), "float32")
        made = [b.tensor("y", columns, "float32")]
        b.operator("PACK", [x, x], made, {"values_count": 2, "axis": 1})
    else:
        x = b.input("x", columns, "float32")
        made = [b.tensor(f"y{k}", (4,), "float32") for k in range(2)]
        b.operator("UNPACK", [x], made, {"num": 2, "axis": 1})
    b.output(*made)
    return walk(b.build(), {x: source, made[0]: target, **dict.fromkeys(made[1:], 512)})


@pytest.mark.parametrize("name", ["PACK", "UNPACK"])
def test_columns_that_are_packed_or_unpacked_apart_from_each_other_keep_their_values(name: str) -> None:
    assert packed(name, source=0, target=64) == []


@pytest.mark.parametrize(("name", "source", "lost"), [("PACK", 16, (0, 4)), ("UNPACK", 0, (4, 8))])
def test_the_first_column_is_copied_whole_before_the_second_is_read(name: str, source: int, lost: tuple[int, int]) -> None:
    """Row by row, nothing would be lost here: pack.cc and unpack.cc go part by part."""
    assert lost in [(clash.low, clash.high) for clash in packed(name, source=source, target=0)]
