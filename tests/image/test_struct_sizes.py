"""Struct sizes from debug information: `elf/structs.elf` is made from firmware/tensorflow/lite/micro/micro_allocator.cc."""

from pathlib import Path

from elf_maker import Section, make

from tflint.image import elf
from tflint.image.struct_sizes import StructSizes, struct_sizes

IMAGE = Path(__file__).parent / "elf/structs.elf"


def test_an_image_without_debug_information_has_none() -> None:
    assert struct_sizes(elf.parse(make([Section(".text", 0x1000, bytes(8))]))) is None


def test_sizes_are_those_of_the_structs_of_the_image() -> None:
    sizes = struct_sizes(elf.read(IMAGE))
    assert sizes is not None
    wanted = (
        "TfLiteTensor",
        "TfLiteConvParams",
        "internal::ScratchBufferRequest",
        "GreedyMemoryPlanner::per_buffer_size",
        "TfLiteNode",
    )
    assert sizes.table(dict.fromkeys((*wanted, "TfLiteTensor@align"), 0)) == {
        "TfLiteTensor": 72,
        "TfLiteConvParams": 30,
        "internal::ScratchBufferRequest": 12,
        "GreedyMemoryPlanner::per_buffer_size": 20 + 16 + 3 * 4,
    }


def test_a_kernel_s_struct_is_looked_for_in_its_own_file() -> None:
    sizes = StructSizes(
        {}, {("kernels/cmsis_nn/conv", "OpData"): 60, ("kernels/pad", "OpData"): 56, ("kernels/conv", "OpDataConv"): 56}
    )
    names = ("kernels/cmsis_nn/conv:OpData", "kernels/pad_common:OpData", "kernels/conv_common:OpDataConv", "kernels/svdf:OpData")
    assert sizes.table(dict.fromkeys(names, 0)) == {names[0]: 60, names[1]: 56, names[2]: 56}
