"""Make src/tflint/runtime/tflm/abi/*.json, the struct sizes per ABI, from the measured table sizeof.json.

    python tools/generate_abi.py [SIZEOF] [--check]

SIZEOF, a JSON file (tools/snapshots/sizeof.json where none is named), holds what compilers said of TFLM's structs (`Struct` = sizeof, `Struct@align` = alignof). Tables that are known
only as a difference from another one are overlays: they name what they extend, the changed sizes, and why.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from tflint.runtime.tflm import abi

ABI = Path(__file__).resolve().parent.parent / "src" / "tflint" / "runtime" / "tflm" / "abi"
MEASURED = Path(__file__).resolve().parent / "snapshots" / "sizeof.json"
SAID_IN_A_NOTE = re.compile(r"(\w+)=(\d+)(?:@(\d+))?")
# The note takes what ASSIGN_VARIABLE keeps in a build with compression for a larger slot. Both come to the same where each variable
# is assigned twice, as in the models it was fitted to; graphs with one assignment, or none, distinguish them (fuzz/differential_tflm.py).
MISREAD = {"MicroResourceVariable"}

Sizes = dict[str, int]
Table = dict[str, Any]  # a JSON document


def whole_tables(measured: dict[str, Sizes], notes: dict[str, str]) -> dict[str, Table]:
    """Return the tables that were compiled as they stand."""
    if measured["arm32_cmsis_nn_dsp"] != measured["arm32_cmsis_nn_mve"]:
        raise SystemExit("CMSIS-NN's structs differ between DSP and MVE: arm32 needs a table for each")
    arm32 = {**measured["arm32"], **measured["arm32_cmsis_nn_dsp"]}
    ilp32, x86_64 = measured["ilp32_int_enums"], measured["x86_64"]
    return {
        "ilp32_int_enums": {"source": notes["ilp32_int_enums"], "sizes": ilp32},
        "arm32": {"source": f"{notes['arm32']}; {notes['arm32_cmsis_nn_dsp']}", **unlike("ilp32_int_enums", ilp32, arm32)},
        "x86_64": {"source": notes["x86_64"], **unlike("ilp32_int_enums", ilp32, x86_64)},
        "x86_64_compression": {
            "source": notes["x86_64_compression"],
            **unlike("x86_64", x86_64, measured["x86_64_compression"]),
        },
    }


def unlike(name: str, other: Sizes, sizes: Sizes) -> Table:
    """Return a table as what differs from another one, which has no struct that it lacks."""
    if gone := other.keys() - sizes.keys():
        raise SystemExit(f"{name} has structs that the table like it lacks: {', '.join(sorted(gone))}")
    return {"like": name, "sizes": {struct: size for struct, size in sizes.items() if other.get(struct) != size}}


def wheel(measured: dict[str, Sizes], notes: dict[str, str]) -> Table:
    """Return what the PyPI wheel changes: it is newer than the sources that were compiled, and the note says by which structs."""
    known, sizes = measured["x86_64_compression"], {}
    for short, size, align in SAID_IN_A_NOTE.findall(notes["x86_64_compression"]):
        if short in MISREAD:
            continue
        name = next(key for key in known if key == short or key.endswith(f"::{short}"))
        sizes[name] = int(size)
        sizes[f"{name}@align"] = int(align or known[f"{name}@align"])
    why = "the tflite-micro wheel 0.dev20261023 is two months newer than the sources that were compiled"
    return {"extends": "x86_64_compression", "why": why, "sizes": sizes}


def followed_by_an_int(sizes: Sizes, struct: str) -> Sizes:
    """Return the layout of `struct { <struct> data; int buffer_idx; }`, by C's rules."""
    align = sizes[f"{struct}@align"]
    return {"size": -(-(sizes[struct] + 4) // align) * align, "align": align}


def esp_nn(sizes: Sizes) -> Table:
    """Return the structs that esp-tflite-micro's ESP-NN kernels wrap around TFLM's: `NodeData`, the reference OpData and an int."""
    wrapped = {
        "kernels/esp_nn/conv:NodeData": "kernels/conv_common:OpDataConv",
        "kernels/esp_nn/depthwise_conv:NodeData": "kernels/conv_common:OpDataConv",
        "kernels/esp_nn/softmax:NodeData": "kernels/softmax_common:SoftmaxParams",
    }
    layouts = {name: followed_by_an_int(sizes, struct) for name, struct in wrapped.items()}
    flat = {name: layout["size"] for name, layout in layouts.items()}
    flat |= {f"{name}@align": layout["align"] for name, layout in layouts.items()}
    why = "esp-tflite-micro's kernels/esp_nn wrap the reference OpData in a NodeData that adds an int"
    return {"extends": "ilp32_int_enums", "why": why, "sizes": flat}


def xtensa(sizes: Sizes) -> Table:
    """Return the structs that TFLM's kernels/xtensa wrap around its own for HiFi: the reference OpData and a scratch buffer's index."""
    wrapped = {
        "kernels/xtensa/conv:XtensaConvOpData": "kernels/conv_common:OpDataConv",
        "kernels/xtensa/depthwise_conv:XtensaDepthwiseConvOpData": "kernels/conv_common:OpDataConv",
        "kernels/xtensa/pooling:XtensaOpDataPooling": "kernels/pooling:OpDataPooling",
        "kernels/xtensa/softmax:XtensaSoftmaxOpData": "kernels/softmax_common:SoftmaxParams",
    }
    layouts = {name: followed_by_an_int(sizes, struct) for name, struct in wrapped.items()}
    flat = {name: layout["size"] for name, layout in layouts.items()}
    flat |= {f"{name}@align": layout["align"] for name, layout in layouts.items()}
    return {"extends": "ilp32_int_enums", "why": "kernels/xtensa add an int to the reference OpData", "sizes": flat}


def dynamic(base: str) -> Table:
    """Return the structs of a build without TF_LITE_STATIC_MEMORY (tensorflow/lite/core/c/common.h), the same with short enums and with int enums.

    arm-none-eabi-g++ (with and without -fno-short-enums) and riscv64-unknown-elf-g++ -mabi=ilp32 say the same of ten states of main from
    2021-05 to 2026-10.
    """
    why = "without TF_LITE_STATIC_MEMORY, as in an Arduino build, TfLiteTensor and TfLiteNode have the members of TensorFlow Lite"
    return {"extends": base, "why": why, "sizes": {"TfLiteTensor": 64, "TfLiteNode": 40, "NodeAndRegistration": 44}}


def tables(source: Path) -> dict[str, str]:
    """Return the text of every file by its name: the tables of abi.WHOLE, and all others in one."""
    measured = json.loads(source.read_text("utf-8"))
    notes = measured.pop("_notes")
    made = whole_tables(measured, notes)
    made["wheel"] = wheel(measured, notes)
    made["esp_nn"] = esp_nn(measured["ilp32_int_enums"])
    made["xtensa"] = xtensa(measured["ilp32_int_enums"])
    made |= {f"{base}_dynamic": dynamic(base) for base in ("arm32", "ilp32_int_enums", "esp_nn", "xtensa")}
    for base in ("arm32", "ilp32_int_enums"):
        name = f"{base}_compression"
        made[name] = {"extends": base, "why": notes[name], "sizes": measured[name]}
    head: Table = {"_": "made by tools/generate_abi.py; do not edit"}
    files = {name: head | made.pop(name) for name in abi.WHOLE}
    files["overlays"] = {**head, "tables": made}
    return {name: json.dumps(file, separators=(",", ":")) + "\n" for name, file in files.items()}


def main() -> int:
    """Write the tables, or with --check say whether they are current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, nargs="?", default=MEASURED)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    stale = False
    for name, text in tables(arguments.source).items():
        path = ABI / f"{name}.json"
        if arguments.check:
            stale |= not path.is_file() or path.read_text("utf-8") != text
        else:
            path.write_text(text, "utf-8")
    if stale:
        print("abi/*.json is stale: run tools/generate_abi.py", file=sys.stderr)
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
