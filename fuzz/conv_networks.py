"""Random convolutional networks, float or int8 with a scale per channel, of phones' sizes: what XNNPACK takes whole."""

from __future__ import annotations

import random
from typing import NamedTuple

from tflint.testing import ModelBuilder

SCALE = 0.05


class _Image(NamedTuple):
    """A tensor of the chain: its index and shape."""

    tensor: int
    side: int
    channels: int


class _Network:
    """A chain of layers in the making."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.builder = rng, ModelBuilder()
        self.integer = rng.random() < 0.5
        self.dtype = "int8" if self.integer else "float32"
        self.number = 0

    def tensor(self, side: int, channels: int, *, given: bool = False) -> _Image:
        """Add an image."""
        self.number += 1
        add = self.builder.input if given else self.builder.tensor
        scale = SCALE if self.integer else None
        return _Image(add(f"t{self.number}", (1, side, side, channels), self.dtype, scale=scale), side, channels)

    def weights(self, shape: tuple[int, ...], axis: int) -> tuple[int, int]:
        """Add weights and a bias for the channels of an axis."""
        self.number += 1
        count, name = shape[axis], f"w{self.number}"
        if not self.integer:
            bias = self.builder.constant(f"{name}/bias", 0.1, (count,), "float32")
            return self.builder.constant(name, 0.01, shape, "float32"), bias
        scales = tuple(0.01 + 0.0001 * i for i in range(count))
        filters = self.builder.constant(name, 1, shape, "int8", scale=scales, zero_point=0, quantized_dimension=axis)
        products = tuple(scale * SCALE for scale in scales)
        return filters, self.builder.constant(f"{name}/bias", 1, (count,), "int32", scale=products, zero_point=0)

    def convolution(self, x: _Image) -> _Image:
        """Add a convolution, or a depthwise one."""
        stride, kernel = self.rng.choice((1, 1, 2)), self.rng.choice((1, 3, 3, 5))
        depthwise = self.rng.random() < 0.4
        channels = x.channels if depthwise else self.rng.choice((8, 16, 24, 32, 64, 96, 128))
        shape, axis = ((1, kernel, kernel, channels), 3) if depthwise else ((channels, kernel, kernel, x.channels), 0)
        y = self.tensor(-(-x.side // stride), channels)
        window = {"padding": 0, "stride_w": stride, "stride_h": stride, "dilation_w_factor": 1, "dilation_h_factor": 1}
        options = {
            **window,
            "fused_activation_function": self.rng.choice((0, 1, 3)),
            **({"depth_multiplier": 1} if depthwise else {}),
        }
        name = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
        self.builder.operator(name, [x.tensor, *self.weights(shape, axis)], [y.tensor], options)
        return y

    def pool(self, x: _Image) -> _Image:
        """Add a pooling of 2 by 2."""
        y = self.tensor(-(-x.side // 2), x.channels)
        window = {"padding": 0, "stride_w": 2, "stride_h": 2, "filter_width": 2, "filter_height": 2}
        self.builder.operator(self.rng.choice(("AVERAGE_POOL_2D", "MAX_POOL_2D")), [x.tensor], [y.tensor], window)
        return y

    def sum(self, x: _Image, other: _Image) -> _Image:
        """Add two images of one shape."""
        y = self.tensor(x.side, x.channels)
        self.builder.operator("ADD", [x.tensor, other.tensor], [y.tensor], {"fused_activation_function": 0})
        return y


def network(seed: int) -> bytes:
    """Return the network of a seed."""
    net = _Network(random.Random(seed))
    x = net.tensor(net.rng.choice((32, 48, 64, 96, 128, 160)), 3, given=True)
    for _ in range(net.rng.randint(3, 20)):
        before = x
        x = net.pool(x) if x.side > 8 and net.rng.random() < 0.15 else net.convolution(x)
        if (before.side, before.channels) == (x.side, x.channels) and net.rng.random() < 0.5:
            x = net.sum(x, before)
    net.builder.output(x.tensor)
    return net.builder.build()
