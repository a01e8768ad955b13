"""The scaffold of a kernel passes its own test, as it is written."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tflint.runtime.tflm import kernel_registry, kernels

ROOT = Path(__file__).parents[3]
TOOL = ROOT / "tools" / "new_kernel.py"


def run(root: Path, *args: str) -> subprocess.CompletedProcess[str]:
    for folder in ("src/tflint/runtime/tflm/kernels", "tests/runtime/tflm/kernels"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    return subprocess.run([sys.executable, TOOL, "--root", root, *args], capture_output=True, text=True, check=False)


def test_a_kernel_that_is_there_is_left_alone(tmp_path: Path) -> None:
    assert run(tmp_path, "CEIL", "scaffolded.cc").returncode == 0
    again = run(tmp_path, "CEIL", "scaffolded.cc")
    assert again.returncode == 2
    assert "exists already" in again.stderr


def test_an_op_that_no_runtime_registers_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "CEILING", "ceiling.cc")
    assert done.returncode == 2
    assert "no runtime registers CEILING; did you mean 'CEIL'?" in done.stderr
    assert not list((tmp_path / "src/tflint/runtime/tflm/kernels").iterdir())


@pytest.mark.parametrize("params", [(), ("--params", "TfLiteAddParams")])
def test_the_scaffold_passes_its_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, params: tuple[str, ...]) -> None:
    name = "scaffolded_with_params" if params else "scaffolded"
    assert run(tmp_path, "CEIL", f"{name}.cc", *params).returncode == 0
    folder = str(tmp_path / "src/tflint/runtime/tflm/kernels")
    monkeypatch.setattr(kernels, "__path__", [*kernels.__path__, folder])
    monkeypatch.setattr(kernel_registry, "index", lambda: {"CEIL": name})
    kernel_registry.find.cache_clear()
    try:
        test = tmp_path / f"tests/runtime/tflm/kernels/test_{name}.py"
        spec = importlib.util.spec_from_file_location(f"test_{name}", test)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        tests = [function for what, function in vars(module).items() if what.startswith("test_")]
        assert len(tests) == 4
        for function in tests:
            function()
    finally:
        kernel_registry.find.cache_clear()
