"""What the code around a model expects, beside what the model has."""

from networks import dense

from tflint.facts import Facts, declared, ends, promises
from tflint.manifest.board import Board, ModelEntry, TensorContract
from tflint.model import reader


def facts(entry: ModelEntry | None) -> Facts:
    return Facts(reader.read(dense()), Board("nano33"), path="model.tflite", entry=entry)


def test_nothing_declared_is_none_and_an_empty_list_is_a_declaration() -> None:
    assert declared(facts(None), "input") is None
    assert declared(facts(ModelEntry("*")), "output") is None
    assert declared(facts(ModelEntry("*", outputs=())), "output") == ()


def test_ends_come_in_the_interpreter_s_order() -> None:
    assert [it.name for it in ends(facts(None), "input")] == ["samples"]
    assert [it.name for it in ends(facts(None), "output")] == ["scores"]


def test_contracts_are_paired_by_position_and_the_surplus_is_left_to_the_count() -> None:
    contract = TensorContract(dtype="int8")
    found = facts(ModelEntry("*", inputs=(contract, contract), outputs=(contract,)))(promises)
    assert [it.subject for it in found] == ["input 0 'samples'", "output 0 'scores'"]
