"""Project files of chip makers and IDEs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tflint.project import vendor
from tflint.project.fact import Fact, Kind
from tflint.project.tree import Tree


def tree(folder: Path, name: str, text: str) -> Tree:
    (folder / name).write_text(text, "utf-8")
    return Tree(str(folder))


def facts(found: Iterator[Fact]) -> list[tuple[Kind, str, int]]:
    return [(it.kind, it.name or it.value, it.line) for it in found]


SEGGER = (
    '<configuration Name="Common"\n  arm_core_type="Cortex-M4"\n  arm_target_device_name="nRF52840_xxAA"\n'
    '  c_preprocessor_definitions="NO_VTOR_CONFIG;ARENA=2048;"\n/>\n'
)
KEIL = (
    '<Device>STM32F767IGTx</Device>\n<Cpu>IROM(0x8000000-0x80FFFFF) CPUTYPE("Cortex-M7") ELITTLE</Cpu>\n'
    "<Define>USE_HAL_DRIVER, __FPU_USED=1</Define>\n<Define></Define>\n"
)


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (
            vendor.segger,
            SEGGER,
            [
                (Kind.CPU, "cortex-m4", 2),
                (Kind.CHIP, "nRF52840_xxAA", 3),
                (Kind.DEFINE, "NO_VTOR_CONFIG", 4),
                (Kind.DEFINE, "ARENA", 4),
            ],
        ),
        (
            vendor.keil,
            KEIL,
            [
                (Kind.CHIP, "STM32F767IGTx", 1),
                (Kind.CPU, "cortex-m7", 2),
                (Kind.DEFINE, "USE_HAL_DRIVER", 3),
                (Kind.DEFINE, "__FPU_USED", 3),
            ],
        ),
    ],
    ids=["SEGGER Embedded Studio", "Keil"],
)
def test_an_ides_project_states_core_chip_and_macros(
    tmp_path: Path, reader: Callable[[Tree, str], Iterator[Fact]], text: str, expected: list[tuple[Kind, str, int]]
) -> None:
    assert facts(reader(tree(tmp_path, "app", text), "app")) == expected


@pytest.mark.parametrize(
    "text", ['arm_core_type="Cortex-R5"\n', 'arm_target_device_name="XYZ"\n', '<Device>XYZ</Device> CPUTYPE("ARM9")\n']
)
def test_cores_and_chips_that_tflint_does_not_have_are_passed_over(tmp_path: Path, text: str) -> None:
    made = tree(tmp_path, "app", text)
    assert [*vendor.segger(made, "app"), *vendor.keil(made, "app")] == []


@pytest.mark.parametrize("sdk", ["sdk: {id: gecko_sdk, version: VERSION}\n", "sdk:\n  id: gecko_sdk\n  version: VERSION\n"])
def test_a_gecko_sdk_is_a_snapshot_where_it_was_measured(tmp_path: Path, sdk: str) -> None:
    (known,) = vendor.slcp(tree(tmp_path, "a.slcp", sdk.replace("VERSION", "4.4.1")), "a.slcp")
    (other,) = vendor.slcp(tree(tmp_path, "b.slcp", sdk.replace("VERSION", "4.1.1")), "b.slcp")
    assert (known.kind, known.value) == (Kind.RUNTIME, "gecko-sdk@4.4")
    assert (other.kind, other.value) == (Kind.LIBRARY, "TFLM of Gecko SDK 4.1.1")


def test_components_in_one_line_state_the_kernels(tmp_path: Path) -> None:
    text = "component:\n- {id: tensorflow_lite_micro_optimized_kernels}\ndefine:\n- {name: TF_LITE_STATIC_MEMORY}\n"
    assert facts(vendor.slcp(tree(tmp_path, "a.slcp", text), "a.slcp")) == [
        (Kind.KERNELS, "cmsis-nn", 2),
        (Kind.DEFINE, "TF_LITE_STATIC_MEMORY", 4),
    ]
