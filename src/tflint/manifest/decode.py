"""A parsed manifest -> Manifest. Its shape is the schema's matter; what is refused here are keys that contradict each other."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, cast

from tflint.manifest import catalogue, idf, size
from tflint.manifest.board import Board, Ignore, Manifest, ModelEntry, ResolverSpec, SplitArena, TensorContract
from tflint.manifest.schema_check import Complaint, complaints
from tflint.manifest.table import Contradiction, Table
from tflint.manifest.target import DEFAULT, WITHOUT, Target
from tflint.manifest.toml_places import DeclaredPlace, Places
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.finding import Place
    from tflint.manifest.toml_places import Source

MOST = 100  # complaints at once
# what most firmware for a core or with these kernels is, where the manifest names one of the two
KERNELS_OF = {
    "esp32": "esp-nn",
    "esp32s3": "esp-nn",
    "esp32p4": "esp-nn",
    "riscv32": "reference",
    "host": "reference",
    "hifi4": "xtensa",
    "hifi5": "xtensa",
    "vision-p6": "xtensa",
}
CORE_OF = {"esp-nn": "esp32s3", "xtensa": "hifi4", "silabs-mvp": "cortex-m33"}
OF_LITERT = ("threads", "delegate", "ruy")


class Refused(Exception):
    """A document that is not a manifest, with everything that is wrong with it."""

    def __init__(self, found: tuple[Complaint, ...]) -> None:
        super().__init__(found)
        self.complaints = found


def manifest(document: object, source: Source, root: str) -> Manifest:
    """Return the manifest that a parsed document declares; raise Refused."""
    if found := tuple(islice(complaints(document), MOST)):
        raise Refused(found)
    table = Table(cast("dict[str, object]", document))
    rules = table.table("rules")
    return Manifest(
        path=source.path,
        root=root,
        boards=_boards(table.table("boards"), source, root),
        models=tuple(_model(entry, source) for entry in table.tables("models") or ()),
        packs=table.texts("packs"),
        exclude=table.texts("exclude"),
        select=table.texts("select"),
        ignore=_ignores(table, source),
        rules={name: {"severity": it} if isinstance(it, str) else rules.table(name).values for name, it in rules.values.items()},
        places=Places(source, table.values),
    )


def _boards(table: Table, source: Source, root: str) -> dict[str, Board]:
    """Return the boards by name; raise Refused with the contradictions of each."""
    made, found = {}, []
    for name in table.values:
        try:
            made[name] = _board(name, table.table(name), source, root)
        except Contradiction as why:
            found.append(Complaint(why.key, str(why)))
    if found:
        raise Refused(tuple(found))
    return made


def _board(name: str, table: Table, source: Source, root: str) -> Board:
    extends = table.text("extends")
    base = Board(name) if extends is None else catalogue.board(extends)
    ram, flash = table.table("ram"), table.table("flash")
    ram_total, flash_total = ram.parsed("total", size.parse), flash.parsed("total", size.parse)
    arena, split = _arenas(table)
    return base._replace(
        name=name,
        target=_with_build(table, _target(table, base.target, root)),
        title=table.text("title") or base.title,
        extends=extends,
        arena=arena.size if table.has("arena") else base.arena,
        arena_in=arena.region if table.has("arena") else base.arena_in,
        split=split,
        arena_shared=table.values.get("arena_shared") is not False,
        one_allocator=table.values.get("arena_shared") == "allocator",
        ram=base.ram if ram_total is None else ram_total,
        ram_reserved=ram.parsed("reserved", size.parse),
        flash=base.flash if flash_total is None else flash_total,
        flash_models=flash.parsed("models", size.parse),
        memory={**base.memory, **{region: size.parse(it) for region, it in table.table("memory").values.items()}},
        device=table.text("device"),
        resolver=_resolver(table) or base.resolver,
        expect=table.text("expect"),
        npu=table.text("npu") or base.npu,
        npu_fast_memory=table.parsed("npu_fast_memory", size.parse),
        image=table.text("image"),
        places=Places(source, table.values, table.key),
    )


class _Arena(Record):
    """An arena's bytes and the region it lies in; None where nothing is declared."""

    size: int | None = None
    region: str | None = None


def _arenas(table: Table) -> tuple[_Arena, SplitArena | None]:
    """Return the arena, or the two that the firmware splits it into."""
    value = table.values.get("arena")
    if not isinstance(value, dict) or not {"persistent", "non_persistent"} & value.keys():
        return _arena(table, "arena"), None
    inner = table.table("arena")
    for name in ("size", "in"):
        if inner.has(name):
            raise inner.refuse(name, "each part of a split arena has its own size and region")
    kept, planned = _arena(inner, "persistent"), _arena(inner, "non_persistent")
    if kept.size is None or planned.size is None:
        raise table.refuse("arena", "a split arena needs both persistent and non_persistent")
    return _Arena(), SplitArena(kept.size, planned.size, kept.region, planned.region)


def _arena(table: Table, name: str) -> _Arena:
    if not isinstance(table.values.get(name), dict):
        return _Arena(table.parsed(name, size.parse))
    inner = table.table(name)
    made = _Arena(inner.parsed("size", size.parse), inner.text("in"))
    if made.size is None:
        raise table.refuse(name, "missing key 'size'")
    return made


def _target(table: Table, base: Target, root: str) -> Target:
    cpu = table.text("cpu") or base.cpu
    kernels, _, version = (table.text("kernels") or "").partition("@")
    runtime = table.text("runtime") or ""
    if kernels == "litert" or (not kernels and not table.has("cpu") and base.is_litert):
        return _litert(table, base, version, runtime)
    for name in OF_LITERT:
        if table.has(name):
            raise table.refuse(name, "speaks of LiteRT, and this board runs TFLM")
    if not table.has("cpu") and base == DEFAULT and kernels in CORE_OF:
        cpu = CORE_OF[kernels]
    if not cpu and kernels:
        raise table.refuse("kernels", f"{kernels!r} are kernels of TFLM, which needs a cpu next to them")
    if not kernels and table.has("cpu") and (base.is_litert or base == DEFAULT):
        kernels, version = KERNELS_OF.get(cpu, DEFAULT.kernels), ""
    elif not kernels:
        kernels, version = base.kernels, base.version
    if (cpu, kernels) == (base.cpu, base.kernels):  # the catalogue's runtime goes with the catalogue's kernels
        runtime = runtime or base.runtime
    slots = table.whole("resource_variables") if table.has("resource_variables") else base.resource_variables
    return idf.locked(Target(cpu, kernels, version, runtime, slots), root)


def _with_build(table: Table, target: Target) -> Target:
    """Return the target as the firmware builds its runtime, where the board says so."""
    for key in ("static_memory", "build", "decompression_memory"):
        if table.has(key) and target.is_litert:
            raise table.refuse(key, "speaks of TFLM, and this board runs LiteRT")
    options = tuple(dict.fromkeys(table.texts("build")))
    for option in options:
        cores = WITHOUT.get(option, (target.cpu,))
        if target.cpu not in cores:
            raise table.refuse("build", f"{option} is for {', '.join(cores)}, and this board's cpu is {target.cpu}")
    static = table.flag("static_memory", default=True) if table.has("static_memory") else target.static_memory
    regions = tuple(size.parse(it) for it in cast("list[int | str]", table.values.get("decompression_memory", [])))
    return target._replace(static_memory=static, build=options, decompression_memory=regions)


def _litert(table: Table, base: Target, version: str, runtime: str) -> Target:
    return Target(
        cpu="",
        kernels="litert",
        version=version or base.version,
        runtime=runtime,
        resource_variables=table.whole("resource_variables"),
        threads=table.whole("threads"),
        delegate=table.text("delegate") or "",
        ruy=table.flag("ruy", default=base.ruy),
    )


def _resolver(table: Table) -> ResolverSpec | None:
    if not table.has("resolver"):
        return None
    if isinstance(table.values["resolver"], str):
        return ResolverSpec(everything=True)
    inner = table.table("resolver")
    only = inner.values.get("source")
    return ResolverSpec(
        ops=inner.texts("ops") if inner.has("ops") else None,
        custom=inner.texts("custom"),
        source=(only,) if isinstance(only, str) else inner.texts("source"),
    )


def _model(table: Table, source: Source) -> ModelEntry:
    return ModelEntry(
        path=table.text("path") or "",
        nowhere=table.values.get("boards") == [],
        boards=table.texts("boards"),
        inputs=_contracts(table, "inputs", source),
        outputs=_contracts(table, "outputs", source),
        labels=table.text("labels"),
        array=table.text("array"),
        signatures=table.texts("signatures"),
        ignore=_ignores(table, source),
        places=Places(source, table.values, table.key),
    )


def _contracts(table: Table, name: str, source: Source) -> tuple[TensorContract, ...] | None:
    entries = table.tables(name)
    return None if entries is None else tuple(_contract(entry, source) for entry in entries)


def _contract(table: Table, source: Source) -> TensorContract:
    return TensorContract(
        shape=table.wholes("shape"),
        dtype=table.text("dtype"),
        name=table.text("name"),
        scale=table.number("scale"),
        zero_point=table.whole("zero_point"),
        place=_place(table, source),
    )


def _ignores(table: Table, source: Source) -> tuple[Ignore, ...]:
    return tuple(_ignore(entry, source) for entry in table.tables("ignore") or ())


def _ignore(table: Table, source: Source) -> Ignore:
    return Ignore(
        rule=table.text("rule") or "",
        reason=table.text("reason") or "",
        tensor=table.text("tensor"),
        operator=table.text("operator"),
        path=table.text("path"),
        board=table.text("board"),
        place=_place(table, source),
    )


def _place(table: Table, source: Source) -> Place:
    return DeclaredPlace(source, table.key)
