"""What a kernel may ask for while it is initialised and prepared: TFLM's MicroContext, seen from the arena."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node


class MicroContext(Protocol):
    """The requests of `micro_context.h`, in TFLM's names. Sizes are bytes; `what` is for people: it names the allocation in plans."""

    def persistent(self, size: int, what: str) -> None:
        """AllocatePersistentBuffer: `size` bytes in the tail, aligned to 16."""

    def persistent_struct(self, struct: str) -> None:
        """AllocatePersistentBuffer of a struct of the build's size table: `kernels/add:OpDataAdd`."""

    def scratch(self, size: int, what: str) -> None:
        """RequestScratchBufferInArena: `size` bytes in the head while this op runs; 0 still costs a slot."""

    def temp(self, *tensors: Tensor | None) -> None:
        """AllocateTempInputTensor/OutputTensor for each tensor in order; None (omitted) allocates nothing."""

    def relocate_output_dims(self, tensor: Tensor, dims: tuple[int, ...]) -> None:
        """Give an output new dims in a persistent copy (CreateWritableTensorDimsWithCopy, then set): P(4 + 4 × rank of the declared shape)."""

    def overwrite_output_dims(self, tensor: Tensor, dims: tuple[int, ...]) -> None:
        """Give an output new dims in the flatbuffer itself, as kernels did before they made copies."""

    def preset_data(self, tensor: Tensor) -> None:
        """Set an eval tensor's data pointer in Prepare, so that the planner leaves it out (VAR_HANDLE)."""

    def sizeof(self, struct: str) -> int:
        """Return a struct's size in the build's ABI, bytes; `ptr` is a pointer's."""

    def variable(self, node: Node) -> None:
        """MicroResourceVariables: VAR_HANDLE creates the id, ASSIGN_VARIABLE allocates the resource's buffer on first sight."""

    def uncertain(self, why: str) -> None:
        """Mark the plan's figures as a bound, for this reason: what the kernel asks for is undefined in the runtime itself."""
