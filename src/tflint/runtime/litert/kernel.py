"""What a LiteRT kernel's Prepare does to the memory plan: output shapes, temporaries, allocation types, refusals."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.litert import op_resolver
from tflint.runtime.litert.dtype_size import HEAP, bytes_required
from tflint.runtime.litert.graph_info import AllocationType, TensorState
from tflint.runtime.litert.judged import judged
from tflint.runtime.verdict import Cause, Effect, Phase

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflint.model.view import Model, Operator, Option, Tensor
    from tflint.runtime.litert.graph_info import GraphInfo, NodeState
    from tflint.runtime.verdict import Verdict

ARENA = AllocationType.ARENA
PERSISTENT = AllocationType.PERSISTENT
NUMBERS = {"int8": "b", "uint8": "B", "int16": "h", "int32": "i", "int64": "q", "uint32": "I", "float32": "f", "float64": "d"}
INTEGERS = {"int8": "b", "uint8": "B", "int16": "h", "int32": "i", "int64": "q", "uint32": "I"}


class Refused(Exception):
    """A kernel's Prepare returns an error; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Settings:
    """What of a LiteRT installation changes the plan: thread count, whether it is built with ruy (Arm64, Android), its release."""

    threads: int | None = None
    ruy: bool = False
    release: str = ""

    @property
    def threaded(self) -> bool:
        """Return whether kernels for several threads are chosen; not asked, Python's binding has one from LiteRT 1.0.1 on."""
        return not self.since("1.0.1") if self.threads is None else self.threads != 1

    def since(self, release: str) -> bool:
        """Return whether the installation is of a release or newer; the newest known where none is named."""
        known = tuple(op_resolver.releases())
        return not self.release or known.index(self.release) >= known.index(release)

    @property
    def newest(self) -> bool:
        """Return whether the installation is of the newest release that is known."""
        return self.release in {"", next(reversed(op_resolver.releases()))}


@dataclass(frozen=True, slots=True)
class Node:
    """An operator while it is prepared: its tensors' states, and the means to ask for temporaries.

    `first_temporary` is the index of the first tensor of those that the kernel adds at once (AddTensors), if it does.
    `source` names the kernel's file and function. `call` prepares another subgraph whose inputs take these tensors' shapes and hold no memory of their own.
    `zeros` are tensors that hold zeros whenever the node runs, though the file has no values for them.
    """

    model: Model
    operator: Operator
    graph: GraphInfo
    state: NodeState
    settings: Settings
    first_temporary: int = -1
    call: Callable[[int, tuple[TensorState | None, ...]], GraphInfo] | None = None
    source: str = ""
    phase: Phase = Phase.PREPARE
    variables: dict[str, str] | None = None
    zeros: frozenset[int] = frozenset()

    def input(self, position: int = 0) -> TensorState | None:
        """Return an input's state, None where it is omitted or the op has fewer."""
        inputs = self.state.inputs
        return self._state(inputs[position]) if position < len(inputs) and inputs[position] >= 0 else None

    def output(self, position: int = 0) -> TensorState | None:
        """Return an output's state, None where it is omitted or the op has fewer."""
        outputs = self.state.outputs
        return self.graph.tensors[outputs[position]] if position < len(outputs) and outputs[position] >= 0 else None

    def file_tensor(self, position: int) -> Tensor | None:
        """Return an input as the file has it (quantization, buffer)."""
        inputs = self.operator.inputs or ()
        return self.model.tensor(self.operator, inputs[position]) if position < len(inputs) else None

    def follow(self, position: int = 0) -> TensorState:
        """Return an input's state that the kernel never asks for: one that is left out is a null pointer."""
        state = self.input(position)
        if state is None:
            raise self.crash(f"input {position} of {self.operator.name} is left out: the kernel follows a null pointer")
        return state

    def follow_output(self, position: int = 0) -> TensorState:
        """Return an output's state that the kernel never asks for: one that is left out is a null pointer."""
        state = self.output(position)
        if state is None:
            raise self.crash(f"output {position} of {self.operator.name} is left out: the kernel follows a null pointer")
        return state

    def need(self, position: int = 0) -> TensorState:
        """Return an input's state; refuse where it is not there (GetInputSafe)."""
        return self._safe(self.state.inputs, position, "input")

    def made(self, position: int = 0) -> TensorState:
        """Return an output's state; refuse where it is not there (GetOutputSafe)."""
        return self._safe(self.state.outputs, position, "output")

    def _safe(self, indices: tuple[int, ...], position: int, end: str) -> TensorState:
        if position >= len(indices):
            message = f"Invalid tensor index {position} (not in [0, {len(indices)}))"
            raise self.refuse(f"{end} {position} of {self.operator.name} is not there, it has {len(indices)}", message)
        if indices[position] < 0:
            message = f"Tensor at index {position} was optional but was expected"
            raise self.refuse(f"{end} {position} of {self.operator.name} is left out", message)
        return self._state(indices[position])

    def _state(self, index: int) -> TensorState:
        found = self.graph.tensors[index]
        return replace(found, allocation=AllocationType.CONSTANT) if index in self.zeros else found

    def since(self, release: str) -> bool:
        """Return whether the interpreter is of a release or newer."""
        return self.settings.since(release)

    def option(self, name: str) -> Option:
        """Return a builtin option by its schema name, 0 where the file has none."""
        return (self.operator.options or {}).get(name, 0)

    def number(self, name: str) -> int:
        """Return an integer option."""
        value = self.option(name)
        return int(value) if isinstance(value, int | float) else 0

    def _constant(self, position: int) -> bytes | memoryview | None:
        """Return the bytes of a constant input; those of `zeros` are all 0."""
        tensor = self.file_tensor(position)
        if tensor is None or tensor.index not in self.zeros:
            return None if tensor is None else self.model.constant(tensor)
        return bytes(max(bytes_required(tensor.dtype, tensor.shape), 0))

    def values(self, position: int) -> tuple[float, ...] | None:
        """Return the values of a constant input of any number type, None where they are not in the file."""
        tensor, data = self.file_tensor(position), self._constant(position)
        code = None if tensor is None else NUMBERS.get(tensor.dtype)
        if data is None or code is None or tensor is None:
            return None
        if not 0 <= tensor.elements * struct.calcsize(code) <= len(data):
            return None
        found: tuple[float, ...] = struct.unpack_from(f"<{tensor.elements}{code}", data)
        return found

    def integers(self, position: int) -> tuple[int, ...] | None:
        """Return the values of a constant integer input, None where they are not in the file."""
        tensor, data = self.file_tensor(position), self._constant(position)
        code = None if tensor is None else INTEGERS.get(tensor.dtype)
        if data is None or code is None or tensor is None:
            self._lose_shapes(position)
            return None
        if not 0 <= tensor.elements * struct.calcsize(code) <= len(data):
            return None
        return struct.unpack_from(f"<{tensor.elements}{code}", data)

    def every_integer(self, position: int) -> tuple[int, ...] | None:
        """Return all integers in a constant input's buffer, which may be more than its shape counts; None where they are not in the file."""
        tensor, values = self.file_tensor(position), self.integers(position)
        data = None if values is None else self._constant(position)
        if data is None or tensor is None:
            return None
        code = INTEGERS[tensor.dtype]
        return struct.unpack_from(f"<{len(data) // struct.calcsize(code)}{code}", data)

    def _lose_shapes(self, position: int) -> None:
        """Note that a value which Prepare knows and the file does not leaves an output without its shape."""
        given = self.input(position)
        if given is not None and given.allocation is AllocationType.PERSISTENT_RO:
            outputs = (self.output(i) for i in range(len(self.state.outputs)))
            self.graph.shapes_lost |= any(output is not None and not output.dims for output in outputs)

    def int32(self, position: int) -> tuple[int, ...] | None:
        """Return a constant input's bytes read as int32, as a kernel that never asks for the type does."""
        data = self._constant(position)
        return None if data is None else struct.unpack_from(f"<{len(data) // 4}i", data)

    def resize(self, tensor: TensorState, dims: tuple[int, ...]) -> None:
        """Give a tensor dims and the bytes that follow from them (ResizeTensor); refuse a negative dimension."""
        if tensor.dtype not in HEAP and any(dim < 0 for dim in dims):
            message = "BytesRequired number of elements overflowed."
            raise self.refuse(
                f"{tensor.name!r} would get shape {list(dims)}", message, source="core/subgraph.cc: ResizeTensorImpl"
            )
        tensor.dims = dims
        if tensor.allocation is not AllocationType.DYNAMIC:
            tensor.bytes = bytes_required(tensor.dtype, dims)

    def make_dynamic(self, *outputs: TensorState | None) -> None:
        """Leave tensors to the heap at Invoke (SetTensorToDynamic)."""
        for output in outputs:
            if output is not None and output.allocation is not AllocationType.DYNAMIC:
                output.allocation, output.bytes = AllocationType.DYNAMIC, 0

    def temporary(
        self, dtype: str, dims: tuple[int, ...], allocation: AllocationType = ARENA, *, index: int | None = None, name: str = ""
    ) -> None:
        """Ask for a temporary: a new tensor, or number `index` of those added at once; `name` says what the kernel keeps there."""
        size = 0 if allocation is AllocationType.DYNAMIC else bytes_required(dtype, dims)
        fresh = TensorState(name, dtype, dims, allocation, size)
        if index is None:
            self.graph.tensors.append(fresh)
            self.state.temporaries.append(len(self.graph.tensors) - 1)
        else:
            self.graph.tensors[self.first_temporary + index] = fresh
            self.state.temporaries.append(self.first_temporary + index)

    def refuse(self, why: str, message: str | None = None, *, cause: Cause = Cause.CONSTRAINT, source: str = "") -> Refused:
        """Return what to raise where the kernel returns an error.

        The words are those of the newest release, whose sources were read; of an older one none are claimed.
        """
        return self._stop(Effect.REFUSED, cause, why, message if self.settings.newest else None, source)

    def abort(self, why: str, *, cause: Cause = Cause.QUANTIZATION, source: str = "") -> Refused:
        """Return what to raise where a TFLITE_CHECK kills the process."""
        return self._stop(Effect.ABORTS, cause, why, None, source)

    def crash(self, why: str, *, source: str = "") -> Refused:
        """Return what to raise where a null pointer, or what lies out of bounds, kills the process."""
        return self._stop(Effect.UNDEFINED, Cause.CONSTRAINT, why, None, source)

    def _stop(self, effect: Effect, cause: Cause, why: str, message: str | None, source: str) -> Refused:
        place, source = (self.operator.subgraph, self.operator.index), source or self.source
        return Refused(judged(self.phase, effect, cause, why, *place, message=message, source=source))


class Kernel(Record):
    """One op: what Prepare does and what Eval refuses, how many tensors Init or Prepare adds at once, and which inputs' bytes the output may take over."""

    op: str
    prepare: Callable[[Node], None]
    eval: Callable[[Node], None] | None = None
    init_tensors: int = 0
    prepare_tensors: int = 0
    shares: tuple[int, ...] = ()
    unmodified: bool = False
    file: str = ""

    @property
    def source(self) -> str:
        """Return the runtime's file and function that `prepare`; the file is named after the op where `file` is empty."""
        return f"kernels/{self.file or self.op.lower()}.cc: Prepare"

    @property
    def eval_source(self) -> str:
        """Return the runtime's file and function that `eval`."""
        return f"kernels/{self.file or self.op.lower()}.cc: Eval"
