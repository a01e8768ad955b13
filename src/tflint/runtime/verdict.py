"""What a runtime does with an operator or a model that it does not simply run: the typed vocabulary of both runtimes."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from tflint.runtime.printed import Printed


class Phase(StrEnum):
    """When a runtime does something, in the order of a run."""

    LOAD = "load"  # resolving ops, parsing options, making tensors
    INIT = "init"
    PREPARE = "prepare"
    PLAN = "plan"  # placing the buffers, making the tensors of the model's inputs and outputs
    INVOKE = "invoke"


class Effect(StrEnum):
    """What happens on the device."""

    REFUSED = "refused"  # a status that is not ok: AllocateTensors() or Invoke() returns it
    ABORTS = "aborts"  # prints HALTED and loops for ever, in release builds too
    UNDEFINED = "undefined behaviour"  # null pointer, out of bounds, division by zero, endless recursion
    WRONG = "computes something else"
    DEBUG_ONLY = "refused by debug builds only"

    @property
    def fatal(self) -> bool:
        """Return whether the model does not run."""
        return self not in {Effect.WRONG, Effect.DEBUG_ONLY}

    @property
    def deadly(self) -> bool:
        """Return whether the program itself does not survive."""
        return self in {Effect.ABORTS, Effect.UNDEFINED}


class Cause(StrEnum):
    """What kind of thing is at fault; with the effect it decides which rule reports it."""

    TYPE = "type"  # a tensor's type that the kernel does not support
    HYBRID = "hybrid"  # float activations with quantized weights
    UINT8 = "uint8"  # the legacy uint8 scheme
    FLOAT16 = "float16"
    CONSTRAINT = "constraint"  # rank, constancy, option, count, unequal scales: whatever else a kernel checks
    QUANTIZATION = "quantization"  # quantization parameters that the kernel cannot use
    UNQUANTIZED = "missing quantization"  # of the tensor at fault
    BIAS_SCALE = "bias scale"
    BYTES = "bytes"  # a constant with fewer bytes than its shape needs
    SYMMETRY = "weights' zero point"  # which a kernel leaves out
    COPY = "copied between scales"  # by a kernel that only moves values
    DIMENSION = "quantized dimension"  # outside of the tensor's rank, which one runtime refuses and another never looks at
    SHAPE = "shape"  # a shape that cannot be planned
    MISSING = "missing"  # no kernel for the builtin op
    VERSION = "version"  # op version newer than the runtime supports
    CUSTOM = "custom"  # a custom op that the runtime does not have
    RESOURCE = "resource"  # resource variables
    STRING = "string"  # a type that the runtime has no size for
    GRAPH = "graph"  # the graph itself: missing vectors, recursion, offline plan


class Citation(Record):
    """Where the runtime decides: a file of its sources and a function there; either may be empty where it is not known."""

    file: str
    function: str = ""

    def __str__(self) -> str:
        """Return `file:function`, or the one of them that is known."""
        return ":".join(part for part in self if part)


class Verdict(Record):
    """One reason against a model. `tensor` is an index in `subgraph`.

    `why` is our sentence (lower case, no full stop). `message` is what the runtime prints, word for word, or None where it
    prints nothing or where its words are not known: a paraphrase has no place here.
    """

    phase: Phase
    effect: Effect
    cause: Cause
    why: str
    subgraph: int | None = None
    operator: int | None = None
    tensor: int | None = None
    message: Printed | None = None
    citation: Citation = Citation("")

    @property
    def at_allocate(self) -> bool:
        """Return whether AllocateTensors() does not return success: refused there, or dead before Invoke() is reached."""
        return self.effect.fatal and self.phase is not Phase.INVOKE

    @property
    def outcome(self) -> str:
        """Return what happens, with the call that fails where one does: `refused at Invoke()`."""
        if self.effect is not Effect.REFUSED:
            return str(self.effect)
        return "refused at Invoke()" if self.phase is Phase.INVOKE else "refused at AllocateTensors()"
