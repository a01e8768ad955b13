"""The kernels that are linked into an image: which ops an op resolver can have, and which library computes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.image import names
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.image.elf import Image

_REGISTER = re.compile(r"Register_(?P<op>[A-Z][A-Z0-9_]*)$")
_VARIANT = re.compile(r"_(?:FLOAT32|INT4|INT8|INT16|INT8REF|INT8_INT16|UINT8)$")
_LTO = re.compile(r"\.lto_priv\b|\.ltrans[0-9]|\.constprop\.[0-9]+\.lto_priv")


class Kernels(Record):
    """What is linked: `ops` by the schema's names, the kernel `library`, and the room of each op resolver type, N.

    `library` is `cmsis-nn`, `esp-nn` or `reference`; None where no kernel's symbol is seen. `complete` says whether an op
    that is missing in `ops` is really not linked: link-time optimization and stripping hide symbols, and `why` says so.
    """

    ops: frozenset[str]
    library: str | None
    resolver_sizes: tuple[int, ...]
    complete: bool
    why: str = ""


def kernels(image: Image, methods: Mapping[str, str]) -> Kernels:
    """Return what an image's symbols say of its kernels; `methods` maps the runtime's ops to their `AddXxx` methods.

    `AddXxx()` of micro_mutable_op_resolver.h calls `Register_XXX()`, whose name differs in case and underscores alone.
    """
    by_function: dict[str, tuple[str, ...]] = {}
    for op, method in methods.items():
        key = method.removeprefix("Add").lower()
        by_function[key] = (*by_function.get(key, ()), op)
    registered = {op for symbol in image.symbols for op in _registered(symbol.name, by_function)}
    sizes = {size for symbol in image.symbols if (size := names.resolver_size(symbol.name)) is not None}
    why = _hidden(image, registered)
    return Kernels(frozenset(registered), _library(image, registered), tuple(sorted(sizes)), not why, why)


def _hidden(image: Image, registered: set[str]) -> str:
    """Return why an op could be linked without a symbol of its own, empty where it could not."""
    if image.stripped:
        return "the image has no symbol table"
    if any(_LTO.search(symbol.name) for symbol in image.symbols):
        return "the image was linked with link-time optimization, which inlines kernels' registrations"
    if not registered:
        return "no kernel's registration is visible in the image"
    return ""


def _registered(symbol: str, by_function: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the ops that a `Register_OP()` function stands for, variants such as `Register_CONV_2D_INT8` included."""
    match = _REGISTER.search("::".join(names.qualified(symbol))) if "Register_" in symbol else None
    if match is None:
        return
    name = match["op"]
    while (key := name.replace("_", "").lower()) not in by_function and (variant := _VARIANT.search(name)):
        name = name[: variant.start()]
    yield from by_function.get(key, ())


def _library(image: Image, registered: set[str]) -> str | None:
    functions = [symbol.name for symbol in image.symbols if not symbol.is_object]
    if any(name.startswith("esp_nn_") for name in functions):
        return "esp-nn"
    if any(
        re.match(r"arm_(?:convolve|depthwise_conv|fully_connected|softmax|elementwise|avgpool|max_pool|svdf)_", it)
        for it in functions
    ):
        return "cmsis-nn"
    return "reference" if registered else None
