"""`private-path`: home folders in names."""

import pytest
from networks import Tree, dense

from tflint.testing import run
from tflint_rules.hygiene.private_path import rule


def bad() -> Tree:
    """A tensor that carries the path of a notebook."""
    return {"models/gesture.tflite": dense(names=("/home/anna/secret_project/input", "scores"))}


def good() -> Tree:
    return {"models/gesture.tflite": dense()}


def test_ordinary_names_are_fine() -> None:
    assert run(rule, dense()) == ()


@pytest.mark.parametrize(
    "name",
    ["/home/runner/work/model", "model/home/dense", "/Users/Shared/x", "C:\\Users\\Public\\x", "StatefulPartitionedCall:0"],
)
def test_build_machines_and_paths_of_layers_are_fine(name: str) -> None:
    assert run(rule, dense(names=(name, "scores"))) == ()


@pytest.mark.parametrize("name", ["/home/anna/x", "file:///Users/anna/x", "C:\\Users\\anna\\x", "D:/Users/anna/x"])
def test_a_home_folder_in_a_tensor_name_is_found(name: str) -> None:
    (finding,) = run(rule, dense(names=(name, "scores")))
    assert finding.location.tensor == name
    assert "anna" in finding.message


def test_metadata_is_read_too() -> None:
    (finding,) = run(rule, dense(metadata={"TFLITE_METADATA": b"\x10\x00author /home/anna/train.py\x00"}))
    assert finding.message == "metadata 'TFLITE_METADATA' names '/home/anna'"
