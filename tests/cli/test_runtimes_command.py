"""The list of runtimes, from outside."""

import json
from pathlib import Path

from program import tflint

from tflint.runtime.litert import delegates, op_resolver
from tflint.runtime.tflm import op_tables


def test_a_family_is_listed_newest_first_with_what_is_exact_for_it(tmp_path: Path) -> None:
    heading, newest, *older = tflint(tmp_path, "runtimes", "tflm").out.splitlines()
    assert heading.split() == ["runtime", "TFLM", "of", "ops", "exact", "to", "the", "byte", "with", "shipped", "by"]
    assert newest.startswith(op_tables.newest_of("tflm").name)
    assert "cmsis-nn-mve" in newest
    assert older[-1].startswith("tflm@2021-04")
    assert "cmsis-nn, reference" in older[-1]


def test_every_runtime_was_measured_and_a_release_newer_than_all_is_an_estimate(tmp_path: Path) -> None:
    assert "nothing: an estimate" not in tflint(tmp_path, "runtimes").out
    _, row = tflint(tmp_path, "runtimes", "esp-tflite-micro@99.0.0").out.splitlines()
    assert "nothing: an estimate" in row


def test_a_runtime_with_kernels_that_nobody_measured_is_listed_with_how_many(tmp_path: Path) -> None:
    every = json.loads(tflint(tmp_path, "runtimes", "--format", "json").out)["runtimes"]
    copy = next(it for it in every if it["unsettled"].get("cmsis-nn") and "cmsis-nn" in it["exact"])
    assert all(file.startswith("micro/") for file in copy["unsettled"]["cmsis-nn"].values())
    _, row = tflint(tmp_path, "runtimes", copy["name"]).out.splitlines()
    assert f"cmsis-nn (except {len(copy['unsettled']['cmsis-nn'])} op" in row


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
    listed = {line.split()[0] for line in tflint(tmp_path, "runtimes").out.splitlines() if line.startswith("arduino@")}
    said, known = done.err.split("; known are ")
    assert said == "tflint: 'arduino@2019-01' is not a known runtime snapshot"
    assert {name for name in known.split(", ") if name.startswith("arduino@")} == listed != set()


def test_litert_s_releases_are_listed_after_tflm_s(tmp_path: Path) -> None:
    lines = tflint(tmp_path, "runtimes").out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("litert@"))
    assert lines[start - 1].split()[:4] == ["runtime", "ops", "arena", "messages"]
    assert [line.split()[0] for line in lines[start:-1]] == [f"litert@{name}" for name in reversed(op_resolver.releases())]


def test_only_the_newest_release_is_quoted_and_only_probed_ones_know_what_xnnpack_takes(tmp_path: Path) -> None:
    document = json.loads(tflint(tmp_path, "runtimes", "litert", "--format", "json").out)
    assert document["runtimes"] == []
    newest, *older = document["litert"]
    assert (newest["messages"], newest["xnnpack"]) == (True, True)
    assert not any(it["messages"] for it in older)
    assert {it["name"] for it in document["litert"] if it["xnnpack"]} == {f"litert@{name}" for name in delegates.tables()}


def test_a_release_of_litert_that_was_not_measured_is_a_mistake(tmp_path: Path) -> None:
    done = tflint(tmp_path, "runtimes", "litert@1.2.0")
    assert done.code == 2
    assert "LiteRT 1.2.0 was never measured; measured are 2.3.0, 2.2.0" in done.err
