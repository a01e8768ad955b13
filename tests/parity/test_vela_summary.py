"""What Vela says of its own memory, against the tensors and the arena that tflint reads from what it compiled.

`measured/vela.json` has the areas of Vela 5.2's summaries, bytes, for the models of `measured/ethos_u.tar.xz`.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tarfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_allocator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.model.view import Model

MEASURED = Path(__file__).parent / "measured"
ROOT = Path(__file__).resolve().parents[2]
SUMMARIES: dict[str, dict[str, int]] = json.loads((MEASURED / "vela.json").read_text("utf-8"))
AREAS = ("sram", "dram", "on_chip_flash", "off_chip_flash")
TARGET = parse("cortex-m55/cmsis-nn", "tflm@2026-08")._replace(ethos_u=True)


@cache
def compiled(name: str) -> Model:
    with tarfile.open(MEASURED / "ethos_u.tar.xz", "r:xz") as tar:
        file = tar.extractfile(name)
        assert file is not None
        return read(file.read())


def operands(model: Model) -> tuple[int, int, int, bool]:
    """Return the bytes of the read-only data, of the scratch and of the fast scratch, and whether these two are one tensor."""
    (op,) = (it for it in model.operators() if it.name == "ethos-u")
    sizes = [0 if tensor is None else tensor.shape[0] for tensor in model.inputs(op)]
    return sizes[1], sizes[2], sizes[3], (op.inputs or ())[2] == (op.inputs or ())[3]


def differences(model: Model, areas: Mapping[str, int]) -> str:
    """Return how the tensors of a compiled model differ from Vela's areas, empty where they do not."""
    constants, scratch, fast, one = operands(model)
    flash = areas["on_chip_flash"] + areas["off_chip_flash"]
    if one:
        return "" if (scratch, constants) == (areas["sram"], flash) else f"{(scratch, constants)} != {(areas['sram'], flash)}"
    if fast != areas["sram"]:
        return f"{fast} != {areas['sram']}"
    # the tensors of ops that are left to the processor are Vela's too, in the memory of the scratch
    return "" if areas["dram"] - constants - scratch == 0 else f"{constants + scratch} != {areas['dram']}"


@pytest.mark.parametrize("name", SUMMARIES)
def test_the_tensors_are_as_large_as_vela_says(name: str) -> None:
    assert not differences(compiled(name), SUMMARIES[name])


@pytest.mark.parametrize("name", SUMMARIES)
def test_the_arena_holds_the_scratch_and_what_the_kernel_asks_for(name: str) -> None:
    model = compiled(name)
    _, scratch, fast, _ = operands(model)
    plan = micro_allocator.plan(model, TARGET)
    asked = sum(it.request.size for it in plan.buffers if it.request.kind == "scratch")
    assert max(scratch, fast) <= plan.head <= max(scratch, fast) + asked + 16 * len(plan.buffers)


@pytest.mark.skipif(find_spec("ethosu") is None, reason="ethos-u-vela is not installed")
@pytest.mark.parametrize("npu", ["ethos-u55-128", "ethos-u65-256"])
def test_what_vela_compiles_here_has_the_areas_of_its_summary(tmp_path: Path, npu: str) -> None:
    source = ROOT / "examples" / "models" / "kws.tflite"
    command = [sys.executable, "-m", "ethosu.vela", str(source), "--accelerator-config", npu, "--output-dir", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    (summary,) = tmp_path.glob("*.csv")
    (row,) = csv.DictReader(summary.read_text("utf-8").splitlines())
    areas = {area: round(float(row[f"{area}_memory_used"]) * 1024) for area in AREAS}
    assert not differences(read((tmp_path / "kws_vela.tflite").read_bytes()), areas)
