from __future__ import annotations

import subprocess
import sys

import pytest

from tflint.model import opcodes, schema
from tflint.model.reader import read
from tflint.testing import ModelBuilder
from tflint.testing.builder import options_table
from tflint.testing.constants import packed


def test_what_is_built_is_read_back() -> None:
    b = ModelBuilder(description="two layers")
    x = b.input("x", (1, 8), "int8", scale=0.5, zero_point=-1)
    w = b.constant("w", range(32), (4, 8), "int8", scale=(0.5, 0.25, 0.5, 0.125), zero_point=0, quantized_dimension=0)
    y = b.tensor("y", (1, 4), "int8", scale=0.25, zero_point=3)
    b.operator("FULLY_CONNECTED", [x, w, -1], [y], {"fused_activation_function": 1}, version=4, intermediates=[])
    b.operator("my_op", [y], [y], custom_options=b"\1")
    b.output(y)
    model = read(b.build())
    graph = model.subgraphs[0]
    weights = graph.tensors[w].quantization
    assert weights is not None
    assert (model.description, graph.inputs, graph.outputs) == ("two layers", (x,), (y,))
    assert (weights.scale, weights.zero_point) == ((0.5, 0.25, 0.5, 0.125), (0, 0, 0, 0))
    assert [(op.name, op.code.version) for op in graph.operators] == [("FULLY_CONNECTED", 4), ("my_op", 1)]


def test_operators_of_one_kind_share_their_code() -> None:
    b = ModelBuilder()
    x = b.input("x", (1,))
    for version in (1, 1, 2):
        b.operator("ABS", [x], [x], version=version)
    b.operator("ABS", [x], [x], deprecated_only=True)
    codes = read(b.build()).operator_codes
    assert [(code.builtin, code.builtin_field, code.version) for code in codes] == [(101, 101, 1), (101, 101, 2), (101, 0, 1)]


def test_a_scale_without_zero_points_leaves_their_vector_out() -> None:
    b = ModelBuilder()
    b.tensor("t", (1,), "int8", scale=0.5, zero_point=None)
    tensor = read(b.build()).subgraphs[0].tensors[0]
    assert tensor.quantization is not None
    assert not tensor.is_quantized


def test_a_subgraph_can_be_opened_again() -> None:
    b = ModelBuilder()
    assert b.subgraph("body") == 1
    b.input("a", (1,))
    b.select(0)
    b.input("x", (1,))
    assert [[tensor.name for tensor in graph.tensors] for graph in read(b.build()).subgraphs] == [["x"], ["a"]]


def test_several_pieces_outside_the_flatbuffer_are_each_found() -> None:
    b = ModelBuilder()
    tensors = [b.constant(f"t{i}", bytes([i]) * (i + 3), (i + 3,), "uint8", outside=True) for i in range(3)]
    model = read(b.build())
    found = [bytes(model.constant(model.subgraphs[0].tensors[i]) or b"") for i in tensors]
    assert found == [b"\0\0\0", b"\1\1\1\1", b"\2\2\2\2\2"]
    assert all(buffer.at % 16 == 0 for buffer in model.buffers)


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        ((1, -1), "int8", b"\1\xff"),
        ((1, -2, 3), "int4", b"\xe1\x03"),
        ((1, 2, 3, 0, 1), "int2", b"\x39\x01"),
        ((1.5,), "float16", b"\x00\x3e"),
        ((True, False), "bool", b"\1\0"),
        (7, "int16", b"\7\0\7\0"),
        (b"raw", "complex64", b"raw"),
    ],
)
def test_values_are_packed_as_the_schema_stores_them(values: object, dtype: str, expected: bytes) -> None:
    assert packed(values, (2,), dtype) == expected  # type: ignore[arg-type]  # any of the kinds of values


def test_every_builtin_with_an_options_table_finds_it() -> None:
    own = set()
    for name in opcodes.NUMBERS:
        try:
            own.add(options_table(name))
        except ValueError:
            continue
    tables = {member for union in ("BuiltinOptions", "BuiltinOptions2") for member in schema.UNIONS[union][1:]}
    assert tables - own == set()


def test_an_unknown_option_is_refused_with_the_one_that_was_meant() -> None:
    b = ModelBuilder()
    b.operator("SOFTMAX", [], [], {"betta": 1.0})
    with pytest.raises(ValueError, match="SoftmaxOptions has no field betta, did you mean beta"):
        b.build()


def test_options_for_an_operator_that_has_none_are_refused() -> None:
    with pytest.raises(ValueError, match="the schema has no options table for RELU"):
        ModelBuilder().operator("RELU", [], [], {})


def test_an_unknown_type_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="the schema has no type int7; it has float32"):
        ModelBuilder().tensor("t", (1,), "int7")


def test_without_the_extra_the_kit_says_what_to_install() -> None:
    program = "import sys; sys.modules['flatbuffers'] = None\nimport tflint.testing"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert "pip install 'tflint[testing]'" in done.stderr.splitlines()[-1]


def test_a_copy_goes_its_own_way() -> None:
    b = ModelBuilder()
    x = b.input("x", (1, 8))
    b.operator("SOFTMAX", [x], [b.tensor("y", (1, 8))], {"beta": 1.0})
    other = b.copy()
    other.amend(x, shape=[2, 4])
    other.amend_operator(0, builtin_options=None, inputs=[x, x])
    other.subgraph("more")
    before, after = read(b.build()), read(other.build())
    assert (before.subgraphs[0].tensors[x].shape, len(before.subgraphs)) == ((1, 8), 1)
    assert before.subgraphs[0].operators[0].options == {"beta": 1.0}
    changed = after.subgraphs[0].operators[0]
    assert (after.subgraphs[0].tensors[x].shape, changed.inputs, changed.options) == ((2, 4), (x, x), None)
