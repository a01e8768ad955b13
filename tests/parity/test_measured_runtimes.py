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
from compressed_models import compressed
from measure_snapshots import target_of

from tflint.model.reader import read
from tflint.runtime.tflm import build, micro_allocator, micro_interpreter, shared_allocator
from tflint.runtime.tflm.kernels import depthwise_conv, fully_connected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.target import Target
    from tflint.model.view import Model
    from tflint.runtime.plan import Plan

MEASURED = Path(__file__).parent / "measured"
OURS, COMPRESSED, ETHOS_U = "figures.json", "compressed.json", "ethos_u.json"
FIGURES: dict[str, dict[str, Any]] = {
    name: json.loads((MEASURED / name).read_text("utf-8")) for name in (OURS, COMPRESSED, ETHOS_U)
}
TREES = [(group, tree) for group, figures in FIGURES.items() for tree in figures["trees"]]
# whatever lay on the stack; memory that is given back at once
NOT_FOLLOWED = frozenset({depthwise_conv.UNINITIALISED, fully_connected.UNPACKED_AT_ONCE})
# bytes of overlap that TFLM does not notice (docs/arena.md): by so much a minimum that is not exact may be too large
UNNOTICED = 96


def files(archive: str) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress((MEASURED / archive).read_bytes()))) as tar:
        return {entry.name: file.read() for entry in tar if (file := tar.extractfile(entry)) is not None}


@cache
def models(group: str) -> dict[str, Model]:
    found = files("ethos_u.tar.xz" if group == ETHOS_U else "models.tar.xz")
    if group == COMPRESSED:
        found = {name: compressed(found[name]) for name in FIGURES[COMPRESSED]["models"]}
    return {name: read(data) for name, data in found.items()}


TOGETHER: dict[str, dict[str, Any]] = json.loads((MEASURED / "together.json").read_text("utf-8"))


@pytest.mark.parametrize("tree", TOGETHER)
def test_models_on_one_allocator_take_what_was_measured_together(tree: str) -> None:
    target, wrong = target_of(TOGETHER[tree]), []
    assert len(TOGETHER[tree]["groups"]) > 100
    for names, used, minimum in TOGETHER[tree]["groups"]:
        shared = shared_allocator.plan((models(OURS)[name] for name in names), target)
        if (shared.whole.used, shared.whole.minimum) != (used, minimum):
            wrong.append(names)
        assert shared.whole.head == max(shared.heads)
        assert shared.whole.tail == sum(shared.tails)
    assert not wrong


def allocates(model: Model, target: Target) -> bool:
    return not any(it.effect.fatal and it.at_allocate for it in micro_interpreter.verdicts(model, target))


def planned_minimum(plan: Plan, tree: dict[str, Any]) -> int:
    """Return the minimum that was measured: of the one arena, or of one of two."""
    return plan.minimum if plan.split is None else getattr(plan.split, tree["arena"])


def columns(group: str, tree: dict[str, Any]) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield (model, used, minimum); the minimum at which nothing overlaps and no allocation fails where it was measured too."""
    for name, used, minimum in zip(FIGURES[group]["models"], tree["used"], tree["minimum_measured"], strict=True):
        yield name, used, tree.get("safe", {}).get(name, minimum)


def differences(group: str, tree: dict[str, Any]) -> dict[str, str]:
    target, wrong = target_of(tree), {}
    for name, used, minimum in columns(group, tree):
        model = models(group)[name]
        loads = used is not None or minimum is not None
        if loads is not allocates(model, target):
            wrong[name] = f"loads with {(used, minimum)}" if loads else "refused"
        elif loads:
            plan = micro_allocator.plan(model, target)
            ours = planned_minimum(plan, tree)
            if not NOT_FOLLOWED.isdisjoint(plan.unknown):
                continue
            near = minimum in {None, ours} or (not plan.exact and minimum <= ours <= minimum + UNNOTICED)
            if used not in {None, plan.used} or not near:
                wrong[name] = f"{(plan.used, ours)} != {(used, minimum)}"
    return wrong


@pytest.mark.parametrize(("group", "tree"), TREES)
def test_a_runtime_has_the_figures_that_it_measured(group: str, tree: str) -> None:
    assert not differences(group, FIGURES[group]["trees"][tree])


def test_a_minimum_is_equal_but_where_the_runtime_overlaps_unnoticed_or_a_reason_says_so() -> None:
    lucky, may_do = set(), set()
    for group, name in TREES:
        tree = FIGURES[group]["trees"][name]
        for model, _, minimum in columns(group, tree):
            if minimum is None:
                continue
            plan = micro_allocator.plan(models(group)[model], target_of(tree))
            if planned_minimum(plan, tree) == minimum or not NOT_FOLLOWED.isdisjoint(plan.unknown):
                continue
            if plan.accepted == minimum:
                lucky.add(model)
            else:
                assert any(" less" in why or "a smaller arena" in why for why in plan.unknown)
                may_do.add(tree["runtime"])
    assert lucky == {"emb_9.tflite", "fc_3d.tflite", "s2d_9.tflite", "softmax_7.tflite"}
    assert may_do == {"eloquenttinyml@0.0.10", "pico-tflmicro@2020-11", "tf@2.1", "tf@2.2", "tf@2.4", "tfmicro@2020-10"}


def test_the_oldest_runtimes_refuse_most_of_what_today_s_run() -> None:
    refused = {}
    for tree in FIGURES[OURS]["trees"].values():
        loads = sum(figures != (None, None) for figures in zip(tree["used"], tree["minimum_measured"], strict=True))
        refused[tree["runtime"]] = len(FIGURES[OURS]["models"]) - loads
    oldest = (
        "tf@2.1",
        "tf@2.2",
        "tfmicro@2020-04",
        "arduino@2020-06",
        "tf@2.3",
        "tfmicro@2020-10",
        "tf@2.4",
        "pico-tflmicro@2020-11",
    )
    assert [refused[it] for it in oldest] == [92, 90, 89, 85, 85, 81, 81, 80]


def test_the_measurements_are_of_several_runtimes_and_libraries() -> None:
    trees = FIGURES[OURS]["trees"].values()
    assert {tree["target"] for tree in trees} > {"cortex-m4/reference", "cortex-m4/cmsis-nn", "riscv32/reference"}
    assert len({tree["runtime"] for tree in trees}) > 20


@pytest.mark.parametrize(("group", "tree"), [it for it in TREES if "2026-08" in it[1]])
def test_a_build_of_the_newest_measured_tree_is_exact(group: str, tree: str) -> None:
    assert build.of(target_of(FIGURES[group]["trees"][tree])).unknown == ()


def test_each_build_option_was_measured() -> None:
    options = {option for group, name in TREES for option in FIGURES[group]["trees"][name].get("build", ())}
    assert options >= {"compression", "no-dsp", "optimized-for-size", "preserve-all-tensors"}
    assert sum("decompression_memory" in tree for tree in FIGURES[COMPRESSED]["trees"].values()) == 3
