"""What no output depends on."""

from __future__ import annotations

from fix.fix_models import cut, reshaped

from tflint.fix.graph import marked
from tflint.fix.passes import dead_code
from tflint.model import reader, tree, writer
from tflint.testing import ModelBuilder


def run(data: bytes) -> tuple[list[str], bytes]:
    held = marked(tree.read(data))
    changes = dead_code.run(held)
    return [f"{it.rule}: {it.message}" for it in changes], writer.write(held)


def test_a_model_without_dead_parts_stays_as_it_is() -> None:
    data = reshaped()
    changes, after = run(data)
    assert changes == []
    assert [it.name for it in reader.read(after).tensors()] == [it.name for it in reader.read(data).tensors()]


def test_operators_with_effects_and_states_stay() -> None:
    b = ModelBuilder()
    x = b.input("x", (1,))
    handle, got = b.tensor("handle", (), "resource"), b.tensor("got", (1,))
    b.operator("VAR_HANDLE", [], [handle], {"shared_name": "v"})
    b.operator("ASSIGN_VARIABLE", [handle, x], [], {})
    b.operator("READ_VARIABLE", [handle], [got], {})
    b.operator("MyOp", [x], [b.tensor("mine", (1,))])
    b.output(x)
    changes, _ = run(b.build())
    assert changes == []


def test_dead_operators_go_with_what_only_fed_them() -> None:
    changes, after = run(cut())
    assert changes[:2] == [
        "dead-operator: op 2 EXP, whose result 'more' nothing reads, dropped",
        "dead-operator: op 1 NEG, whose result 'dead' nothing reads, dropped",
    ]
    assert [it.name for it in reader.read(after).operators()] == ["ABS"]


def test_tensors_buffers_and_codes_go_and_every_index_follows() -> None:
    changes, after = run(cut())
    assert changes[2:] == [
        "unused-tensor: 3 tensors that nothing uses dropped, 'dead' first",
        "orphan-buffer: 40 B of buffers that nothing uses dropped",
    ]
    model = reader.read(after)
    assert [it.name for it in model.tensors()] == ["x", "y"]
    assert [it.name for it in model.operator_codes] == ["ABS"]
    assert len(model.buffers) == 1
    assert model.signatures[0].outputs == (("y", 1),)


def test_graph_inputs_stay_although_nothing_reads_them() -> None:
    b = ModelBuilder()
    x, unread = b.input("x", (1,)), b.input("unread", (1,))
    b.output(x)
    _, after = run(b.build())
    assert reader.read(after).subgraphs[0].inputs == (x, unread)


def test_scales_that_lie_in_tensors_stay_and_keep_their_owner() -> None:
    b = ModelBuilder()
    b.tensor("gone", (1,))
    scales = b.constant("scales", (0.5,), (1,), "float32")
    details = ("BlockwiseQuantization", {"scales": scales, "zero_points": scales, "block_size": 32})
    x = b.input("x", (1,), "int8", quantization={"details": details})
    b.output(x)
    _, after = run(b.build())
    held = tree.tables(tree.tables(tree.read(after).model, "subgraphs")[0], "tensors")
    assert [it["name"] for it in held] == ["scales", "x"]
    assert held[1]["quantization"]["details"][1]["scales"] == 0  # type: ignore[index]  # as built


def test_what_was_dead_before_stays_where_it_was_not_asked_for() -> None:
    held = marked(tree.read(cut()))
    dead_code.spare(held)
    dead_code.run(held)
    assert "old" in {it.name for it in reader.read(writer.write(held)).tensors()}
