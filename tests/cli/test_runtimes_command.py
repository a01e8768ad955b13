"""The list of runtimes, from outside."""

import json
from pathlib import Path

from program import tflint

from tflint.runtime.tflm import op_tables


def test_a_family_is_listed_newest_first_with_what_is_exact_for_it(tmp_path: Path) -> None:
    heading, newest, *older = tflint(tmp_path, "runtimes", "tflm").out.splitlines()
    assert heading.split() == ["runtime", "TFLM", "of", "ops", "exact", "to", "the", "byte", "with", "shipped", "by"]
    assert newest.startswith(op_tables.newest_of("tflm").name)
    assert "cmsis-nn-mve" in newest
    assert older[-1].startswith("tflm@2021-04")
    assert "nothing: a bound" in older[-1]


def test_a_month_that_was_not_measured_is_listed_with_what_it_is_not_exact_for(tmp_path: Path) -> None:
    _, row = tflint(tmp_path, "runtimes", "tflm@2025-01").out.splitlines()
    assert "cmsis-nn (except 1 op), reference (except 1 op)" in row
    (month,) = json.loads(tflint(tmp_path, "runtimes", "tflm@2025-01", "--format", "json").out)["runtimes"]
    assert month["unsettled"] == {key: {"BATCH_MATMUL": "micro/kernels/batch_matmul.h"} for key in ("cmsis-nn", "reference")}


def test_every_runtime_is_listed_where_none_is_named(tmp_path: Path) -> None:
    listed = json.loads(tflint(tmp_path, "runtimes", "--format", "json").out)["runtimes"]
    assert {it["name"] for it in listed} == set(op_tables.names())


def test_a_runtime_is_listed_with_who_ships_it_and_how(tmp_path: Path) -> None:
    (arduino,) = json.loads(tflint(tmp_path, "runtimes", "arduino@2023-02", "--format", "json").out)["runtimes"]
    assert (arduino["shipped_by"], arduino["static_memory"]) == ("Arduino_TensorFlowLite 2.4.0-ALPHA, MicroTFLite", False)
    assert (arduino["exact"], "CONV_2D" in arduino["operators"], "BATCH_MATMUL" in arduino["operators"]) == (
        ["cmsis-nn"],
        True,
        False,
    )


def test_an_unknown_runtime_is_a_mistake_with_those_that_are_known(tmp_path: Path) -> None:
    done = tflint(tmp_path, "runtimes", "arduino@2019-01")
    assert done.code == 2
    assert "'arduino@2019-01' is not a known runtime snapshot; known are arduino@2023-01, arduino@2023-02" in done.err
