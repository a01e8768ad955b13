"""In which numbers a model computes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tflint.facts.subject import of_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.facts.subject import Facts
    from tflint.model.view import Model, Operator, Tensor

QUANTIZED = ("int8", "int16", "uint8")
ARITHMETIC = (*QUANTIZED, "float32")
CONVERSIONS = ("QUANTIZE", "DEQUANTIZE", "CAST")


class Scheme(NamedTuple):
    """How many operators compute in each number format, conversions and custom ops left out.

    A format is the type of the first computed tensor, output before input, that holds int8, int16, uint8 or float32.
    """

    operators: Counter[str]

    @property
    def quantized(self) -> bool:
        """Tell whether most of the arithmetic is in integers."""
        integers = sum(self.operators[dtype] for dtype in QUANTIZED)
        return integers > self.operators["float32"]

    @property
    def name(self) -> str:
        """Return the formats for people, commonest first: `int8`, `int8/float32`; empty where there is no arithmetic."""
        return "/".join(dtype for dtype, _ in self.operators.most_common())


@of_target
def scheme(facts: Facts) -> Scheme:
    """Return in which numbers the model computes."""
    formats = (computes_in(facts.model, it) for it in facts.model.operators())
    return Scheme(Counter(it for it in formats if it is not None))


def computes_in(model: Model, operator: Operator) -> str | None:
    """Return the number format in which an operator computes, None for conversions, custom ops and ops on indices."""
    if operator.name in CONVERSIONS or operator.code.name == "CUSTOM":
        return None
    return next((it.dtype for it in _computed(model, operator) if it.dtype in ARITHMETIC), None)


def _computed(model: Model, operator: Operator) -> Iterator[Tensor]:
    yield from (it for it in model.outputs(operator) if it is not None)
    yield from (it for it in model.inputs(operator) if it is not None and not model.is_constant(it))
