"""What a kernel's file registers: the op and library it serves, and its functions, each walked once against a MicroContext."""

from __future__ import annotations

from collections.abc import Callable

from tflint.record import Record
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.micro_context import MicroContext

Step = Callable[[MicroContext], None]


def nothing(_k: MicroContext) -> None:
    """Ask for nothing and refuse nothing: the kernel does not have this function."""


INDEX = 4  # sizeof(int)


def keeps(struct: str) -> Step:
    """Return an Init that keeps one struct, and nothing else."""

    def init(k: MicroContext) -> None:
        k.persistent_struct(struct)

    return init


def keeps_for_cmsis_nn(struct: str) -> Step:
    """Return an Init of CMSIS-NN that keeps one struct, or the index of a scratch buffer as in TensorFlow 2.3."""

    def init(k: MicroContext) -> None:
        if k.features.cmsis_nn_keeps_an_index:
            k.persistent(INDEX, "index of the scratch buffer")
        else:
            k.persistent_struct(struct)

    return init


class Kernel(Record):
    """One op's kernel in one library; an op that a library has no kernel of its own for gets the reference kernel.

    `op` is the builtin's name or the custom code; `params` the `TfLite…Params` struct that its parser allocates (empty: none).
    `parse`, `init`, `prepare` and `invoke` follow the runtime's functions (TFLMRegistration), statement by statement.
    """

    op: str
    library: Library = Library.REFERENCE
    params: str = ""
    parse: Step = nothing
    init: Step = nothing
    prepare: Step = nothing
    invoke: Step = nothing
