"""`unregistered-operator`: what the resolver has against what the model needs."""

from pathlib import Path

import pytest
from firmware_image import image
from firmware_project import firmware, main_cc
from networks import Tree, dense, one

from tflint.finding import Severity
from tflint.manifest import catalogue
from tflint.manifest.board import Board, CopyOps, ResolverSpec
from tflint.testing import run
from tflint_rules.operators.unregistered_operator import rule

OURS = one("my_op", [{"shape": (1, 8)}], {"shape": (1, 8)})


def bad() -> Tree:
    """A model with a dense layer, for a firmware that was written for one without."""
    return firmware(main_cc("AddConv2D()", "AddSoftmax()", room=2))


def good() -> Tree:
    return firmware(main_cc("AddFullyConnected()"))


def board(**spec: object) -> Board:
    return Board("nano33", resolver=ResolverSpec(**spec))  # type: ignore[arg-type]  # a test's keywords


def in_source(tmp_path: Path, source: str, **more: object) -> tuple[object, ...]:
    (tmp_path / "main.cc").write_text(source, "utf-8")
    return run(rule, dense(), board=board(source=("main.cc",), **more), root=str(tmp_path))


def test_without_a_resolver_nothing_can_be_missing() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


@pytest.mark.parametrize("spec", [{"everything": True}, {"ops": ("FULLY_CONNECTED",)}, {"ops": ("SOFTMAX", "FULLY_CONNECTED")}])
def test_an_op_that_the_manifest_lists_is_there(spec: dict[str, object]) -> None:
    assert run(rule, dense(), board=board(**spec)) == ()


def test_an_op_that_tflm_does_not_know_is_another_rule_s_matter() -> None:
    assert run(rule, OURS, board=board(ops=("CONV_2D",))) == ()


@pytest.mark.parametrize(
    "source",
    [
        main_cc("AddFullyConnected()"),
        main_cc("AddFullyConnected(tflite::Register_FULLY_CONNECTED_INT8())"),
        main_cc("AddBuiltin(tflite::BuiltinOperator_FULLY_CONNECTED, Register(), Parse)"),
        "#ifdef NN\ntflite::MicroMutableOpResolver<1> resolver;\n#endif\nvoid f() {\n#ifdef NN\nresolver.AddFullyConnected();\n#endif\n}",
        "static tflite::AllOpsResolver resolver;",
    ],
)
def test_an_op_that_the_source_adds_is_there(tmp_path: Path, source: str) -> None:
    assert in_source(tmp_path, source) == ()


def test_what_the_manifest_lists_beside_the_source_counts_too(tmp_path: Path) -> None:
    assert in_source(tmp_path, main_cc("AddConv2D()"), ops=("FULLY_CONNECTED",)) == ()


def test_of_two_resolvers_the_one_that_fits_is_meant(tmp_path: Path) -> None:
    two = "tflite::MicroMutableOpResolver<1> a; tflite::MicroMutableOpResolver<1> b; void f() { a.AddConv2D(); b.AddFullyConnected(); }"
    assert in_source(tmp_path, two) == ()


def test_a_missing_op_is_an_error_at_the_resolver_s_line(tmp_path: Path) -> None:
    (tmp_path / "main.cc").write_text(main_cc("AddConv2D()", "AddSoftmax()", room=2), "utf-8")
    (finding,) = run(rule, dense(), board=board(source=("main.cc",)), root=str(tmp_path))
    assert finding.severity is Severity.ERROR
    assert finding.message == f"op 0 FULLY_CONNECTED is not in the resolver of {tmp_path / 'main.cc'}"
    assert finding.place is not None
    assert (finding.place.line, finding.place.column) == (7, 44)
    assert finding.help == ("add: resolver.AddFullyConnected(); and raise MicroMutableOpResolver<2> to <3>",)
    assert finding.evidence["add"] == "AddFullyConnected()"


def test_a_resolver_with_room_needs_no_larger_number(tmp_path: Path) -> None:
    (tmp_path / "main.cc").write_text(main_cc("AddConv2D()", room=2), "utf-8")
    (finding,) = run(rule, dense(), board=board(source=("main.cc",)), root=str(tmp_path))
    assert finding.help == ("add: resolver.AddFullyConnected();",)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (
            "#define ADD(x) resolver.Add##x()\n" + main_cc("AddConv2D()") + "void g() { ADD(FullyConnected); }",
            "macro ADD (line 1) may add ops",
        ),
        (main_cc("AddBuiltin(ops[i], r, p)"), "AddBuiltin is called with a value"),
        (main_cc("AddNothingKnown()"), "AddNothingKnown is not a method of TFLM's resolver"),
        ('void setup() { tflite::MicroMutableOpResolver<2> r;\n#include "ops.inc"\n}', '"ops.inc" is included inside a function'),
        ("int x;", "no op resolver found"),
    ],
)
def test_what_the_source_does_not_settle_is_a_note_with_the_reason(tmp_path: Path, source: str, why: str) -> None:
    (tmp_path / "main.cc").write_text(source, "utf-8")
    (finding,) = run(rule, dense(), board=board(source=("main.cc",)), root=str(tmp_path))
    assert finding.severity is Severity.NOTE
    assert any(why in line for line in finding.help)


@pytest.mark.parametrize("name", ["main.cc", "src/*.cc", "../main.cc"])
def test_a_source_that_is_not_there_is_reported(tmp_path: Path, name: str) -> None:
    (finding,) = run(rule, dense(), board=board(source=(name,)), root=str(tmp_path))
    assert name in finding.message
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(("ops", "count"), [(("FULLY_CONNECTED",), 0), (("CONV_2D",), 1), ((), 0)])
def test_an_op_whose_kernel_is_not_linked_is_missing(tmp_path: Path, ops: tuple[str, ...], count: int) -> None:
    (tmp_path / "f.elf").write_bytes(image(ops=ops))
    found = run(rule, dense(), board=Board("nano33", image="f.elf"), root=str(tmp_path))
    assert [it.evidence["operator"] for it in found] == ["FULLY_CONNECTED"] * count


# ------------------------------------------------------------------ a copy of TFLM of no known state


def of_copy(*methods: str, all_ops: tuple[str, ...] = (), **spec: object) -> Board:
    copy = CopyOps("lib/tflm", "lib/tflm/tensorflow/lite/micro/micro_interpreter.h:1", frozenset(methods), frozenset(all_ops))
    return board(**spec)._replace(copy=copy)


def test_an_op_that_a_copy_has_a_method_for_is_not_reported() -> None:
    assert run(rule, dense(), board=of_copy("AddFullyConnected", everything=True)) == ()


def test_an_op_that_a_copy_has_no_method_for_cannot_be_registered() -> None:
    (finding,) = run(rule, dense(), board=of_copy("AddConv2D", everything=True))
    assert finding.severity is Severity.ERROR
    assert (
        finding.message
        == "op 0 FULLY_CONNECTED: the TFLM in lib/tflm has no AddFullyConnected(), no resolver there can register it"
    )


def test_a_custom_op_needs_no_method_of_the_copys() -> None:
    assert run(rule, OURS, board=of_copy("AddConv2D", everything=True)) == ()


def test_an_op_that_the_copys_own_all_ops_resolver_does_not_add_is_missing() -> None:
    methods = ("AddFullyConnected", "AddConv2D")
    (finding,) = run(rule, dense(), board=of_copy(*methods, all_ops=("AddConv2D",), everything=True))
    assert finding.message == "op 0 FULLY_CONNECTED is not in the AllOpsResolver of lib/tflm"
    assert run(rule, dense(), board=of_copy(*methods, all_ops=methods, everything=True)) == ()


def test_a_firmware_is_named_with_the_line_that_registers_its_ops() -> None:
    (finding,) = run(rule, dense(), board=catalogue.board("fw:arduino-person-detection"))
    assert finding.message == "op 0 FULLY_CONNECTED is not in the resolver of Arduino_TensorFlowLite's person_detection"
    assert finding.help[0].startswith("its 5 ops are registered at https://github.com/")
