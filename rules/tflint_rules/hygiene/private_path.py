"""User name or home path inside the model.

## Why
Names of tensors and metadata travel with the model onto every device and into every repository. A path such as `/home/anna/…` shows who trained it, on
which machine, and how the project was called before anyone was to know.

## Example
A tensor that carries the path of a notebook:

    models/gesture.tflite: warning: private-path: tensor names '/home/anna'
        at tensor '/home/anna/secret_project/input'

## Fix
Name layers in the model (`tf.keras.layers.Dense(8, name="scores")`) and convert from a folder without private names; strip or write anew the metadata
with `tflite_support.metadata`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Tensor

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
HOME = (  # compiled where it is used: that takes 0.2 ms
    rb"(?:(?<![\w.-])/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2}|[A-Za-z]:/Users/)(?!(?:runner|user|username|jovyan|ubuntu|Public|Shared|travis|circleci)\b)[\w.-]+"
)
LARGEST = 1 << 20


@rule.on(Model)
def check(model: Model, _facts: Facts) -> Iterator[Finding]:
    """Report the first place that shows a home folder, and how many there are."""
    found = [
        (where, what, match[0].decode("utf-8", "replace"))
        for where, what, text in _texts(model)
        if (b"/home/" in text or b"Users" in text)
        and (match := re.search(HOME, text))  # a tenth of the search, for what has neither
    ]
    if found:
        where, what, path = found[0]
        yield rule.finding(where, f"{what} names {path!r}", path_found=path, count=len(found))


def _texts(model: Model) -> Iterator[tuple[Tensor | None, str, bytes]]:
    """Yield (tensor, what it is, text) for everything in a model that people name."""
    yield None, "description", model.description.encode("utf-8", "surrogateescape")
    for tensor in model.tensors():
        if "/home/" in tensor.name or "Users" in tensor.name:
            yield tensor, "tensor", tensor.name.encode("utf-8", "surrogateescape")
    for entry in model.metadata:
        buffer = model.buffers[entry.buffer]
        if not buffer.outside:
            yield None, f"metadata {entry.name!r}", bytes(model.data[buffer.at : buffer.at + min(buffer.size, LARGEST)])
    for signature in model.signatures:
        yield None, "signature", signature.key.encode("utf-8", "surrogateescape")
