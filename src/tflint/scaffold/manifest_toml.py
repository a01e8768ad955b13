"""A commented tflint.toml from what a tree holds: each live line with its evidence, what is open or guessed as a comment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.check.numeric_type import numeric_type
from tflint.manifest import catalogue, idf
from tflint.manifest.target import UnknownTarget
from tflint.project import known_boards
from tflint.project.fact import Kind
from tflint.project.static_memory import MACRO
from tflint.runtime.tflm import op_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.firmware.arena import Arena
    from tflint.manifest.board import Board
    from tflint.model.view import Model, Tensor
    from tflint.project.fact import Fact
    from tflint.project.surroundings import Settled
    from tflint.scaffold.survey import Firmware, FoundModel, Survey

MANY = 40  # models beyond which folders get one entry each
WIDTH = 48  # characters before a line's evidence
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_GLOB = re.compile(r"([*?\[])")
HEAD = """\
# What tflint checks the models here against; `tflint explain RULE` says more about a finding.
# Each line names the file and line that states it. Lines with a # before the key are open or guessed: complete them.
# All keys: docs/manifest.md of tflint. Sizes are bytes or strings such as "136 KiB".
version = 1
"""
NO_BOARD = """
# No firmware was found that makes a MicroInterpreter. Name the board to check against a budget:
#
# [boards.device]
# extends = "arduino-nano-33-ble-sense"   # one of: tflint boards; or cpu = "cortex-m4", kernels = "cmsis-nn"
# arena = "64 KiB"                        # what the firmware gives the interpreter
# resolver = { source = "firmware/main.cc" }
"""


def render(survey: Survey) -> str:
    """Return the manifest's text."""
    boards = [*map(_firmware, survey.firmwares), *map(_wake_word, survey.wake_words)]
    models = list(
        _folders(survey.models) if len(survey.models) > MANY else (_model(it, has_boards=bool(boards)) for it in survey.models)
    )
    unsure = ["\n" + "\n".join(f"# {_comment(it)}" for it in survey.unsure)] if survey.unsure else []
    return "\n".join([HEAD.rstrip("\n"), *(boards or [NO_BOARD.rstrip("\n")]), *models, *unsure, ""])


def _firmware(it: Firmware) -> str:
    lines = [f"\n[boards.{_key(it.name)}]"]
    if it.device is not None:
        lines.append(_line(f"device = {_text(it.device)}", "interpreters of one firmware share its memory"))
    lines += _target(it)
    lines += _runtime(it.runtime)
    lines += _static_memory(it)
    lines += _arena(it)
    lines.append(_resolver(it))
    lines.append('# ram = { reserved = "96 KiB" }     # the firmware\'s own .data, .bss, stack and heap')
    return "\n".join(lines)


def _target(it: Firmware) -> Iterator[str]:
    """Yield the core and the kernels, a board of the catalogue in the core's place where the files name it."""
    extends = _catalogued(it)
    if extends is not None and it.board is not None and it.kernels.value and _brings_no_guess(extends, it):
        yield _line(f"extends = {_text(extends)}", it.board.at)
    elif it.cpu.value and it.cpu.fact is not None:
        yield _line(f"cpu = {_text(it.cpu.value)}", f"{it.cpu.fact.at} {_called(it.cpu.fact)}")
    else:
        yield '# extends = "…"          # a board of the catalogue (tflint boards) brings cpu, kernels, RAM and flash'
        yield f'# cpu = "…"              # {_comment(_why(it.cpu))}'
    if it.kernels.value and it.kernels.fact is not None:
        yield _kernels(it.kernels.value, it.kernels.fact)
    else:
        yield f'# kernels = "…"          # {_comment(_why(it.kernels))}'
    if extends is not None and not it.kernels.value:
        yield f"# extends = {_text(extends)}  # RAM and flash too, with the kernels that most firmware for it has"


def _kernels(value: str, fact: Fact) -> str:
    """Return the kernels, without the version that each run reads from the lock file next to the manifest: an update counts."""
    library, _, version = value.partition("@")
    if version and _is_read_by_runs(fact):
        return _line(f"kernels = {_text(library)}", f"{fact.at} has {version} now")
    return _line(f"kernels = {_text(value)}", fact.at)


def _is_read_by_runs(fact: Fact) -> bool:
    return fact.path == idf.NAME


def _brings_no_guess(extends: str, it: Firmware) -> bool:
    """Return whether a board of the catalogue brings no runtime of its own that the files here do not state."""
    return bool(it.runtime.value) or not catalogue.board(extends).target.runtime


def _called(fact: Fact) -> str:
    """Return what a file names, a board by its title."""
    known = known_boards.board(fact.value) if fact.kind is Kind.BOARD else None
    return fact.value if known is None else known.title


def _catalogued(it: Firmware) -> str | None:
    """Return the board of the catalogue that the files name, None where its core is another than what they state."""
    if it.board is None or (known := known_boards.board(it.board.value)) is None:
        return None
    wanted = {known_boards.plain(known.name), known_boards.plain(known.title), known_boards.plain(it.board.value)}
    name = next((name for name in catalogue.names() if known_boards.plain(name) in wanted), None)
    return name if name is not None and catalogue.board(name).target.cpu == it.cpu.value else None


def _why(it: Settled) -> str:
    return it.open[0] if it.open else "no file here states it"


def _runtime(it: Settled) -> Iterator[str]:
    """Yield the snapshot, as a comment where the op tables do not have it."""
    if it.fact is not None and _is_read_by_runs(it.fact):
        yield f"# runtime: {it.fact.at} has {_comment(it.value)} now, each run reads it there"
    elif it.value and it.fact is not None:
        stated = f"{it.fact.at} {it.fact.value}" if it.fact.value != it.value else it.fact.at
        known = _is_known(it.value)
        yield _line(
            f"{'' if known else '# '}runtime = {_text(it.value)}", stated if known else f"{stated}; not in tflint's tables"
        )
    else:
        yield from (f"# runtime: {_comment(reason)}" for reason in it.open)


def _static_memory(it: Firmware) -> Iterator[str]:
    """Yield that a copy of TFLM is built without the macro that those build with who ship its runtime."""
    found, runtime = it.static_memory, it.runtime.value
    shipped = op_tables.snapshot(runtime).static_memory if runtime and _is_known(runtime) else True
    if found is not None and shipped and not found.defined:
        yield _line("static_memory = false", f"{found.at} does not define {MACRO}, nor does any other build file")


def _is_known(runtime: str) -> bool:
    try:
        op_tables.snapshot(runtime)
    except UnknownTarget:
        return False
    return True


def _arena(it: Firmware) -> Iterator[str]:
    arena = it.arena
    if arena is None or arena.size is None:
        reason = f": {_comment(arena.why)}" if arena is not None and arena.why else ""
        yield f'# arena = "64 KiB"       # what the firmware gives the interpreter; the source does not say{reason}'
        return
    written = _given(arena) if it.persistent is None else _split(arena, it.persistent)
    defaults = ", ".join(arena.defaults)
    if not arena.defaults:
        yield _line(f"arena = {written}", _evidence(it, arena))
    elif it.program.surroundings.has_build_files:
        yield _line(f"arena = {written}", f"{_evidence(it, arena)}, and no build file here defines {defaults}")
    else:
        yield _line(f"# arena = {written}", f"{_evidence(it, arena)}: a default that -D{defaults} may replace")


def _given(arena: Arena) -> str:
    size = _size(arena.size or 0)
    return f"{{ size = {size}, in = {_text(arena.memory)} }}" if arena.memory else size


def _split(arena: Arena, persistent: Arena) -> str:
    return f"{{ persistent = {_given(persistent)}, non_persistent = {_given(arena)} }}"


def _evidence(it: Firmware, arena: Arena) -> str:
    definitions = it.program.surroundings.definitions
    given = [f"{definitions[name].at} defines {name}" for name in arena.given if name in definitions]
    return ", ".join([f"{arena.place.path}:{arena.place.line}", *given])


def _resolver(it: Firmware) -> str:
    sources = it.program.sources
    named = _text(_pattern(sources[0])) if len(sources) == 1 else f"[{', '.join(_text(_pattern(name)) for name in sources)}]"
    places = [(r.place.path, r.place.line) for r in it.program.resolvers]
    if not places:
        return _line(f"# resolver = {{ source = {named} }}", "no resolver was found there")
    return _line(f"resolver = {{ source = {named} }}", f"{places[0][0]}:{places[0][1]}")


def _wake_word(board: Board) -> str:
    place = next(iter(board.where("arena")), None)
    origin = "ESPHome's JSON" if place is None else f"{place.path.removeprefix('./')}:{place.line}"
    lines = [
        f"\n[boards.{_key(board.name)}]",
        '# cpu = "esp32s3"        # ESPHome runs on an ESP32 of any kind: name yours',
        _line('kernels = "esp-nn"', "what ESPHome builds"),
    ]
    if board.arena is not None:
        lines.append(_line(f"arena = {board.arena}", f"{origin} tensor_arena_size"))
    lines.append("arena_shared = false")
    lines.append(_line("resource_variables = 0", "ESPHome keeps them in an arena of their own"))
    return "\n".join(lines)


def _model(it: FoundModel, *, has_boards: bool) -> str:
    lines = ["\n[[models]]", f"path = {_text(_named(it))}"]
    if it.boards:
        lines.append(_line(f"boards = [{', '.join(map(_text, it.boards))}]", it.evidence))
    elif has_boards:
        lines.append(_line("boards = []", "no firmware here was found to use it"))
    if it.model is not None:
        graph = it.model.subgraphs[0]
        for role, indices in (("inputs", graph.inputs), ("outputs", graph.outputs)):
            tensors = [graph.tensors[index] for index in indices or () if index >= 0]
            lines += _contracts(role, tensors, "" if it.entry is not None else _odd(tensors, it.model))
    if it.labels is not None:
        lines.append(f"labels = {_text(_pattern(it.labels))}")
    if it.array is not None and it.boards:
        lines.append(_line(f"array = {_text(_pattern(it.array))}", "the same bytes"))
    elif it.array is not None:
        lines.append(_line(f"# array = {_text(_pattern(it.array))}", "the same bytes; no firmware was found here that uses them"))
    elif it.near:
        lines.append(_line(f"# array = {_text(_pattern(it.near))}", "of this name, with other bytes"))
    return "\n".join(lines)


def _contracts(role: str, tensors: list[Tensor], odd: str) -> Iterator[str]:
    """Yield what the model's ends are; as a comment where a contract would silence what tflint has to say of them."""
    made = [f"{{ shape = {_shape(it)}, dtype = {_text(it.dtype)} }}" for it in tensors if _can_be_declared(it)]
    if not made or len(made) != len(tensors):
        return
    if odd:
        yield f"# {role} = [{', '.join(made)}]  # {odd}"
    elif len(made) == 1:
        yield f"{role} = [{made[0]}]"
    else:
        yield f"{role} = [\n" + "".join(f"    {it},\n" for it in made) + "]"


def _can_be_declared(tensor: Tensor) -> bool:
    """Return whether a contract can name a tensor: a broken model's type or shape may be none."""
    return not tensor.dtype.startswith("type ") and all(-1 <= it < 1 << 31 for it in tensor.shape)


def _odd(tensors: Iterable[Tensor], model: Model) -> str:
    """Return why a model's ends are not what its arithmetic asks for, empty where they are."""
    kinds = set(numeric_type(model).split("/"))
    for dtype, rule in (("float32", "float-input"), ("uint8", "uint8-io")):
        if any(it.dtype == dtype for it in tensors) and kinds & {"int8", "int16"}:
            return f"{dtype} on an {numeric_type(model)} model: tflint explain {rule}"
    return ""


def _folders(models: tuple[FoundModel, ...]) -> Iterator[str]:
    """Yield an entry for each folder whose models have the same boards, where an entry for each model would be a long list."""
    folders: dict[tuple[str, str], list[FoundModel]] = {}
    for it in models:
        folders.setdefault((it.path.rpartition("/")[0], it.path.rpartition(".")[2]), []).append(it)
    for (folder, suffix), held in folders.items():
        alike = suffix == "tflite" and len({it.boards for it in held}) == 1
        paths = [f"{_pattern(folder)}/*.{suffix}".lstrip("/")] if alike else [_named(it) for it in held]
        for path, it in zip(paths, held, strict=False):
            yield f"\n[[models]]\npath = {_text(path)}\nboards = [{', '.join(map(_text, it.boards))}]"


def _line(setting: str, evidence: str) -> str:
    return f"{setting:<{WIDTH}} # {_comment(evidence)}" if evidence else setting


def _named(it: FoundModel) -> str:
    """Return a model's path as a manifest names it, with its array where the source holds several models."""
    return _pattern(it.path) + (f"#{it.array_name}" if it.array_name else "")


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
