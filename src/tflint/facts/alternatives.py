"""What the same model would take on the same core with another kernel library, or with another copy of the runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.subject import of_target
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.facts.subject import Facts
    from tflint.manifest.target import Target

# the versions at which ESP-NN's size functions change, oldest first (runtime/tflm/esp_nn.py)
ESP_NN_VERSIONS = ("1.1.2", "1.2.0", "1.2.1", "1.2.3")


class Alternative(Record):
    """A kernel library as messages write it, and the smallest arena with it, bytes."""

    kernels: str
    minimum: int


class OnRuntime(Record):
    """A runtime's name, `arduino@2023-02`, and the smallest arena with it, bytes."""

    runtime: str
    minimum: int


@of_target
def esp_nn_versions(facts: Facts) -> tuple[Alternative, ...]:
    """Return what each version of ESP-NN makes of the model, oldest first; nothing on targets without ESP-NN."""
    if facts.board.target.kernels != "esp-nn":
        return ()
    return tuple(Alternative(f"esp-nn {version}", _minimum(facts, "esp-nn", version)) for version in ESP_NN_VERSIONS)


@of_target
def plausible_runtimes(facts: Facts) -> tuple[OnRuntime, ...]:
    """Return what the model takes on each runtime that the board may have, the smallest minimum first.

    These are the newest of each family that was measured with the board's kernels and loads the model. Nothing where the board's
    runtime is declared, and where only one is known.
    """
    target = facts.board.target
    if target.is_litert or target.runtime:
        return ()
    from tflint.runtime.tflm import build

    names = build.plausible(target)
    found = (_on_runtime(facts, target._replace(runtime=name)) for name in (names if len(names) > 1 else ()))
    return tuple(sorted((it for it in found if it is not None), key=lambda it: it.minimum))


def _on_runtime(facts: Facts, target: Target) -> OnRuntime | None:
    from tflint.runtime import target_runtime

    allocation = target_runtime.allocation(facts.model, target)
    if any(it.effect.fatal and it.at_allocate for it in allocation.verdicts):
        return None
    return OnRuntime(target.runtime, allocation.plan.minimum)


@of_target
def reference_kernels(facts: Facts) -> Alternative | None:
    """Return what the reference kernels would take, None where the target has them already or is not a microcontroller."""
    target = facts.board.target
    if target.is_litert or target.kernels == "reference":
        return None
    return Alternative("the reference kernels", _minimum(facts, "reference", ""))


def _minimum(facts: Facts, kernels: str, version: str) -> int:
    from tflint.runtime import target_runtime

    return target_runtime.plan(facts.model, facts.board.target._replace(kernels=kernels, version=version)).minimum
