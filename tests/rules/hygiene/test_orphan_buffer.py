"""`orphan-buffer`: bytes without a user."""

import pytest
from networks import Tree, dense

from tflint.testing import ModelBuilder, run
from tflint_rules.hygiene.orphan_buffer import rule


def leftover(size: int) -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.buffer(bytes(range(256)) * (size // 256 + 1) if size > 4096 else b"w" * size)
    b.operator("ABS", [x], [y])
    b.output(y)
    return b.build()


def bad() -> Tree:
    """Weights that stayed after their layer was removed."""
    return {"models/edited.tflite": leftover(4096)}


def good() -> Tree:
    return {"models/edited.tflite": dense()}


def test_buffers_of_tensors_and_metadata_have_users() -> None:
    assert run(rule, dense(inputs=1000, metadata={"notes": b"n" * 5000})) == ()


@pytest.mark.parametrize(("size", "count"), [(1024, 0), (1025, 1)])
def test_more_than_a_kilobyte_is_worth_the_line(size: int, count: int) -> None:
    assert len(run(rule, leftover(size))) == count


def test_the_bytes_are_counted() -> None:
    (finding,) = run(rule, leftover(4096))
    assert finding.evidence == {"bytes": 4096, "count": 1}
