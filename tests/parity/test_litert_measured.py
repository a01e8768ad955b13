"""What the real LiteRT 2.3.0 allocated for hundreds of public models, tensor by tensor, against our plans and verdicts."""

import json

import pytest
from corpus import CORPUS

from tflint.manifest import target
from tflint.model.malformed import Malformed
from tflint.model.reader import read
from tflint.runtime.litert import arena_planner, interpreter, subgraph
from tflint.runtime.litert.kernel import Settings

DATA = CORPUS
LITERT = target.parse("litert@2.3.0")

if not (DATA / "litert.json").exists():
    pytest.skip("the measured corpus is not here", allow_module_level=True)

FILES = {row["sha256"]: DATA / row["file"] for row in json.loads((DATA / "measured.json").read_text("utf-8"))}
ROWS = json.loads((DATA / "litert.json").read_text("utf-8"))
ALLOCATED = [row for row in ROWS if row["stage"] in {"done", "invoke"}]


def test_refusals_are_found_and_nothing_else_is_refused() -> None:
    wrong = []
    for row in ROWS:
        try:
            against = [
                str(verdict)
                for verdict in interpreter.verdicts(read(FILES[row["sha256"]].read_bytes()), LITERT)
                if verdict.at_allocate
            ]
        except Malformed as malformed:
            against = [str(malformed)]
        if bool(against) != (row["stage"] in {"load", "allocate"}):
            wrong.append((FILES[row["sha256"]].name, row["stage"], against[:1]))
    assert wrong == []


def test_both_arenas_are_equal() -> None:
    wrong = []
    for row in ALLOCATED:
        plan = interpreter.plan(read(FILES[row["sha256"]].read_bytes()), LITERT)
        measured = row["subgraphs"][0]["arena"], row["subgraphs"][0]["persistent"]
        if (plan.head, plan.tail) != measured:
            wrong.append((FILES[row["sha256"]].name, (plan.head, plan.tail), measured))
    assert wrong == []


def test_every_tensor_stands_where_the_runtime_puts_it() -> None:
    wrong = []
    for row in ALLOCATED:
        graph = subgraph.prepare(read(FILES[row["sha256"]].read_bytes()), 0, Settings())
        offsets = arena_planner.plan(graph).offsets
        for index, (allocation, size, offset) in enumerate(row["tensors"][0]):
            ours = graph.tensors[index]
            placed = (str(ours.allocation), ours.bytes, offsets.get(index))
            if allocation in {"arena", "persistent"} and size and offset is not None and placed != (allocation, size, offset):
                wrong.append((FILES[row["sha256"]].name, index, placed, (allocation, size, offset)))
    assert wrong == []
