"""Models of one op for the tests of TFLM's kernels: what their checks tell, and what they ask memory for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import abi, build, kernel_registry, micro_interpreter
from tflint.runtime.tflm.decompression_memory import DecompressionMemory
from tflint.runtime.tflm.micro_context import MicroContext
from tflint.runtime.verdict import Phase
from tflint.testing import FurtherFields, ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from tflint.model.view import Tensor
    from tflint.runtime.verdict import Verdict
    from tflint.testing import OperatorFields
    from tflint.testing.builder import Values

HOST, M4, M4_CMSIS, M55_CMSIS = "host/reference", "cortex-m4/reference", "cortex-m4/cmsis-nn", "cortex-m55/cmsis-nn"


class T(NamedTuple):
    """A tensor: constant where it has `values`, quantized where it has a scale."""

    shape: tuple[int, ...] | None = (1, 4)
    dtype: str = "float32"
    scale: float | tuple[float, ...] | None = None
    zero_point: int = 0
    values: Values | None = None
    axis: int = 0
    variable: bool = False


def i8(
    *shape: int, scale: float | tuple[float, ...] = 0.5, zero_point: int = 0, values: Values | None = None, axis: int = 0
) -> T:
    """Return an int8 tensor."""
    return T(shape or (1, 4), "int8", scale, zero_point, values, axis)


def i16(*shape: int, scale: float = 0.5, zero_point: int = 0) -> T:
    """Return an int16 tensor."""
    return T(shape or (1, 4), "int16", scale, zero_point)


def i32(*values: int, shape: tuple[int, ...] | None = None) -> T:
    """Return a constant int32 vector."""
    return T((len(values),) if shape is None else shape, "int32", values=values)


def model(
    op: str,
    inputs: Sequence[T | None],
    outputs: Sequence[T | None],
    options: Mapping[str, object] | None = None,
    **more: Unpack[OperatorFields],
) -> bytes:
    """Return the bytes of a model of one op; None is an operand that is left out (-1)."""
    b = ModelBuilder()
    places = [_place(b, f"in{i}", tensor, given=True) for i, tensor in enumerate(inputs)]
    results = [_place(b, f"out{i}", tensor, given=False) for i, tensor in enumerate(outputs)]
    b.operator(op, places, results, options, **more)
    b.output(*(result for result in results if result >= 0))
    return b.build()


def _place(b: ModelBuilder, name: str, tensor: T | None, *, given: bool) -> int:
    if tensor is None:
        return -1
    more = FurtherFields(scale=tensor.scale, zero_point=tensor.zero_point, quantized_dimension=tensor.axis)
    if tensor.values is not None:
        return b.constant(name, tensor.values, tensor.shape, tensor.dtype, **more)
    if tensor.variable:
        return b.tensor(name, tensor.shape, tensor.dtype, is_variable=True, **more)
    if given:
        return b.input(name, tensor.shape, tensor.dtype, **more)
    return b.tensor(name, tensor.shape, tensor.dtype, **more)


def told(
    op: str,
    inputs: Sequence[T | None],
    outputs: Sequence[T | None],
    options: Mapping[str, object] | None = None,
    target: str = HOST,
    **more: Unpack[OperatorFields],
) -> tuple[Verdict, ...]:
    """Return everything that the target's runtime holds against a model of one op."""
    return tuple(micro_interpreter.verdicts(read(model(op, inputs, outputs, options, **more)), parse(target)))


def context(
    op: str, inputs: Sequence[T | None], outputs: Sequence[T | None], options: Mapping[str, object] | None = None
) -> MicroContext:
    """Return what the kernel of a model of one op is walked against."""
    graph, built = read(model(op, inputs, outputs, options)), build.of(parse(HOST))
    return MicroContext(graph, next(graph.operators()), built, Asked(abi.of(built)))


def asked(
    op: str,
    inputs: Sequence[T | None],
    outputs: Sequence[T | None],
    options: Mapping[str, object] | None = None,
    target: str = M4,
    **more: Unpack[OperatorFields],
) -> list[str]:
    """Return what a kernel asks for: `P 60` persistent, `S 64` scratch, `in0` and `out0` temporaries, `dims 1x4`; Init before the bar."""
    graph = read(model(op, inputs, outputs, options, **more))
    operator = next(graph.operators())
    built = build.of(parse(target)).serving(op)
    kernel = kernel_registry.find(op, built.library)
    assert kernel is not None
    asked_for = Asked(abi.of(built))
    k = MicroContext(graph, operator, built, asked_for)
    k.run(Phase.INIT, kernel.init)
    asked_for.log.append("|")
    k.run(Phase.PREPARE, kernel.prepare)
    return asked_for.log


class Asked:
    """A KernelMemory that writes down what it is asked for."""

    def __init__(self, table: abi.Abi) -> None:
        self.table = table
        self.log: list[str] = []
        self.dims: dict[tuple[int, int], tuple[int, ...]] = {}
        self.rooms: dict[tuple[int, int], int] = {}
        self.compressed: set[tuple[int, int]] = set()
        self.alternate = DecompressionMemory()

    def decode(self, tensor: Tensor) -> None:
        assert not self.alternate.take(1), tensor.name

    def decompress(self, tensor: Tensor) -> None:
        self.log.append(f"decompressed {tensor.name}")

    def persistent(self, size: int, what: str) -> None:
        assert what
        self.log.append(f"P {size}")

    def persistent_struct(self, struct: str) -> None:
        self.log.append(f"P {self.sizeof(struct)}")

    def scratch(self, size: int, what: str) -> None:
        assert what
        self.log.append(f"S {size}")

    def temp(self, tensor: Tensor) -> bool:
        self.log.append(tensor.name)
        return True

    def relocate_output_dims(self, tensor: Tensor, dims: tuple[int, ...], room: int = 0) -> None:  # noqa: ARG002  as KernelMemory has it
        assert tensor.name.startswith("out")
        self.log.append(f"dims {'x'.join(map(str, dims))}")

    def leave_unread(self) -> None:
        self.log.append("unread")

    def overwrite_output_dims(self, tensor: Tensor, dims: tuple[int, ...]) -> None:
        assert tensor.name.startswith("out")
        self.log.append(f"overwritten dims {'x'.join(map(str, dims))}")

    def preset_data(self, tensor: Tensor) -> None:
        self.log.append(f"preset {tensor.name}")

    def sizeof(self, struct: str) -> int:
        return self.table.sizeof(struct)

    def variable(self, k: MicroContext) -> None:
        self.log.append(f"variable of {k.name}")

    def uncertain(self, why: str) -> None:
        self.log.append(f"uncertain: {why}")
