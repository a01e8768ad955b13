"""Struct tables: overlays on measured ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tflint.runtime.tflm import abi, op_tables

OVERLAYS = json.loads(Path(abi.__file__).with_name("abi").joinpath("overlays.json").read_text("utf-8"))["tables"]
NAMES = sorted(abi.names())


@pytest.mark.parametrize("name", NAMES)
def test_every_size_is_a_multiple_of_its_alignment(name: str) -> None:
    table = abi.load(name)
    structs = [struct for struct in table.sizes if f"{struct}@align" in table.sizes]
    assert len(structs) > 150
    assert [struct for struct in structs if table.sizeof(struct) % table.alignof(struct)] == []


def test_short_enums_shrink_parsed_options_on_arm_alone() -> None:
    sizes = {name: abi.load(name).sizeof("TfLiteAddParams") for name in ("x86_64", "arm32", "ilp32_int_enums")}
    assert sizes == {"x86_64": 8, "arm32": 2, "ilp32_int_enums": 8}


def test_a_pointer_has_a_short_name() -> None:
    assert (abi.load("arm32").sizeof("ptr"), abi.load("wheel").sizeof("ptr"), abi.load("wheel").alignof("ptr")) == (4, 8, 8)


def test_an_overlay_says_why_and_changes_only_what_it_names() -> None:
    for name, written in OVERLAYS.items():
        base, table = abi.load(written.get("extends") or written["like"]), abi.load(name)
        assert written.get("why") or written["source"]
        assert {struct for struct in table.sizes if base.sizes.get(struct) != table.sizes[struct]} <= set(written["sizes"])


def test_a_table_that_is_like_another_takes_nothing_of_what_a_snapshot_made_of_that() -> None:
    now, changed_others = abi.load("arm32").sizes, 0
    for name in op_tables.names():
        sizes = op_tables.snapshot(name).sizes
        then = abi.load("arm32", name).sizes
        assert {struct for struct in then if then[struct] != now.get(struct)} <= set(sizes.get("arm32", {})), name
        changed_others += bool(set(sizes.get("ilp32_int_enums", {})) - set(sizes.get("arm32", {})))
    assert changed_others  # else the loop proves nothing


def test_espressifs_wrappers_add_an_int_by_the_rules_of_c() -> None:
    table = abi.load("esp_nn")
    assert table.sizeof("kernels/esp_nn/conv:NodeData") == table.sizeof("kernels/conv_common:OpDataConv") + 4
    assert table.sizeof("kernels/esp_nn/softmax:NodeData") == 64  # 56 and 4, rounded up to the double in it
    assert abi.load("esp_nn", "esp-tflite-micro@1.3.3").sizeof("kernels/esp_nn/conv:NodeData") == 56


def test_a_snapshot_changes_only_the_structs_that_differed_then() -> None:
    then, now = abi.load("arm32", "tflm@2022-11"), abi.load("arm32")
    assert (then.sizeof("TfLiteConvParams"), now.sizeof("TfLiteConvParams")) == (24, 28)
    assert then.sizeof("TfLiteTensor") == now.sizeof("TfLiteTensor")


def test_without_static_memory_a_tensor_has_twice_the_size() -> None:
    tables = [abi.load(name, "arduino@2023-02") for name in ("arm32", "arm32_dynamic")]
    assert [table.sizeof("TfLiteTensor") for table in tables] == [32, 64]
    assert [table.sizeof("NodeAndRegistration") for table in tables] == [32, 44]
