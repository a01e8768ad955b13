"""Zephyr's files."""

from pathlib import Path

import pytest

from tflint.project import zephyr
from tflint.project.fact import Kind
from tflint.project.tree import Tree


def tree(folder: Path, name: str, text: str) -> Tree:
    (folder / name).write_text(text, "utf-8")
    return Tree(str(folder))


@pytest.mark.parametrize(
    ("text", "kernels", "line"),
    [
        ("CONFIG_TENSORFLOW_LITE_MICRO=y\n", "reference", 1),
        ("CONFIG_TENSORFLOW_LITE_MICRO=y\n#CONFIG_TENSORFLOW_LITE_MICRO_CMSIS_NN_KERNELS=y\n", "reference", 1),
        ("CONFIG_TENSORFLOW_LITE_MICRO=y\nCONFIG_TENSORFLOW_LITE_MICRO_CMSIS_NN_KERNELS=y # fast\n", "cmsis-nn", 2),
    ],
)
def test_prj_conf_states_the_kernels(tmp_path: Path, text: str, kernels: str, line: int) -> None:
    found = [it for it in zephyr.prj_conf(tree(tmp_path, "prj.conf", text), "prj.conf") if it.kind is Kind.KERNELS]
    assert [(it.value, it.line) for it in found] == [(kernels, line)]


def test_without_tflm_nothing_is_said_of_kernels(tmp_path: Path) -> None:
    found = zephyr.prj_conf(tree(tmp_path, "prj.conf", "CONFIG_CPP=y\n"), "prj.conf")
    assert [it.kind for it in found] == [Kind.CONFIG]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("nucleo_f446re.overlay", Kind.BOARD), ("mic_pico_w.overlay", Kind.BOARD), ("stm32f429zi.conf", Kind.CHIP)],
)
def test_an_overlay_is_called_after_its_board(tmp_path: Path, name: str, kind: Kind) -> None:
    assert [it.kind for it in zephyr.overlay(tree(tmp_path, name, ""), name)] == [kind]


def test_an_overlay_of_another_name_says_nothing(tmp_path: Path) -> None:
    assert list(zephyr.overlay(tree(tmp_path, "debug.overlay", ""), "debug.overlay")) == []


@pytest.mark.parametrize(
    ("project", "revision", "kind", "value"),
    [
        ("tflite-micro", "8d404de73acf7687831e16d88e86e4f73cfddf9e", Kind.RUNTIME, "zephyr@4.1.0"),
        ("tflite-micro", "main", Kind.LIBRARY, "tflite-micro at main"),
        ("tflite-micro", "zephyr_20240627", Kind.RUNTIME, "zephyr@3.7.0"),
        ("zephyr", "v2.7.0", Kind.RUNTIME, "zephyr@2.7.0"),
        ("zephyr", "v3.4-branch", Kind.RUNTIME, "zephyr@2.7.0"),
        ("zephyr", "v3.5.0", Kind.RUNTIME, "zephyr@3.6.0"),
        ("zephyr", "v3.6.0", Kind.RUNTIME, "zephyr@3.6.0"),
        ("zephyr", "v4.0.0-rc1", Kind.RUNTIME, "zephyr@3.7.0"),
        ("zephyr", "v4.3.0", Kind.RUNTIME, "zephyr@4.1.0"),
        ("zephyr", "v2.6.0", Kind.LIBRARY, "zephyr at v2.6.0"),
        ("zephyr", "v3.60.0", Kind.LIBRARY, "zephyr at v3.60.0"),
    ],
)
def test_west_pins_the_module_or_zephyr(tmp_path: Path, project: str, revision: str, kind: Kind, value: str) -> None:
    text = (
        f"manifest:\n  remotes:\n    - name: x\n  projects:\n    - name: {project}\n      remote: x\n      revision: {revision}\n"
    )
    (found,) = zephyr.west(tree(tmp_path, "west.yml", text), "west.yml")
    assert (found.kind, found.value, found.line) == (kind, value, 7)
