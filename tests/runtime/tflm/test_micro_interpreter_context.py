"""What kernels get from the arena, one request at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import abi, build
from tflint.runtime.tflm.features import Features
from tflint.runtime.tflm.micro_context import MicroContext
from tflint.runtime.tflm.micro_interpreter_context import MicroInterpreterContext, ScratchRequest, zero_points
from tflint.runtime.tflm.single_arena_buffer_allocator import SingleArenaBufferAllocator
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from tflint.model.view import Model


def model() -> Model:
    b = ModelBuilder()
    b.input("plain", (1, 4))
    b.input("quantized", (1, 4), "int8", scale=(0.5, 0.25), zero_point=0)
    b.input("scale alone", (1, 4), "int8", scale=0.5, zero_point=None)
    b.input("text", (1,), "string")
    b.operator("FLOOR", [0], [b.tensor("y", (2, 3))])
    return read(b.build())


def context(*, float8: bool = False) -> MicroInterpreterContext:
    return MicroInterpreterContext(
        abi.load("arm32"), SingleArenaBufferAllocator([]), Features(eval_tensors=True, float8_sizes=float8)
    )


def test_an_omitted_tensor_takes_no_temporary() -> None:
    it = context()
    k = MicroContext(model(), model().subgraphs[0].operators[0], build.of(parse("cortex-m4/reference")), it)
    k.temp(None, None)
    assert it.arena.events == []


def test_a_temporary_tensor_brings_its_quantization_where_both_vectors_are_there() -> None:
    it, tensors = context(), model().subgraphs[0].tensors
    assert [it.temp(tensor) for tensor in tensors[:3]] == [True, True, True]
    assert it.arena.events == ["t 32 4", "t 32 4", "t 12 4", "t 12 4", "t 32 4"]
    assert zero_points(tensors[1]) == 4 + 2 * 4


def test_a_tensor_without_a_size_fails_once() -> None:
    it, text = context(), model().subgraphs[0].tensors[3]
    assert [it.temp(text), it.temp(text)] == [False, True]
    assert it.unsized == {(0, 3)}


def test_persistent_bytes_are_booked_with_their_padding_under_the_op_that_asked() -> None:
    it = context()
    it.at(model().subgraphs[0].operators[0])
    it.persistent(5, "a table")
    it.persistent_struct("kernels/add:OpDataAdd")
    assert [(kept.what, kept.size, kept.operator) for kept in it.kept] == [("a table", 16, 0), ("kernels/add:OpDataAdd", 64, 0)]
    assert {kept.category for kept in it.kept} == {"Persistent buffer data"}


def test_a_scratch_request_allocates_nothing_yet() -> None:
    it = context()
    it.at(model().subgraphs[0].operators[0])
    it.scratch(0, "nothing")
    assert it.requests == [ScratchRequest(0, 0, 0, "nothing")]
    assert it.arena.events == []


def test_relocated_dims_count_for_planning_and_their_copy_is_as_long_as_the_declared_ones() -> None:
    it, output = context(), model().subgraphs[0].tensors[4]
    assert it.bytes(output) == 24
    it.relocate_output_dims(output, (5, 5, 5))
    assert it.bytes(output) == 500
    assert it.arena.events == ["P 12 16"]


def test_types_without_a_size_are_a_bound_and_float8_has_one_in_the_wheel() -> None:
    it, text = context(), model().subgraphs[0].tensors[3]
    assert it.bytes(text) is None
    assert it.planned_bytes(text) == 0
    assert list(it.unknown) == ["tensor 'text' is of type string, which has no size in TFLM"]
    assert (it.type_size("float8_e5m2"), context(float8=True).type_size("float8_e5m2")) == (0, 1)


def test_resources_are_distinguished_by_container_and_name() -> None:
    b = ModelBuilder()
    x = b.input("x", (1, 4))
    for container, name in (("", "a"), ("", "b"), ("other", "a"), ("", "a"), (None, "a")):
        handle = b.tensor(f"{container}{name}", (1,), "resource")
        b.operator("VAR_HANDLE", [], [handle], {"container": container, "shared_name": name})
        b.operator("ASSIGN_VARIABLE", [handle, x], [], {})
    it, made = context(), read(b.build())
    for operator in made.operators():
        it.at(operator)
        it.variable(MicroContext(made, operator, build.of(parse("cortex-m4/reference")), it))
    assert [kept.operator for kept in it.kept] == [1, 3, 5]
    assert len(it.preset) == 5


def test_an_assignment_to_a_handle_of_another_subgraph_waits_for_invoke() -> None:
    b = ModelBuilder()
    handle, x = b.input("handle", (1,), "resource"), b.input("x", (1, 4))
    b.operator("ASSIGN_VARIABLE", [handle, x], [], {})
    it, made = context(), read(b.build())
    operator = made.subgraphs[0].operators[0]
    it.at(operator)
    it.variable(MicroContext(made, operator, build.of(parse("cortex-m4/reference")), it))
    assert it.kept == []
