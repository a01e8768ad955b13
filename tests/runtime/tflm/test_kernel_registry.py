"""The index of kernel files."""

from __future__ import annotations

import json
import subprocess
import sys

from tflint.runtime.tflm import kernel_registry, tables


def test_an_op_without_a_kernel_file_has_none() -> None:
    assert kernel_registry.find("DENSIFY") is None


def test_an_op_finds_its_kernel() -> None:
    kernel = kernel_registry.find("CONV_2D")
    assert kernel is not None
    assert (kernel.op, kernel.params) == ("CONV_2D", "TfLiteConvParams")


def test_the_index_is_what_the_files_say() -> None:
    assert json.loads(tables.text(kernel_registry.INDEX))["ops"] == dict(sorted(kernel_registry.every().items()))


def test_no_two_files_serve_one_op() -> None:
    served = [op for name in kernel_registry.modules() for op in kernel_registry._of_module(name)]  # noqa: SLF001  the only place that knows
    assert len(served) == len(set(served))


def test_looking_for_one_op_imports_one_file() -> None:
    script = (
        "import sys; from tflint.runtime.tflm import kernel_registry; kernel_registry.find('RESHAPE');"
        "print([m.rpartition('.')[2] for m in sys.modules if m.startswith('tflint.runtime.tflm.kernels.')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "['reshape']"
