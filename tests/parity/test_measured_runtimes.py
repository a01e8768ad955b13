"""Used and minimum of our own small models, as each runtime measured them on its target (tools/pack_measurements.py)."""

from __future__ import annotations

import io
import json
import lzma
import tarfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_allocator, micro_interpreter

if TYPE_CHECKING:
    from tflint.manifest.target import Target
    from tflint.model.view import Model

MEASURED = Path(__file__).parent / "measured"
FIGURES: dict[str, Any] = json.loads((MEASURED / "figures.json").read_text("utf-8"))
STATIC = " with static memory"
LUCK = 96  # bytes by which a buffer kept after temporaries may overlap them unnoticed


@cache
def models() -> dict[str, Model]:
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress((MEASURED / "models.tar.xz").read_bytes()))) as tar:
        return {entry.name: read(file.read()) for entry in tar if (file := tar.extractfile(entry)) is not None}


def target_of(tree: dict[str, Any]) -> Target:
    target = parse(tree["target"], tree["runtime"].removesuffix(STATIC))
    return target._replace(static_memory=True) if tree["runtime"].endswith(STATIC) else target


def allocates(model: Model, target: Target) -> bool:
    return not any(it.effect.fatal and it.at_allocate for it in micro_interpreter.verdicts(model, target))


def differences(tree: dict[str, Any]) -> dict[str, str]:
    target, wrong = target_of(tree), {}
    for name, used, minimum in zip(FIGURES["models"], tree["used"], tree["minimum_measured"], strict=True):
        model = models()[name]
        if (used is not None) is not allocates(model, target):
            wrong[name] = "refused" if used is None else f"loads with {used}"
        elif used is not None:
            plan = micro_allocator.plan(model, target)
            near = minimum is None or minimum <= plan.minimum <= minimum + LUCK
            if plan.used != used or not near:
                wrong[name] = f"{(plan.used, plan.minimum)} != {(used, minimum)}"
    return wrong


@pytest.mark.parametrize("tree", FIGURES["trees"])
def test_a_runtime_has_the_figures_that_it_measured(tree: str) -> None:
    assert not differences(FIGURES["trees"][tree])


def test_a_minimum_is_equal_but_where_the_runtime_overlaps_unnoticed() -> None:
    lucky = set()
    for tree in FIGURES["trees"].values():
        for name, used, minimum in zip(FIGURES["models"], tree["used"], tree["minimum_measured"], strict=True):
            if (
                used is not None
                and minimum is not None
                and micro_allocator.plan(models()[name], target_of(tree)).minimum != minimum
            ):
                lucky.add(name)
    assert lucky == {"fc_3d.tflite", "s2d_9.tflite", "softmax_7.tflite"}


def test_the_measurements_are_of_several_runtimes_and_libraries() -> None:
    assert {tree["target"] for tree in FIGURES["trees"].values()} > {"cortex-m4/reference", "cortex-m4/cmsis-nn"}
    assert len({tree["runtime"] for tree in FIGURES["trees"].values()}) > 20
