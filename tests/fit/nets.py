"""Small convolutional networks as a converter writes them, wide at the start and narrow at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.macs import macs
from tflint.fit.search import Wish
from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm.build import of
from tflint.testing import FurtherFields, ModelBuilder, TensorFields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.model.view import Model

INT8 = TensorFields(dtype="int8", scale=0.1, zero_point=3)
BUILD = of(parse("cortex-m4/cmsis-nn"))
ESP_NN = of(parse("esp32s3/esp-nn@1.1.0"))
WISH = Wish(macs)
SAME, VALID = 0, 1


class Net(ModelBuilder):
    """A network that grows layer by layer; `at` is the last tensor and `shape` its shape."""

    def __init__(self, height: int = 24, width: int = 24, channels: int = 2) -> None:
        super().__init__()
        self.shape: tuple[int, ...] = (1, height, width, channels)
        self.at = self.input("image", self.shape, **INT8)
        self.layers = 0

    def conv(self, channels: int, size: int = 1, stride: int = 1, padding: int = SAME, *, depthwise: bool = False) -> Net:
        """Add CONV_2D, or DEPTHWISE_CONV_2D with as many channels as there are."""
        _, height, width, deep = self.shape
        channels = deep if depthwise else channels
        taps = (1, size, size, channels) if depthwise else (channels, size, size, deep)
        count = taps[0] * taps[1] * taps[2] * taps[3]
        scales = FurtherFields(scale=[0.01] * channels, zero_point=[0] * channels, quantized_dimension=3 if depthwise else 0)
        values = [(37 * k + 11 * self.layers) % 251 - 125 for k in range(count)]
        weights = self.constant(f"w{self.layers}", values, taps, "int8", **scales)
        bias = self.constant(
            f"b{self.layers}", [(k * 97) % 301 - 150 for k in range(channels)], (channels,), "int32", scale=0.001
        )
        rows, columns = (-(-(side - (0 if padding == SAME else size - 1)) // stride) for side in (height, width))
        options = {"padding": padding, "stride_h": stride, "stride_w": stride, "fused_activation_function": 0}
        options |= {"depth_multiplier": 1} if depthwise else {}
        name = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
        return self._layer(name, [self.at, weights, bias], (1, rows, columns, channels), options)

    def pad(self, above: int = 1, below: int = 1) -> Net:
        """Add PAD on all four sides."""
        _, height, width, channels = self.shape
        sides = self.constant(f"p{self.layers}", [0, 0, above, below, above, below, 0, 0], (4, 2), "int32")
        return self._layer("PAD", [self.at, sides], (1, height + above + below, width + above + below, channels), {})

    def pool(self, size: int = 2, op: str = "MAX_POOL_2D") -> Net:
        """Add a pool whose windows do not overlap."""
        _, height, width, channels = self.shape
        options = {"padding": VALID, "stride_h": size, "stride_w": size, "filter_height": size, "filter_width": size}
        return self._layer(op, [self.at], (1, height // size, width // size, channels), options)

    def unary(self, op: str) -> Net:
        """Add an operator of one input that keeps the shape."""
        return self._layer(op, [self.at], self.shape, {})

    def add(self, other: int) -> Net:
        """Add ADD of an earlier tensor of the same shape."""
        return self._layer("ADD", [self.at, other], self.shape, {"fused_activation_function": 0})

    def ends(self) -> bytes:
        """Return the file; the last tensor is the output."""
        self.output(self.at)
        return self.build()

    def _layer(self, op: str, inputs: list[int], shape: tuple[int, ...], options: Mapping[str, object]) -> Net:
        self.layers += 1
        result = self.tensor(f"t{self.layers}", shape, **INT8)
        self.operator(op, inputs, [result], None if op in {"RELU", "RELU6", "LOGISTIC"} else options)
        self.at, self.shape = result, shape
        return self


def wide() -> Net:
    """Return a network that stripes make much smaller: wide layers, then a narrow one."""
    net = Net(48, 48, 1).conv(8, 3, 2).conv(0, 3, depthwise=True).conv(16).conv(0, 3, 2, depthwise=True).conv(8)
    return net.pool(3).conv(4)


def residual() -> Net:
    """Return a network with a residual block."""
    net = Net(32, 32, 2).conv(8, 3)
    skip = net.at
    return net.conv(8, 3).conv(8, 3).add(skip).conv(8, 3, 2).pool(4)


def padded() -> Net:
    """Return a network whose convolutions are padded by operators of their own."""
    return Net(40, 40, 1).pad(0, 1).conv(8, 3, 2, VALID).pad().conv(0, 3, 1, VALID, depthwise=True).conv(4, 1).pool(4)


def model(net: Net) -> Model:
    """Return a network as the reader sees it."""
    return read(net.ends())
