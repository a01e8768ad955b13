"""What goes wrong where a kernel gives an output other dims than the file declares (CreateWritableTensorDimsWithCopy)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel_util import crashes, dims, wrong
from tflint.runtime.tflm.memory_helpers import dims_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict


def overrun(node: Node, output: Tensor, computed: tuple[int, ...], source: str) -> Iterator[Verdict]:
    """Tell dims that do not fit the copy, whose room is the declared rank's, and data that do not fit the declared bytes.

    Behind the copy lie the op's own parameters, other kernels' data and the interpreter's table of nodes, that is: pointers.
    """
    room = node.rooms.get((output.subgraph, output.index), dims_size(len(output.shape)))
    why = f"{output.name!r} is declared {dims(output.shape)}, {node.name} makes it {dims(computed)}"
    if dims_size(len(computed)) > room:
        yield crashes(node, why, tensor=output, source=source)
    elif output.shape != computed:
        yield wrong(node, why, tensor=output, source=source)
