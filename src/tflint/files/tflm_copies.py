"""Models in copies of TensorFlow Lite Micro that a walk meets: TFLM's own unless the project's sources use them."""

from __future__ import annotations

import os
from functools import cache

from tflint.files import array_models
from tflint.files.found import LeftOut, is_c_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tflint.files.found import Found, Source

LITE = "tensorflow" + os.sep + "lite"
WHY = "one of TensorFlow Lite Micro's own models, in a copy of it"
HEADERS = ("micro/micro_interpreter.h", "experimental/micro/micro_interpreter.h")
ITSELF = "micro/tools/ci_build"  # in a repository of its own, this is TFLM or a fork of it


def holder(path: str) -> str:
    """Return the `tensorflow/lite` folder of the copy of TFLM in which a file lies, empty for a file of anything else."""
    posix = path.replace(os.sep, "/")
    at = f"/{posix}".rfind("/tensorflow/lite/")
    lite = posix[: at + len("tensorflow/lite")]
    return lite if at >= 0 and _is_copy(lite) else ""


def header_in(lite: str) -> str:
    """Return the header of the interpreter in a `tensorflow/lite` folder, empty where it is not a copy of TFLM."""
    found = (os.path.join(lite, name) for name in HEADERS)
    return "" if _is_itself(lite) else next((it for it in found if os.path.isfile(it)), "")


def is_tests_own(path: str) -> bool:
    """Return whether a .tflite file lies in a copy of TFLM where TFLM's history has one of its own."""
    lite = holder(path)
    return bool(lite) and path[len(lite) + 1 :].replace(os.sep, "/") in _own()


def may_be_used(path: str) -> bool:
    """Return whether a C source in a copy of TFLM may hold a model that a project uses, by its name and its place."""
    return "model" in os.path.basename(path).lower() and bool(holder(path))


def used(aside: Sequence[Source], tops: Iterable[str]) -> Iterator[Found]:
    """Yield the models of copies that the sources under some folders use by name; those of which they use none are left out."""
    models = [model for it in aside for model in (_members(it) if is_c_source(it.path) else (it,))]
    mentioned = set(_mentioned({_array(it) for it in models}, tops)) if models else set()
    for it in models:
        yield it if _array(it) in mentioned else LeftOut(it.name, WHY)


def _array(source: Source) -> str:
    """Return the name of the array that a source of the project would use: that which TFLM's generator makes of a .tflite file."""
    if source.member is not None:
        return source.member.name
    return f"g_{os.path.splitext(os.path.basename(source.path))[0]}_model_data"


def _members(source: Source) -> Iterator[Source]:
    from tflint.files import opening

    try:
        if array_models.may_hold_model(source.path):
            yield from array_models.members(source, opening.read(source.path))
    except OSError:
        return


def _mentioned(wanted: set[str], tops: Iterable[str]) -> Iterator[str]:
    """Yield the names that the sources under some folders use."""
    from tflint.files import sources
    from tflint.firmware import c_array, model_use
    from tflint.firmware.text import decode, without_comments

    for top in tops:
        for name in sources.walk(top):
            data = sources.read(top, name)
            if here := [it for it in wanted if it.encode() in data]:
                text = c_array.without_values(without_comments(decode(data)))
                yield from (it for it in here if model_use.mentions(text, it))


def _is_copy(lite: str) -> bool:
    here = any(os.path.isfile(os.path.join(lite, name)) for name in HEADERS)
    return here and not _is_itself(lite)


def _is_itself(lite: str) -> bool:
    repository = os.path.join(lite, os.pardir, os.pardir, ".git")
    return os.path.isdir(repository) and os.path.isdir(os.path.join(lite, ITSELF))


@cache
def _own() -> frozenset[str]:
    import json

    from tflint.project.tables import table_text

    names: list[str] = json.loads(table_text("tflm_models.json"))["models"]
    return frozenset(names)
