"""Compare esp_nn.py with ESP-NN's own C functions, compiled for this machine, on random shapes of every version and chip class.

    python tools/check_esp_nn.py ESP_NN [--shapes 5000]

ESP_NN is a git repository of espressif/esp-nn. Needs gcc; each size function is compiled alone, for it calls no other.
"""

from __future__ import annotations

import argparse
import ctypes
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tflint.manifest.target import parse
from tflint.runtime.tflm import build, esp_nn
from tflint.runtime.tflm.esp_nn import Convolution, Size

if TYPE_CHECKING:
    from collections.abc import Callable

# tags stop at v1.2.0; later versions are the merge commits that carry the number in idf_component.yml
REVISIONS = {
    **{version: f"v{version}" for version in ("1.0.0", "1.0.1", "1.0.2", "1.1.0", "1.1.1", "1.1.2", "1.2.0")},
    "1.2.1": "6e2e716",
    "1.2.2": "d2fb624",
    "1.2.3": "d45b843",
}
CHIPS = {"esp32s3": "esp32s3", "esp32p4": "esp32p4", "esp32": "opt"}
STUB = """
#include <stdint.h>
#include <stdbool.h>
#include <stddef.h>
#define max(a, b) ((a) > (b) ? (a) : (b))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define ESP_NN_SCRATCH_CACHE 0
typedef struct { int32_t min, max; } act_params_t;
typedef struct { int32_t width, height, channels, extra; } data_dims_t;
typedef struct { int32_t width, height; } data_2d_t;
typedef struct { int32_t in_offset, out_offset; data_2d_t stride, padding, dilation; act_params_t activation; } conv_params_t;
typedef struct { int32_t in_offset, out_offset, ch_mult; data_2d_t stride, padding, dilation; act_params_t activation; } dw_conv_params_t;
"""
INPUTS = "const data_dims_t *, const data_dims_t *, const data_dims_t *"
Dims, Pair = ctypes.c_int32 * 4, ctypes.c_int32 * 2


class Asked(NamedTuple):
    """A compiled size function: `parameters` makes its last argument, as C lays it out."""

    call: Callable[..., int]
    depthwise: bool

    def of(self, it: Convolution) -> int:
        """Return what ESP-NN asks for."""
        x = Dims(it.input.w, it.input.h, it.channels, 1)
        f = Dims(it.filter.w, it.filter.h, 0, 0)
        out = Dims(it.output.w, it.output.h, it.output_channels, 1)
        multiplier = [it.multiplier] if self.depthwise else []
        words = [0, 0, *multiplier, *it.stride, *it.pad, 0, 0, -128, 127]
        return int(self.call(x, f, out, (ctypes.c_int32 * len(words))(*words)))


def shown(repository: Path, file: str) -> str:
    """Return a file's text, named REVISION:PATH."""
    command = ["git", "-C", str(repository), "show", file]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def source(repository: Path, revision: str, function: str) -> str | None:
    """Return the text of a function, None where the revision has none."""
    command = ["git", "-C", str(repository), "grep", "-l", f"int {function}(", revision, "--", "src/*.c"]
    found = subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout.split()
    if not found:
        return None
    text = shown(repository, found[0])
    start = text.index(f"int {function}(")
    return text[start : text.index("\n}\n", start) + 3]


def compiled(repository: Path, revision: str, function: str, folder: Path) -> Asked | None:
    """Return a function as this machine runs it."""
    text = source(repository, revision, function)
    if text is None:
        return None
    path = folder / f"{function}_{revision}.c"
    path.write_text(STUB + constants(repository, revision, function) + text, "utf-8")
    library = path.with_suffix(".so")
    command = ["gcc", "-w", "-shared", "-fPIC", "-o", str(library), str(path)]
    subprocess.run(command, check=True)
    call = getattr(ctypes.CDLL(str(library)), function)
    return Asked(call, "depthwise" in function)


def constants(repository: Path, revision: str, function: str) -> str:
    """Return the #defines with plain numbers of the file that holds a function."""
    command = ["git", "-C", str(repository), "grep", "-l", f"int {function}(", revision, "--", "src/*.c"]
    file = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.split()[0]
    text = shown(repository, file)
    return "\n".join(re.findall(r"^#define \w+ +\(?[\d *]+\)?.*$", text, re.MULTILINE)) + "\n"


def shape(rng: random.Random, *, depthwise: bool) -> Convolution:
    """Return a convolution as TFLite makes them, SAME or VALID."""
    filter_, stride = (Size(rng.randint(1, 7), rng.randint(1, 7)) for _ in range(2))
    if rng.random() < 0.4:  # noqa: PLR2004  the filters that have code of their own
        filter_ = rng.choice((Size(1, 1), Size(3, 3)))
    if rng.random() < 0.5:  # noqa: PLR2004  most of them
        stride = Size(1, 1)
    x = Size(filter_.w + rng.randint(0, 60), filter_.h + rng.randint(0, 60))
    channels, multiplier = rng.choice((1, 2, 3, 4, 7, 8, 12, 16, 24, 32, 40, 64)), rng.choice((1, 1, 2, 4, 8)) if depthwise else 1
    same = rng.random() < 0.5  # noqa: PLR2004  half
    sizes = [-(-n // s) if same else (n - f) // s + 1 for n, f, s in zip(x, filter_, stride, strict=True)]
    pads = [max((o - 1) * s + f - n, 0) // 2 for o, n, f, s in zip(sizes, x, filter_, stride, strict=True)]
    count = channels * multiplier if depthwise else rng.choice((1, 3, 8, 16, 32, 64))
    return Convolution(x, channels, filter_, Size(*sizes), count, stride, Size(*pads), multiplier)


def compare(repository: Path, shapes: int, folder: Path) -> int:
    """Print a line for each version and chip class; return the number of differences."""
    wrong = 0
    for version, revision in REVISIONS.items():
        for cpu, suffix in CHIPS.items():
            built = build.of(parse(f"{cpu}/esp-nn@{version}"))
            for kind, ours in (("conv", esp_nn.conv), ("depthwise_conv", esp_nn.depthwise_conv)):
                asked = compiled(repository, revision, f"esp_nn_get_{kind}_scratch_size_{suffix}", folder)
                if asked is None:
                    continue
                rng = random.Random(0)  # noqa: S311  shapes, not secrets
                drawn = [shape(rng, depthwise=asked.depthwise) for _ in range(shapes)]
                differ = [it for it in drawn if ours(built, it) != asked.of(it)]
                wrong += len(differ)
                print(f"{version} {suffix} {kind}: {len(differ)} of {shapes} differ", *differ[:2])
    return wrong


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("esp_nn", type=Path)
    parser.add_argument("--shapes", type=int, default=5000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return int(bool(compare(arguments.esp_nn, arguments.shapes, Path(folder))))


if __name__ == "__main__":
    sys.exit(main())
