"""`mixed-precision`: int8 beside int16."""

from networks import Tree, dense

from tflint.testing import ModelBuilder, run
from tflint_rules.quantization.mixed_precision import rule


def mixed() -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4), "int8", scale=0.5), b.tensor("y", (1, 4), "int8", scale=0.5)
    wide, z = b.tensor("wide", (1, 4), "int16", scale=0.01), b.tensor("z", (1, 4), "int16", scale=0.01)
    b.operator("ADD", [x, x], [y], {})
    b.operator("ADD", [y, x], [y], {})
    b.operator("QUANTIZE", [y], [wide])
    b.operator("ADD", [wide, wide], [z], {})
    b.output(z)
    return b.build()


def bad() -> Tree:
    """An int16 layer in an int8 network."""
    return {"models/mixed.tflite": mixed()}


def good() -> Tree:
    return {"models/mixed.tflite": dense()}


def test_one_width_is_fine() -> None:
    assert run(rule, dense()) == ()


def test_the_first_op_of_the_rarer_width_is_named() -> None:
    (finding,) = run(rule, mixed())
    assert finding.message == "2 ops compute in int8 and 1 in int16; the first in int16 is op 3 ADD"
