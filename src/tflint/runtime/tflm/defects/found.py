"""Which known defects a model meets on a target."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm import build, micro_allocator
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.defects import cmsis_nn, esp_nn, kernels, table
from tflint.runtime.tflm.defects.table import Code
from tflint.runtime.tflm.micro_context import MicroContext
from tflint.runtime.verdict import Effect, Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.target import Target
    from tflint.model.view import Model, Operator
    from tflint.runtime.tflm.build import Build
    from tflint.runtime.tflm.defects.table import Defect
    from tflint.runtime.tflm.micro_allocator import MicroAllocator

ESP_NN_RELEASES = ("1.0.0-rc1", "1.0.0", "1.0.1", "1.0.2", "1.1.0", "1.1.1", "1.1.2", "1.2.0", "1.2.1", "1.2.2", "1.2.3", "1.2.4")
CONDITIONS = {**esp_nn.CONDITIONS, **cmsis_nn.CONDITIONS, **kernels.CONDITIONS}


class Met(Record):
    """An operator that meets a defect's condition: `detail` says with which figures.

    `version` is what the board has of the defect's code, as messages write it; empty where it is not known, and then `why` says so.
    """

    defect: Defect
    operator: Operator
    detail: str
    version: str
    why: str = ""


def found(model: Model, target: Target, walked: MicroAllocator | None = None) -> Iterator[Met]:
    """Yield the known defects that a model's operators meet on a target, op by op; raise UnknownSnapshot.

    `walked` is an allocator that has prepared the model on this target; without one it is walked here.
    """
    built = build.of(target)
    of_target = _of_target(target)
    if not of_target:
        return
    names = {operator.name for operator in model.operators()}
    candidates = [it for it in of_target if not names.isdisjoint(it.ops)]
    if not candidates:
        return
    for k, kernel in (walked or micro_allocator.prepared(model, built, 0)).tasks:
        if kernel is None:
            continue
        for defect in candidates:
            if k.name in defect.ops and _runs(defect, kernel.library) and _comes_to(k, defect):
                yield from _met(defect, MicroContext(model, k.operator, k.build, k.memory), target)


def _comes_to(k: MicroContext, defect: Defect) -> bool:
    """Return whether an operator's Prepare came to its end, whatever became of its Eval, or died, which may be the defect."""
    if not k.stopped or k.verdicts[-1].phase is Phase.INVOKE:
        return True
    return k.verdicts[-1].effect is Effect.UNDEFINED and defect.effect is table.Effect.CRASH


@lru_cache(maxsize=64)
def _of_target(target: Target) -> tuple[Defect, ...]:
    """Return the defects that a target's build has, or may have."""
    built = build.of(target)
    return tuple(it for it in table.defects() if _may_have(it, target, built))


def _may_have(defect: Defect, target: Target, built: Build) -> bool:
    """Return whether a target's build has a defect, or may have it where its version is not known."""
    if defect.code is Code.ESP_NN:
        return built.library is Library.ESP_NN and built.esp_chip in defect.chips and _esp_nn_may_have(defect, target.version)
    if defect.code is Code.CMSIS_NN:
        if built.library is not Library.CMSIS_NN or built.cmsis not in defect.builds:
            return False
        return table.cmsis_nn_day(built.snapshot) is None or table.has(built.snapshot, defect)
    return table.has(built.snapshot, defect)


def _esp_nn_may_have(defect: Defect, version: str) -> bool:
    return not version or table.in_release(version, defect)


def _runs(defect: Defect, library: Library) -> bool:
    """Return whether a defect is in the code of the kernel that serves an op; ESP-NN's that ask for no memory are not registered."""
    if defect.code is Code.ESP_NN:
        return True
    return library in defect.kernels if defect.code is Code.TFLM else library is Library.CMSIS_NN


def _met(defect: Defect, k: MicroContext, target: Target) -> Iterator[Met]:
    condition = CONDITIONS[defect.name]
    version, why = _version(defect, k.build, target)
    for built in _builds(defect, k.build, target):
        k.build = built
        if detail := condition(k):
            yield Met(defect, k.operator, detail, version, why)
            return


def _builds(defect: Defect, built: Build, target: Target) -> tuple[Build, ...]:
    """Return the builds under which a condition is asked: one, or one for each behaviour of ESP-NN where no release is declared."""
    if defect.code is not Code.ESP_NN:
        return (built,)
    versions = [target.version] if target.version else [it for it in ESP_NN_RELEASES if table.in_release(it, defect)]
    return tuple(built._replace(esp_version=table.release(it)[:3]) for it in versions or [target.version])


def _version(defect: Defect, built: Build, target: Target) -> tuple[str, str]:
    """Return what the board has of a defect's code, or why that is not known."""
    if defect.code is Code.ESP_NN:
        if not target.version:
            return "", "the board declares no esp-nn version"
        if defect.fixed is None and table.release(target.version) > table.release(table.LAST_READ):
            return "", f"esp-nn was read up to {table.LAST_READ}: whether {target.version} is fixed is not known"
        return f"esp-nn {target.version}", ""
    if defect.code is Code.CMSIS_NN:
        day = table.cmsis_nn_day(built.snapshot)
        return (
            ("", f"{built.snapshot} is built with a CMSIS-NN of its shipper's choice")
            if day is None
            else (f"CMSIS-NN of {day}", "")
        )
    return built.snapshot, ""
