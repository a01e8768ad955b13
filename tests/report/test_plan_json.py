"""The plan as JSON: the published shape, every byte a number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from tflint.report import render_plans
from tflint.report.options import Options

if TYPE_CHECKING:
    from pathlib import Path

    from tflint.check.report import Planned


@pytest.fixture(scope="module")
def validator(published: Path) -> jsonschema.Draft202012Validator:
    schema = json.loads((published / "plan.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_a_plan_has_the_published_shape(plans: tuple[Planned, ...], validator: jsonschema.Draft202012Validator) -> None:
    document = json.loads(render_plans("json", plans, Options()))
    validator.validate(document)
    model = document["models"][0]
    assert model["arena"] == {
        "used": 7420,
        "minimum": 7440,
        "head": 5440,
        "tail": 1980,
        "exact": True,
        "bound": None,
        "unknown": [],
    }
    assert model["buffers"][2] == {
        "kind": "scratch",
        "subgraph": 0,
        "tensor": None,
        "name": "im2col",
        "operator": 1,
        "bytes": 640,
        "offset": 4800,
        "first": 2,
        "last": 2,
    }
    assert model["persistent"][2]["bytes"] == 1200


def test_a_model_that_cannot_be_read_has_null_figures(
    plans: tuple[Planned, ...], validator: jsonschema.Draft202012Validator
) -> None:
    unread = plans[0]._replace(plan=None, allocates=False, reasons=("not-a-model",))
    document = json.loads(render_plans("json", (unread,), Options()))
    validator.validate(document)
    assert document["models"][0]["arena"]["used"] is None
    assert document["models"][0]["reasons"] == ["not-a-model"]


def test_hostile_names_are_exact(hostile_plans: tuple[Planned, ...], validator: jsonschema.Draft202012Validator) -> None:
    document = json.loads(render_plans("json", hostile_plans, Options()))
    validator.validate(document)
    assert [model["path"] for model in document["models"]] == [planned.path for planned in hostile_plans]
