"""A commented tflint.toml from what a tree holds; what it says is valid, and true of the tree."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.board import Board
    from tflint.manifest.target import Target
    from tflint.model.view import Tensor
    from tflint.scaffold.survey import Firmware, FoundModel, Survey

MANY = 40  # models beyond which folders get one entry each
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_GLOB = re.compile(r"([*?\[])")
HEAD = """\
# What tflint checks the models here against; `tflint explain RULE` tells more about a finding.
# All keys: docs/manifest.md of tflint. Sizes are bytes or texts as "136 KiB".
version = 1
"""
NO_BOARD = """
# No firmware with a MicroMutableOpResolver was found. Name the board to check against a budget:
#
# [boards.device]
# extends = "arduino-nano-33-ble-sense"   # one of: tflint boards; or cpu = "cortex-m4", kernels = "cmsis-nn"
# arena = "64 KiB"                        # what the firmware gives the interpreter
# resolver = { source = "firmware/main.cc" }
"""


UNASSIGNED = """
# Which board these models go on, the tree does not tell: no firmware here embeds them or registers all of their ops.
[boards.unassigned]
cpu = "cortex-m4"
kernels = "cmsis-nn\""""


def render(survey: Survey) -> str:
    """Return the manifest's text."""
    boards = [*map(_firmware, survey.firmwares), *map(_wake_word, survey.wake_words)]
    homeless = [it for it in survey.models if not it.boards]
    if boards and homeless:
        boards.append(UNASSIGNED)
        survey = survey._replace(models=tuple(it if it.boards else it._replace(boards=("unassigned",)) for it in survey.models))
    models = list(_folders(survey.models) if len(survey.models) > MANY else map(_model, survey.models))
    return "\n".join([HEAD.rstrip("\n"), *(boards or [NO_BOARD.rstrip("\n")]), *models, ""])


def _firmware(it: Firmware) -> str:
    lines = [f"\n[boards.{_key(it.name)}]"]
    lines.append('# extends = "…"          # a board of the catalogue (tflint boards) brings cpu, kernels, RAM and flash')
    lines += _target(it.target)
    if it.arena is not None:
        lines.append(f"arena = {_size(it.arena)}{' ' * 8}# what {_comment(it.path)} gives the interpreter")
    else:
        reason = f": {_comment(it.why)}" if it.why else ""
        lines.append(f'# arena = "64 KiB"       # what the firmware gives the interpreter; the source does not tell{reason}')
    lines.append(f"resolver = {{ source = {_text(it.path)} }}")
    lines.append('# ram = { reserved = "96 KiB" }     # the firmware\'s own .data, .bss, stack and heap')
    return "\n".join(lines)


def _wake_word(board: Board) -> str:
    place = next(iter(board.where("arena")), None)
    origin = "ESPHome's JSON" if place is None else _comment(place.path.removeprefix("./"))
    lines = [f"\n[boards.{_key(board.name)}]", *_target(board.target)]
    lines.append(f"arena = {board.arena}{' ' * 8}# tensor_arena_size of {origin}")
    lines.append("arena_shared = false")
    lines.append("resource_variables = 0    # ESPHome keeps them in an arena of their own")
    return "\n".join(lines)


def _target(target: Target) -> Iterator[str]:
    yield f"cpu = {_text(target.cpu)}"
    yield f"kernels = {_text(target.kernels + (f'@{target.version}' if target.version else ''))}"
    if target.runtime:
        yield f"runtime = {_text(target.runtime)}"


def _model(it: FoundModel) -> str:
    lines = ["\n[[models]]", f"path = {_text(_pattern(it.path))}"]
    if it.boards:
        lines.append(f"boards = [{', '.join(map(_text, it.boards))}]")
    if it.model is not None:
        graph = it.model.subgraphs[0]
        for role, indices in (("inputs", graph.inputs), ("outputs", graph.outputs)):
            lines += _contracts(role, [graph.tensors[index] for index in indices or () if index >= 0])
    if it.labels is not None:
        lines.append(f"labels = {_text(it.labels)}")
    if it.array is not None:
        lines.append(f"array = {_text(it.array)}")
    return "\n".join(lines)


def _contracts(role: str, tensors: list[Tensor]) -> Iterator[str]:
    made = [f"{{ shape = {_shape(it)}, dtype = {_text(it.dtype)} }}" for it in tensors if not it.dtype.startswith("type ")]
    if len(made) == len(tensors) and len(made) == 1:
        yield f"{role} = [{made[0]}]"
    elif len(made) == len(tensors) and made:
        yield f"{role} = [\n" + "".join(f"    {it},\n" for it in made) + "]"


def _folders(models: tuple[FoundModel, ...]) -> Iterator[str]:
    """Yield an entry a folder and boards, where an entry a model would be a long list."""
    for (folder, boards), group in groupby(models, key=lambda it: (it.path.rpartition("/")[0], it.boards)):
        del group
        pattern = f"{_pattern(folder)}/*.tflite" if folder else "*.tflite"
        names = f"\nboards = [{', '.join(map(_text, boards))}]" if boards else ""
        yield f"\n[[models]]\npath = {_text(pattern)}{names}"


def _pattern(path: str) -> str:
    """Return a glob for one path: its own marks quoted, and a `?` for what a manifest's paths may not hold."""
    quoted = _GLOB.sub(r"[\1]", path).replace("$", "?").replace("\\", "?")
    return quoted[:1].replace("~", "?") + quoted[1:2].replace(":", "?") + quoted[2:]


def _shape(tensor: Tensor) -> str:
    return "[" + ", ".join(map(str, tensor.shape)) + "]"


def _size(size: int) -> str:
    return f'"{size >> 10} KiB"' if size and size % 1024 == 0 else str(size)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    """Return a TOML basic string."""
    return '"' + "".join(_letter(c) for c in text) + '"'


def _letter(letter: str) -> str:
    if letter in '\\"':
        return "\\" + letter
    return letter if letter.isprintable() else f"\\U{ord(letter):08x}"


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
