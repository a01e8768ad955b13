"""The index of kernel files."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import tflint.runtime
from tflint.model.reader import read
from tflint.runtime.tflm import kernel_registry, tables
from tflint.runtime.tflm.build import Library
from tflint.testing import ModelBuilder

RUNTIME = Path(tflint.runtime.__file__).parent
SHARED = ("kernel_checks.py", "tflm/operand_checks.py", "tflm/quantization_checks.py", "tflm/eval_checks.py")


def test_an_op_without_a_kernel_file_has_none() -> None:
    assert kernel_registry.find("DENSIFY") is None


def test_a_custom_op_with_a_builtins_name_is_not_that_builtin() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4), "float32"), b.tensor("y", (1, 4), "float32")
    b.operator("CUSTOM", [x, x], [y], custom_code="ADD")
    b.output(y)
    (custom,) = read(b.build()).operators()
    assert (custom.name, custom.code.name) == ("ADD", "CUSTOM")
    assert kernel_registry.serving(custom, Library.REFERENCE) is None


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


def test_no_function_of_a_kernel_is_a_generator() -> None:
    """A generator that nobody walks refuses nothing; these are called."""
    every = [kernel for name in kernel_registry.modules() for kernel in kernel_registry._of_module(name).values()]  # noqa: SLF001  likewise
    steps = [step for kernel in every for step in (kernel.parse, kernel.init, kernel.prepare, kernel.invoke)]
    assert len(steps) > 4 * len(kernel_registry.index())
    assert [step for step in steps if inspect.isgeneratorfunction(inspect.unwrap(step))] == []


def checks() -> list[Path]:
    return [*(RUNTIME / name for name in SHARED), *RUNTIME.glob("*/kernels/*.py")]


@pytest.mark.parametrize("path", checks(), ids=lambda path: str(path.relative_to(RUNTIME)))
def test_no_verdict_hangs_on_a_decorator(path: Path) -> None:
    """What a kernel refuses is in its functions: nothing that wraps them turns a refusal into an exception, or back."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert functions or path.stem == "__init__"
    assert [ast.unparse(it) for node in functions for it in node.decorator_list if ast.unparse(it) != "property"] == []
    generators = [node for node in functions if any(isinstance(it, ast.Yield | ast.YieldFrom) for it in ast.walk(node))]
    assert [
        node.name for node in generators if ast.unparse(node.returns or node) in {"Iterator[Verdict]", "Iterator[Refused]"}
    ] == []
