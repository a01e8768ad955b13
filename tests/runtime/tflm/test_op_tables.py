"""Which snapshot has which op."""

from __future__ import annotations

import pytest

from tflint.runtime.tflm import op_tables
from tflint.runtime.tflm.op_tables import snapshot


@pytest.mark.parametrize(
    "name", ["tflm@2026-02", "tflm@2022-12", "tflm@2021-04", "arduino@2023-02", "zephyr@4.1.0", "esp-tflite-micro@1.3.3~1"]
)
def test_every_snapshot_has_the_ops_that_were_there_from_the_start(name: str) -> None:
    assert all(snapshot(name).has(op) for op in ("CONV_2D", "FULLY_CONNECTED", "SOFTMAX", "TFLite_Detection_PostProcess"))


@pytest.mark.parametrize("op", ["DENSIFY", "PLACEHOLDER_FOR_GREATER_OP_CODES", "FlexAddV2", ""])
def test_no_snapshot_has_what_tflm_never_had(op: str) -> None:
    assert not any(release.has(op) for release in (*op_tables.releases(), op_tables.newest_of("tflm")))
    assert op_tables.first_with(op, "tflm") is None


def test_an_op_is_there_from_the_month_of_its_kernel_on() -> None:
    has = {name: snapshot(name).has("BATCH_MATMUL") for name in ("tflm@2022-12", "tflm@2023-08", "tflm@2023-09", "tflm@2024-08")}
    assert has == {"tflm@2022-12": False, "tflm@2023-08": False, "tflm@2023-09": True, "tflm@2024-08": True}


def test_the_first_snapshot_is_named_in_the_family_that_is_asked_for() -> None:
    assert op_tables.first_with("REDUCE_ALL", "tflm") == "tflm@2026-01"
    assert op_tables.first_with("REDUCE_ALL", "esp-tflite-micro") == "esp-tflite-micro@1.3.7"
    assert op_tables.first_with("REDUCE_ALL", "arduino") == "tflm@2026-01"


def test_arduinos_library_stopped_before_the_signal_ops() -> None:
    assert not snapshot("arduino@2023-02").has("SignalWindow")
    assert snapshot("arduino@2023-02").has("SELECT_V2")


def test_an_op_that_was_renamed_away_is_gone() -> None:
    assert op_tables.ops()["Window"].until != op_tables.FOR_EVER
    assert not op_tables.newest_of("tflm").has("Window")


def test_a_newer_release_than_the_tables_know_has_the_newest_ops_and_is_not_exact() -> None:
    newer = snapshot("esp-tflite-micro@9.0.0")
    assert newer.has("REDUCE_ALL")
    assert not newer.exact


@pytest.mark.parametrize(
    "name", ["", "tflm", "tflm@2019-12", "tflm@2026-13", "tflm@2031-01", "esp-tflite-micro@1.3.6", "arduino@1", "zephyr@"]
)
def test_a_name_that_nobody_knows_is_refused(name: str) -> None:
    with pytest.raises(op_tables.UnknownSnapshot, match="is not a known runtime snapshot"):
        snapshot(name)


def test_every_kernel_file_serves_an_op_of_the_tables_and_every_op_has_one() -> None:
    from tflint.runtime.tflm import kernel_registry

    current = {name for name, op in op_tables.ops().items() if op.until == op_tables.FOR_EVER}
    assert set(kernel_registry.every()) == current
