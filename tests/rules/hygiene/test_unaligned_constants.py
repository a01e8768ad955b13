"""`unaligned-constants`: eight-byte numbers off their boundary."""

from networks import Tree, dense, one

from tflint.testing import run
from tflint_rules.hygiene.unaligned_constants import rule

VALUES = (3, 1)


def indices() -> bytes:
    constant = {"values": VALUES, "shape": (2,), "dtype": "int64", "name": "order"}
    return one("GATHER", [{"shape": (4,)}, constant], {"shape": (2,)}, {})


def shifted() -> bytes:
    """Return the network with its int64 constant moved behind the rest, to a multiple of four that is none of eight."""
    data = bytearray(indices())
    constant = b"".join(number.to_bytes(8, "little") for number in VALUES)
    at = data.find(constant) - 4
    reference = next(i for i in range(0, at, 4) if i + int.from_bytes(data[i : i + 4], "little") == at)
    data += bytes(-len(data) % 8)
    data[reference : reference + 4] = (len(data) - reference).to_bytes(4, "little")
    return bytes(data) + len(constant).to_bytes(4, "little") + constant


def bad() -> Tree:
    """A model written by a tool that aligns to four only."""
    return {"models/packed.tflite": shifted()}


def good() -> Tree:
    return {"models/packed.tflite": indices()}


def test_a_builder_aligns_its_buffers() -> None:
    assert run(rule, dense()) == ()
    assert run(rule, indices()) == ()


def test_a_constant_off_its_boundary_is_noted() -> None:
    (finding,) = run(rule, shifted())
    assert finding.location.tensor == "order"
    assert finding.evidence["offset"] == len(shifted()) - 16
