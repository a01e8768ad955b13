"""Models that between them use every part of the schema that the reader knows."""

from __future__ import annotations

from tflint.model import opcodes, schema
from tflint.testing import ModelBuilder
from tflint.testing.builder import options_table


def classifier() -> bytes:
    """Return a small int8 network as converters write them: convolution, pooling, a dense layer, softmax, a signature."""
    b = ModelBuilder("classifier")
    x = b.input("image", (1, 8, 8, 1), "int8", scale=0.5, zero_point=-1, shape_signature=(-1, 8, 8, 1), has_rank=True)
    w = b.constant("conv/w", range(-9, 9), (2, 3, 3, 1), "int8", scale=(0.1, 0.2), zero_point=0)
    c = b.constant("conv/b", (10, -20), (2,), "int32", scale=(0.05, 0.1), zero_point=0)
    y = b.tensor("conv", (1, 6, 6, 2), "int8", scale=1.0, zero_point=-128, quantization={"min": (0.0,), "max": (255.0,)})
    b.operator("CONV_2D", [x, w, c], [y], {"padding": 1, "stride_w": 1, "stride_h": 1, "fused_activation_function": 1}, version=3)
    p = b.tensor("pool", (1, 3, 3, 2), "int8", scale=1.0, zero_point=-128)
    b.operator(
        "MAX_POOL_2D", [y], [p], {"padding": 1, "stride_w": 2, "stride_h": 2, "filter_width": 2, "filter_height": 2}, version=2
    )
    d = b.constant("dims", (1, 18), (2,), "int32")
    f = b.tensor("flat", (1, 18), "int8", scale=1.0, zero_point=-128)
    b.operator("RESHAPE", [p, d], [f], {"new_shape": (1, 18)})
    m = b.constant("dense/w", [i % 7 - 3 for i in range(72)], (4, 18), "int8", scale=0.25, zero_point=0)
    z = b.tensor("dense", (1, 4), "int8", scale=2.0, zero_point=3)
    b.operator("FULLY_CONNECTED", [f, m, -1], [z], {"weights_format": 0}, version=4)
    s = b.tensor("probabilities", (1, 4), "int8", scale=1 / 256, zero_point=-128)
    b.operator("SOFTMAX", [z], [s], {"beta": 1.0}, version=2)
    b.output(s)
    b.metadata("min_runtime_version", b"1.14.0\0\0\0\0\0\0\0\0\0\0")
    b.signature("serving_default", {"image": x}, {"probabilities": s})
    return b.build()


def control_flow() -> bytes:
    """Return a model with three more subgraphs, a loop, a branch and resource variables."""
    b = ModelBuilder()
    x = b.input("x", (1,), "float32")
    flag = b.input("flag", (), "bool")
    y, z = b.tensor("looped", (1,)), b.tensor("chosen", (1,))
    v = b.tensor("handle", (), "resource")
    b.operator("VAR_HANDLE", [], [v], {"container": "c", "shared_name": "counter"})
    b.operator("WHILE", [x], [y], {"cond_subgraph_index": 1, "body_subgraph_index": 2})
    b.operator("IF", [flag, y], [z], {"then_subgraph_index": 2, "else_subgraph_index": 3}, deprecated_only=True)
    b.output(z)
    b.subgraph("condition")
    a, limit = b.input("a", (1,)), b.constant("limit", (8.0,), (1,))
    less = b.tensor("less", (1,), "bool")
    b.operator("LESS", [a, limit], [less], {})
    b.output(less)
    for name in ("body", "else"):
        b.subgraph(name)
        a, one = b.input("a", (1,)), b.constant("one", (1.0,), (1,))
        total = b.tensor("sum", (1,))
        b.operator("ADD", [a, one], [total], {"pot_scale_int16": False})
        b.output(total)
    return b.build()


def oddities() -> bytes:
    """Return a model with what few have: sparsity, quantization details, variants, outside data, odd types and names."""
    b = ModelBuilder("oddities ü")
    dimensions = [
        {"format": 0, "dense_size": 4},
        {
            "format": 1,
            "array_segments": ("Uint8Vector", {"values": b"\0\1"}),
            "array_indices": ("Uint16Vector", {"values": (1, 2)}),
        },
        {"format": 1, "array_segments": ("Int32Vector", {"values": (0, 1)}), "array_indices": ("Int32Vector", {"values": ()})},
    ]
    sparse = {"traversal_order": (0, 1, 2), "block_map": (1,), "dim_metadata": dimensions}
    x = b.input("x", None, "float32")
    w = b.constant("w", b"\1\2\3\4", (4, 4), "int8", scale=(0.5,), zero_point=None, sparsity=sparse)
    q = b.constant("q", (1, -2, 3), (3,), "int4", quantization={"details": ("CustomQuantization", {"custom": b"abc"})})
    n = b.tensor("", (2,), "variant", variant_tensors=[{"shape": (1,), "type": 1, "has_rank": True}, {}])
    o = b.constant("o", b"outside", (7,), "uint8", outside=True)
    t = b.tensor(
        None, (), 30, is_variable=True, quantization={"details": ("BlockwiseQuantization", {"scales": 1, "block_size": 32})}
    )
    k = b.tensor("k", (), "int2", quantization={"details": ("MultiAxisQuantization", {"quantized_dimensions": (0, 1)})})
    b.operator("MyOp", [x, w, -1], [n], custom_options=b"\1\2", mutating_variable_inputs=(True, False, True), version=7)
    b.operator("MyOp", [x], [t], custom_options=b"")
    b.operator("CUSTOM", None, None)
    b.operator(250, [q, o], [k], options_type=None)
    b.operator("STABLEHLO_COMPOSITE", [x], [k], {"name": "n", "decomposition_subgraph_index": 1, "composite_attributes": b"\3\4"})
    b.operator(
        "STABLEHLO_GATHER", [x], [k], {"offset_dims": (1, 2), "slice_sizes": (), "index_vector_dim": -1}, intermediates=[n]
    )
    b.operator("BUCKETIZE", [x], [k], {"boundaries": (0.5, 1.5)})
    b.omit("outputs")
    b.subgraph("empty")
    b.omit("tensors", "operators", "inputs")
    b.model_fields(external_buffer_groups=[{"name": "g"}], external_buffers=[{"id": 1, "offset": 2, "length": 3, "packing": "p"}])
    return b.build()


def every_option() -> bytes:
    """Return a model with an operator for each builtin that has an options table, all fields off their defaults."""
    b = ModelBuilder()
    x = b.input("x", (1,))
    for name in opcodes.NUMBERS:
        try:
            table = options_table(name)
        except ValueError:
            continue
        b.operator(name, [x], [x], {slot[0]: other(slot[1], slot[2]) for slot in schema.TABLES[table] if slot})
    return b.build()


def other(kind: str, default: float | None) -> object:
    """Return a value of a kind that is not its default."""
    if kind in ("?", "f"):
        return not default if kind == "?" else 0.75
    if kind.startswith("["):
        return {"B": b"\7\0", "?": (True,), "f": (0.5, -0.5)}.get(kind[1:], (3, 1))
    return "text" if kind == "s" else int(default or 0) + 2


FIXTURES = {build.__name__: build for build in (classifier, control_flow, oddities, every_option)}
