"""`offline-plan-overlap`: plans that lose a value."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING

from tflint.finding import Severity
from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import ModelBuilder, run
from tflint_rules.memory.offline_plan_overlap import rule

if TYPE_CHECKING:
    from networks import Tree

    from tflint.finding import Finding

APART = (0, 64, 128, 192)  # image, smooth, edges, sum


def planned(*offsets: int, op: str = "RELU") -> bytes:
    """Return two operators on one input, the sum of what they make, and an offline plan for the four tensors."""
    b = ModelBuilder()
    image, smooth, edges, total = (
        b.tensor(name, (1, 64), "int8", scale=0.1, zero_point=0) for name in ("image", "smooth", "edges", "sum")
    )
    b.graph_inputs(image)
    b.operator(op, [image], [smooth])
    b.operator("RELU6", [image], [edges])
    b.operator("ADD", [smooth, edges], [total], {})
    b.output(total)
    b.metadata("OfflineMemoryAllocation", pack(f"<{3 + len(offsets)}i", 1, 1, len(offsets), *offsets))
    return b.build()


def bad() -> Tree:
    """A plan that puts two tensors in one place, both of which a later ADD reads."""
    return {"models/striped.tflite": planned(0, 64, 64, 128)}


def good() -> Tree:
    return {"models/striped.tflite": planned(*APART)}


def told(data: bytes, target: str = "cortex-m4/cmsis-nn") -> list[Finding]:
    return list(run(rule, data, board=Board("board", parse(target))))


def test_tensors_apart_lose_nothing() -> None:
    assert not told(planned(*APART))


def test_a_model_without_a_plan_is_not_looked_at() -> None:
    assert not told(planned(*(-1,) * 4))


def test_a_plan_of_another_number_of_tensors_is_another_rule_s() -> None:
    assert not told(planned(0, 0, 0))


def test_a_sum_may_lie_over_an_operand_where_the_kernel_allows_it() -> None:
    places = (0, 64, 128, 64)
    assert not told(planned(*places))
    (finding,) = told(planned(*places), "esp32s3/esp-nn@1.1.0")
    assert finding.severity is Severity.WARNING


def test_litert_takes_no_plan() -> None:
    assert not told(planned(0, 64, 64, 128), "litert")


def test_a_value_that_is_lost_is_an_error_with_reader_writer_and_bytes() -> None:
    (finding,) = told(planned(0, 64, 96, 192))
    assert finding.severity is Severity.ERROR
    assert finding.message == "'smooth' is read, but its bytes 32…63 hold 'edges', written by op 1 RELU6"
    assert (finding.location.operator, finding.evidence["low"], finding.evidence["high"]) == ("ADD", 32, 64)


def test_an_operator_that_writes_over_its_own_input_is_a_warning() -> None:
    (finding,) = told(planned(0, 64, 160, 72))
    assert finding.severity is Severity.WARNING
    assert "in the same place" in finding.message


def test_an_output_that_is_written_over_is_named() -> None:
    b = ModelBuilder()
    x, y, z = (b.tensor(name, (1, 64), "int8", scale=0.1, zero_point=0) for name in ("x", "y", "z"))
    b.graph_inputs(x)
    b.operator("RELU", [x], [y])
    b.operator("RELU6", [x], [z])
    b.output(y, z)
    b.metadata("OfflineMemoryAllocation", pack("<6i", 1, 1, 3, 0, 64, 64))
    assert [it.message for it in told(b.build())] == ["'y' is an output, but its bytes 0…63 hold 'z', written by op 1 RELU6"]
