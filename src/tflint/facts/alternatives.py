"""What the same model would take with another kernel library on the same core."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.facts.subject import of_target

if TYPE_CHECKING:
    from tflint.facts.subject import Facts

# the versions at which ESP-NN's size functions change, oldest first (runtime/tflm/esp_nn.py)
ESP_NN_VERSIONS = ("1.1.2", "1.2.0", "1.2.1", "1.2.3")


class Alternative(NamedTuple):
    """A kernel library as messages write it, and the smallest arena with it, bytes."""

    kernels: str
    minimum: int


@of_target
def esp_nn_versions(facts: Facts) -> tuple[Alternative, ...]:
    """Return what each version of ESP-NN makes of the model, oldest first; nothing on targets without ESP-NN."""
    if facts.board.target.kernels != "esp-nn":
        return ()
    return tuple(Alternative(f"esp-nn {version}", _minimum(facts, "esp-nn", version)) for version in ESP_NN_VERSIONS)


@of_target
def reference_kernels(facts: Facts) -> Alternative | None:
    """Return what the reference kernels would take, None where the target has them already or is no microcontroller."""
    target = facts.board.target
    if target.is_litert or target.kernels == "reference":
        return None
    return Alternative("the reference kernels", _minimum(facts, "reference", ""))


def _minimum(facts: Facts, kernels: str, version: str) -> int:
    from tflint.runtime import target_runtime

    return target_runtime.plan(facts.model, facts.board.target._replace(kernels=kernels, version=version)).minimum
