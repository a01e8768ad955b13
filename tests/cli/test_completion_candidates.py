"""What may stand where the cursor is."""

from pathlib import Path

import pytest
from repository import write

from tflint.cli.completion_candidates import candidates
from tflint.cli.program import COMMANDS
from tflint.manifest.target import parse
from tflint.report import FORMATS, PLAN_FORMATS
from tflint.runtime.tflm import build


def words(line: str) -> list[str]:
    return [word for word, _ in candidates(line.split(" "))]


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("line", ["diff a b ", "explain nothing-like-it", "--flash ", "--nothing=", "--arena 1", "--version=x"])
def test_where_nothing_is_known_nothing_is_offered(line: str) -> None:
    assert words(line) == []


def test_the_first_word_is_a_command_or_a_path() -> None:
    assert words("") == [*COMMANDS, "*"]
    assert words("pl") == ["plan", "*"]
    assert words("models/ ") == ["*"]


def test_options_are_those_of_the_command() -> None:
    assert words("--f") == ["--flash", "--force-exclude", "--fail-on", "--format"]
    assert words("check models --dif") == ["--diff"]
    assert words("plan --resource") == ["--resource-variables"]
    assert words("resolver --dif") == []
    assert words("-- --f") == ["*"]


def test_values_follow_their_option() -> None:
    assert words("--format ") == list(FORMATS)
    assert words("plan -q --format ") == list(PLAN_FORMATS)
    assert words("rules --format ") == ["text", "json"]
    assert words("--format=j") == ["--format=json", "--format=junit"]
    assert words("--fail-on n") == ["note", "never"]
    assert words("--manifest ") == ["*"]
    assert words("--quiet ") == ["*"]


def test_rules_and_families_go_on_after_a_comma() -> None:
    assert words("--select arena-overf") == ["arena-overflow"]
    assert words("--ignore memory,arena-overf") == ["memory,arena-overflow"]
    assert words("explain memory arena-overf") == ["arena-overflow"]
    assert "memory" in words("--select mem")


def test_every_target_that_is_offered_is_taken() -> None:
    offered = words("--target ")
    assert {"cortex-m4/cmsis-nn", "esp32s3/esp-nn", "litert"} <= set(offered)
    for it in offered:
        target = parse(it)
        assert target.is_litert or "is not built" not in " ".join(build.of(target).unknown)


def test_boards_are_the_manifests_and_the_catalogues(bare: Path) -> None:
    write(bare, {"tflint.toml": b'version = 1\n[boards.my-nano]\nextends = "arduino-nano-33-ble-sense"\n'})
    assert words("--board my") == ["my-nano"]
    assert "arduino-nano-33-ble-sense" in words("plan --board ard")


def test_a_manifest_with_mistakes_leaves_what_tflint_brings(bare: Path) -> None:
    write(bare, {"tflint.toml": b'version = 1\npacks = ["no_such_pack"]\nboards = 3\n'})
    assert words("--board arduino-nano-33-ble-sense-") == ["arduino-nano-33-ble-sense-rev2"]
    assert words("--select arena-overf") == ["arena-overflow"]
    write(bare, {"tflint.toml": b'version = 1\npacks = ["no_such_pack"]\n'})
    assert words("--select arena-overf") == ["arena-overflow"]


def test_what_is_offered_says_what_it_means() -> None:
    told = dict(candidates(["--"]))
    assert told["--fail-on"] == "the lowest severity that fails (default: warning)"
    assert dict(candidates(["--select", "arena-o"]))["arena-overflow"]
