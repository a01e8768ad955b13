"""Quantizes a float model with `ai_edge_quantizer` as the rules' pages say: python quantize_twins.py FOLDER.

FOLDER holds float.tflite (make_twins.py writes it) and gets RULE_quantizer.tflite. Needs ai-edge-quantizer (0.10 made the committed files), not tflint.
"""

from __future__ import annotations

import ast
import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

RULES = Path(__file__).parents[2] / "rules" / "tflint_rules"
PAGES = (
    "operators/hybrid_operator",
    "quantization/float16_weights",
    "quantization/float_input",
    "quantization/float_output",
    "quantization/unquantized_model",
)
SAMPLES = [np.random.default_rng(seed).uniform(-1, 1, (1, 8)).astype(np.float32) for seed in range(16)]


def cure(rule: str) -> str:
    """Return the quantizer's lines on a rule's page: the indented blocks of its Fix from the import on."""
    page = ast.get_docstring(ast.parse((RULES / f"{rule}.py").read_text("utf-8")), clean=False) or ""
    blocks = page.partition("## Fix\n")[2].split("\n\n")
    first = next(number for number, block in enumerate(blocks) if "from ai_edge_quantizer" in block)
    return "\n".join(line[4:] for block in blocks[first : first + 2] for line in block.splitlines())


def write(folder: Path) -> None:
    """Write what each page's lines make of the float model."""
    for rule in PAGES:
        with TemporaryDirectory() as scratch:
            os.chdir(scratch)
            shutil.copy(folder / "float.tflite", "float.tflite")
            exec(cure(rule), {"samples": SAMPLES})  # noqa: S102  the page's code is what is tested
            shutil.copy("int8.tflite", folder / f"{rule.partition('/')[2]}_quantizer.tflite")
            os.chdir(folder)


if __name__ == "__main__":
    write(Path(sys.argv[1]).resolve())
