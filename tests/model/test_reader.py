from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest
from model.fixtures import FIXTURES, classifier, control_flow, oddities

from tflint.model.reader import Malformed, read
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("name", FIXTURES)
def test_a_sound_model_is_read(name: str) -> None:
    assert read(FIXTURES[name]()).subgraphs


@pytest.mark.parametrize("name", FIXTURES)
def test_what_is_made_without_its_constructor_has_a_value_for_each_field(name: str) -> None:
    model = read(FIXTURES[name]())
    tensors, operators = [*model.tensors()], [*model.operators()]
    made: list[Any] = [*tensors, *operators, *model.buffers, *(it.quantization for it in tensors if it.quantization is not None)]
    for record in made:
        assert type(record)(**record._asdict()) == record


def test_an_omitted_optional_input_is_no_mistake() -> None:
    dense = read(classifier()).subgraphs[0].operators[3]
    assert dense.inputs == (6, 7, -1)


def test_options_have_their_schema_names_and_defaults() -> None:
    conv = read(classifier()).subgraphs[0].operators[0]
    assert conv.options_type == "Conv2DOptions"
    assert conv.options == {
        "padding": 1,
        "stride_w": 1,
        "stride_h": 1,
        "fused_activation_function": 1,
        "dilation_w_factor": 1,
        "dilation_h_factor": 1,
        "quantized_bias_type": 0,
    }


def test_weights_are_handles_and_stay_in_the_file() -> None:
    model = read(classifier())
    weights = model.subgraphs[0].tensors[1]
    constant = model.constant(weights)
    assert constant is not None
    assert constant.tolist() == [value % 256 for value in range(-9, 9)]
    assert model.is_constant(weights)
    assert not model.is_constant(model.subgraphs[0].tensors[0])


def test_a_signature_names_tensors() -> None:
    signature = read(classifier()).signatures[0]
    assert (signature.key, signature.inputs, signature.outputs) == ("serving_default", (("image", 0),), (("probabilities", 9),))


def test_all_subgraphs_are_read() -> None:
    assert [graph.name for graph in read(control_flow()).subgraphs] == ["", "condition", "body", "else"]


def test_an_operator_of_an_old_file_goes_by_its_deprecated_number() -> None:
    branch = read(control_flow()).subgraphs[0].operators[2]
    assert (branch.name, branch.code.builtin, branch.code.builtin_field) == ("IF", 118, 0)


def test_absent_vectors_are_told_from_empty_ones() -> None:
    model = read(oddities())
    first, empty = model.subgraphs
    assert (first.inputs, first.outputs, first.tensors_given) == ((0,), None, True)
    assert (empty.inputs, empty.outputs, empty.tensors_given) == (None, (), False)
    assert [(op.inputs, op.custom_at is None, op.custom_size) for op in first.operators[:3]] == [
        ((0, 1, -1), False, 2),
        ((0,), False, 0),
        (None, True, 0),
    ]


def test_unknown_numbers_are_kept_and_reported() -> None:
    graph = read(oddities()).subgraphs[0]
    assert graph.tensors[5].dtype == "type 30"
    assert graph.operators[3].name == "operator 250"


def test_data_outside_the_flatbuffer_is_found() -> None:
    model = read(oddities())
    outside = next(buffer for buffer in model.buffers if buffer.outside)
    assert bytes(model.bytes(outside)) == b"outside"
    assert outside.at >= model.end


def test_newer_fields_are_read() -> None:
    b = ModelBuilder()
    b.tensor("t", (1,), "float8_e5m2", external_buffer=3)
    assert (read(b.build()).subgraphs[0].tensors[0].external_buffer, read(b.build()).subgraphs[0].tensors[0].dtype) == (
        3,
        "float8_e5m2",
    )


def dangling(change: Callable[[ModelBuilder, int], object]) -> tuple[str, str, str]:
    b = ModelBuilder()
    x = b.input("x", (1,))
    change(b, x)
    with pytest.raises(Malformed) as caught:
        read(b.build())
    assert caught.value.at > 0
    return caught.value.kind, caught.value.why, caught.value.location.path


DANGLING: dict[str, tuple[Callable[[ModelBuilder, int], object], str, str]] = {
    "an input past the tensors": (lambda b, x: b.operator("ABS", [x, 1], [x]), "input 1 is tensor 1, the subgraph has 1", "subgraphs/0/operators/0"),
    "an input below -1": (lambda b, x: b.operator("ABS", [-2], [x]), "input 0 is tensor -2, the subgraph has 1", "subgraphs/0/operators/0"),
    "an omitted output": (lambda b, x: b.operator("ABS", [x], [-1]), "output 0 is tensor -1, the subgraph has 1", "subgraphs/0/operators/0"),
    "a graph input of -1": (lambda b, _: b.graph_inputs(-1), "graph input 1 is tensor -1, the subgraph has 1", "subgraphs/0/inputs/1"),
    "a graph output past the tensors": (lambda b, _: b.output(1), "graph output 0 is tensor 1, the subgraph has 1", "subgraphs/0/outputs/0"),
    "a tensor without its buffer": (lambda b, _: b.tensor("t", (1,), buffer=1), "tensor 1 uses buffer 1, the model has 1", "subgraphs/0/tensors/1"),
    "an operator without its code": (
        lambda b, x: b.operator("ABS", [x], [x], opcode_index=1), "operator 0 uses operator code 1, the model has 1", "subgraphs/0/operators/0"),
    "metadata without its buffer": (lambda b, _: b.metadata_entry("m", 7), "metadata 'm' uses buffer 7, the model has 1", "metadata/0"),
    "a signature of no subgraph": (
        lambda b, x: b.signature("s", {"x": x}, {}, subgraph=1), "signature 's' names subgraph 1, the model has 1", "signature_defs/0"),
    "a signature of no tensor": (
        lambda b, _: b.signature("s", {}, {"y": 1}), "signature 's' maps 'y' to tensor 1, the subgraph has 1", "signature_defs/0"),
    "no subgraph": (lambda b, _: b.model_fields(subgraphs=()), "the model has no subgraph", ""),
    "no subgraph vector": (lambda b, _: b.model_fields(subgraphs=None), "the model has no subgraph", ""),
    "no buffers": (lambda b, _: b.model_fields(buffers=None), "tensor 0 uses buffer 0, the model has 0", "subgraphs/0/tensors/0"),
}  # fmt: skip


@pytest.mark.parametrize("name", DANGLING)
def test_an_index_that_names_nothing_is_refused(name: str) -> None:
    change, why, where = DANGLING[name]
    assert dangling(change) == ("dangling-index", why, where)


def test_the_collector_is_on_again_after_a_refusal() -> None:
    with pytest.raises(Malformed):
        read(classifier()[:400])
    assert gc.isenabled()
