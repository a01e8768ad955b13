"""`custom-operator`: custom ops that nobody declared."""

from pathlib import Path

import pytest
from firmware_project import main_cc
from networks import Tree, board_toml, dense, npu_network, one

from tflint.finding import Severity
from tflint.manifest.board import Board, ResolverSpec
from tflint.testing import run
from tflint_rules.operators.custom_operator import rule

F4 = {"shape": (1, 4)}


def custom(name: str) -> bytes:
    return one(name, [F4], F4)


def bad() -> Tree:
    """A model converted with `SELECT_TF_OPS`, which keeps an op of TensorFlow."""
    return {"models/flex.tflite": custom("FlexErf"), "tflint.toml": board_toml('runtime = "tflm@2024-08"')}


def good() -> Tree:
    resolver = 'resolver = { ops = ["FULLY_CONNECTED"], custom = ["FlexErf"] }'
    return {"models/flex.tflite": custom("FlexErf"), "tflint.toml": board_toml(resolver)}


def test_builtin_ops_are_not_custom() -> None:
    assert run(rule, dense()) == ()


def test_a_declared_op_is_known() -> None:
    board = Board("nano33", resolver=ResolverSpec(ops=(), custom=("my_op",)))
    assert run(rule, custom("my_op"), board=board) == ()


@pytest.mark.parametrize("model", [npu_network(), custom("edgetpu-custom-op")])
def test_accelerators_have_rules_of_their_own_once_there_is_a_board(model: bytes) -> None:
    assert run(rule, model, board=Board("nano33")) == ()


def test_a_board_with_a_neutron_runs_what_is_compiled_for_it() -> None:
    assert run(rule, custom("NeutronGraph"), board=Board("mcxn947", npu="neutron-n1-16")) == ()
    assert len(run(rule, custom("NeutronGraph"), board=Board("mcxn947"))) == 1


def test_an_undeclared_op_is_named() -> None:
    (finding,) = run(rule, custom("my_op"), board=Board("nano33", resolver=ResolverSpec(custom=("other_op",))))
    assert finding.location.operator == "my_op"


@pytest.mark.parametrize(
    ("name", "words"), [("FlexErf", "SELECT_TF_OPS"), ("XC_conv2d_v2", "XMOS"), ("NeutronGraph", "NXP"), ("ethos-u", "Vela")]
)
def test_known_families_are_explained(name: str, words: str) -> None:
    (finding,) = run(rule, custom(name))
    assert words in finding.help[0]


def test_a_custom_op_that_the_firmware_s_source_adds_is_declared(tmp_path: Path) -> None:
    (tmp_path / "main.cc").write_text(main_cc('AddCustom("my_op", Register_MY_OP())'), "utf-8")
    board = Board("nano33", resolver=ResolverSpec(source=("main.cc",)))
    assert run(rule, one("my_op", [{"shape": (1, 8)}], {"shape": (1, 8)}), board=board, root=str(tmp_path)) == ()


def test_an_op_that_the_firmware_adds_is_known(tmp_path: Path) -> None:
    source = '#include "x.h"\nvoid setup() {\n  static tflite::MicroMutableOpResolver<2> resolver;\n  resolver.AddCustom("my_op", Register_MY_OP());\n}\n'
    (tmp_path / "main.cc").write_text(source, "utf-8")
    board = Board("nano33", resolver=ResolverSpec(source=("main.cc",)))
    assert run(rule, custom("my_op"), board=board, root=str(tmp_path)) == ()
    assert [it.severity for it in run(rule, custom("other_op"), board=board, root=str(tmp_path))] == [Severity.ERROR]
