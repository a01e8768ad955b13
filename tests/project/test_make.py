"""Makefiles."""

from pathlib import Path

from tflint.project import make
from tflint.project.fact import Fact, Kind
from tflint.project.tree import Tree


def facts(folder: Path, text: str) -> list[Fact]:
    (folder / "Makefile").write_text(text, "utf-8")
    return list(make.facts(Tree(str(folder)), "Makefile"))


def test_a_core_is_followed_through_variables(tmp_path: Path) -> None:
    found = facts(tmp_path, "CPU = cortex-m33\nFLAGS := -mcpu=$(CPU)\nDEFS = -DSTM32 \\\n  -DCMSIS_NN\n")
    assert (Kind.CPU, "cortex-m33", 2) in [(it.kind, it.value, it.line) for it in found]
    assert (Kind.KERNELS, "cmsis-nn", 3) in [(it.kind, it.value, it.line) for it in found]


def test_what_a_condition_decides_is_possible(tmp_path: Path) -> None:
    found = facts(tmp_path, "ifeq ($(A),b)\nFLAGS += -DCMSIS_NN\nendif\nFLAGS += -DX=1\n")
    assert [(it.name, it.certain) for it in found if it.kind is Kind.DEFINE] == [("CMSIS_NN", False), ("X", True)]


def test_the_tags_of_tflm_s_makefile_name_the_kernels(tmp_path: Path) -> None:
    found = facts(tmp_path, "all:\n\tmake -f tools/make/Makefile OPTIMIZED_KERNEL_DIR=cmsis_nn\n")
    assert [(it.kind, it.value) for it in found] == [(Kind.KERNELS, "cmsis-nn")]


def test_mplab_names_the_processor(tmp_path: Path) -> None:
    found = facts(tmp_path, "\t${MP_CC} -g -mprocessor=ATSAMD51J19A -o a.o\n")
    assert [(it.kind, it.value) for it in found] == [(Kind.CHIP, "ATSAMD51J19A")]


def test_variables_that_name_themselves_end(tmp_path: Path) -> None:
    facts(tmp_path, "A = $(A) $(B)\nB = $(A) $(A)\nC = -D$(B)$(B)$(B)$(B)\n")
