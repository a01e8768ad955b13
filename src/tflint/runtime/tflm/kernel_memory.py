"""What a kernel may ask of TFLM's arena while it is initialised and prepared: the requests of micro_context.h."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.decompression_memory import DecompressionMemory
    from tflint.runtime.tflm.micro_context import MicroContext


class KernelMemory(Protocol):
    """The arena as kernels see it, in TFLM's names. Sizes are bytes; `what` is for people: it names the allocation in plans."""

    @property
    def dims(self) -> Mapping[tuple[int, int], tuple[int, ...]]:
        """Return the dims that kernels have given their outputs, by (subgraph, tensor)."""

    @property
    def rooms(self) -> Mapping[tuple[int, int], int]:
        """Return the bytes that the copies of those dims have."""

    @property
    def compressed(self) -> Collection[tuple[int, int]]:
        """Return the tensors that a build with USE_TFLM_COMPRESSION knows to be compressed, by (subgraph, tensor)."""

    def decompress(self, tensor: Tensor) -> None:
        """AllocateDecompressionScratchBuffer of a compressed tensor: scratch of its bytes as its type has them."""

    @property
    def alternate(self) -> DecompressionMemory:
        """Return the memory that the firmware sets aside for decompressed tensors."""

    def decode(self, tensor: Tensor) -> None:
        """Put an output of TFLM_DECODE into that memory, where it has room (decode.cc: SetOutputTensorData)."""

    def persistent(self, size: int, what: str) -> None:
        """AllocatePersistentBuffer: `size` bytes in the tail, aligned to 16."""

    def persistent_struct(self, struct: str) -> None:
        """AllocatePersistentBuffer of a struct of the build's size table: `kernels/add:OpDataAdd`."""

    def scratch(self, size: int, what: str) -> None:
        """RequestScratchBufferInArena: `size` bytes in the head while this op runs; 0 still costs a slot."""

    def temp(self, tensor: Tensor) -> bool:
        """AllocateTempInputTensor/OutputTensor; return False for the first that has a type without a size, which fails."""

    def relocate_output_dims(self, tensor: Tensor, dims: tuple[int, ...], room: int = 0) -> None:
        """Give an output new dims in a persistent copy (CreateWritableTensorDimsWithCopy, then set): P(4 + 4 × declared rank, at least `room`)."""

    def leave_unread(self) -> None:
        """Note that nothing reads what was kept last: AllocateTensors() succeeds without it."""

    def overwrite_output_dims(self, tensor: Tensor, dims: tuple[int, ...]) -> None:
        """Give an output new dims in the flatbuffer itself, as kernels did before they made copies."""

    def preset_data(self, tensor: Tensor) -> None:
        """Set an eval tensor's data pointer in Prepare, so that the planner leaves it out (VAR_HANDLE)."""

    def sizeof(self, struct: str) -> int:
        """Return a struct's size in the build's ABI, bytes; `ptr` is a pointer's."""

    def variable(self, k: MicroContext) -> None:
        """MicroResourceVariables: VAR_HANDLE creates the id, ASSIGN_VARIABLE allocates the resource's buffer on first sight."""

    def uncertain(self, why: str) -> None:
        """Mark the plan's figures as a bound, for this reason: what the kernel asks for is undefined in the runtime itself."""
