"""Compare cmsis_nn.py with CMSIS-NN's own C functions, compiled for this machine, on random shapes: plain C, DSP and MVE.

    python tools/check_cmsis_nn.py CMSIS_NN [--shapes 20000]

CMSIS_NN is a git repository of ARM-software/CMSIS-NN. Needs gcc and tar. A build without DSP and MVE, as for Cortex-M0+ and M3, is
what gcc makes of the sources here; the sizes of the others are in functions of their own.
"""

from __future__ import annotations

import argparse
import ctypes
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tflint.manifest.target import parse
from tflint.runtime.tflm import build, cmsis_nn
from tflint.runtime.tflm.build import Cmsis
from tflint.runtime.tflm.cmsis_nn import Dims, Window

if TYPE_CHECKING:
    from collections.abc import Callable

CORES = {Cmsis.C: "cortex-m3/cmsis-nn", Cmsis.DSP: "cortex-m4/cmsis-nn", Cmsis.MVE: "cortex-m55/cmsis-nn"}
SUFFIX = {Cmsis.C: "", Cmsis.DSP: "_dsp", Cmsis.MVE: "_mve"}
Words = ctypes.c_int32 * 4


def compiled(repository: Path, folder: Path) -> ctypes.CDLL:
    """Return CMSIS-NN's size functions as a library."""
    archive = ["git", "-C", str(repository), "archive", "HEAD", "Include", "Source"]
    files = subprocess.run(archive, capture_output=True, check=True).stdout
    unpack = ["tar", "x", "-C", str(folder)]
    subprocess.run(unpack, input=files, check=True)
    sources = sorted(str(path) for path in folder.rglob("*_get_buffer_sizes_*.c"))
    command = ["gcc", "-w", "-shared", "-fPIC", f"-I{folder}/Include", f"-I{folder}/Source/NNSupportFunctions"]
    subprocess.run([*command, "-o", str(folder / "sizes.so"), *sources], check=True)
    return ctypes.CDLL(str(folder / "sizes.so"))


def dims(it: Dims) -> ctypes.Array[ctypes.c_int32]:
    """Return cmsis_nn_dims."""
    return Words(it.n, it.h, it.w, it.c)


def parameters(window: Window, multiplier: int | None = None) -> ctypes.Array[ctypes.c_int32]:
    """Return cmsis_nn_conv_params, or cmsis_nn_dw_conv_params with a channel multiplier."""
    tiles = [pair[axis] for pair in window for axis in (1, 0)]
    words = [0, 0, *([] if multiplier is None else [multiplier]), *tiles, -128, 127]
    return (ctypes.c_int32 * len(words))(*words)


def transposed(stride: tuple[int, int]) -> ctypes.Array[ctypes.c_int32]:
    """Return cmsis_nn_transpose_conv_params, of which sizes read the strides."""
    words = [0, 0, stride[1], stride[0], 0, 0, 0, 0, 1, 1, -128, 127]
    return (ctypes.c_int32 * len(words))(*words)


class Shape:
    """A random layer: a convolution's input, weights and output, and its window."""

    def __init__(self, rng: random.Random) -> None:
        size = (rng.choice((1, 1, 3, 8, 17)), rng.randint(1, 40))
        window = (min(rng.choice((1, 1, 3, 5)), size[0]), min(rng.choice((1, 2, 3, 5, 9)), size[1]))
        self.stride = (rng.choice((1, 1, 2, 3)), rng.choice((1, 1, 2, 4)))
        channels, self.multiplier = rng.choice((1, 2, 3, 4, 8, 16, 17, 64)), rng.choice((1, 1, 2, 8, 9))
        same = rng.random() < 0.5  # noqa: PLR2004  half
        out = [-(-n // s) if same else (n - f) // s + 1 for n, f, s in zip(size, window, self.stride, strict=True)]
        pad = [max((o - 1) * s + f - n, 0) // 2 for o, n, f, s in zip(out, size, window, self.stride, strict=True)]
        dilation = (1, rng.choice((1, 1, 1, 2)))
        groups = rng.choice((1, 1, 1, 2)) if channels % 2 == 0 else 1
        filters = rng.choice((1, 3, 4, 16))
        self.window = Window(self.stride, (pad[0], pad[1]), dilation)
        self.x = Dims(rng.choice((1, 1, 2)), *size, channels)
        self.weights = Dims(filters, *window, channels // groups)
        self.output = Dims(self.x.n, out[0], out[1], filters)
        self.depthwise_weights = Dims(1, *window, channels * self.multiplier)
        self.depthwise_output = Dims(self.x.n, out[0], out[1], channels * self.multiplier)


def pairs(library: ctypes.CDLL, cmsis: Cmsis, it: Shape) -> dict[str, tuple[int, int]]:
    """Return what cmsis_nn.py and the C functions say of a layer, by the functions' names."""

    def theirs(name: str, *arguments: object, suffix: str = SUFFIX[cmsis]) -> int:
        function: Callable[..., int] = getattr(library, f"arm_{name}_get_buffer_size{suffix}")
        return function(*arguments)

    x, w, y, window = it.x, it.weights, it.output, it.window
    dw, dy = it.depthwise_weights, it.depthwise_output
    layer, depthwise = parameters(window), parameters(window, it.multiplier)
    built = build.of(parse(CORES[cmsis]))
    found = {
        "convolve_wrapper_s8": (
            cmsis_nn.convolve_wrapper_s8(built, window, x, w, y),
            theirs("convolve_wrapper_s8", layer, dims(x), dims(w), dims(y)),
        ),
        "convolve_wrapper_s16": (
            cmsis_nn.convolve_wrapper_s16(built, window, x, w),
            theirs("convolve_wrapper_s16", layer, dims(x), dims(w), dims(y)),
        ),
        "fully_connected_s8": (cmsis_nn.fully_connected_s8(cmsis, y.c), theirs("fully_connected_s8", dims(Dims(x.c, 1, 1, y.c)))),
        "svdf_s8": (cmsis_nn.svdf_s8(cmsis, w.n), theirs("svdf_s8", dims(w))),
        "avgpool_s8": (cmsis_nn.avgpool(cmsis, x.c), theirs("avgpool_s8", y.w, x.c)),
        "avgpool_s16": (cmsis_nn.avgpool(cmsis, x.c), theirs("avgpool_s16", y.w, x.c)),
    }
    for bits, ours in (("s8", cmsis_nn.depthwise_conv_wrapper_s8), ("s4", cmsis_nn.depthwise_conv_wrapper_s4)):
        name = f"depthwise_conv_wrapper_{bits}"
        found[name] = (ours(built, window, x, dw, dy), theirs(name, depthwise, dims(x), dims(dw), dims(dy)))
    if cmsis is not Cmsis.DSP:
        size = theirs("transpose_conv_s8", transposed(it.stride), dims(x), dims(w), dims(y))
        found["transpose_conv_s8"] = (cmsis_nn.transpose_conv_s8(built, it.stride, x, w, y), size)
    return found


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cmsis_nn", type=Path)
    parser.add_argument("--shapes", type=int, default=20000)
    arguments = parser.parse_args()
    wrong: dict[str, list[object]] = {}
    with tempfile.TemporaryDirectory() as folder:
        library, rng = compiled(arguments.cmsis_nn, Path(folder)), random.Random(0)  # noqa: S311  shapes, not secrets
        for _ in range(arguments.shapes):
            it = Shape(rng)
            for cmsis in Cmsis:
                for name, (ours, theirs) in pairs(library, cmsis, it).items():
                    here = wrong.setdefault(f"{name} {cmsis}", [])
                    here += [(ours, theirs, vars(it))] if ours != theirs else []
    for name, differ in sorted(wrong.items()):
        print(f"{name}: {len(differ)} of {arguments.shapes} differ", *differ[:2])
    return int(any(wrong.values()))


if __name__ == "__main__":
    sys.exit(main())
