"""The examples' reports, made by the program itself, against every schema."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import xmlschema

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = {
    "json": "check.json",
    "sarif": "check.sarif",
    "gitlab": "quality.json",
    "junit": "junit.xml",
    "markdown": "summary.md",
    "html": "check.html",
}


def tflint(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "CI"))}
    command = [sys.executable, "-m", "tflint", *words]
    return subprocess.run(command, cwd=EXAMPLES, env=environment, capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reports")
    done = tflint("models", *(f"--format={name}={made / file}" for name, file in FILES.items()))
    assert done.returncode == 1, done.stderr
    return made


def test_every_format_was_written(folder: Path) -> None:
    assert all((folder / file).stat().st_size > 500 for file in FILES.values())


def test_json_has_the_published_shape(folder: Path, published: Path) -> None:
    document = json.loads((folder / "check.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, json.loads((published / "check.schema.json").read_text(encoding="utf-8")))
    assert document["summary"]["models"] == len(list((EXAMPLES / "models").glob("*.tflite")))


def test_sarif_is_valid_and_agrees_with_json(folder: Path, schemas: Path) -> None:
    log = json.loads((folder / "check.sarif").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(json.loads((schemas / "sarif-2.1.0.json").read_text(encoding="utf-8"))).validate(log)
    kept = [result["ruleId"] for result in log["runs"][0]["results"] if "suppressions" not in result]
    assert kept == [found["rule"] for found in json.loads((folder / "check.json").read_text(encoding="utf-8"))["findings"]]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert all("## Why" in rule["help"]["markdown"] for rule in rules)


def test_code_quality_is_valid(folder: Path, schemas: Path) -> None:
    issues = json.loads((folder / "quality.json").read_text(encoding="utf-8"))
    jsonschema.validate(issues, json.loads((schemas / "code-quality.schema.json").read_text(encoding="utf-8")))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_junit_is_valid(folder: Path, schemas: Path) -> None:
    xmlschema.XMLSchema(str(schemas / "junit-10.xsd")).validate(str(folder / "junit.xml"))


def test_the_plan_of_an_example_has_the_published_shape_and_is_exact(published: Path) -> None:
    done = tflint("plan", "models/kws.tflite", "models/voice_lfs.tflite", "--target", "cortex-m4/cmsis-nn", "--format", "json")
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads((published / "plan.schema.json").read_text(encoding="utf-8")))
    keyword, pointer = document["models"]
    assert keyword["arena"]["exact"]
    assert sum(kept["bytes"] for kept in keyword["persistent"]) <= keyword["arena"]["tail"]
    assert (pointer["allocates"], pointer["arena"]["used"]) == (False, None)
