"""The arena as TensorFlow's releases up to 2.4 filled it."""

from __future__ import annotations

from typing import Any

import pytest

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import build, micro_allocator, micro_interpreter
from tflint.runtime.verdict import Effect, Phase
from tflint.testing import ModelBuilder

INT8: dict[str, Any] = {"dtype": "int8", "scale": 0.5, "zero_point": 0}


def softmax() -> bytes:
    b = ModelBuilder()
    b.operator("SOFTMAX", [b.input("x", (1, 4))], [b.tensor("y", (1, 4))], {"beta": 1.0})
    b.output(1)
    return b.build()


def events(data: bytes, runtime: str, kernels: str = "reference") -> list[str]:
    made: list[str] = []
    allocator = micro_allocator.MicroAllocator(read(data), build.of(parse(f"cortex-m4/{kernels}", runtime)))
    allocator.arena.events = made
    allocator.prepare(0, made)
    return made


def kept(data: bytes, runtime: str) -> list[int]:
    return [int(event.split()[1]) for event in events(data, runtime) if event.startswith("P")]


def test_all_tensors_were_tflitetensors_and_kernels_kept_little() -> None:
    assert kept(softmax(), "tf@2.3") == [24, 24, 2 * 32, 40, 4]  # allocators, two tensors, a node, options
    assert "t" not in {event[0] for event in events(softmax(), "tf@2.3")}


def test_cmsis_nn_of_2_4_kept_seven_integers_for_mul() -> None:
    b = ModelBuilder()
    b.operator("MUL", [b.input("x", (1, 4)), b.input("y", (1, 4))], [b.tensor("z", (1, 4))])
    b.output(2)
    data = b.build()
    assert [(" ".join(events(data, "tf@2.4", it))).count("P 28 16") for it in ("cmsis-nn", "reference")] == [1, 0]


def test_cmsis_nn_of_2_3_kept_an_index_and_asked_for_buffers_whatever_the_type() -> None:
    b = ModelBuilder()
    x, w = b.input("x", (1, 4, 4, 2)), b.constant("w", 1.0, (1, 3, 3, 2), "float32")
    strides = {"stride_w": 1, "stride_h": 1}
    b.operator("DEPTHWISE_CONV_2D", [x, w], [y := b.tensor("y", (1, 4, 4, 2))], {**strides, "depth_multiplier": 1})
    b.operator("MAX_POOL_2D", [y], [b.tensor("z", (1, 4, 4, 2))], {**strides, "filter_width": 1, "filter_height": 1})
    b.output(3)
    data = b.build()
    plan = micro_allocator.plan(read(data), parse("cortex-m4/cmsis-nn", "arduino@2020-06"))
    assert [it.what for it in plan.persistent].count("index of the scratch buffer") == 2
    assert sorted(it.request.size for it in plan.buffers if it.request.name.startswith("arm_")) == [16, 48]
    assert plan.exact


@pytest.mark.parametrize(("filters", "phases"), [(256, []), (257, [Phase.PREPARE])])
def test_a_convolution_of_2_3_with_cmsis_nn_has_room_for_256_filters(filters: int, phases: list[Phase]) -> None:
    b = ModelBuilder()
    x, w = b.input("x", (1, 4, 4, 1), **INT8), b.constant("w", 1, (filters, 1, 1, 1), "int8", scale=0.5, zero_point=0)
    b.operator("CONV_2D", [x, w], [b.tensor("y", (1, 4, 4, filters), **INT8)], {"stride_w": 1, "stride_h": 1})
    b.output(2)
    target = parse("cortex-m4/cmsis-nn", "arduino@2020-06")
    found = [it.phase for it in micro_interpreter.verdicts(read(b.build()), target) if it.effect.fatal]
    assert found == phases


def test_the_oldest_had_no_allocator_in_the_arena_and_copied_dims() -> None:
    assert kept(softmax(), "tf@2.1") == [2 * 56, 40, 4, 12, 12]


def dense() -> bytes:
    b = ModelBuilder()
    w = b.constant("w", 1.0, (2, 4), "float32")
    b.operator("FULLY_CONNECTED", [b.input("x", (1, 4)), w], [b.tensor("y", (1, 2))])
    b.output(2)
    return b.build()


@pytest.mark.parametrize(("target", "taken"), [("cortex-m4/reference", 3 + 2), ("esp32/reference", 12)])
def test_options_of_three_bytes_were_aligned_to_what_no_address_is_a_multiple_of(target: str, taken: int) -> None:
    plan = micro_allocator.plan(read(dense()), parse(target, "eloquenttinyml@0.0.10"))
    assert min(it.size for it in plan.persistent if it.what == "TfLiteFullyConnectedParams") >= taken
    assert [why for why in plan.unknown if "of the address" in why] == (
        []
        if plan.exact
        else ["options of 3 B are aligned to 3 B of the address, which the linker decides: 2 B less may do for each"]
    )
    assert plan.exact is (target == "esp32/reference")


def test_a_convolution_of_2020_06_kept_its_multipliers() -> None:
    b = ModelBuilder()
    x, w = b.input("x", (1, 4, 4, 1), **INT8), b.constant("w", 1, (2, 1, 1, 1), "int8", scale=(0.5, 0.5), zero_point=0)
    bias = b.constant("b", 0, (2,), "int32", scale=(0.25, 0.25), zero_point=0)
    b.operator("CONV_2D", [x, w, bias], [b.tensor("y", (1, 4, 4, 2), **INT8)], {"stride_w": 1, "stride_h": 1})
    b.output(3)
    assert kept(b.build(), "tf@2.3")[-3:] == [40, 8, 8]
    assert kept(b.build(), "tf@2.2")[-2:] == [40, 24]  # a node, options


def test_the_oldest_refuse_versions_that_their_resolver_does_not_take() -> None:
    b = ModelBuilder()
    b.operator("ABS", [b.input("x", (1, 4))], [b.tensor("y", (1, 4))], version=2)
    b.output(1)
    model = read(b.build())
    first = next(micro_interpreter.verdicts(model, parse("cortex-m4/reference", "tf@2.1")))
    assert first.why == "ABS is of version 2, and tf@2.1's AllOpsResolver supports it up to version 1"
    assert [it for it in micro_interpreter.verdicts(model, parse("cortex-m4/reference", "tf@2.3")) if it.effect.fatal] == []


def messages(b: ModelBuilder, runtime: str) -> list[str | None]:
    found = micro_interpreter.verdicts(read(b.build()), parse("cortex-m4/reference", runtime))
    return [it.message for it in found if it.effect.fatal and it.at_allocate]


def test_the_oldest_refuse_a_reshape_whose_options_have_no_shape() -> None:
    b = ModelBuilder()
    b.operator("RESHAPE", [b.input("x", (2, 6))], [b.tensor("y", (3, 4))], {"new_shape": None})
    b.output(1)
    assert messages(b, "tf@2.2") == []
    assert messages(b, "tf@2.1") == ["Input array not provided for operation 'reshape'."]


def test_a_circular_buffer_had_slots_of_one_column() -> None:
    b = ModelBuilder()
    b.operator("CIRCULAR_BUFFER", [b.input("x", (1, 1, 4, 3), **INT8)], [b.tensor("y", (1, 5, 4, 3), **INT8)])
    b.output(1)
    assert messages(b, "pico-tflmicro@2020-11") == []
    assert messages(b, "tf@2.4") == messages(b, "tfmicro@2020-10") == ["1 != output->dims->data[2] (1 != 4)"]


@pytest.mark.parametrize(("runtime", "phase"), [("tf@2.1", Phase.INVOKE), ("tf@2.3", Phase.PREPARE)])
def test_the_oldest_prepared_kernels_in_invoke(runtime: str, phase: Phase) -> None:
    b = ModelBuilder()
    b.operator("QUANTIZE", [b.input("x", (1, 4), dtype="int32")], [b.tensor("y", (1, 4), **INT8)], {})
    b.output(1)
    (found,) = (
        it for it in micro_interpreter.verdicts(read(b.build()), parse("cortex-m4/reference", runtime)) if it.effect.fatal
    )
    assert found.phase is phase


def hybrid() -> ModelBuilder:
    b = ModelBuilder()
    w = b.constant("w", 1, (2, 4), "int8", scale=0.5, zero_point=0)
    b.operator("FULLY_CONNECTED", [b.input("x", (1, 4)), w], [b.tensor("y", (1, 2))], {})
    b.output(2)
    return b


def test_a_hybrid_dense_layer_loaded_in_tensorflow_2_2_and_not_a_month_later() -> None:
    assert messages(hybrid(), "tf@2.2") == []
    assert messages(hybrid(), "tfmicro@2020-04") == messages(hybrid(), "tf@2.3") != []


def test_a_float32_svdf_of_2_2_takes_its_scratch_as_an_input() -> None:
    b = ModelBuilder()
    state = b.tensor("state", (1, 6), is_variable=True)
    weights = [b.constant("feature", 1.0, (2, 4), "float32"), b.constant("time", 1.0, (2, 3), "float32")]
    b.operator("SVDF", [b.input("x", (1, 4)), *weights, -1, state], [b.tensor("y", (1, 2))], {"rank": 1})
    b.output(4)
    assert messages(b, "tf@2.2") == ["node->inputs->size != 6 (5 != 6)"]
    assert messages(b, "tfmicro@2020-04") == messages(b, "tf@2.4") == []


def test_a_convolution_of_2_2_was_looked_at_when_it_ran() -> None:
    b = ModelBuilder()
    w = b.constant("w", 1, (2, 1, 1, 1), "int8", scale=(0.5, 0.5, 0.5), zero_point=(0, 0, 0))
    b.operator(
        "CONV_2D", [b.input("x", (1, 4, 4, 1), **INT8), w], [b.tensor("y", (1, 4, 4, 2), **INT8)], {"stride_w": 1, "stride_h": 1}
    )
    b.output(2)
    assert messages(b, "tf@2.2") == []
    assert messages(b, "tf@2.3") != []


def test_an_op_that_stands_in_builtin_code_alone_was_taken_for_another() -> None:
    b = ModelBuilder()
    b.operator("PAD", [b.input("x", (1, 4))], [b.tensor("y", (1, 4))], {})
    b.output(1)
    model = read(b.build())
    codes = tuple(code._replace(deprecated_field=0) for code in model.operator_codes)
    (graph,) = model.subgraphs
    model = model._replace(
        operator_codes=codes, subgraphs=(graph._replace(operators=tuple(it._replace(code=codes[0]) for it in graph.operators)),)
    )
    found = list(micro_interpreter.verdicts(model, parse("cortex-m4/reference", "tfmicro@2020-10")))
    assert any(it.effect is Effect.WRONG and it.why.endswith("it reads the op as ADD") for it in found)
