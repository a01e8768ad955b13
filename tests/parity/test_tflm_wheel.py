"""Plans and verdicts against the installed tflite-micro wheel, asked in processes of its own: seeded random graphs over all kernels."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import differential_tflm as differential
import pytest

MEASURED = "0.dev20261023182759"  # the wheel that the table `wheel` of abi/overlays.json was fitted to
GRAPHS = 300

try:
    INSTALLED = version("tflite-micro")
except PackageNotFoundError:
    pytest.skip("tflite-micro is not installed", allow_module_level=True)
if INSTALLED != MEASURED:
    pytest.skip(f"tflite-micro {INSTALLED} is not the wheel that was measured, {MEASURED}", allow_module_level=True)


def test_random_graphs_take_what_the_wheel_takes() -> None:
    found, seen = differential.run(GRAPHS, seed=20_000, every=10)
    assert found == []
    assert seen["allocated"] > 0.9 * GRAPHS
    assert seen["minimum checked"] > 0.05 * GRAPHS


def test_the_graphs_hold_every_operator_that_has_a_kernel() -> None:
    from tflint.model.reader import read
    from tflint.runtime.tflm import op_tables

    seen: set[str] = set()
    for seed in range(20_000, 20_000 + GRAPHS):
        seen |= {op.name for op in read(differential.random_graph(seed)).operators()}
    current = {name for name, op in op_tables.ops().items() if op.until == op_tables.FOR_EVER}
    assert current - seen == {"ethos-u"}  # registered only in builds for an Ethos-U, which the wheel is not
