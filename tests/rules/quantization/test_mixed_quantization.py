"""`mixed-quantization`: integer and float32 arithmetic in one model; `float-fallback` has what lies between integers."""

import pytest
from networks import Tree, chain, dense, float_dense

from tflint.finding import Finding, Severity
from tflint.testing import ModelBuilder, TensorFields, run
from tflint_rules.quantization import float_fallback, float_input, float_output, mixed_quantization
from tflint_rules.quantization.mixed_quantization import rule

INNER = TensorFields(dtype="int8", scale=0.5, zero_point=0)
FAMILY = {it.rule.name: it.rule for it in (float_fallback, float_input, float_output, mixed_quantization)}


def bad() -> Tree:
    """A network whose last activation function has no integer form."""
    return {"models/wave.tflite": chain("ADD", "ADD", "DEQUANTIZE", "SIN", start="int8")}


def good() -> Tree:
    return {"models/wave.tflite": chain("ADD", "ADD", "TANH", start="int8")}


def told(data: bytes) -> dict[str, tuple[Finding, ...]]:
    """Return the findings of the rules about float32 in integer models, those that say something."""
    found = {name: run(it, data) for name, it in FAMILY.items()}
    assert all(it.severity is Severity.WARNING for findings in found.values() for it in findings)
    return {name: findings for name, findings in found.items() if findings}


def branches(*, float_branch: bool) -> bytes:
    """Return an int8 network whose second output comes from a branch in float32, or from integers too."""
    b = ModelBuilder()
    x, y = b.input("samples", (1, 4), **INNER), b.tensor("scores", (1, 4), **INNER)
    b.operator("ADD", [x, x], [y], {})
    if float_branch:
        w, z = b.input("level", (1, 4)), b.tensor("wave", (1, 4))
        b.operator("SIN", [w], [z])
    else:
        z = b.tensor("wave", (1, 4), **INNER)
        b.operator("ADD", [y, y], [z], {})
    b.output(y, z)
    return b.build()


def conditional(op: str) -> bytes:
    """Return an int8 network with an IF, one branch of which does `op` in float32."""
    b = ModelBuilder()
    choice, x = b.input("choice", (1,), "bool"), b.input("samples", (1, 4), **INNER)
    y, outer, z = b.tensor("y", (1, 4), **INNER), b.tensor("outer", (1, 4)), b.tensor("z", (1, 4))
    b.operator("ADD", [x, x], [y], {})
    b.operator("DEQUANTIZE", [y], [outer])
    b.operator("IF", [choice, outer], [z], {"then_subgraph_index": 1, "else_subgraph_index": 2})
    b.output(z)
    for name, inner in (("then", op), ("else", "RESHAPE")):
        b.subgraph(name)
        given, result = b.input("given", (1, 4)), b.tensor("result", (1, 4))
        b.operator(inner, [given], [result])
        b.output(result)
    return b.build()


def streaming(op: str) -> bytes:
    """Return an int8 network that keeps its last result in a float32 variable, and does `op` on what it reads from there."""
    b = ModelBuilder()
    x, y, kept = b.input("samples", (1, 4), **INNER), b.tensor("y", (1, 4), **INNER), b.tensor("kept", (1, 4))
    handle, read, z = b.tensor("handle", (), "resource"), b.tensor("read", (1, 4)), b.tensor("z", (1, 4))
    b.operator("VAR_HANDLE", [], [handle], {"shared_name": "state"})
    b.operator("READ_VARIABLE", [handle], [read], {})
    b.operator(op, [read], [z])
    b.operator("ADD", [x, x], [y], {})
    b.operator("DEQUANTIZE", [y], [kept])
    b.operator("ASSIGN_VARIABLE", [handle, kept], [], {})
    b.output(z)
    return b.build()


def joined(*, arithmetic: bool) -> bytes:
    """Return an int8 network that concatenates two float inputs, one of them perhaps squared, and quantizes the pair."""
    b = ModelBuilder()
    one, other = b.input("one", (1, 2)), b.input("other", (1, 2))
    squared = b.tensor("squared", (1, 2)) if arithmetic else other
    if arithmetic:
        b.operator("SQUARE", [other], [squared])
    pair, x, y = b.tensor("pair", (1, 4)), b.tensor("x", (1, 4), **INNER), b.tensor("y", (1, 4), **INNER)
    b.operator("CONCATENATION", [one, squared], [pair], {"axis": 1})
    b.operator("QUANTIZE", [pair], [x])
    b.operator("ADD", [x, x], [y], {})
    b.output(y)
    return b.build()


def without_conversion() -> bytes:
    """Return a network whose ADD reads int8 and writes float32 before an int8 op: no conversion says so."""
    b = ModelBuilder()
    x, y = b.input("samples", (1, 4), **INNER), b.tensor("level", (1, 4))
    z, w = b.tensor("wave", (1, 4)), b.tensor("scores", (1, 4), **INNER)
    b.operator("ADD", [x, x], [w], {})
    b.operator("ADD", [w, w], [y], {})
    b.operator("SIN", [y], [z])
    b.output(z)
    return b.build()


SILENT = {
    "integers all the way": dense(),
    "float all the way": float_dense(),
    "float ops with data moved between them": chain("SIN", "RESHAPE", "COS"),
    "integer ops with data moved between them": chain("ADD", "RESHAPE", "ADD", start="int8"),
    "a float network that takes integers": chain("DEQUANTIZE", "SIN", "COS", start="int8"),
    "a float network that gives integers": chain("SIN", "COS", "QUANTIZE"),
    "int16 all the way": chain("ADD", "ADD", start="int16", dtype="int16"),
    "a branch in integers": branches(float_branch=False),
    "a program of an NPU between integers": chain("ethos-u", start="int8"),
    "raw samples moved and cast, and float arithmetic on them": chain("RESHAPE", "SIN"),
    "values that are only moved": chain("RESHAPE", "TRANSPOSE"),
    "a variable that integers keep": chain("ADD", "SQUEEZE", "TANH", start="int8"),
}
TOLD = {
    "float input moved, then quantized": (chain("RESHAPE", "QUANTIZE", "ADD", "ADD"), {"float-input"}),
    "float input scaled, then quantized": (chain("MUL 2", "QUANTIZE", "ADD", "ADD"), {"mixed-quantization"}),
    "float ends of a program of an NPU": (chain("QUANTIZE", "ethos-u", "DEQUANTIZE"), {"float-input", "float-output"}),
    "one int8 layer before two in float": (
        chain("QUANTIZE", "ADD", "DEQUANTIZE", "SIN", "COS"),
        {"float-input", "mixed-quantization"},
    ),
    "two layers in float before one in int8": (
        chain("SIN", "COS", "QUANTIZE", "ADD", "DEQUANTIZE"),
        {"float-output", "mixed-quantization"},
    ),
    "a float front end of an int8 network": (
        chain("SIN", "QUANTIZE", "ADD", "ADD", "ADD", "DEQUANTIZE"),
        {"float-output", "mixed-quantization"},
    ),
    "a float last layer of an int8 network": (chain("ADD", "ADD", "DEQUANTIZE", "SIN", start="int8"), {"mixed-quantization"}),
    "int8 between float ops": (chain("SIN", "QUANTIZE", "ADD", "DEQUANTIZE", "COS"), {"mixed-quantization"}),
    "float between int8 ops, in the majority": (
        chain("ADD", "DEQUANTIZE", "SIN", "COS", "EXP", "QUANTIZE", "ADD", start="int8"),
        {"float-fallback"},
    ),
    "float data movement between int8 ops": (
        chain("ADD", "DEQUANTIZE", "RESHAPE", "QUANTIZE", "ADD", start="int8"),
        {"float-fallback"},
    ),
    "an int8 input turned into float for its front end": (
        chain("DEQUANTIZE", "SIN", "QUANTIZE", "ADD", start="int8"),
        {"mixed-quantization"},
    ),
    "both ends in float, all data moved": (
        chain("TRANSPOSE", "RESHAPE", "QUANTIZE", "ADD", "DEQUANTIZE", "RESHAPE"),
        {"float-input", "float-output"},
    ),
    "int16 with float ends": (chain("QUANTIZE", "ADD", "DEQUANTIZE", dtype="int16"), {"float-input", "float-output"}),
    "a float front end of a program of an NPU": (chain("MUL 2", "QUANTIZE", "ethos-u", start="float32"), {"mixed-quantization"}),
    "a separate branch in float": (branches(float_branch=True), {"mixed-quantization"}),
    "a branch of an IF in float": (conditional("SIN"), {"mixed-quantization"}),
    "float moved through an IF": (conditional("RESHAPE"), {"float-output"}),
    "float arithmetic on a variable": (streaming("SIN"), {"mixed-quantization"}),
    "float moved through a variable": (streaming("RESHAPE"), {"float-output"}),
    "two float inputs concatenated": (joined(arithmetic=False), {"float-input"}),
    "two float inputs, one of them squared": (joined(arithmetic=True), {"float-input", "mixed-quantization"}),
    "an op that reads int8 and writes float": (without_conversion(), {"mixed-quantization"}),
}


@pytest.mark.parametrize("data", SILENT.values(), ids=SILENT)
def test_one_kind_of_arithmetic_is_silent(data: bytes) -> None:
    assert told(data) == {}


@pytest.mark.parametrize(("data", "rules"), TOLD.values(), ids=TOLD)
def test_float_in_an_integer_model_is_found_wherever_it_hides(data: bytes, rules: set[str]) -> None:
    assert set(told(data)) == rules


def test_both_inputs_of_a_pair_are_found() -> None:
    assert [it.location.tensor for it in run(float_input.rule, joined(arithmetic=False))] == ["one", "other"]


def test_the_message_says_where_the_float_ops_lie() -> None:
    (finding,) = run(rule, chain("SIN", "COS", "QUANTIZE", "ADD", "DEQUANTIZE", "EXP", "QUANTIZE", "ADD", "DEQUANTIZE", "ABS"))
    assert finding.message == (
        "4 ops compute in float32 and 2 in int8: 2 ops from op 0 SIN to op 1 COS before the integers, "
        "op 9 ABS after the integers, op 5 EXP between them"
    )
    assert finding.location.path == "subgraphs/0/operators/0"


def test_both_sides_are_weighed_and_the_borders_named() -> None:
    (finding,) = run(rule, chain("SIN", "QUANTIZE", "ADD", "ADD", "DEQUANTIZE"))
    assert finding.help == (
        "float32: 0 MACs, 16 B of results, 0 B of weights",
        "int8: 0 MACs, 8 B of results, 0 B of weights",
        "1 conversion between them: op 1 QUANTIZE",
        "inference_input_type = tf.int8 would only put a DEQUANTIZE after input 'samples'",
    )
    assert finding.evidence == {
        "float_operators": 1,
        "float_macs": 0,
        "float_bytes": 16,
        "integer_operators": 2,
        "integer_macs": 0,
        "integer_bytes": 8,
        "borders": 1,
    }


def test_an_option_is_named_only_where_the_model_s_own_end_is_float() -> None:
    (finding,) = run(rule, chain("DEQUANTIZE", "SIN", "QUANTIZE", "ADD", start="int8"))
    assert not any("inference" in line for line in finding.help)
