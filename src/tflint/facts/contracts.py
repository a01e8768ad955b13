"""What the code around a model expects, and what the model has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.facts.subject import Facts
    from tflint.finding import Location, Place
    from tflint.manifest.board import TensorContract
    from tflint.model.view import Tensor


class Promise(Record):
    """One declared input or output and the tensor at its position; `role` is `input` or `output`."""

    role: str
    position: int
    contract: TensorContract
    tensor: Tensor

    @property
    def location(self) -> Location:
        """Return the tensor's location."""
        return self.tensor.location

    @property
    def place(self) -> Place | None:
        """Return the line that declares the contract."""
        return self.contract.place

    @property
    def quantization(self) -> tuple[float | None, int | None]:
        """Return the tensor's scale and zero point, None for those of a tensor that is not quantized."""
        known = self.tensor.quantization
        return (known.scale[0], known.zero_point[0]) if known is not None and self.tensor.is_quantized else (None, None)

    def keeps_quantization(self, share: float) -> bool:
        """Return whether the tensor has the declared zero point, and the declared scale up to a share of it."""
        (scale, zero_point), wanted = self.quantization, self.contract
        if wanted.zero_point not in (None, zero_point):
            return False
        return wanted.scale is None or (scale is not None and abs(scale - wanted.scale) <= share * abs(wanted.scale))

    @property
    def quantization_words(self) -> str:
        """Return what the tensor has and what was declared: `scale 0.25 and zero point 0, declared scale 0.5 and zero point 0`."""
        return f"{_words(*self.quantization)}, declared {_words(self.contract.scale, self.contract.zero_point)}"

    @property
    def subject(self) -> str:
        """Return the tensor as messages write it: `input 0 'serving_default_x'`."""
        return f"{self.role} {self.position} {self.tensor.name!r}"


def _words(scale: float | None, zero_point: int | None) -> str:
    known = [f"scale {scale:.6g}" if scale is not None else "", f"zero point {zero_point}" if zero_point is not None else ""]
    return " and ".join(filter(None, known)) or "no quantization"


def ends(facts: Facts, role: str) -> tuple[Tensor, ...]:
    """Return the model's input or output tensors, in the order in which the interpreter numbers them."""
    graph = facts.model.subgraphs[0]
    indices = (graph.inputs if role == "input" else graph.outputs) or ()
    return tuple(graph.tensors[index] for index in indices if index >= 0)


def declared(facts: Facts, role: str) -> tuple[TensorContract, ...] | None:
    """Return the inputs or outputs that the manifest declares for the model, None where it declares none."""
    if facts.entry is None:
        return None
    return facts.entry.inputs if role == "input" else facts.entry.outputs


def promises(facts: Facts) -> tuple[Promise, ...]:
    """Return every declared input and output that the model has at that position."""
    return (*_paired(facts, "input"), *_paired(facts, "output"))


def _paired(facts: Facts, role: str) -> Iterator[Promise]:
    for position, (contract, tensor) in enumerate(zip(declared(facts, role) or (), ends(facts, role), strict=False)):
        yield Promise(role, position, contract, tensor)
