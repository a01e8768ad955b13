"""`tflint fix --format json` and `html`: the published shape, and a page without script."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from fix.fix_models import padded

from tflint.cli import main

PUBLISHED = Path(__file__).parents[2] / "docs/schemas"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pad.tflite").write_bytes(padded())
    (tmp_path / "broken.tflite").write_bytes(b"no model")


def test_what_changes_and_what_cannot_be_read_have_the_published_shape(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads((PUBLISHED / "fix.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert main(["fix", ".", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(schema).validate(document)
    assert [bool(it["changes"]) for it in document["models"]] == [False, True]
    assert document["models"][0]["before"] is None


def test_the_page_draws_both_maps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "pad.tflite", "--format", "html"]) == 1
    page = capsys.readouterr().out
    assert page.count("<svg class=") == 2
    assert "<h3>before</h3>" in page
    assert "<h3>after</h3>" in page
    assert "<script" not in page


def test_the_page_escapes_what_a_model_is_called(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a<b>.tflite").write_bytes(padded())
    assert main(["fix", "a<b>.tflite", "--format", "html"]) == 1
    assert "a<b>" not in capsys.readouterr().out
