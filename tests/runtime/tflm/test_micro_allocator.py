"""The replay of AllocateTensors() on small models, where every byte can be counted by hand."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import abi, build, micro_allocator
from tflint.testing import ModelBuilder, TensorFields

if TYPE_CHECKING:
    from tflint.runtime.plan import Plan

ARM = parse("cortex-m4/reference")
INT8 = TensorFields(dtype="int8", scale=0.5, zero_point=0)


def floor(*, shape: tuple[int, ...] = (1, 4)) -> ModelBuilder:
    """FLOOR has neither options, nor Init, nor Prepare: what is left is the interpreter's own."""
    b = ModelBuilder()
    x, y = b.input("x", shape), b.tensor("y", shape)
    b.operator("FLOOR", [x], [y])
    b.output(y)
    return b


def planned(b: ModelBuilder, target: str = "cortex-m4/reference") -> Plan:
    return micro_allocator.plan(read(b.build()), parse(target))


def test_what_is_made_without_its_constructor_has_a_value_for_each_field() -> None:
    plan = planned(floor())
    made: list[Any] = [*plan.buffers, *(it.request for it in plan.buffers), *plan.persistent, *plan.moments]
    assert plan.buffers
    for record in made:
        assert type(record)(**record._asdict()) == record


def test_head_and_tail_of_the_smallest_model_are_the_sum_of_their_structs() -> None:
    plan, sizes = planned(floor()), abi.load("arm32")
    structs = (
        "SingleArenaBufferAllocator",
        "GreedyMemoryPlanner",
        "MicroAllocator",
        "MicroBuiltinDataAllocator",
        "SubgraphAllocations",
    )
    model = sum(map(sizes.sizeof, structs)) + 2 * sizes.sizeof("TfLiteEvalTensor") + sizes.sizeof("NodeAndRegistration")
    pointers = -(-(model + 4) // 16) * 16  # aligned to 16 once for the input's pointer
    ends = -(-(pointers + sizes.sizeof("TfLiteTensor") + 4) // 16) * 16 + sizes.sizeof("TfLiteTensor")
    assert (plan.head, plan.tail, plan.used) == (32, ends, 32 + ends)
    assert plan.exact


def test_persistent_bytes_add_up_to_the_tail() -> None:
    for target in ("host/reference", "cortex-m4/reference", "esp32/reference"):
        plan = planned(floor(), target)
        assert sum(kept.size for kept in plan.persistent) == plan.tail


def test_the_minimum_is_the_largest_moment_and_planning_dominates_small_models() -> None:
    plan = planned(floor())
    assert plan.minimum == -(-max(moment.low + moment.tail for moment in plan.moments) // 16) * 16
    assert plan.minimum > plan.used
    assert max(plan.moments, key=lambda moment: moment.low + moment.tail).what == "memory planning"


def test_a_large_model_needs_what_it_uses() -> None:
    plan = planned(floor(shape=(1, 4000)))
    assert plan.minimum == -(-plan.used // 16) * 16


def test_a_scalar_takes_an_element_and_an_empty_tensor_is_not_planned() -> None:
    assert [buffer.request.size for buffer in planned(floor(shape=())).buffers] == [16, 16]
    assert planned(floor(shape=(0,))).buffers == ()


def test_quantized_inputs_and_outputs_keep_their_parameters() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4), **INT8), b.tensor("y", (1, 4), **INT8)
    b.operator("FLOOR", [x], [y])
    b.output(y)
    assert planned(b).recorded["Persistent TfLiteTensor quantization data"] == 2 * (12 + 8)
    assert "Persistent TfLiteTensor quantization data" not in planned(floor()).recorded


def test_variable_tensors_live_in_the_tail() -> None:
    b = floor()
    b.tensor("state", (1, 25), is_variable=True)
    plan = planned(b)
    assert plan.recorded["TfLiteTensor variable buffer data"] >= 100
    assert {buffer.request.kind for buffer in plan.buffers} == {"tensor"}


def test_an_offline_planned_variable_goes_to_the_head_at_its_offset() -> None:
    b = floor()
    b.tensor("state", (1, 25), is_variable=True)
    b.metadata("OfflineMemoryAllocation", struct.pack("<6i", 1, 0, 3, -1, -1, 64))
    plan = planned(b)
    assert [(it.request.kind, it.offset) for it in plan.buffers if it.request.offset is not None] == [("variable", 64)]
    assert plan.head == 64 + 112


def test_two_tensors_that_share_an_empty_buffer_get_room_each() -> None:
    assert len({buffer.offset for buffer in planned(floor()).buffers}) == 2


def with_variable(*names: str, assigned: bool = True) -> ModelBuilder:
    b = floor()
    for name in names:
        handle = b.tensor(name, (1,), "resource")
        b.operator("VAR_HANDLE", [], [handle], {"container": "", "shared_name": name})
        if assigned:
            b.operator("ASSIGN_VARIABLE", [handle, 0], [], {})
    return b


def slots(b: ModelBuilder, count: int | None) -> tuple[int, int]:
    plan = micro_allocator.plan(read(b.build()), ARM, count)
    kept = [it.size for it in plan.persistent if it.what in {"MicroResourceVariables", "resource variable slots"}]
    return plan.resource_variables, sum(kept)


def test_resource_variables_get_a_slot_for_each_shared_name_unless_said_otherwise() -> None:
    assert slots(floor(), None) == (0, 0)
    assert slots(with_variable("a", "b", "a"), None)[0] == 2
    assert slots(with_variable("a"), 16)[1] - slots(with_variable("a"), 8)[1] == 8 * 20
    assert slots(with_variable("a"), 0) == (0, 0)


def test_a_target_can_say_that_its_resource_variables_live_elsewhere() -> None:
    model = read(with_variable("a", "b").build())
    assert micro_allocator.plan(model, ARM._replace(resource_variables=0)).resource_variables == 0
    assert micro_allocator.plan(model, ARM._replace(resource_variables=0), 3).resource_variables == 3


def test_a_resource_gets_its_bytes_with_the_first_assignment_only() -> None:
    def resources(b: ModelBuilder) -> int:
        return sum(it.what == "resource variable" for it in planned(b).persistent)

    assert [resources(with_variable(*names)) for names in (("a",), ("a", "a"), ("a", "b"))] == [1, 1, 2]
    assert resources(with_variable("a", assigned=False)) == 0


def test_events_follow_the_order_of_the_real_allocator() -> None:
    events: list[str] = []
    micro_allocator.replay(read(floor().build()), build.of(ARM), events=events)
    assert events == [
        *("P 8 4", "R 144 4", "P 8 4", "P 24 4", "P 32 4"),  # data allocator, requests, subgraph, eval tensors, node
        *("x", "R 144 4"),  # behind the op's Prepare
        *("t 4 4", "t 48 4", "t available 16", "B 16 0 1", "B 16 1 1", "x", "R 0 1", "R 32 16"),
        *("P 4 16", "P 32 4", "P 4 16", "P 32 4"),  # input and output
    ]


def test_an_op_without_a_kernel_makes_the_figures_a_bound() -> None:
    b = floor()
    b.operator("DENSIFY", [0], [b.tensor("z", (1, 4))], {})
    assert planned(b).unknown == ("DENSIFY has no kernel in TFLM: what it would allocate is not known",)


@pytest.mark.parametrize(
    ("dtype", "shape", "why"),
    [
        ("string", (1,), "tensor 'odd' is of type string, which has no size in TFLM"),
        ("float32", (-1, 4), "tensor 'odd' has a negative dimension"),
    ],
)
def test_a_tensor_that_cannot_be_planned_makes_the_figures_a_bound(dtype: str, shape: tuple[int, ...], why: str) -> None:
    b = floor()
    b.tensor("odd", shape, dtype)
    assert planned(b).unknown == (why,)


def test_operands_that_no_kernel_takes_are_survived() -> None:
    b = floor()
    b.operator("CONV_2D", [-1, -1], [b.tensor("z", ())], {})
    b.operator("SVDF", [], [], {})
    b.operator("SignalRfft", [0], [b.tensor("spectrum", (1, 4))])
    assert planned(b).used > 0


def test_an_empty_model_is_planned() -> None:
    b = ModelBuilder()
    plan = planned(b)
    assert (plan.head, plan.buffers, plan.exact) == (0, (), True)
