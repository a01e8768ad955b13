"""CMake."""

from pathlib import Path

import pytest

from tflint.project import cmake
from tflint.project.fact import Fact, Kind
from tflint.project.tree import Tree


def facts(folder: Path, text: str) -> list[Fact]:
    (folder / "CMakeLists.txt").write_text(text, "utf-8")
    return list(cmake.facts(Tree(str(folder)), "CMakeLists.txt"))


def stated(found: list[Fact]) -> list[tuple[Kind, str, int, bool]]:
    return [(it.kind, it.value, it.line, it.certain) for it in found if it.kind is not Kind.DEFINE]


@pytest.mark.parametrize(
    "text",
    [
        '\n# -mcpu=cortex-m4\nset(CMAKE_C_FLAGS "-mcpu=cortex-m7 -mthumb")\n',
        "set(CORE cortex-m7)\n\nadd_compile_options(-mcpu=${CORE})\n",
        '\n\nset(F "-mthumb \\\n-mcpu=cortex-m7")\n',
        "\n\ntarget_compile_options(app PRIVATE -mcpu=cortex-m7)\n",
        "\n\nadd_executable_m7(app main.cc)\n",
    ],
)
def test_a_core_is_stated_at_its_command(tmp_path: Path, text: str) -> None:
    assert (Kind.CPU, "cortex-m7", 3, True) in stated(facts(tmp_path, text))


def test_definitions_are_macros(tmp_path: Path) -> None:
    text = "add_definitions(-DCMSIS_NN)\ntarget_compile_definitions(app PRIVATE ARENA=4096 ARM_MATH_CM4)\n"
    found = facts(tmp_path, text)
    assert {it.name: it.value for it in found if it.kind is Kind.DEFINE} == {
        "CMSIS_NN": "1",
        "ARENA": "4096",
        "ARM_MATH_CM4": "1",
    }
    assert stated(found) == [(Kind.KERNELS, "cmsis-nn", 1, True), (Kind.CHIP, "cortex-m4", 2, True)]


def test_a_branch_that_its_own_variable_excludes_is_left_out(tmp_path: Path) -> None:
    text = "set(USE OFF)\nif(${USE})\n add_definitions(-DCMSIS_NN)\nelse()\n add_definitions(-DESP_NN)\nendif()\n"
    assert stated(facts(tmp_path, text)) == [(Kind.KERNELS, "esp-nn", 5, True)]


def test_a_branch_that_the_user_chooses_is_possible(tmp_path: Path) -> None:
    text = 'option(USE "" OFF)\nif(USE)\n add_definitions(-DCMSIS_NN)\nendif()\n'
    assert stated(facts(tmp_path, text)) == [(Kind.KERNELS, "cmsis-nn", 3, False)]


def test_an_elseif_counts_after_the_branch_that_is_taken(tmp_path: Path) -> None:
    text = 'set(B x)\nif(B STREQUAL "x")\n add_definitions(-DA)\nelseif(B STREQUAL "y")\n add_definitions(-DCMSIS_NN)\nelse()\nadd_definitions(-DESP_NN)\nendif()\n'
    assert stated(facts(tmp_path, text)) == []


@pytest.mark.parametrize(
    "text", ["set(", "if(", "((((", 'set(A "', "endif()\nelse()\nelseif(X)\n", "set(A ${A})\nset(B ${A}${B})\n"]
)
def test_half_written_files_are_read(tmp_path: Path, text: str) -> None:
    facts(tmp_path, text)


def test_an_escaped_quote_outside_of_quotes_begins_no_text(tmp_path: Path) -> None:
    text = 'target_compile_definitions(app PRIVATE\n  SSID=\\"${SSID}\\"\n  LEVEL=2)\ntarget_link_libraries(app pico-tflmicro)\n'
    assert [(it.name, it.line) for it in cmake.commands(text)] == [
        ("target_compile_definitions", 1),
        ("target_link_libraries", 4),
    ]
    (tmp_path / "CMakeLists.txt").write_text(text, "utf-8")
    found = {(it.kind, it.name or it.value): it.value for it in cmake.facts(Tree(str(tmp_path)), "CMakeLists.txt")}
    assert found[Kind.DEFINE, "LEVEL"] == "2"
    assert (Kind.KERNELS, "cmsis-nn") in found


def test_libraries_that_a_variable_lists_are_linked(tmp_path: Path) -> None:
    text = "set(LINKED\n  pico_stdlib\n  pico-tflmicro)\ntarget_link_libraries(app ${LINKED})\n"
    (tmp_path / "CMakeLists.txt").write_text(text, "utf-8")
    found = [it.line for it in cmake.facts(Tree(str(tmp_path)), "CMakeLists.txt") if it.kind is Kind.KERNELS]
    assert found == [4]
