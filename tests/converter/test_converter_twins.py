"""The same network converted wrongly and rightly by the real converter: each rule tells the one and is silent about the other.

The committed twins are checked everywhere; where TensorFlow (TFLINT_TENSORFLOW names its Python, else this one) and `ai_edge_quantizer`
(TFLINT_QUANTIZER) are at hand, the pages' own lines are run anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tflint import packs
from tflint.manifest.board import Board, ModelEntry, TensorContract
from tflint.model import reader
from tflint.testing import run

HERE = Path(__file__).parent
TWINS = HERE / "twins"
RULES = {rule.name: rule for rule in packs.load()}
BOARD = Board("nano33")
CONTRACTS = {
    "input-dtype": ModelEntry("*.tflite", inputs=(TensorContract(dtype="int8"),)),
    "output-dtype": ModelEntry("*.tflite", outputs=(TensorContract(dtype="int8"),)),
    "batch-dimension": ModelEntry("*.tflite", inputs=(TensorContract(shape=(1, 8)),)),
    "signature-missing": ModelEntry("*.tflite", signatures=("serving_default",)),
}
NAMES = tuple(sorted(path.stem.removesuffix("_bad").replace("_", "-") for path in TWINS.glob("*_bad.tflite")))
QUANTIZED = tuple(sorted(path.stem.removesuffix("_quantizer").replace("_", "-") for path in TWINS.glob("*_quantizer.tflite")))


def told(folder: Path, name: str, twin: str) -> bool:
    """Tell whether a rule says anything of its twin."""
    data = (folder / f"{name.replace('-', '_')}_{twin}.tflite").read_bytes()
    return bool(run(RULES[name], data, board=BOARD, entry=CONTRACTS.get(name)))


def python(variable: str, package: str) -> str:
    """Return a Python that has a package, or skip."""
    named = os.environ.get(variable)
    if named is None and find_spec(package) is None:
        pytest.skip(f"{package} is not installed, and {variable} names no Python that has it")
    return named or sys.executable


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    interpreter = python("TFLINT_TENSORFLOW", "tensorflow")
    folder = tmp_path_factory.mktemp("twins")
    done = subprocess.run([interpreter, HERE / "make_twins.py", folder], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def test_there_are_twins() -> None:
    assert len(NAMES) >= 15
    assert len(QUANTIZED) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_converted_rightly_a_network_is_not_reported(name: str) -> None:
    assert not told(TWINS, name, "good")


@pytest.mark.parametrize("name", NAMES)
def test_converted_wrongly_it_is(name: str) -> None:
    assert told(TWINS, name, "bad")


def test_integer_builtins_alone_still_leave_a_float_op_where_it_is() -> None:
    assert told(TWINS, "float-fallback", "kept")


def test_integer_inputs_only_put_a_dequantize_before_a_float_front_end() -> None:
    model = reader.read((TWINS / "mixed_quantization_kept.tflite").read_bytes())
    assert [it.name for it in model.operators()][:3] == ["DEQUANTIZE", "SIN", "QUANTIZE"]
    assert told(TWINS, "mixed-quantization", "kept")


@pytest.mark.parametrize("name", QUANTIZED)
def test_quantized_as_the_page_says_it_is_not_reported(name: str) -> None:
    assert not told(TWINS, name, "quantizer")


@pytest.mark.parametrize("name", NAMES)
def test_the_page_s_lines_still_cure(fresh: Path, name: str) -> None:
    assert (told(fresh, name, "bad"), told(fresh, name, "good")) == (True, False)


def test_the_converter_still_leaves_float_ops_as_the_page_says(fresh: Path) -> None:
    assert told(fresh, "float-fallback", "kept")
    assert told(fresh, "mixed-quantization", "kept")


def test_the_page_s_lines_for_the_quantizer_still_cure(fresh: Path) -> None:
    interpreter = python("TFLINT_QUANTIZER", "ai_edge_quantizer")
    done = subprocess.run([interpreter, HERE / "quantize_twins.py", fresh], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert [name for name in QUANTIZED if told(fresh, name, "quantizer")] == []
