"""packaging/: what other catalogues get is valid, and matches what tflint prints and takes."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml
from networks import board_toml, dense
from program import tflint

from tflint.cli.program import parser

ROOT = Path(__file__).parents[1]
PACKAGING = ROOT / "packaging"


def matchers() -> list[dict[str, object]]:
    """Return the one pattern of each problem matcher."""
    github = json.loads((PACKAGING / "problem-matchers/github.json").read_text("utf-8"))
    code = json.loads((PACKAGING / "problem-matchers/vscode-tasks.json").read_text("utf-8"))
    return [github["problemMatcher"][0]["pattern"][0], code["tasks"][0]["problemMatcher"]["pattern"]]


@pytest.mark.parametrize("pattern", matchers(), ids=["github", "vscode"])
def test_a_matcher_reads_each_line_of_the_concise_format(tmp_path: Path, pattern: dict[str, object]) -> None:
    (tmp_path / "model.tflite").write_bytes(dense())
    (tmp_path / "broken.tflite").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    (tmp_path / "tflint.toml").write_text(board_toml("arena = 160", path='"model.tflite"'))
    lines = tflint(tmp_path, "--format", "concise", "model.tflite", "broken.tflite").out.splitlines()
    found = [re.fullmatch(str(pattern["regexp"]), line) for line in lines]
    read = {(match[1], match[2], match[4], match[6]) for match in found if match}
    assert len(lines) == len([match for match in found if match]) >= 2
    assert ("tflint.toml", "6", "error", "arena-overflow") in read
    assert ("broken.tflite", None, "error", "not-a-model") in read


def test_the_draft_07_schema_takes_the_example_manifest_and_refuses_a_mistake() -> None:
    schema = json.loads((PACKAGING / "schemastore/tflint.json").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    validator.check_schema(schema)
    manifest = tomllib.loads((ROOT / "examples/tflint.toml").read_text("utf-8"))
    assert list(validator.iter_errors(manifest)) == []
    assert list(validator.iter_errors(manifest | {"bords": {}}))


def manifests(folder: str) -> list[Path]:
    """Return the test files that SchemaStore gets, of one of its two folders."""
    return sorted((PACKAGING / "schemastore" / folder / "tflint").glob("*.toml"))


@pytest.mark.parametrize("path", manifests("test"), ids=lambda path: path.stem)
def test_schemastore_s_positive_test_is_what_both_schema_and_tflint_take(tmp_path: Path, path: Path) -> None:
    schema = json.loads((PACKAGING / "schemastore/tflint.json").read_text("utf-8"))
    assert list(jsonschema.Draft7Validator(schema).iter_errors(tomllib.loads(path.read_text("utf-8")))) == []
    (tmp_path / "tflint.toml").write_bytes(path.read_bytes())
    assert "tflint.toml:" not in tflint(tmp_path, "boards").err


@pytest.mark.parametrize("path", manifests("negative_test"), ids=lambda path: path.stem)
def test_schemastore_s_negative_tests_are_refused_by_both(tmp_path: Path, path: Path) -> None:
    schema = json.loads((PACKAGING / "schemastore/tflint.json").read_text("utf-8"))
    assert list(jsonschema.Draft7Validator(schema).iter_errors(tomllib.loads(path.read_text("utf-8"))))
    (tmp_path / "tflint.toml").write_bytes(path.read_bytes())
    done = tflint(tmp_path)
    assert (done.code, "tflint.toml:" in done.err) == (2, True)


def test_schemastore_s_schema_has_what_its_strict_mode_wants() -> None:
    text = (PACKAGING / "schemastore/tflint.json").read_text("utf-8")
    entry = json.loads((PACKAGING / "schemastore/catalog-entry.json").read_text("utf-8"))
    assert json.loads(text)["$id"] == entry["url"]
    assert not re.search(r'"type": \[', text)
    assert "tflint-" not in "".join(re.findall(r'"format": "([^"]*)"', text))


def test_every_option_of_the_gitlab_component_exists() -> None:
    _, component = yaml.safe_load_all((PACKAGING / "gitlab/templates/tflint.yml").read_text("utf-8"))
    line = re.sub(r"\$\{\w+:\+(.*?)\}", r"\1", component["tflint"]["script"][1])
    _, command, *words = shlex.split(line.replace("$[[ inputs.paths ]]", "models"))
    assert parser(command).parse_args(words).paths == ["models"]


def test_every_option_of_the_megalinter_descriptor_exists() -> None:
    (linter,) = yaml.safe_load((PACKAGING / "megalinter/tflite.megalinter-descriptor.yml").read_text("utf-8"))["linters"]
    words = [*linter["cli_sarif_args"], linter["cli_config_arg_name"], "tflint.toml", "model.tflite"]
    assert parser("check").parse_args(words).manifest == "tflint.toml"
    assert linter["cli_version_arg_name"] == "--version"
    assert linter["cli_executable"] in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]


@pytest.mark.parametrize(("file", "code"), [("models/kws.tflite", 0), ("why/ranked.tflite", 1)], ids=["good", "bad"])
def test_megalinter_s_test_files_end_as_their_names_promise(tmp_path: Path, file: str, code: int) -> None:
    (linter,) = yaml.safe_load((PACKAGING / "megalinter/tflite.megalinter-descriptor.yml").read_text("utf-8"))["linters"]
    (tmp_path / "model.tflite").write_bytes((ROOT / "examples" / file).read_bytes())
    assert tflint(tmp_path, *linter["cli_lint_extra_args"], "model.tflite").code == code
