"""Make image/kws.elf: sections and symbols as a linker would place them, and no code; python examples/make_image.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "tests"))

from elf_maker import ALLOC, EXECUTE, FUNCTION, WRITE, Section, Symbol, make  # noqa: E402  found by the line above

OPS = ("AVERAGE_POOL_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "SOFTMAX")
MONTH = "2024-08"
RAM = 0x20000000


def image() -> bytes:
    """Return the firmware: kws.tflite in flash, 20,000 B of arena, five ops of CMSIS-NN, TFLM of August 2024."""
    model = (HERE / "models/kws.tflite").read_bytes()
    table = json.loads((ROOT / "src/tflint/image/signatures.json").read_text("utf-8"))
    month = table["months"].index(MONTH)
    there = [name for name, spans in table["symbols"].items() if any(first <= month <= last for first, last in spans)]
    functions = [*(f"_ZN6tflite{len(op) + 9}Register_{op}Ev" for op in OPS), "arm_convolve_wrapper_s8", *there]
    functions = [name.replace("ILjNE", "ILj7E") for name in functions]
    sections = [
        Section(".text", 0x1000, bytes(4 * len(functions)), ALLOC | EXECUTE),
        Section(".rodata", 0x8000, model),
        Section(".bss", RAM, 20_480, ALLOC | WRITE),
    ]
    symbols = [Symbol(name, 0x1000 + 4 * number, 4, 0, FUNCTION) for number, name in enumerate(functions)]
    data = [Symbol("g_model", 0x8000, len(model), 1), Symbol("_ZN12_GLOBAL__N_112tensor_arenaE", RAM + 0x100, 20_000, 2)]
    return make(sections, [*symbols, *data])


if __name__ == "__main__":
    (HERE / "image").mkdir(exist_ok=True)
    (HERE / "image/kws.elf").write_bytes(image())
