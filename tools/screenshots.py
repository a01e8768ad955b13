"""Take pictures of the maps and pages in a headless Chromium, light and dark: `python tools/screenshots.py FOLDER`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from chromium import Browser

from tflint.testing import FurtherFields, ModelBuilder, TensorFields

EXAMPLES = Path(__file__).parents[1] / "examples"
TFLINT = (sys.executable, "-m", "tflint")
SMALLEST = 4  # pixels that may still be halved
BLOCK = 4  # operators of a residual block


def residual(operators: int, side: int = 64, channels: int = 8) -> bytes:
    """Return an int8 network of at least so many operators: expand, depthwise, project, add, and a halving now and then."""
    b = ModelBuilder(f"{operators} operators")
    quantized = TensorFields(dtype="int8", scale=0.02, zero_point=0)
    x = b.input("image", (1, side, side, channels), **quantized)
    for number in range(operators // BLOCK):
        halved = number and number % 12 == 0 and side >= SMALLEST
        grown = min(channels * 2, 24) if halved else channels
        wide = convolution(b, f"block_{number}/expand", x, (side, side), (channels, 3 * channels))
        side = side // 2 if halved else side
        deep = depthwise(b, f"block_{number}/depthwise", wide, side, 3 * channels, stride=2 if halved else 1)
        thin = convolution(b, f"block_{number}/project", deep, (side, side), (3 * channels, grown))
        if halved:
            x, channels = convolution(b, f"block_{number}/mix", thin, (side, side), (grown, grown)), grown
            continue
        y = b.tensor(f"block_{number}/add", (1, side, side, channels), **quantized)
        b.operator("ADD", [x, thin], [y], {}, version=2)
        x = y
    b.output(x)
    return b.build()


def convolution(b: ModelBuilder, name: str, x: int, sides: tuple[int, int], channels: tuple[int, int]) -> int:
    """Add a 1x1 convolution and return its output."""
    given, made = channels
    scales = FurtherFields(scale=(0.01,) * made, zero_point=(0,) * made, quantized_dimension=0)
    w = b.constant(f"{name}/weights", [1] * (given * made), (made, 1, 1, given), "int8", **scales)
    bias = b.constant(f"{name}/bias", [0] * made, (made,), "int32", scale=(0.0002,) * made, zero_point=(0,) * made)
    y = b.tensor(f"{name}/Relu6", (1, *sides, made), "int8", scale=0.02, zero_point=0)
    b.operator("CONV_2D", [x, w, bias], [y], {"stride_w": 1, "stride_h": 1}, version=3)
    return y


def depthwise(b: ModelBuilder, name: str, x: int, side: int, channels: int, *, stride: int) -> int:
    """Add a 3x3 depthwise convolution and return its output of `side` by `side`."""
    scales = FurtherFields(scale=(0.01,) * channels, zero_point=(0,) * channels, quantized_dimension=3)
    w = b.constant(f"{name}/weights", [1] * (9 * channels), (1, 3, 3, channels), "int8", **scales)
    bias = b.constant(
        f"{name}/bias", [0] * channels, (channels,), "int32", scale=(0.0002,) * channels, zero_point=(0,) * channels
    )
    y = b.tensor(f"{name}/Relu6", (1, side, side, channels), "int8", scale=0.02, zero_point=0)
    options = {"stride_w": stride, "stride_h": stride, "depth_multiplier": 1}
    b.operator("DEPTHWISE_CONV_2D", [x, w, bias], [y], options, version=3)
    return y


def written(command: tuple[str, ...], file: Path) -> Path:
    """Run tflint in the examples' folder and store what it prints; a finding is not a failure here."""
    done = subprocess.run([*TFLINT, *command], cwd=EXAMPLES, capture_output=True, check=False)
    if done.returncode not in {0, 1}:
        sys.exit(done.stderr.decode())
    file.write_bytes(done.stdout)
    return file


def main(folder: Path) -> None:
    """Write pages and their pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"check": written(("--format", "html", "models"), folder / "check.html")}
    pages["person"] = written(("plan", "models/person.tflite", "--format", "html"), folder / "person.html")
    pages["person_svg"] = written(("plan", "models/person.tflite", "--format", "svg"), folder / "person.svg")
    for operators in (5, 300, 500):
        model = folder / f"ops_{operators}.tflite"
        model.write_bytes(residual(max(operators, 2 * BLOCK)))
        command = ("plan", str(model.resolve()), "--target", "cortex-m4/cmsis-nn", "--format", "html")
        pages[model.stem] = written(command, folder / f"{model.stem}.html")
    with Browser() as browser:
        for name, page in pages.items():
            for dark in (False, True):
                browser.open(page, dark=dark)
                picture = folder / f"{name}_{'dark' if dark else 'light'}.png"
                browser.picture(picture)
                print(picture, *browser.complaints())


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
