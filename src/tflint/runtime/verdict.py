"""What a runtime says of an operator or a model: takes it, refuses it, dies of it, or gets it wrong."""

from enum import StrEnum
from typing import NamedTuple


class Effect(StrEnum):
    """What happens on the device."""

    REFUSED_AT_ALLOCATE = "refused at AllocateTensors()"
    REFUSED_AT_INVOKE = "refused at Invoke()"
    ABORTS = "aborts"  # prints HALTED and loops for ever, in release builds too
    CRASHES = "crashes"  # null pointer, out of bounds, endless recursion
    WRONG = "computes something else"
    DEBUG_ONLY = "refused by debug builds only"

    @property
    def fatal(self) -> bool:
        """Tell whether the model does not run at all."""
        return self not in {Effect.WRONG, Effect.DEBUG_ONLY}


class Cause(StrEnum):
    """What kind of thing is at fault; rules choose theirs by it."""

    TYPE = "type"  # a tensor's type that the kernel does not take
    HYBRID = "hybrid"  # float activations with quantized weights
    UINT8 = "uint8"  # the legacy uint8 scheme
    FLOAT16 = "float16"
    CONSTRAINT = "constraint"  # rank, constancy, option, count, unequal scales: whatever else a kernel checks
    QUANTIZATION = "quantization"  # missing or unusable quantization parameters
    BIAS_SCALE = "bias scale"
    BYTES = "bytes"  # a constant with fewer bytes than its shape needs
    SYMMETRY = "weights' zero point"  # which a kernel leaves out
    COPY = "copied between scales"  # by a kernel that only moves values
    DIMENSION = "quantized dimension"  # outside of the tensor's rank, which one runtime refuses and another never looks at
    SHAPE = "shape"  # a shape that cannot be planned
    MISSING = "missing"  # no kernel for the builtin op
    VERSION = "version"  # op version newer than the runtime takes
    CUSTOM = "custom"  # a custom op that the runtime does not have
    RESOURCE = "resource"  # resource variables
    STRING = "string"  # a type that the runtime has no size for
    GRAPH = "graph"  # the graph itself: missing vectors, recursion, offline plan


# where a verdict's source lies if the code runs in Eval: the kernels' Eval functions, and the arithmetic that only they call
AT_INVOKE = (
    "Eval",
    "Invoke",
    "Impl",
    "::Decode",
    "lite/kernels/internal/reference/",
    "lite/kernels/internal/runtime_shape.h",
    "lite/kernels/internal/types.h",
    "signal/src/",
    "kissfft/",
)


class Verdict(NamedTuple):
    """One reason against a model. `tensor` is an index in `subgraph`; `message` the runtime's own text where it prints one.

    `why` is our sentence (lower case, no full stop), `source` the runtime's file and function that decides.
    """

    effect: Effect
    cause: Cause
    why: str
    subgraph: int | None = None
    operator: int | None = None
    tensor: int | None = None
    message: str | None = None
    source: str = ""

    @property
    def at_allocate(self) -> bool:
        """Tell whether AllocateTensors() does not come back with success: refused there, or dead before Eval is reached."""
        if self.effect in {Effect.ABORTS, Effect.CRASHES}:
            return not any(place in self.source for place in AT_INVOKE)
        return self.effect is Effect.REFUSED_AT_ALLOCATE
