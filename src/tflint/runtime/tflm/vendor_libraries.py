"""The kernel libraries of chip vendors, from vendor_libraries.json: what each serves and takes, and which way its plans err."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.model.view import Model, Operator

FILE = "vendor_libraries.json"


class Vendor(Record):
    """A vendor's library: `ops` with the file of each, `rest` whose kernels serve the others, `bound` why its figures are one, and `direction` which.

    `wider` names for some ops the types of one input that TFLM's kernels refuse and these take; `float16` the ops that take float16 with MVE.
    """

    title: str
    repository: str
    commit: str
    folder: str
    rest: str
    cores: tuple[str, ...]
    direction: str
    bound: str
    ops: Mapping[str, str]
    wider: Mapping[str, tuple[int, list[str]]]
    float16: tuple[str, ...]

    def takes_more(self, model: Model, operator: Operator, *, mve: bool) -> str | None:
        """Return the type of an operand that the library's kernel takes and TFLM's does not, None where there is none."""
        position, types = self.wider.get(operator.name, (0, []))
        operands = model.inputs(operator)
        if position < len(operands) and (tensor := operands[position]) is not None and tensor.dtype in types:
            return tensor.dtype
        halves = mve and operator.name in self.float16 and any(it is not None and it.dtype == "float16" for it in operands)
        return "float16" if halves else None


@cache
def every() -> Mapping[str, Vendor]:
    """Return each vendor's library by the name that `kernels` gives it."""
    return {name: Vendor(**row) for name, row in json.loads(tables.text(FILE)).items() if name != "_"}


def of(name: str) -> Vendor:
    """Return a library."""
    return every()[name]
