"""A random graph in the making: the tensors that operators can read, and how new ones are made."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Protocol

from tflint.testing import FurtherFields, ModelBuilder

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from tflint.testing import OperatorFields
    from tflint.testing.builder import Values

SCALES = (0.02, 0.05, 0.1, 0.25)
MOST_ELEMENTS = 3000
Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A tensor with what recipes need to know of it; scale and zero point are 0 where it has none."""

    index: int
    shape: Shape
    dtype: str
    scale: float = 0.0
    zero_point: int = 0

    @property
    def elements(self) -> int:
        """Return the number of elements."""
        return prod(self.shape)

    @property
    def quantization(self) -> FurtherFields:
        """Return the keywords that give another tensor the same scale and zero point."""
        return FurtherFields(scale=self.scale, zero_point=self.zero_point) if self.scale else FurtherFields()


class Making(Protocol):
    """The method of a ModelBuilder that adds a tensor."""

    def __call__(self, name: str, shape: Shape, dtype: str, /, **fields: Unpack[FurtherFields]) -> int:
        """Add a tensor and return its index."""


class Graph:
    """A model builder that remembers the tensors of the open subgraph, so that operators chain and share inputs."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.builder = ModelBuilder()
        self.values: list[Value] = []
        self.read: set[int] = set()
        self.number = 0
        self.variables = 0

    def quantization(self, dtype: str) -> tuple[float, int]:
        """Return a scale and zero point that suit a type, (0, 0) for one that is not quantized."""
        if dtype not in {"int8", "int16"}:
            return 0.0, 0
        return self.rng.choice(SCALES), 0 if dtype == "int16" else self.rng.randint(-20, 20)

    def shape(self, rank: int | None = None) -> Shape:
        """Return a shape of a modest size."""
        rank = self.rng.choice((1, 2, 3, 4, 4)) if rank is None else rank
        if rank == 4:
            return (1, self.rng.randint(1, 9), self.rng.randint(1, 9), self.rng.choice((1, 2, 3, 4, 8, 12, 16, 17)))
        return tuple(self.rng.randint(1, 12) for _ in range(rank))

    def pick(self, *dtypes: str, rank: int | None = None) -> Value:
        """Return a tensor of one of these types: one that exists, most of the time, else a new input of the graph."""
        ranks = range(1, 5) if rank is None else (rank,)
        fit = [v for v in self.values if v.dtype in dtypes and len(v.shape) in ranks and 0 < v.elements <= MOST_ELEMENTS]
        if fit and self.rng.random() < 0.75:
            return self.rng.choice(fit[-6:])
        return self.input(self.shape(rank), self.rng.choice(dtypes))

    def input(self, shape: Shape, dtype: str) -> Value:
        """Add an input of the graph."""
        return self._keep(shape, dtype, *self.quantization(dtype), made=self.builder.input)

    def out(self, shape: Shape, dtype: str, quantization: tuple[float, int] | None = None) -> Value:
        """Add a tensor that an operator is to write; it can be read from then on."""
        scale, zero_point = self.quantization(dtype) if quantization is None else quantization
        return self._keep(shape, dtype, scale, zero_point, made=self.builder.tensor)

    def like(self, value: Value, shape: Shape | None = None) -> Value:
        """Add a tensor of the same type, scale and zero point."""
        return self.out(value.shape if shape is None else shape, value.dtype, (value.scale, value.zero_point))

    def constant(self, values: Values, shape: Shape, dtype: str = "int32", **quantized: Unpack[FurtherFields]) -> int:
        """Add a constant and return its index."""
        return self.builder.constant(self.fresh_name("c"), values, shape, dtype, **quantized)

    def weights(self, shape: Shape, dtype: str, channels: int | None = None, dimension: int = 0) -> tuple[int, float]:
        """Add weights, per channel where `channels` says how many; return the index and the first scale."""
        scale = self.rng.choice(SCALES)
        if dtype == "float32":
            return self.constant(0.5, shape, dtype), 0.0
        scales = (scale,) if channels is None else tuple(scale * (1 + i % 3) for i in range(channels))
        values = bytes(-(-prod(shape) // 2)) if dtype == "int4" else 1
        return self.constant(
            values, shape, dtype, scale=scales, zero_point=(0,) * len(scales), quantized_dimension=dimension
        ), scale

    def operator(
        self,
        name: str,
        inputs: Sequence[Value | int],
        outputs: Sequence[Value],
        options: Mapping[str, object] | None = None,
        **more: Unpack[OperatorFields],
    ) -> None:
        """Add an operator; numbers stand for constants and omitted tensors."""
        numbers = [it if isinstance(it, int) else it.index for it in inputs]
        self.read.update(numbers)
        self.builder.operator(name, numbers, [it.index for it in outputs], options, **more)

    def finish(self) -> None:
        """List the graph's outputs: what nobody reads, and now and then something that is read as well."""
        ends = [v.index for v in self.values if v.index not in self.read and v.dtype != "resource"]
        others = [v.index for v in self.values if v.index in self.read and v.dtype != "resource" and self.rng.random() < 0.05]
        self.builder.output(*(self.rng.sample(ends, max(1, len(ends) - self.rng.randint(0, 2))) if ends else []), *others)

    def _keep(self, shape: Shape, dtype: str, scale: float, zero_point: int, *, made: Making) -> Value:
        value = Value(0, shape, dtype, scale, zero_point)
        value = replace(value, index=made(self.fresh_name("t"), shape, dtype, **value.quantization))
        self.values.append(value)
        return value

    def fresh_name(self, kind: str) -> str:
        """Return a name that no tensor has yet."""
        self.number += 1
        return f"{kind}{self.number}"


def offline_plan(offsets: list[int]) -> bytes:
    """Return the metadata of an offline memory plan."""
    return struct.pack(f"<3i{len(offsets)}i", 1, 0, len(offsets), *offsets)
