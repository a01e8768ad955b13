"""What goes wrong where a kernel gives an output other dims than the file declares (CreateWritableTensorDimsWithCopy)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims
from tflint.runtime.tflm.memory_helpers import dims_size

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Citation


def overrun(k: MicroContext, output: Tensor, computed: tuple[int, ...], at: Citation) -> None:
    """Check that dims fit their copy, whose room is the declared rank's, and that the data fit the declared bytes.

    After the copy come the op's own parameters, other kernels' data and the interpreter's table of nodes, that is: pointers.
    """
    room = k.memory.rooms.get((output.subgraph, output.index), dims_size(len(output.shape)))
    why = f"{output.name!r} is declared {dims(output.shape)}, {k.name} makes it {dims(computed)}"
    if dims_size(len(computed)) > room:
        k.undefined(why, at, tensor=output)
    if output.shape != computed:
        k.wrong(why, at, tensor=output)
