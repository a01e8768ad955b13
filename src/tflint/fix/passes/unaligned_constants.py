"""Say that constants off their boundary come to lie on multiples of 16: the writer puts all of them there.

Proof. Only where the bytes lie changes; operators find them by the buffer's index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fix.change import Change

if TYPE_CHECKING:
    from tflint.model.view import Model

WIDE = ("int64", "uint64", "float64", "complex64", "complex128")


def found(model: Model) -> list[Change]:
    """Return what rewriting a file alone puts right: eight-byte values that do not start on a multiple of eight."""
    constants = [it for it in model.tensors() if it.dtype in WIDE and model.is_constant(it) and model.buffers[it.buffer].at % 8]
    count = len(constants) or len(model.unaligned)
    if not count:
        return []
    message = f"{count} eight-byte value{'s' * (count > 1)} moved to a multiple of eight"
    return [
        Change("file", "unaligned-constants", message, str(constants[0].location.path) if constants else "", {"count": count})
    ]
