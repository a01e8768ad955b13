"""Begin the file of a TFLM kernel and its test: python tools/new_kernel.py RELU_0_TO_1 relu_0_to_1.cc [--params TfLiteXParams].

Writes src/tflint/runtime/tflm/kernels/<file>.py, which takes one input and one output of one type, and a test that passes;
both are then filled in from the C++ source. Renews the kernels' index.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tflint.manifest.mistakes import did_you_mean
from tflint.runtime.tflm import op_tables

ROOT = Path(__file__).resolve().parents[1]
KERNEL = '''"""{op}: micro/kernels/{source}."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_type, taken
from tflint.runtime.tflm.eval_checks import same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import not_supported
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/{source}", "Prepare")
EVAL = Citation("micro/kernels/{source}", "Eval")


def prepare(k: MicroContext) -> None:
    """Walk Prepare, statement by statement: its checks, and what it asks the arena for."""
    counts(k, 1, 1, PREPARE)
    x, y = k.temp_input(0, "input", PREPARE), k.temp_output(0, "output", PREPARE)
    same_type(k, x, y, ("input", "output"), PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk Eval: what it refuses, reads out of bounds or gets wrong."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    taken(k, x, ("float32",), EVAL, message=not_supported(x))
    same_count(k, x, y, EVAL)


KERNELS = (Kernel("{op}", {params}prepare=prepare, invoke=invoke),)
'''
TEST = """from one_op import T, asked, i8, told

from tflint.runtime.verdict import Effect


def test_float32_is_fine() -> None:
    assert told("{op}", [T()], [T()]) == ()


def test_another_type_is_refused_at_invoke() -> None:
    (verdict,) = told("{op}", [i8()], [i8()])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type INT8 (9) not supported.")


def test_a_missing_input_is_refused() -> None:
    (verdict,) = told("{op}", [None], [T()])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "input != nullptr was not true.")


def test_prepare_takes_its_operands_and_keeps_nothing() -> None:
    assert asked("{op}", [T()], [T()]) == ["|", "in0", "out0"]
"""


def begin(root: Path, op: str, source: str, params: str) -> tuple[Path, Path]:
    """Write the kernel's file and its test under `root`, and return both; FileExistsError where there is one already."""
    name = Path(source).stem
    kernel = root / "src" / "tflint" / "runtime" / "tflm" / "kernels" / f"{name}.py"
    test = root / "tests" / "runtime" / "tflm" / "kernels" / f"test_{name}.py"
    words = {"op": op, "source": source, "params": f'params="{params}", ' if params else ""}
    for path, text in ((kernel, KERNEL), (test, TEST)):
        with path.open("x", encoding="utf-8") as file:
            file.write(text.format(**words))
    return kernel, test


def main() -> int:
    """Begin a kernel, and say what is to be done with it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("op", help="the builtin's name, or the custom code")
    parser.add_argument("source", help="the kernel's file in tensorflow/lite/micro/kernels, as in floor.cc")
    parser.add_argument("--params", default="", help="the struct that the op's parser allocates, as in TfLiteAddParams")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.op not in op_tables.ops():
        near = did_you_mean(given.op, op_tables.ops())
        parser.error(f"no runtime registers {given.op}{near}; add the runtime first (CONTRIBUTING.md, 'A new runtime')")
    try:
        kernel, test = begin(given.root, given.op, given.source, given.params)
    except FileExistsError as there:
        parser.error(f"{there.filename} exists already")
    if given.root == ROOT:
        subprocess.run([sys.executable, str(ROOT / "tools" / "generate_kernel_index.py")], check=True)
    print(f"{kernel}: write parse, init, prepare and invoke as the source has them")
    print(f"{test}: write what must not fire first")
    print("fuzz/tflm_recipes/: give the op a recipe; then tools/probe_tflm.py and fuzz/differential_tflm.py compare it with TFLM")
    return 0


if __name__ == "__main__":
    sys.exit(main())
