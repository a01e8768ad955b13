"""`tflint [check]` from outside: what it prints where, and its exit codes."""

import json
import os
from pathlib import Path

import pytest
from networks import dense, float_dense
from program import tflint
from repository import commit, needs_git, repository, write

GOOD = dense()
WARNS = dense(ends="float32")
MANIFEST = b"""version = 1
[boards.nano33]
extends = "arduino-nano-33-ble-sense"
arena = 1296
[[models]]
path = "models/*.tflite"
boards = ["nano33"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "project", {"tflint.toml": MANIFEST, "models/good.tflite": GOOD})


def rules(out: str) -> list[str]:
    return [it["rule"] for it in json.loads(out)["findings"]]


def test_a_clean_project_exits_0(project: Path) -> None:
    done = tflint(project)
    assert (done.code, done.err) == (0, "")
    assert "1 model" in done.out


def test_a_warning_exits_1_and_fail_on_decides(project: Path) -> None:
    write(project, {"models/warns.tflite": WARNS})
    assert tflint(project).code == 1
    assert tflint(project, "--fail-on", "warning").code == 1
    assert tflint(project, "--fail-on", "error").code == 0
    assert tflint(project, "--fail-on", "never").code == 0


def test_a_note_fails_only_where_notes_fail(tmp_path: Path) -> None:
    write(tmp_path, {"float.tflite": float_dense()})
    assert tflint(tmp_path, "--select", "unquantized-model", "--fail-on", "note").code == 1
    assert tflint(tmp_path, "--select", "unquantized-model").code == 0


def test_a_file_that_is_no_model_is_a_finding_not_a_fault(project: Path) -> None:
    write(project, {"models/page.tflite": b"<!DOCTYPE html><html>not found</html>"})
    done = tflint(project, "--format", "json")
    assert done.code == 1
    assert rules(done.out) == ["not-a-model"]


def test_a_path_that_cannot_be_read_exits_2_and_the_rest_is_linted(project: Path) -> None:
    done = tflint(project, "gone.tflite", "models/good.tflite", "--format", "json")
    assert done.code == 2
    assert done.err == "tflint: gone.tflite: no such file or directory\n"
    assert [it["path"] for it in json.loads(done.out)["models"]] == ["models/good.tflite"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--select", "arena-overflw"], "did you mean 'arena-overflow'"),
        (["--ignore", "nonsense-rule"], "no rule or family"),
        (["--format", "yaml"], "expected one of text,"),
        (["--format", "jsn"], "got 'jsn'; did you mean 'json'?"),
        (["--format", "json="], "names no file"),
        (["--format", "json", "--format", "sarif"], "cannot share stdout"),
        (["--board", "nano34"], "no board is called 'nano34'"),
        (["--target", "pentium/mmx"], "is not a target"),
        (["--runtime", "tflm@1999-01"], "tflm@1999-01"),
        (["--arena", "136K"], "--arena"),
        (["--jobs", "0"], "--jobs"),
        (["--diff", "nope"], "--diff"),
        (["--manifest", "none.toml"], "tflint: none.toml: no such file\n"),
        (["--baseline", "none.json"], "none.json"),
        (["--write-baseline"], "needs --baseline"),
        (["--no-such-option"], "unrecognized arguments: --no-such-option; tflint --help lists the options\n"),
        (["--selct=memory"], "did you mean '--select'? tflint --help"),
        (["--board", "esp32s3"], "did you mean 'esp32-s3-devkitc-1'?"),
        (["--target", "esp32"], "did you mean 'esp32/esp-nn'"),
        (["--recursive"], "Terraform's linter of the same name is another program"),
        (["lint"], "no command, file or folder is called 'lint'; did you mean tflint check?\n"),
        (["chek", "models"], "no command, file or folder is called 'chek'; did you mean tflint check?\n"),
        (["--select", "memory", "--ignore", "memory"], "no rule is left"),
    ],
)
def test_a_mistake_in_the_command_line_exits_2_with_a_sentence(project: Path, words: list[str], why: str) -> None:
    done = tflint(project, *words)
    assert done.code == 2
    assert why in done.err
    assert done.err.count("\n") == 1
    assert done.out == ""


def test_a_folder_may_have_almost_a_commands_name(project: Path) -> None:
    write(project, {"chek/a.tflite": dense()})
    assert "chek/a.tflite" in tflint(project, "-v", "chek").out


def test_somebody_who_meant_terraforms_linter_is_reported(tmp_path: Path) -> None:
    assert tflint(tmp_path).err == ""
    write(tmp_path, {".tflint.hcl": b'plugin "aws" {}'})
    done = tflint(tmp_path)
    assert done.code == 0
    assert done.err == "tflint: this tflint lints .tflite models; Terraform's linter of the same name is another program\n"


def test_all_mistakes_of_a_manifest_are_reported_at_once_with_their_lines(project: Path) -> None:
    write(project, {"tflint.toml": b'version = 1\n[boards.x]\narena = "136K"\n[rules]\narena-overflw = {}\n'})
    done = tflint(project)
    assert done.code == 2
    assert "tflint.toml:3:" in done.err
    assert "tflint.toml:5:1: rules.arena-overflw: is not a rule; did you mean 'arena-overflow'?" in done.err


def test_a_setting_that_no_rule_has_exits_2_with_its_line(project: Path) -> None:
    write(project, {"tflint.toml": MANIFEST + b'[rules]\narena-headroom = { minimun = "10%" }\narena-overflw = {}\n'})
    done = tflint(project)
    assert done.code == 2
    assert "rules.arena-headroom.minimun: arena-headroom has no such option; did you mean 'minimum'?" in done.err
    assert "tflint.toml:10:" in done.err
    assert "rules.arena-overflw: is not a rule; did you mean 'arena-overflow'?" in done.err


def test_an_ignore_on_a_board_that_the_command_line_replaced_is_not_called_unused(project: Path) -> None:
    ignore = b'[[models]]\npath = "models/good.tflite"\nboards = ["b"]\nignore = [{ rule = "float-input", reason = "wanted" }]\n'
    write(project, {"tflint.toml": b'[boards.b]\ncpu = "cortex-m4"\n' + ignore})
    assert "unused-ignore" in tflint(project, "models/good.tflite").out
    assert "unused-ignore" not in tflint(project, "models/good.tflite", "--target", "host/reference").out


def test_nothing_to_check_is_said(tmp_path: Path) -> None:
    done = tflint(tmp_path)
    assert done.code == 0
    assert "no model" in done.out


def test_without_a_manifest_the_output_says_what_was_assumed(tmp_path: Path) -> None:
    write(tmp_path, {"good.tflite": GOOD})
    first = tflint(tmp_path).out.splitlines()[0]
    assert first == "no tflint.toml found: using TFLM (cortex-m4/cmsis-nn) and no memory limits; run `tflint init` to create one"


def test_a_board_of_the_catalogue_and_an_arena_serve_without_a_manifest(tmp_path: Path) -> None:
    write(tmp_path, {"good.tflite": GOOD})
    done = tflint(tmp_path, "--board", "arduino-nano-33-ble-sense", "--arena", "16", "--format", "json")
    assert "arena-overflow" in rules(done.out)
    (board,) = json.loads(done.out)["models"][0]["boards"]
    assert (board["board"], board["arena"]["given"]) == ("arduino-nano-33-ble-sense", 16)
    done = tflint(tmp_path, "--arena", "16", "--format", "json")
    assert "arena-overflow" in rules(done.out)


def test_no_path_means_the_manifests_folder_also_from_a_folder_below(project: Path) -> None:
    write(project, {"other.tflite": GOOD, "src/x.txt": b""})
    assert [it["path"] for it in json.loads(tflint(project, "--format", "json").out)["models"]] == [
        "models/good.tflite",
        "other.tflite",
    ]
    below = tflint(project / "src", "--format", "json")
    assert [it["path"] for it in json.loads(below.out)["models"]] == ["../models/good.tflite", "../other.tflite"]


def test_a_manifest_among_the_paths_means_its_models(project: Path) -> None:
    done = tflint(project, "tflint.toml", "--format", "json")
    assert [it["path"] for it in json.loads(done.out)["models"]] == ["models/good.tflite"]


def test_a_pattern_for_which_there_is_no_file_is_an_error_whatever_paths_are_given(project: Path) -> None:
    write(project, {"models/other.tflite": GOOD})
    write(project, {"tflint.toml": MANIFEST + b'[[models]]\npath = "models/other.tflite"\n'})
    assert "unmatched-pattern" not in rules(tflint(project, "models/good.tflite", "--format", "json").out)
    (project / "models/other.tflite").unlink()
    assert "unmatched-pattern" in rules(tflint(project, "--format", "json").out)
    assert "unmatched-pattern" in rules(tflint(project, "models/good.tflite", "--format", "json").out)


def test_an_ignore_with_a_reason_holds_back_and_an_unused_one_is_reported(project: Path) -> None:
    ignores = (
        MANIFEST
        + b'ignore = [{ rule = "float-*", reason = "the host wants float" }, { rule = "hybrid-operator", reason = "old" }]\n'
    )
    write(project, {"tflint.toml": ignores, "models/warns.tflite": WARNS})
    done = tflint(project, "--format", "json")
    told = json.loads(done.out)
    assert {it["finding"]["rule"] if "finding" in it else it["rule"] for it in told["suppressed"]} == {
        "float-input",
        "float-output",
    }
    assert [it["rule"] for it in told["findings"]] == ["unused-ignore"]
    assert told["findings"][0]["place"]["line"] == 8


def test_several_formats_go_to_their_files(project: Path) -> None:
    done = tflint(project, "--format", "text", "--format", "json=../report.json", "--format", "sarif=../report.sarif")
    assert done.code == 0
    assert json.loads((project.parent / "report.json").read_text("utf-8"))["version"] == 1
    assert json.loads((project.parent / "report.sarif").read_text("utf-8"))["version"] == "2.1.0"


def test_a_report_that_cannot_be_written_exits_2(project: Path) -> None:
    done = tflint(project, "--format", "json=nowhere/report.json")
    assert done.code == 2
    assert "nowhere/report.json: cannot be written" in done.err


def test_a_baseline_holds_back_what_was_there_and_only_that(project: Path) -> None:
    write(project, {"models/warns.tflite": WARNS})
    first = tflint(project, "--baseline", "known.json", "--write-baseline")
    assert first.code == 0
    assert "findings written to known.json" in first.out
    assert tflint(project, "--baseline", "known.json").code == 0
    write(project, {"models/more.tflite": WARNS})
    done = tflint(project, "--baseline", "known.json", "--format", "json")
    assert done.code == 1
    assert {it["path"] for it in json.loads(done.out)["findings"]} == {"models/more.tflite"}


def test_a_baseline_entry_that_is_fixed_is_reported(project: Path) -> None:
    write(project, {"models/warns.tflite": WARNS})
    tflint(project, "--baseline", "known.json", "--write-baseline")
    write(project, {"models/warns.tflite": GOOD})
    done = tflint(project, "--baseline", "known.json", "--format", "json")
    assert set(rules(done.out)) == {"unused-ignore"}
    (finding, *_) = json.loads(done.out)["findings"]
    assert (done.code, finding["severity"], finding["place"]["path"]) == (0, "note", "known.json")


def test_a_baseline_knows_the_findings_of_the_whole_project_too(project: Path) -> None:
    write(project, {"tflint.toml": MANIFEST + b'[[models]]\npath = "models/*.tflite"\n', "other.tflite": GOOD})
    assert tflint(project, "--baseline", "known.json", "--write-baseline").code == 0
    again = tflint(project, "--baseline", "known.json", "--format", "json")
    assert (again.code, rules(again.out)) == (0, [])


def test_an_ignore_of_a_rule_that_is_none_is_a_mistake(project: Path) -> None:
    write(project, {"tflint.toml": MANIFEST + b'[[ignore]]\nrule = "float-inptu"\nreason = "x"\n'})
    done = tflint(project, "models/good.tflite")
    assert done.code == 2
    assert "no rule or family is called 'float-inptu'; did you mean 'float-input'?" in done.err


def test_a_budget_of_the_command_line_is_the_place_of_what_is_wrong_with_it(tmp_path: Path) -> None:
    write(tmp_path, {"good.tflite": GOOD})
    found = json.loads(tflint(tmp_path, "--arena", "65537", "--format", "json").out)["findings"]
    assert [it["path"] for it in found if it["rule"] == "arena-misaligned"] == ["--arena"]


def test_a_large_file_of_zeros_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "a.tflite").open("wb") as file:
        file.truncate(4 << 30)
    start = children_cpu()
    done = tflint(tmp_path, "a.tflite", "--format", "json")
    assert children_cpu() - start < 5
    assert rules(done.out) == ["not-a-model"]


def test_quiet_says_findings_only_and_verbose_says_more(project: Path) -> None:
    assert tflint(project, "-q").out == ""
    assert "skipped" in tflint(project, "-v").out
    assert tflint(project, "-q", "-v").code == 2


def test_statistics_count_by_rule(project: Path) -> None:
    write(project, {"models/warns.tflite": WARNS})
    assert "     1  warning  float-input\n" in tflint(project, "--statistics", "-q", "--format", "text").out


def test_colour_comes_only_where_asked_and_no_color_is_honoured(project: Path) -> None:
    write(project, {"models/warns.tflite": WARNS})
    assert "\x1b" not in tflint(project).out
    assert "\x1b" not in tflint(project, NO_COLOR="1").out
    assert "\x1b" in tflint(project, FORCE_COLOR="1").out
    assert "\x1b" in tflint(project, CLICOLOR_FORCE="1").out
    assert "\x1b" not in tflint(project, FORCE_COLOR="0").out
    assert "\x1b" not in tflint(project, FORCE_COLOR="1", NO_COLOR="1").out


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "CLICOLOR_FORCE"])
def test_colour_can_be_forced_into_a_pipe(project: Path, variable: str) -> None:
    write(project, {"models/warns.tflite": WARNS})
    assert "\x1b" in tflint(project, **{variable: "1"}).out
    assert "\x1b" not in tflint(project, **{variable: "0"}).out
    assert "\x1b" not in tflint(project, NO_COLOR="1", **{variable: "1"}).out


def test_in_a_github_workflow_annotations_and_the_summary_come_by_themselves(project: Path) -> None:
    write(project, {"models/warns.tflite": WARNS})
    summary = project.parent / "summary.md"
    summary.write_text("before\n", "utf-8")
    done = tflint(project, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert done.code == 1
    assert "\n::warning file=models/warns.tflite" in done.out
    assert done.out.index("Found") < done.out.index("::warning") or done.out.index("float-input") < done.out.index("::warning")
    assert summary.read_text("utf-8").startswith("before\n")
    assert "warns.tflite" in summary.read_text("utf-8")


def test_in_a_github_workflow_a_format_that_is_asked_for_comes_alone(project: Path) -> None:
    assert json.loads(tflint(project, "--format", "json", GITHUB_ACTIONS="true").out)["findings"] == []


def test_a_wake_word_manifest_is_a_path_like_its_model(tmp_path: Path) -> None:
    word = b'{"type": "micro", "model": "good.tflite", "micro": {"tensor_arena_size": 100}}'
    folder = write(tmp_path / "t", {"good.tflite": GOOD, "good.json": word})
    done = tflint(folder, "good.json", "--format", "json")
    assert done.code == 1
    assert json.loads(done.out)["models"] == json.loads(tflint(folder, "good.tflite", "--format", "json").out)["models"]
    assert "arena-overflow" in rules(done.out)


@needs_git
def test_diff_shows_what_grew_and_what_is_gone(project: Path) -> None:
    repository(project, {"models/gone.tflite": GOOD})
    write(project, {"models/good.tflite": dense(inputs=512)})
    (project / "models" / "gone.tflite").unlink()
    done = tflint(project, "--diff", "HEAD", "--format", "json")
    changes = json.loads(done.out)["changes"]
    assert [(it["path"], it["bytes"]["after"]) for it in changes["models"]] == [
        ("models/gone.tflite", None),
        ("models/good.tflite", len(dense(inputs=512))),
    ]
    (arena,) = changes["models"][1]["arenas"]
    assert arena["after"] > arena["before"]
    assert "arena-growth" in rules(done.out)
    assert "arena on nano33" in tflint(project, "--diff", "HEAD").out


@needs_git
def test_diff_without_a_change_says_so(project: Path) -> None:
    commit(repository(project, {}), {})
    done = tflint(project, "--diff", "HEAD")
    assert done.code == 0
    assert "no model changed" in done.out


def test_the_cache_is_not_in_the_project_and_can_be_left_out(project: Path) -> None:
    write(project, {f"models/{n}.tflite": GOOD for n in range(20)})
    before = sorted(project.rglob("*"))
    first = tflint(project)
    assert tflint(project).out == first.out == tflint(project, "--no-cache").out
    assert sorted(project.rglob("*")) == before
    assert list((project.parent / "project-cache" / "tflint").iterdir())


def children_cpu() -> float:
    """Return the seconds of CPU that finished child processes took: the machine may be busy with others."""
    times = os.times()
    return times.children_user + times.children_system
