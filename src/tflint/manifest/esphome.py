"""ESPHome's micro_wake_word manifests: a JSON next to its model that is a budget, a contract and a target of its own."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from tflint.finding import Place
from tflint.manifest import esphome_schema, idf
from tflint.manifest.board import Board, ModelEntry, ResolverSpec, TensorContract
from tflint.manifest.target import Target
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 1 << 16
LARGEST_ARENA = 1 << 30
FEATURES = 40  # PREPROCESSOR_FEATURE_SIZE of preprocessor_settings.h
# what StreamingModel::register_streaming_ops_ adds (esphome/components/micro_wake_word/streaming_model.cpp)
OPS = (
    *("CALL_ONCE", "VAR_HANDLE", "RESHAPE", "READ_VARIABLE", "STRIDED_SLICE", "CONCATENATION", "ASSIGN_VARIABLE", "CONV_2D"),
    *("MUL", "ADD", "MEAN", "FULLY_CONNECTED", "LOGISTIC", "QUANTIZE", "DEPTHWISE_CONV_2D", "AVERAGE_POOL_2D", "MAX_POOL_2D"),
    *("PAD", "PACK", "SPLIT_V"),
)
_SIZE = r'"tensor_arena_size"\s*:\s*'


class WakeWord(Record):
    """A micro_wake_word manifest: its board with the arena, the entry for its model, and the model's path as the user would name it.

    `mistakes` are what ESPHome would refuse, or take otherwise than it is meant, each with its sentence as message. The contract
    of the code around the model still holds.
    """

    path: str
    model: str
    board: Board
    entry: ModelEntry
    mistakes: tuple[Place, ...] = ()


def read(path: str) -> WakeWord | None:
    """Return what a JSON file declares, None where it is not a micro_wake_word manifest of a model next to it. Total on any file."""
    text = _text(path)
    document = None if text is None else _document(text)
    if text is None or document is None:
        return None
    return _wake_word(path, text, document)


def model_of(path: str) -> str | None:
    """Return the path of the model that a micro_wake_word manifest names."""
    text = _text(path)
    document = None if text is None else _document(text)
    return None if document is None else _model(path, str(document["model"]))


def next_to(model: str) -> WakeWord | None:
    """Return the manifest next to a model: `okay_nabu.json` for `okay_nabu.tflite`, where it names that model.

    A text that is not JSON but speaks of a wake word is one with a mistake: what it was meant to declare stands.
    """
    stem, suffix = os.path.splitext(model)
    if suffix != ".tflite":
        return None
    path = f"{stem}.json"
    found = read(path)
    if found is None:
        return _broken(path, os.path.basename(model))
    return found if os.path.basename(found.model) == os.path.basename(model) else None


def _document(text: str) -> dict[str, object] | None:
    """Return a micro_wake_word manifest that names a model in its own folder, None for any other text."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not _speaks_of_wake_word(document) or not _is_beside(document.get("model")):
        return None
    return document


def _speaks_of_wake_word(document: Mapping[str, object]) -> bool:
    return document.get("type") == "micro" or ("wake_word" in document and "micro" in document)


def _broken(path: str, model: str) -> WakeWord | None:
    """Return the manifest that a text was meant to be that is not JSON, None for a text that does not speak of a wake word."""
    text = _text(path)
    if text is None or not all(word in text for word in ('"wake_word"', '"micro"', '"model"')):
        return None
    try:
        json.loads(text)
    except json.JSONDecodeError as why:
        place = Place(_shown(path), why.lineno, why.colno, f"not JSON: {why.msg[:1].lower()}{why.msg[1:]}")
    except (ValueError, RecursionError):
        return None
    else:
        return None
    return _wake_word(path, text, {"model": model})._replace(mistakes=(place,))


def _shown(path: str) -> str:
    return path.removeprefix(f".{os.sep}").replace(os.sep, "/")


def _model(path: str, model: str) -> str:
    return os.path.join(os.path.dirname(path), model.removeprefix("./"))


def _wake_word(path: str, text: str, document: Mapping[str, object]) -> WakeWord:
    name, model = os.path.splitext(os.path.basename(path))[0], str(document["model"])
    shown = _shown(path)
    # load_model hands the interpreter MicroResourceVariables that live in an arena of their own (streaming_model.cpp)
    target = idf.locked(Target("esp32s3", "esp-nn", resource_variables=0), os.path.dirname(path) or ".")
    mistakes = tuple(esphome_schema.mistakes(text, document, shown)) if "type" in document or "micro" in document else ()
    micro = document.get("micro")
    given = micro.get("tensor_arena_size") if isinstance(micro, dict) else None
    arena = given if type(given) is int and 0 < given <= LARGEST_ARENA else None
    whole = Place(shown, message="declared here")
    match = re.search(_SIZE, text)
    place = whole if match is None else _place(shown, text, match.end())
    board = Board(
        name=name,
        target=target,
        title="ESPHome micro_wake_word",
        arena=arena,
        arena_shared=False,
        resolver=ResolverSpec(ops=OPS, fixed=True),
        places={"arena": place, "resolver": whole, "resolver.ops": whole},
    )
    return WakeWord(path, _model(path, model), board, _entry(model, whole), mistakes)


def _entry(model: str, place: Place) -> ModelEntry:
    """Return the contract of StreamingModel::load_model (streaming_model.cpp): features in, one probability out."""
    places: Mapping[str, Place] = {"path": place, "inputs": place, "outputs": place}
    return ModelEntry(
        path=model.removeprefix("./"),
        inputs=(TensorContract((1, -1, FEATURES), "int8", place=place),),
        outputs=(TensorContract((1, 1), "uint8", place=place),),
        places=places,
    )


def _is_beside(model: object) -> bool:
    """Return whether a model's name stays in the manifest's folder; a URL does not."""
    name = model.removeprefix("./") if isinstance(model, str) else ""
    return bool(name) and not any(mark in name for mark in ("/", "\\", ":", "\0")) and name not in (".", "..")


def _text(path: str) -> str | None:
    try:
        if not os.path.isfile(path) or os.stat(path).st_size > LARGEST:
            return None
        with open(path, encoding="utf-8-sig") as file:
            return file.read(LARGEST)
    except (OSError, ValueError):
        return None


def _place(path: str, text: str, at: int) -> Place:
    return Place(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), "declared here")
