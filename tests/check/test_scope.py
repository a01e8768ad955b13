"""Which boards a model is judged on."""

import pytest
from scenes import HOST, M4

from tflint.check.scope import Scope
from tflint.manifest.board import Board, Manifest, ModelEntry
from tflint.manifest.target import parse
from tflint.project.copies import Seen

BOARDS = {"nano33": M4, "desk": HOST}


def names(manifest: Manifest, path: str, **more: object) -> list[tuple[str, bool]]:
    scope = Scope((), manifest, **more)  # type: ignore[arg-type]  # the test's own keywords
    return [(it.board.name, it.declared) for it in scope.placements(path)]


def test_with_no_manifest_the_default_target_is_judged_undeclared() -> None:
    assert names(Manifest(), "kws.tflite") == [("cortex-m4/cmsis-nn", False)]


def test_a_manifest_without_models_means_all_its_boards() -> None:
    assert names(Manifest(boards=BOARDS), "kws.tflite") == [("nano33", True), ("desk", True)]


def test_an_entry_names_its_boards() -> None:
    manifest = Manifest(boards=BOARDS, models=(ModelEntry("models/kws_*.tflite", ("desk",)),))
    assert names(manifest, "models/kws_1.tflite") == [("desk", True)]


def test_an_entry_that_names_no_board_means_all() -> None:
    manifest = Manifest(boards=BOARDS, models=(ModelEntry("**/*.tflite"),))
    assert names(manifest, "models/kws_1.tflite") == [("nano33", True), ("desk", True)]


def test_two_entries_add_up_and_the_first_that_names_a_board_gives_its_contract() -> None:
    first, second = ModelEntry("*.tflite", ("desk",), labels="a.txt"), ModelEntry("kws.tflite", ("desk", "nano33"))
    placements = Scope((), Manifest(boards=BOARDS, models=(first, second))).placements("kws.tflite")
    assert [(it.board.name, it.entry) for it in placements] == [("desk", first), ("nano33", second)]


def test_a_model_that_no_entry_matches_is_held_against_the_boards_targets_without_budgets() -> None:
    manifest = Manifest(boards=BOARDS, models=(ModelEntry("kws.tflite"),))
    assert names(manifest, "other.tflite") == [("cortex-m4/cmsis-nn", False), ("host/reference", False)]


def test_boards_of_the_command_line_replace_the_manifests() -> None:
    manifest = Manifest(boards=BOARDS, models=(ModelEntry("kws.tflite"),))
    assert names(manifest, "kws.tflite", boards=(HOST,)) == [("desk", True)]


@pytest.mark.parametrize("runtime", ["", "tflm@2023-06"])
def test_what_a_project_patched_holds_for_boards_with_its_runtime(runtime: str) -> None:
    seen = Seen("", None, "x.h:1", "tflm@2023-06", "", patched="micro/reduce.cc is its own")
    board = Board("b", parse("cortex-m4/reference", runtime))
    (placed,) = Scope((), Manifest(), (board,), seen=(seen,)).placements("model.tflite")
    assert (placed.board.target.runtime, placed.board.target.patched) == ("tflm@2023-06", "micro/reduce.cc is its own")
    other = board._replace(target=board.target._replace(runtime="tflm@2024-02"))
    (placed,) = Scope((), Manifest(), (other,), seen=(seen,)).placements("model.tflite")
    assert placed.board.target == other.target
