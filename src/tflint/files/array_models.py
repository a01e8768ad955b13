"""C sources that are named as if they were models: each array with a model in it is a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.files.found import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.firmware.c_array import Array
    from tflint.model.data import Data

MARK = "\0"  # between a source's path and an array's number: no path holds one


def inside(source: Source, data: Data) -> Iterator[Source]:
    """Yield the models in a C source, named `kws_model.cc`, and `models.cc#g_second` where there are several; none where it has none."""
    models = list(_models(data))
    for number, array in enumerate(models):
        suffix = f"#{array.name}" if len(models) > 1 else ""
        yield Source(f"{source.path}{MARK}{number}", source.name + suffix, source.relative)


def extracted(path: str, data: Data) -> memoryview:
    """Return the bytes of the array that a path of `inside` means; OSError where the source has changed."""
    models = list(_models(data))
    number = int(path.partition(MARK)[2])
    if number >= len(models):
        raise OSError(0, "changed while it was linted")
    return memoryview(models[number].data or b"")


def earlier(path: str, now: Data, before: bytes) -> memoryview | None:
    """Return the array of a source's other state that a path of `inside` means: that of the same name, or the only one of both."""
    number, models = int(path.partition(MARK)[2]), list(_models(now))
    others = list(_models(memoryview(before)))
    alone = len(models) == len(others) == 1
    found = (it for it in others if alone or (number < len(models) and it.name == models[number].name))
    return next((memoryview(it.data or b"") for it in found), None)


def _models(data: Data) -> Iterator[Array]:
    from tflint.firmware import c_array

    return (array for array in c_array.arrays(bytes(data[0 : len(data)])) if array.is_model)
