"""Known defects: each has a model that meets it and one that does not, is gone where it is fixed, and is never told of by guess."""

from pathlib import Path

import pytest
from kernel_defect_cases import CASES, OLD_WRAPPER, S3, conv, dense, depthwise, product
from one_op import i8

from tflint.manifest.target import Target, parse
from tflint.model.reader import read
from tflint.runtime.tflm import op_tables
from tflint.runtime.tflm.defects import found, table
from tflint.runtime.tflm.defects.found import Met
from tflint.runtime.tflm.defects.table import Code

DEFECTS = {it.name: it for it in table.defects()}
every_defect = pytest.mark.parametrize("name", DEFECTS)


def met(data: bytes, target: str, runtime: str = "") -> list[Met]:
    return list(found.found(read(data), parse(target, runtime)))


def names(data: bytes, target: str, runtime: str = "") -> list[str]:
    return [it.defect.name for it in met(data, target, runtime)]


def test_each_defect_has_a_condition_and_two_models() -> None:
    assert set(DEFECTS) == set(CASES) == set(found.CONDITIONS)


@every_defect
def test_a_model_beside_the_condition_is_silent(name: str) -> None:
    case = CASES[name]
    assert name not in names(case.not_met, case.target, case.runtime)


@every_defect
def test_a_model_that_meets_the_condition_is_found(name: str) -> None:
    case = CASES[name]
    (hit,) = [it for it in met(case.met, case.target, case.runtime) if it.defect.name == name]
    assert hit.operator.name in DEFECTS[name].ops
    assert hit.version
    assert not hit.why


@every_defect
def test_each_defect_names_where_it_is_fixed_or_reported(name: str) -> None:
    defect = DEFECTS[name]
    assert all(link.startswith("https://github.com/") for link in (*filter(None, [defect.fix]), *defect.reports))
    assert defect.fix or defect.reports
    if defect.fix and "/commit/" in defect.fix:
        assert len(defect.fix.rpartition("/")[2]) == 40


FIXED = [
    ("esp-nn-s3-conv-padding-after", f"{S3}@1.2.1", OLD_WRAPPER),
    ("esp-nn-s3-dot-product-odd-chunks", f"{S3}@1.2.3", OLD_WRAPPER),
    ("esp-nn-s3-dot-product-odd-chunks", f"{S3}@1.1.2", OLD_WRAPPER),
    ("esp-nn-s3-conv-padding-after", "esp32/esp-nn@1.1.2", OLD_WRAPPER),
    ("esp-nn-grouped-conv", f"{S3}@1.2.3", "esp-tflite-micro@1.3.8"),
    ("cmsis-nn-mve-conv-1xn-refused", "cortex-m4/cmsis-nn", "tflm@2024-02"),
    ("cmsis-nn-mve-conv-1xn-refused", "cortex-m55/cmsis-nn", "tflm@2024-08"),
    ("tflm-cmsis-nn-pooling-batches", "cortex-m4/cmsis-nn", "tflm@2026-06"),
    ("tflm-cmsis-nn-pooling-batches", "cortex-m4/reference", "tflm@2025-08"),
    ("tflm-batch-matmul-adjoint-batches", "cortex-m4/reference", "tflm@2026-06"),
    ("tflm-mul-int16-scaling", "cortex-m4/cmsis-nn", "tflm@2023-02"),
    ("tflm-lstm-hidden-zero-point", "cortex-m4/reference", "tflm@2022-09"),
]


@pytest.mark.parametrize(("name", "target", "runtime"), FIXED)
def test_what_is_fixed_or_elsewhere_is_silent(name: str, target: str, runtime: str) -> None:
    assert name not in names(CASES[name].met, target, runtime)


def test_old_wrappers_never_reach_the_assembly_of_1_2_3() -> None:
    case = CASES["esp-nn-s3-conv-uneven-padding"]
    assert names(case.met, f"{S3}@1.2.3", "esp-tflite-micro@1.3.5") == []
    assert names(conv(groups=2), f"{S3}@1.2.3", "esp-tflite-micro@1.3.5") == ["esp-nn-grouped-conv"]


def test_the_overrun_is_the_one_that_was_reported() -> None:
    (hit,) = met(depthwise((49, 20), 32, stride=2), f"{S3}@1.2.3", "esp-tflite-micro@1.3.7")
    assert hit.detail == "it writes 44,912 B of 32,944 B that it asked for"


def test_small_filters_are_copied_whole_since_1_2_1() -> None:
    thin = conv(channels=1, filter=(5, 5), stride=2)
    assert "esp-nn-s3-conv-uneven-padding" in names(thin, f"{S3}@1.2.0", OLD_WRAPPER)
    assert names(thin, f"{S3}@1.2.1", OLD_WRAPPER) == []


def test_an_undeclared_release_is_said_to_be_unknown() -> None:
    hits = met(dense(48), S3)
    assert [(it.defect.name, it.version) for it in hits] == [("esp-nn-s3-dot-product-odd-chunks", "")]
    assert hits[0].why == "the board declares no esp-nn version"


def test_a_release_after_the_last_that_was_read_is_said_to_be_unknown() -> None:
    hits = met(CASES["esp-nn-s3-conv-uneven-padding"].met, f"{S3}@1.4.0", "esp-tflite-micro@1.4.0")
    assert [it.why for it in hits] == ["esp-nn was read up to 1.2.3: whether 1.4.0 is fixed is not known"]


def test_a_shipper_s_own_cmsis_nn_is_said_to_be_unknown() -> None:
    (hit,) = met(CASES["cmsis-nn-transpose-conv-rows"].met, "cortex-m4/cmsis-nn", "zephyr@4.4.0")
    assert (hit.version, hit.why) == ("", "zephyr@4.4.0 is built with a CMSIS-NN of its shipper's choice")


def test_an_op_that_is_refused_is_another_rules_business() -> None:
    a, b = i8(2, 3, 4), i8(1, 9, 5)
    assert names(product(a, b, i8(2, 4, 5), adjoint=True), "cortex-m4/reference", "tflm@2025-08") == []


def test_every_snapshot_has_its_defects_generated() -> None:
    assert set(op_tables.names()) == set(table.snapshots())


def test_releases_compare_as_the_registry_counts_them() -> None:
    written = ["1.0.0-rc1", "1.0.0", "1.0.2", "1.1.2", "1.2.0", "1.2.0~1", "1.2.3", "1.10.0"]
    assert sorted(written, key=table.release) == written
    assert table.release("1.2") == table.release("1.2.0")


def test_esp_nn_s_releases_cover_the_table() -> None:
    mentioned = {it for row in DEFECTS.values() if row.code is Code.ESP_NN for it in (row.since, row.fixed) if it}
    assert mentioned <= {*found.ESP_NN_RELEASES, "1.2.6"}


def test_the_host_and_litert_are_left_alone() -> None:
    assert names(CASES["tflm-cmsis-nn-pooling-batches"].met, "host/reference", "tflite-micro@20250731") == []
    assert Target("", "litert").is_litert


def test_the_page_has_a_row_for_each_defect_that_was_run() -> None:
    page = (Path(__file__).parents[4] / "docs" / "defects.md").read_text("utf-8")
    measured = page.partition("## What was measured")[2].partition("<!-- made by")[0]
    rows = [line for line in measured.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| defect"))]
    ran = sum(it.run for it in DEFECTS.values())
    assert len(rows) == ran
    assert f"{ran} of the {len(DEFECTS)} were run" in measured
