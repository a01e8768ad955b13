"""What a linked image says about the targets that it can have been built for."""

from pathlib import Path

from tflint.facts.linked_image import targets
from tflint.image import contents
from tflint.manifest.target import DEFAULT, parse
from tflint.runtime.tflm import op_tables

ELFS = Path(__file__).parents[1] / "image/elf"
EXAMPLE = Path(__file__).parents[2] / "examples/image/kws.elf"  # with the functions of 2024-08
METHODS = {name: op.method for name, op in op_tables.ops().items()}


def test_cpu_and_library_of_an_image_replace_the_declared_ones() -> None:
    shown = contents.read(EXAMPLE, METHODS)
    assert {(it.cpu, it.kernels) for it in targets(shown, parse("cortex-m33/reference"))} == {("cortex-m33", "cmsis-nn")}
    shown = contents.read(ELFS / "structs.elf", METHODS)
    assert {it.cpu for it in targets(shown, parse("esp32/esp-nn@1.2.1"))} == {"cortex-m4"}


def test_a_core_without_cmsis_nn_is_not_assumed_to_have_it() -> None:
    (target,) = targets(contents.read(ELFS / "riscv32.elf", METHODS), DEFAULT)
    assert (target.cpu, target.kernels) == ("riscv32", "reference")


def test_a_runtime_that_is_named_is_not_guessed_again() -> None:
    shown = contents.read(EXAMPLE, METHODS)
    assert [it.runtime for it in targets(shown, parse("cortex-m4/cmsis-nn", "tflm@2024-02"))] == ["tflm@2024-02"]


def test_struct_sizes_of_debug_information_replace_the_tables() -> None:
    (target,) = targets(contents.read(ELFS / "structs.elf", METHODS), DEFAULT)
    assert dict(target.struct_sizes)["TfLiteTensor"] == 72


def test_the_months_of_an_image_hold_the_one_that_its_functions_are_from() -> None:
    found = [it.runtime for it in targets(contents.read(EXAMPLE, METHODS), DEFAULT)]
    assert "tflm@2024-08" in found
    assert "tflm@2025-08" not in found
