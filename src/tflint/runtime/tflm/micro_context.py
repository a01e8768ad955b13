"""What a TFLM kernel is walked against: its operands and options, the arena's memory, and the verdicts (micro_context.h)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from tflint.runtime.kernel_context import KernelContext
from tflint.runtime.printed import logged, not_true
from tflint.runtime.verdict import Cause, Citation, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.model.view import Model, Operator, Option, Tensor
    from tflint.runtime.kernel_context import Operand
    from tflint.runtime.tflm.build import Build
    from tflint.runtime.tflm.features import Features
    from tflint.runtime.tflm.kernel_memory import KernelMemory

TEMP = Citation("micro/micro_allocator.cc", "AllocateTempTfLiteTensor")
MAX_SMALL_SIZE = 5  # RuntimeShape::kMaxSmallSize
_NUMBERS = (int, float)  # `int | float` would be made anew for each option that is read
_QUANTIZED_TYPES = frozenset({"int2", "int4", "uint4", "int8", "uint8", "int16"})


class MicroContext(KernelContext):
    """One operator as its kernel's Init, Prepare and Eval see it.

    Tensors are found by position, options by name (zeros where the file has none). Shapes that kernels have given to outputs
    count more than the file's (MicroAllocator::AllocateTempTfLiteTensor); Eval sees those of its inputs, and compares its own
    outputs as the file declares them, for that is the room which they have.
    """

    def __init__(self, model: Model, operator: Operator, build: Build, memory: KernelMemory) -> None:
        super().__init__(operator)
        self.model = model
        self.build = build
        self.features: Features = build.features  # what the build's snapshot does that others do not
        self.memory = memory
        self.dims: Mapping[tuple[int, int], tuple[int, ...]] = memory.dims
        self._tensors = model.subgraphs[operator.subgraph].tensors
        self._keeps = build.keeps(self.name)

    # What the file says

    def input(self, position: int) -> Tensor | None:
        """Return input `position`, None where it is omitted or the op has fewer."""
        numbers = self.operator.inputs
        if numbers is None or position >= len(numbers) or numbers[position] < 0:
            return None
        return self._relocated(numbers[position]) if self.dims else self._tensors[numbers[position]]

    def output(self, position: int = 0) -> Tensor | None:
        """Return output `position`, None where it is omitted or the op has fewer."""
        numbers = self.operator.outputs
        if numbers is None or position >= len(numbers) or numbers[position] < 0:
            return None
        return self._relocated(numbers[position]) if self.dims else self._tensors[numbers[position]]

    @property
    def inputs(self) -> tuple[Tensor | None, ...]:
        """Return all inputs, None where one is omitted."""
        return tuple(map(self.input, range(len(self.operator.inputs or ()))))

    @property
    def outputs(self) -> tuple[Tensor | None, ...]:
        """Return all outputs, None where one is omitted."""
        return tuple(map(self.output, range(len(self.operator.outputs or ()))))

    def option(self, name: str) -> Option:
        """Return a builtin option by its schema name, 0 where the options are absent: TFLM's parsers zero the struct."""
        options = self.operator.options
        return 0 if options is None else options.get(name, 0)

    def integer(self, name: str) -> int:
        """Return an integer or boolean builtin option, 0 where the options are absent."""
        options = self.operator.options
        value = 0 if options is None else options.get(name, 0)
        if type(value) is int:
            return value
        return int(value) if isinstance(value, _NUMBERS) else 0

    def constant(self, tensor: Tensor | None) -> memoryview | None:
        """Return the bytes of a constant tensor, None for a computed or omitted one."""
        return None if tensor is None else self.model.constant(tensor)

    @property
    def custom_options(self) -> bytes:
        """Return the custom options' bytes, empty where absent."""
        at, size = self.operator.custom_at, self.operator.custom_size
        return b"" if at is None else bytes(self.model.data[at : at + size])

    def type_cause(self, tensor: Operand) -> Cause:
        """Return the cause of a refusal for a tensor's type: float16, float activations with quantized weights, uint8, or another type."""
        operands = [t for t in (*self.inputs, *self.outputs) if t is not None]
        if any(t.dtype == "float16" for t in operands):
            return Cause.FLOAT16
        first, second = self.input(0), self.input(1)
        if first is not None and second is not None and first.dtype == "float32" and second.dtype in _QUANTIZED_TYPES:
            return Cause.HYBRID
        if any(t.dtype == "uint8" and t.is_quantized for t in operands):
            return Cause.UINT8
        return super().type_cause(tensor)

    def weights_cause(self, x: Operand, weights: Operand) -> Cause:
        """Return the cause of a refusal for an input's and its weights' types."""
        return Cause.HYBRID if x.dtype == "float32" and weights.dtype in _QUANTIZED_TYPES else self.type_cause(x)

    # Tensors in Init and Prepare

    def temp_input(self, position: int, name: str | None, at: Citation) -> Tensor:
        """Return an input that Prepare allocates as a temporary; `name` is the kernel's for it, None where null is not tested for."""
        tensor = self.input(position)
        if tensor is None:
            self._missing("input", position, name, at)
        if not self.memory.temp(tensor):
            self._refuse_size(tensor)
        return tensor

    def temp_output(self, position: int, name: str | None, at: Citation) -> Tensor:
        """Return an output that Prepare allocates as a temporary; `name` is the kernel's for it, None where null is not tested for."""
        tensor = self.output(position)
        if tensor is None:
            self._missing("output", position, name, at)
        if not self.memory.temp(tensor):
            self._refuse_size(tensor)
        return tensor

    def temp(self, *tensors: Tensor | None) -> None:
        """Allocate a temporary for each tensor in order; one that is omitted takes none."""
        for tensor in tensors:
            if tensor is not None and not self.memory.temp(tensor):
                self._refuse_size(tensor)

    def _refuse_size(self, tensor: Tensor) -> NoReturn:
        why = f"{tensor.name!r} is of type {tensor.dtype}, which has no size in TFLM"
        message = logged("Failed to populate a temp TfLiteTensor struct from flatbuffer data!")
        self.refuse(why, TEMP, cause=Cause.STRING, tensor=tensor, message=message)

    # Tensors that the kernel reads without testing for null

    def read_input(self, position: int, at: Citation) -> Tensor:
        """Return an input that the kernel reads whether it is there or not."""
        tensor = self.input(position)
        return self._missing("input", position, None, at) if tensor is None else tensor

    def read_output(self, position: int, at: Citation) -> Tensor:
        """Return an output that the kernel writes whether it is there or not."""
        tensor = self.output(position)
        return self._missing("output", position, None, at) if tensor is None else tensor

    def _missing(self, side: str, position: int, name: str | None, at: Citation) -> NoReturn:
        """Stop at an omitted operand; without the whole vector even a kernel that tests for null reads through a null pointer."""
        if (self.operator.inputs if side == "input" else self.operator.outputs) is None:
            self.undefined(f"{self.name} has no {side}s vector, which its kernel reads", at, cause=Cause.GRAPH)
        if name is None:
            self.undefined(f"{self.name} has no {side} {position}, and its kernel reads it anyway", at)
        self.refuse(f"{self.name} has no {side} {position}", at, message=not_true(f"{name} != nullptr"))

    # Memory

    def persistent(self, size: int, what: str) -> None:
        """AllocatePersistentBuffer: `size` bytes in the tail, aligned to 16; nothing where the kernel was older than that."""
        if self._keeps:
            self.memory.persistent(size, what)

    def persistent_struct(self, struct: str) -> None:
        """AllocatePersistentBuffer of a struct of the build's size table: `kernels/add:OpDataAdd`."""
        if self._keeps:
            self.memory.persistent_struct(struct)

    def scratch(self, size: int, what: str) -> None:
        """RequestScratchBufferInArena: `size` bytes in the head while this op runs; 0 still costs a slot."""
        if self._keeps:
            self.memory.scratch(size, what)

    def is_compressed(self, tensor: Tensor | None) -> bool:
        """IsTensorCompressed: return whether a tensor's values are read from a look-up table."""
        return tensor is not None and (tensor.subgraph, tensor.index) in self.memory.compressed

    def decompress(self, *positions: int) -> None:
        """AllocateDecompressionScratchBuffer: scratch for each of these inputs that is compressed."""
        for position in positions:
            tensor = self.input(position)
            if tensor is not None and self.is_compressed(tensor):
                self.memory.decompress(tensor)

    def relocate_output_dims(self, tensor: Tensor, dims: tuple[int, ...]) -> None:
        """CreateWritableTensorDimsWithCopy, then set: an output gets other dims than the file declares."""
        if self._keeps:
            self.memory.relocate_output_dims(tensor, dims, MAX_SMALL_SIZE if self.features.room_for_five_dims else 0)
        else:
            self.memory.overwrite_output_dims(tensor, dims)

    def sizeof(self, struct: str) -> int:
        """Return a struct's size in the build's ABI, bytes; `ptr` is a pointer's."""
        return self.memory.sizeof(struct)

    def uncertain(self, why: str) -> None:
        """Mark the plan's figures as a bound, for this reason: what the kernel asks for is undefined in the runtime itself."""
        self.memory.uncertain(why)

    # The driver's

    def before_invoke(self) -> None:
        """Show Eval its outputs with the dims that the file declares."""
        if self.dims:
            own = {(self.operator.subgraph, number) for number in self.operator.outputs or ()}
            if not own.isdisjoint(self.dims):
                self.dims = {place: dims for place, dims in self.dims.items() if place not in own}
        self.phase = Phase.INVOKE

    def _relocated(self, index: int) -> Tensor:
        """Return a tensor with the dims that a kernel has given it."""
        tensor, dims = self._tensors[index], self.dims.get((self.operator.subgraph, index))
        return tensor if dims is None else tensor._replace(shape=dims)
