"""What a tree shows of the TFLM that its sources are built with."""

from pathlib import Path

import pytest

from tflint.project import copies
from tflint.project.copies import OLDEST, Seen, nearest
from tflint.project.tree import Tree
from tflint.project.vendored import Vendored

HEADER = "tensorflow/lite/micro/micro_interpreter.h"


def one(root: str, runtime: str = "tflm@2023-06", library: str | None = None) -> Seen:
    return Seen(root, library, f"{root}/x.h:1", runtime, "")


def test_the_nearest_copy_is_the_one_that_shares_most_folders() -> None:
    near, far = one("apps/kws/lib"), one("vendor")
    assert nearest("apps/kws/src", (far, near)) == near
    assert nearest("tools", ()) is None


def test_two_copies_that_differ_and_are_as_near_say_nothing() -> None:
    assert nearest("src", (one("a"), one("b", "tflm@2021-07"))) is None
    assert nearest("src", (one("a"), one("b"))) == one("a")


def test_a_library_apart_is_not_what_a_program_is_built_with() -> None:
    assert nearest("sketch", (one("other/TFLM/src", library="other/TFLM"),)) is None
    assert nearest("sketch", (one("lib/TFLM/src", library="lib/TFLM"),)) is not None


def test_of_two_copies_that_are_for_different_chips_the_one_for_the_core_counts() -> None:
    arm, esp = one("lib/arm")._replace(on_esp32=False), one("lib/esp32", "tf@2.1")._replace(on_esp32=True)
    assert nearest("src", (arm, esp)) is None
    assert nearest("src", (arm, esp), "riscv32") is None
    assert nearest("src", (arm, esp), "cortex-m4") == arm
    assert nearest("src", (arm, esp), "esp32s3") == esp


def test_two_copies_of_one_state_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(str(tmp_path))
    both = tuple(Vendored(tree, root, f"{root}/{HEADER}") for root in ("a", "b"))
    assert nearest("src", both) is None
    monkeypatch.setattr(Vendored, "snapshot", property(lambda it: "tflm@2023-04" if it.root in ("a", "b") else ""))
    assert nearest("src", both) in both


def test_what_an_example_next_to_a_program_includes_is_not_what_the_program_is_built_with() -> None:
    library = one("lib/TFLM/src", library="lib/TFLM")
    example = one("lib/TFLM/examples/old", OLDEST)._replace(by_include=True)
    assert nearest("lib/TFLM/examples/new", (library, example)) == library
    assert nearest("lib/TFLM/examples/old/src", (library, example)) == example
    assert nearest("models", (example,)) == example


def test_a_copy_from_before_main_is_stood_for_by_its_oldest_state(tmp_path: Path) -> None:
    (tmp_path / "lib" / HEADER).parent.mkdir(parents=True)
    (tmp_path / "lib" / HEADER).write_text("", "utf-8")
    (it,) = copies.seen(Tree(str(tmp_path)), [f"lib/{HEADER}"], [])
    assert (it.root, it.runtime) == ("lib", OLDEST)
    assert "from before 2021-04" in it.stands_for
    assert it.sentence.startswith(f"lib/{HEADER}:1")


def test_a_copy_of_no_state_of_main_is_reported_and_stands_for_nothing(tmp_path: Path) -> None:
    micro = tmp_path / "lib" / HEADER
    micro.parent.mkdir(parents=True)
    micro.write_text("", "utf-8")
    (micro.parent / "system_setup.h").write_text("", "utf-8")
    (it,) = copies.seen(Tree(str(tmp_path)), [f"lib/{HEADER}"], [])
    assert (it.runtime, it.stands_for) == ("", "")
    assert "not a state of its main" in it.sentence


def test_an_old_include_stands_for_the_folder_of_its_source(tmp_path: Path) -> None:
    (it,) = copies.seen(Tree(str(tmp_path)), [], [("sketch/a.ino", 3)])
    assert (it.root, it.at, it.runtime) == ("sketch", "sketch/a.ino:3", OLDEST)
