"""What a target means, and what of it is only a bound."""

from __future__ import annotations

import pytest

from tflint.manifest.target import parse
from tflint.runtime.tflm import abi, build
from tflint.runtime.tflm.build import Cmsis, Library
from tflint.runtime.tflm.op_tables import UnknownSnapshot

EXACT = (
    "host/reference",
    *(f"{cpu}/reference" for cpu in build.CORTEX_M),
    *(f"{cpu}/cmsis-nn" for cpu in build.CORTEX_M),
    "esp32/reference",
    "esp32s3/reference",
    "riscv32/reference",
    "esp32/esp-nn@1.0.0",
    "esp32s3/esp-nn@1.1.2",
    "esp32s3/esp-nn@1.2.3",
    "esp32p4/esp-nn@1.2.1",
    "riscv32/esp-nn@1.2.0",
)
BOUND = {
    "host/cmsis-nn": "cmsis-nn is not built for x86-64",
    "cortex-m4/esp-nn": "ESP-NN is not built for Cortex-M",
    "esp32/cmsis-nn": "cmsis-nn is not built for esp32",
    "esp32s3/esp-nn": "the esp-nn version is not declared",
    "esp32s3/esp-nn@1.2.4": "unknown esp-nn version 1.2.4",
    "esp32s3/esp-nn@0.9": "unknown esp-nn version 0.9",
}


@pytest.mark.parametrize("target", EXACT)
def test_a_measured_combination_is_exact(target: str) -> None:
    assert build.of(parse(target)).unknown == ()


@pytest.mark.parametrize(("target", "why"), BOUND.items())
def test_any_other_combination_is_a_bound_with_its_reason(target: str, why: str) -> None:
    (reason,) = build.of(parse(target)).unknown
    assert why in reason


def test_the_core_decides_which_code_cmsis_nn_compiles_to() -> None:
    paths = {cpu: build.of(parse(f"{cpu}/cmsis-nn")).cmsis for cpu in build.CORTEX_M}
    assert [cpu for cpu, path in paths.items() if path is Cmsis.C] == ["cortex-m0plus", "cortex-m3"]
    assert [cpu for cpu, path in paths.items() if path is Cmsis.MVE] == ["cortex-m55", "cortex-m85"]


def test_the_host_is_the_wheel_with_its_recording_allocator_and_compression() -> None:
    host = build.of(parse("host/reference"))
    assert (host.abi, host.recording, host.compression, host.library) == ("wheel", True, True, Library.REFERENCE)


@pytest.mark.parametrize("runtime", ["tflm@2021-07", "tflm@2024-08", "arduino@2023-02", "zephyr@4.1.0", "coralmicro@2022-07"])
def test_a_measured_snapshot_is_exact_however_old(runtime: str) -> None:
    older = build.of(parse("cortex-m4/cmsis-nn", runtime))
    assert (older.snapshot, older.unknown) == (runtime, ())


def test_a_snapshot_that_was_not_measured_with_a_library_is_a_bound() -> None:
    (reason,) = build.of(parse("cortex-m4/reference", "arduino@2023-02")).unknown
    assert reason == "arduino@2023-02 was not measured with reference kernels: planned from its sources"


@pytest.mark.parametrize("cpu", ["cortex-m0plus", "cortex-m55"])
def test_an_older_cmsis_nn_was_measured_for_the_dsp_extension_alone(cpu: str) -> None:
    (reason,) = build.of(parse(f"{cpu}/cmsis-nn", "tflm@2023-06")).unknown
    assert "was not measured with cmsis-nn-" in reason
    assert build.of(parse(f"{cpu}/cmsis-nn", "pico-tflmicro@2024-12")).unknown == () or cpu == "cortex-m55"


def test_arduinos_library_is_built_without_static_memory_unless_the_board_says_so() -> None:
    arduino = parse("cortex-m4/cmsis-nn", "arduino@2023-02")
    assert build.of(arduino).abi == "arm32_dynamic"
    assert build.of(arduino._replace(static_memory=True)).abi == "arm32"
    assert build.of(parse("cortex-m4/cmsis-nn")).abi == "arm32"


def test_a_build_with_int_enums_may_be_without_static_memory_too() -> None:
    esp32 = parse("esp32/reference", "tensorflowlite-esp32@1.0.0")
    assert build.of(esp32).abi == "ilp32_int_enums_dynamic"
    assert build.of(esp32._replace(static_memory=True)).abi == "ilp32_int_enums"
    old = build.of(parse("esp32/reference", "harvard-tinymlx@1.2.4"))
    assert "harvard-tinymlx@1.2.4's structs were not measured without TF_LITE_STATIC_MEMORY" in old.unknown


def test_tensorflow_2_1_and_2_2_have_the_same_structs_without_static_memory() -> None:
    for runtime, size in (("tf@2.1", 56), ("tf@2.2", 64), ("eloquenttinyml@0.0.10", 60)):
        target = parse("cortex-m4/reference", runtime)
        built = [build.of(target._replace(static_memory=it)) for it in (False, True)]
        assert [abi.of(it).sizeof("TfLiteTensor") for it in built] == [size, size]
        assert not built[0].unknown


@pytest.mark.parametrize(
    ("release", "takes"), [("1.2.0", (False, False, True)), ("1.3.0", (True, True, True)), ("1.3.1", (True, True, False))]
)
def test_esp_nn_s_kernels_took_up_int4_and_int16_later_than_tflm_s(release: str, takes: tuple[bool, ...]) -> None:
    runtime = f"esp-tflite-micro@{release}"
    its = build.of(parse("esp32s3/esp-nn@1.1.2", runtime)).features
    assert (its.conv_checks_types, its.int4_scratch, its.fully_connected_takes_one_type) == takes
    reference = build.of(parse("esp32s3/reference", runtime)).features
    assert (reference.conv_checks_types, reference.fully_connected_takes_one_type) == (True, False)


def test_a_build_knows_the_mechanisms_of_its_snapshot() -> None:
    has = [build.of(parse("cortex-m4/reference", f"tflm@{month}")).features.planner_in_tail for month in ("2021-07", "2022-02")]
    assert has == [False, True]


@pytest.mark.parametrize(
    ("release", "sizes"),
    [("1.3.8", (60, 44, 48)), ("1.3.5", (60, 40, 48)), ("1.3.3~1", (56, 40, 48)), ("1.3.1", (56, 40, 36))],
)
def test_espressifs_releases_have_the_structs_of_their_day(release: str, sizes: tuple[int, int, int]) -> None:
    built = build.of(parse("esp32s3/esp-nn@1.1.2", f"esp-tflite-micro@{release}"))
    structs = ("esp_nn/conv:NodeData", "reduce:OpDataReduce", "fully_connected_common:OpDataFullyConnected")
    assert built.unknown == ()
    assert tuple(abi.of(built).sizeof(f"kernels/{struct}") for struct in structs) == sizes


def test_esp_nn_without_a_version_is_planned_with_the_newest_known() -> None:
    built = build.of(parse("esp32s3/esp-nn"))
    assert (built.esp_chip, built.esp_version, built.snapshot) == ("s3", (1, 2, 3), "esp-tflite-micro@1.4.0")


def test_an_unknown_snapshot_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(
        UnknownSnapshot, match=r"'tflm@2019-01' is not a known runtime snapshot; known are .*tflm@2021-04 … tflm@"
    ):
        build.of(parse("cortex-m4/reference", "tflm@2019-01"))


@pytest.mark.parametrize(
    ("cpu", "options", "path"),
    [
        ("cortex-m33", ("no-dsp",), Cmsis.C),
        ("cortex-m55", ("no-mve",), Cmsis.DSP),
        ("cortex-m55", ("no-dsp",), Cmsis.C),
        ("cortex-m55", (), Cmsis.MVE),
    ],
)
def test_a_core_may_lack_its_extensions(cpu: str, options: tuple[str, ...], path: Cmsis) -> None:
    built = build.of(parse(f"{cpu}/cmsis-nn")._replace(build=options))
    assert (built.cmsis, built.unknown) == (path, ())


@pytest.mark.parametrize("option", ["compression", "optimized-for-size", "preserve-all-tensors"])
def test_a_build_option_is_exact_with_the_runtime_that_was_measured(option: str) -> None:
    target = parse("cortex-m4/cmsis-nn")._replace(build=(option,))
    assert build.of(target).unknown == ()
    (reason,) = build.of(target._replace(runtime="tflm@2024-08")).unknown
    assert reason == f"tflm@2024-08 was not measured with {option}"


def test_an_option_that_changes_nothing_is_no_reason_for_a_bound() -> None:
    older = parse("cortex-m4/reference", "tflm@2024-08")._replace(build=("optimized-for-size",))
    assert build.of(older).unknown == ()
    assert build.of(parse("host/reference")._replace(build=("compression",))).unknown == ()


def test_compression_without_static_memory_was_not_compiled() -> None:
    built = build.of(parse("cortex-m4/reference")._replace(static_memory=False, build=("compression",)))
    assert built.unknown == ("the struct sizes of cortex-m4/reference with USE_TFLM_COMPRESSION are not known",)


def test_a_patched_copy_has_bounds_whatever_was_measured_of_its_snapshot() -> None:
    target = parse("cortex-m4/reference", "tflm@2023-06")
    assert build.of(target).unknown == ()
    assert build.of(target._replace(patched="micro/reduce.cc is not its own")).unknown == ("micro/reduce.cc is not its own",)


def test_edge_impulse_s_kernels_are_not_called_a_month_s() -> None:
    built = build.of(parse("cortex-m4/cmsis-nn", "edge-impulse@2024-08"))
    assert built.unknown == ()
    (why,) = built.uncertain({"BATCH_MATMUL", "CONV_2D"})
    assert why == "BATCH_MATMUL of edge-impulse@2024-08 is a kernel of its own (micro/kernels/batch_matmul.cc), planned as TFLM's"


@pytest.mark.parametrize("target", ["esp32/esp-nn", "esp32s3/esp-nn", "esp32s3/esp-nn@1.0.2"])
def test_edge_impulse_s_sdk_brings_the_esp_nn_that_it_was_measured_with(target: str) -> None:
    built = build.of(parse(target, "edge-impulse@2024-08"))
    assert (built.unknown, built.esp_version) == ((), (1, 0, 2) if "@" in target else (1, 1, 2))
    assert not built.features.no_multipliers_for_float


def test_edge_impulse_s_older_esp_nn_is_known_where_it_is_c() -> None:
    assert build.of(parse("esp32/esp-nn", "edge-impulse@2023-11")).unknown == ()
    for target, runtime in (("esp32s3/esp-nn", "edge-impulse@2023-11"), ("esp32/esp-nn@1.1.2", "edge-impulse@2022-09")):
        assert any("ESP-NN's kernels of its own" in why for why in build.of(parse(target, runtime)).unknown)
    (newer,) = build.of(parse("esp32/esp-nn@1.2.3", "edge-impulse@2024-08")).unknown
    assert newer == "unknown esp-nn version 1.2.3: its buffer sizes are known from 1.0.0 to 1.1.2"


def test_a_board_without_a_runtime_may_have_a_library_but_no_release_of_tensorflow() -> None:
    for kernels, library in (("cmsis-nn", "arduino@2023-02"), ("reference", "coralmicro@2022-07")):
        found = build.plausible(parse(f"cortex-m4/{kernels}"))
        assert library in found
        assert not [it for it in found if it.startswith("tf@")]
