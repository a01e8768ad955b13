"""plan, diff, rules, explain and boards from outside."""

import json
from pathlib import Path
from typing import Any

import pytest
from networks import board_toml, dense
from program import tflint
from repository import write

GOOD = dense()
MANIFEST = b"""version = 1
[boards.nano33]
extends = "arduino-nano-33-ble-sense"
arena = "64 KiB"
[boards.desk]
cpu = "host"
kernels = "reference"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "project", {"good.tflite": GOOD})


def plans(*words: str, folder: Path, code: int = 0) -> list[dict[str, Any]]:
    done = tflint(folder, "plan", *words, "--format", "json")
    assert (done.code, done.err) == (code, "")
    models: list[dict[str, Any]] = json.loads(done.out)["models"]
    return models


def test_a_plan_has_its_figures_for_the_default_target(folder: Path) -> None:
    (plan,) = plans("good.tflite", folder=folder)
    assert plan["target"] == "cortex-m4/cmsis-nn"
    assert plan["allocates"] is True
    assert plan["reasons"] == []
    arena = plan["arena"]
    assert isinstance(arena, dict)
    assert arena["used"] == arena["head"] + arena["tail"]
    assert arena["minimum"] >= arena["used"]


def test_a_plan_for_several_targets_has_a_row_each(folder: Path) -> None:
    found = plans("good.tflite", "--target", "host/reference", "--target", "cortex-m55/cmsis-nn", folder=folder)
    assert [it["target"] for it in found] == ["host/reference", "cortex-m55/cmsis-nn"]


def test_plans_of_models_on_one_allocator_end_with_what_they_need_together(tmp_path: Path) -> None:
    board = 'runtime = "tflm@2026-08"\narena_shared = "allocator"'
    models = {f"models/{name}.tflite": dense() for name in ("one", "two")}
    write(tmp_path, models | {"tflint.toml": board_toml(board).encode()})
    done = tflint(tmp_path, "plan", "models")
    assert done.code == 0
    assert done.err.startswith("nano33: its 2 models on one allocator need an arena of ")
    assert tflint(tmp_path, "plan", "models/one.tflite").err == ""


def test_a_plan_follows_the_manifests_boards(folder: Path) -> None:
    write(folder, {"tflint.toml": MANIFEST})
    assert [it["target"] for it in plans("good.tflite", folder=folder)] == ["cortex-m4/cmsis-nn", "host/reference"]
    assert [it["target"] for it in plans("good.tflite", "--board", "desk", folder=folder)] == ["host/reference"]


def test_a_model_that_cannot_be_read_has_reasons_and_null_figures(folder: Path) -> None:
    write(folder, {"page.tflite": b"<html>"})
    (plan,) = plans("page.tflite", folder=folder, code=1)
    assert (plan["allocates"], plan["reasons"]) == (False, ["not-a-model"])
    arena = plan["arena"]
    assert isinstance(arena, dict)
    assert {arena[figure] for figure in ("used", "minimum", "head", "tail")} == {None}


def test_resource_variables_count(folder: Path) -> None:
    few, many = (plans("good.tflite", "--resource-variables", n, folder=folder)[0]["arena"] for n in ("0", "9"))
    assert many["used"] > few["used"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["plan"], "required"),
        (["plan", "gone.tflite"], "gone.tflite: no such file"),
        (["plan", "good.tflite", "--target", "x/y"], "not a target"),
        (["plan", "good.tflite", "--board", "nano34"], "no board is called"),
        (["plan", "good.tflite", "--resource-variables", "-1"], "--resource-variables"),
        (["plan", "empty"], "no models found"),
        (["diff", "good.tflite"], "expected two models"),
        (["diff", "good.tflite", "gone.tflite"], "gone.tflite: no such file"),
        (["explain"], "required"),
        (["explain", "arena-overflw"], "did you mean 'arena-overflow'"),
        (["rules", "--format", "xml"], "invalid choice"),
    ],
)
def test_a_mistake_exits_2_with_a_sentence(folder: Path, words: list[str], why: str) -> None:
    (folder / "empty").mkdir()
    done = tflint(folder, *words)
    assert done.code == 2
    assert why in done.err


def test_diff_compares_two_files(folder: Path) -> None:
    write(folder, {"big.tflite": dense(inputs=512)})
    done = tflint(folder, "diff", "good.tflite", "big.tflite", "--format", "json")
    changes = json.loads(done.out)["changes"]
    assert changes["against"] == "good.tflite"
    assert changes["models"][0]["bytes"] == {"before": len(GOOD), "after": len(dense(inputs=512))}
    assert "no model changed" in tflint(folder, "diff", "good.tflite", "good.tflite").out


def test_rules_are_listed_for_people_and_machines(folder: Path) -> None:
    text, rows = tflint(folder, "rules").out, json.loads(tflint(folder, "rules", "--format", "json").out)["rules"]
    assert len(rows) > 20
    assert all(row["name"] in text for row in rows)
    assert {"name", "family", "severity", "summary", "options", "needs", "since", "runtimes"} <= set(rows[0])


def test_explain_shows_the_page_of_a_rule_or_a_family(folder: Path) -> None:
    page = tflint(folder, "explain", "arena-overflow").out
    assert page.startswith("# arena-overflow\n")
    assert all(f"\n## {heading}\n" in page for heading in ("Why", "Example", "Fix"))
    assert tflint(folder, "explain", "memory").out.count("\n# ") >= 5


def test_boards_shows_a_named_board_with_the_sources_of_its_figures(folder: Path) -> None:
    out = tflint(folder, "boards", "fw:ai-on-the-edge").out
    assert out.startswith("fw:ai-on-the-edge · AI-on-the-edge-device, on an ESP32-CAM\n")
    assert "\n  arena         800 KiB in psram\n" in out
    assert "\n  ops           https://github.com/jomjol/AI-on-the-edge-device/blob/" in out
    told = json.loads(tflint(folder, "boards", "fw:openmv", "raspberry-pi-pico", "--format", "json").out)
    assert [it["name"] for it in told["boards"]] == ["fw:openmv", "raspberry-pi-pico"]


def test_boards_refuses_a_name_that_it_does_not_know(folder: Path) -> None:
    done = tflint(folder, "boards", "fw:openvm")
    assert (done.code, done.err) == (2, "tflint: no board is called 'fw:openvm'; did you mean 'fw:openmv'?\n")


def test_boards_lists_the_catalogue_and_the_manifests(folder: Path) -> None:
    assert tflint(folder, "boards").out.startswith("catalogue\n")
    write(folder, {"tflint.toml": MANIFEST})
    out = tflint(folder, "boards").out
    assert out.startswith("tflint.toml\n")
    told = json.loads(tflint(folder, "boards", "--format", "json").out)
    assert [it["name"] for it in told["manifest"]] == ["nano33", "desk"]
    assert len(told["catalogue"]) >= 30
    assert all(it["sources"] for it in told["catalogue"])
