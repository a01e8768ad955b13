"""The same input gives the same bytes, whatever else differs."""

import subprocess
import sys
from pathlib import Path

import pytest
from networks import dense, float_dense
from program import environ
from repository import write

MODELS = {f"{n:03}.tflite": (dense(), dense(ends="float32"), float_dense(), b"<html>", b"")[n % 5] for n in range(80)}
MANIFEST = b"""version = 1
[boards.b]
cpu = "host"
kernels = "reference"
arena = 900
[boards.a]
cpu = "cortex-m55"
kernels = "cmsis-nn"
arena = 700
"""


def output(folder: Path, top: Path, form: str, *words: str, **environment: str) -> bytes:
    command = [sys.executable, "-m", "tflint", str(top), "--manifest", str(top / "tflint.toml"), "--format", form, *words]
    return subprocess.run(command, cwd=folder, env=environ(top, **environment), capture_output=True, check=False).stdout


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_hash_seed_jobs_cache_and_working_folder_change_no_byte(tmp_path: Path, form: str) -> None:
    top = write(tmp_path / "t", MODELS | {"tflint.toml": MANIFEST})
    first = output(top, top, form, "--jobs", "1", "--no-cache", PYTHONHASHSEED="1")
    assert len(first) > 10_000
    assert output(top, top, form, "--jobs", "1", "--no-cache", PYTHONHASHSEED="2") == first
    assert output(top, top, form, "--jobs", "2", "--no-cache", PYTHONHASHSEED="3") == first
    assert output(top, top, form, PYTHONHASHSEED="4") == first
    assert output(top, top, form, PYTHONHASHSEED="5") == first
    assert output(tmp_path, top, form, "--jobs", "1", "--no-cache") == first
