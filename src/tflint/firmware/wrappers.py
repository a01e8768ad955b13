"""Libraries that wrap TFLM's interpreter, and what their objects, calls and macros make of it, as their sources have it."""

from __future__ import annotations

import re

from tflint.record import Record

OBJECT = "wrapper of "  # begins the type of a resolver that lies in a wrapper's object
MEMBER = "resolver"  # the member of EloquentTinyML 3's object that ops are added to
ALL_OPS, MUTABLE = "AllOpsResolver", "MicroMutableOpResolver"
_ELOQUENT = re.compile(
    r"(?:\bEloquent::(?:TF|TinyML)::(?:TensorFlow::)?)?\b(Sequential|TfLite|TensorFlow|AllOpsTensorFlow|MutableTensorFlow)\s*<",
    re.ASCII,
)
_ELOQUENT_HEADERS = re.compile(r"\bEloquent::|#[ \t]*include[ \t]*[<\"](?i:EloquentTinyML|eloquent_tinyml)[/.\w]*[>\"]", re.ASCII)
_ADAFRUIT = re.compile(r"\bAdafruit_TFLite\b", re.ASCII)
_INITIALIZERS = re.compile(r"#[ \t]*include[ \t]*[<\"](?:ArduTFLite|MicroTFLite|ArduinoTensorFlowLite)\.h[>\"]")
_INITIALIZE = ("modelInit", "ModelInit")
_IS_WRAPPED = ("Eloquent", "eloquent", "TF_OP_", "Adafruit_TFLite", "odelInit")
# what `#define TF_OP_NAME` before <eloquent_tinyml.h> has its Sequential add (its eloquent_tinyml/tf.h)
_OF_MACROS = (
    "AddAdd AddAveragePool2D AddConcatenation AddConv2D AddDepthwiseConv2D AddElu AddFullyConnected AddLeakyRelu AddMaxPool2D "
    "AddMaximum AddMinimum AddRelu AddReshape AddSoftmax"
)
METHODS = {f"TF_OP_{it.removeprefix('Add').upper()}": it for it in _OF_MACROS.split()}
MUTABLE_ROOM = 128  # of EloquentTinyML 2.4's MutableTensorFlow


class Made(Record):
    """An interpreter that a library makes: the type of its resolver, and the expressions of its arena and the arena's size."""

    resolver: str
    arena: str
    size: str


class Wrappers:
    """The wrappers that one source uses, by what it includes and names."""

    def __init__(self, text: str) -> None:
        self._eloquent = _ELOQUENT_HEADERS.search(text) is not None
        self._initializes = _INITIALIZERS.search(text) is not None
        self.objects: set[str] = set()

    def object(self, type_text: str, name: str, arguments: tuple[str, ...]) -> Made | None:
        """Return what an object makes, from its type, its name and its constructor's arguments; None for one that is not a wrapper's."""
        if _ADAFRUIT.search(type_text) and len(arguments) == 1:  # Adafruit_TFLite.cpp: malloc(arenasize)
            return Made(ALL_OPS, name, arguments[0])
        match = _ELOQUENT.search(type_text) if self._eloquent else None
        if match is None:
            return None
        given = split_arguments(type_text[match.end() :].rpartition(">")[0])
        if match[1] == "Sequential" and len(given) == 2:  # noqa: PLR2004  ops and arena
            return self._kept(name, f"{MUTABLE}<{given[0]}>", given[1])
        if match[1] != "Sequential" and len(given) == 3:  # noqa: PLR2004  inputs, outputs and arena
            resolver = f"{MUTABLE}<{MUTABLE_ROOM}>" if match[1] == "MutableTensorFlow" else ALL_OPS
            return self._kept(name, resolver, given[2])
        return None

    def _kept(self, name: str, resolver: str, size: str) -> Made:
        self.objects.add(name)
        return Made(OBJECT + resolver, name, size)

    def call(self, method: str, arguments: tuple[str, ...]) -> Made | None:
        """Return what ArduTFLite's or MicroTFLite's initializer makes (src/ArduTFLite.cpp), None for another call."""
        if self._initializes and method in _INITIALIZE and len(arguments) == 3:  # noqa: PLR2004  model, arena and size
            return Made(ALL_OPS, arguments[1], arguments[2])
        return None

    def receiver(self, receiver: str, function: str) -> str:
        """Return the object that `object.resolver.AddXxx` is called on, else the receiver."""
        if receiver != MEMBER:
            return receiver
        owner = re.split(r"\.|->", function)[-3:-2]
        return owner[0].strip() if owner and owner[0].strip() in self.objects else receiver


def are_named(text: str) -> bool:
    """Return whether a source may use a wrapper."""
    return any(word in text for word in _IS_WRAPPED)


def split_arguments(text: str) -> tuple[str, ...]:
    """Return the arguments of a call's text, split at its own commas only."""
    made, start, depth = [], 0, 0
    for at, letter in enumerate(text):
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == "," and depth == 0:
            made.append(text[start:at].strip())
            start = at + 1
    last = text[start:].strip()
    return (*made, last) if last else tuple(made)
