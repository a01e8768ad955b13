"""Where values go unchanged: through data movement, calls of subgraphs and variables."""

from networks import chain

from tflint.facts import Facts, final_readers, first_writers
from tflint.manifest.board import Board
from tflint.model import reader
from tflint.testing import ModelBuilder


def facts_of(data: bytes) -> Facts:
    return Facts(reader.read(data), Board("nano33"), path="model.tflite")


def readers(facts: Facts, tensor: int = 0) -> list[str]:
    return [it.name for it in final_readers(facts, facts.model.subgraphs[0].tensors[tensor])]


def test_arithmetic_ends_the_way() -> None:
    facts = facts_of(chain("RESHAPE", "SIN", "RESHAPE", "COS"))
    assert readers(facts) == ["SIN"]
    assert [it.name for it in first_writers(facts, facts.model.subgraphs[0].tensors[3])] == ["SIN"]


def test_an_input_has_no_writer() -> None:
    facts = facts_of(chain("RESHAPE"))
    assert first_writers(facts, facts.model.subgraphs[0].tensors[1]) == ()


def test_who_asks_for_the_shape_does_not_read_the_values() -> None:
    b = ModelBuilder()
    x, shape = b.input("x", (1, 4)), b.tensor("shape", (2,), "int32")
    b.operator("SHAPE", [x], [shape], {})
    b.output(shape)
    assert readers(facts_of(b.build())) == []


def test_indices_do_not_become_values() -> None:
    b = ModelBuilder()
    table, index, picked = b.input("table", (4, 2)), b.input("index", (1,), "int32"), b.tensor("picked", (1, 2))
    b.operator("GATHER", [table, index], [picked], {})
    b.operator("SIN", [picked], [b.tensor("wave", (1, 2))])
    facts = facts_of(b.build())
    assert (readers(facts, 0), readers(facts, 1)) == (["SIN"], [])


def test_a_loop_hands_its_state_round() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("WHILE", [x], [y], {"cond_subgraph_index": 1, "body_subgraph_index": 2})
    b.operator("COS", [y], [b.tensor("z", (1, 4))])
    b.subgraph("condition")
    b.operator("LESS", [b.input("state", (1, 4)), b.constant("limit", 1.0, (1,))], [b.tensor("more", (1, 4), "bool")])
    b.output(2)
    b.subgraph("body")
    given, result = b.input("state", (1, 4)), b.tensor("next", (1, 4))
    b.operator("RESHAPE", [given], [result])
    b.output(result)
    assert readers(facts_of(b.build())) == ["COS", "LESS"]


def test_a_call_is_gone_through() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("CALL", [x], [y], {"subgraph": 1})
    b.output(y)
    b.subgraph("called")
    given, result = b.input("given", (1, 4)), b.tensor("result", (1, 4))
    b.operator("SIN", [given], [result])
    b.output(result)
    facts = facts_of(b.build())
    assert readers(facts) == ["SIN"]
    assert [it.name for it in first_writers(facts, facts.model.subgraphs[0].tensors[1])] == ["SIN"]


def test_a_call_of_no_subgraph_is_left_alone() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("CALL", [x], [y], {"subgraph": 7})
    assert readers(facts_of(b.build())) == []


def test_variables_of_one_name_are_one_and_others_apart() -> None:
    b = ModelBuilder()
    x = b.input("x", (1, 4))
    for name, op in (("kept", "SIN"), ("other", "COS")):
        handle, read = b.tensor(f"{name}/handle", (), "resource"), b.tensor(f"{name}/read", (1, 4))
        b.operator("VAR_HANDLE", [], [handle], {"shared_name": name})
        b.operator("READ_VARIABLE", [handle], [read], {})
        b.operator(op, [read], [b.tensor(f"{name}/result", (1, 4))])
    again = b.tensor("again", (), "resource")
    b.operator("VAR_HANDLE", [], [again], {"shared_name": "kept"})
    b.operator("ASSIGN_VARIABLE", [again, x], [], {})
    assert readers(facts_of(b.build())) == ["SIN"]
