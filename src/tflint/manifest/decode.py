"""A parsed manifest -> Manifest, or Off at the first value that is not of its shape; imports no validator."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.manifest import catalogue, idf, manifest_paths, size, value_checks
from tflint.manifest.board import Board, Ignore, Manifest, ModelEntry, ResolverSpec, SplitArena, TensorContract
from tflint.manifest.table import Off, Table
from tflint.manifest.target import DEFAULT, Target
from tflint.manifest.toml_places import DeclaredPlace, Places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tflint.finding import Place
    from tflint.manifest.toml_places import Key, Source

SEVERITIES = ("off", "note", "warning", "error")
EXPECTED = ("int8", "int16", "float32")
DTYPES = (
    *("bool", "float16", "float32", "float64", "int4", "int8", "int16", "int32", "int64"),
    *("string", "uint8", "uint16", "uint32", "uint64", "complex64"),
)
_INT64 = 1 << 63
MOST_VARIABLES = 1 << 16
MOST_THREADS = 1 << 10
DELEGATES = ("none", "xnnpack")
# what most firmware for a core or with these kernels is, where the manifest names one of the two
KERNELS_OF = {"esp32": "esp-nn", "esp32s3": "esp-nn", "esp32p4": "esp-nn", "riscv32": "reference", "host": "reference"}
CORE_OF = {"esp-nn": "esp32s3"}
OF_LITERT = ("threads", "delegate", "ruy")


def manifest(document: Mapping[str, object], source: Source, root: str) -> Manifest:
    """Return the manifest that a parsed document declares; raise Off."""
    table = Table(document)
    table.whole("version", 1, 1)
    boards = table.table("boards") or Table({})
    rules = table.table("rules") or Table({})
    made = Manifest(
        path=source.path,
        root=root,
        boards={name: _board(name, Table(value, ("boards", name)), source, root) for name, value in boards.values.items()},
        models=tuple(_model(entry, source) for entry in table.tables("models") or ()),
        packs=table.texts("packs") or (),
        exclude=table.texts("exclude", manifest_paths.check) or (),
        select=table.texts("select") or (),
        ignore=_ignores(table, source),
        rules={name: _settings(value, ("rules", name)) for name, value in rules.values.items()},
        places=Places(source, document),
    )
    table.end()
    return made


def _board(name: str, table: Table, source: Source, root: str) -> Board:
    extends = table.text("extends", value_checks.extends)
    base = Board(name) if extends is None else catalogue.board(extends)
    ram, flash = table.table("ram") or Table({}), table.table("flash") or Table({})
    ram_total, flash_total = ram.parsed("total", size.parse), flash.parsed("total", size.parse)
    arena, split = _arenas(table)
    made = base._replace(
        name=name,
        target=_with_static_memory(table, _target(table, base.target, root)),
        title=table.text("title") or base.title,
        extends=extends,
        arena=arena.size,
        arena_in=arena.region,
        split=split,
        arena_shared=table.flag("arena_shared", default=True),
        ram=base.ram if ram_total is None else ram_total,
        ram_reserved=ram.parsed("reserved", size.parse),
        flash=base.flash if flash_total is None else flash_total,
        flash_models=flash.parsed("models", size.parse),
        memory=_memory(table, base),
        device=table.text("device"),
        resolver=_resolver(table),
        expect=table.text("expect", _one_of(*EXPECTED)),
        npu=table.text("npu") or base.npu,
        image=table.text("image", manifest_paths.check),
        places=Places(source, table.values, table.key),
    )
    for part in (ram, flash, table):
        part.end()
    return made


class _Arena(NamedTuple):
    """An arena's bytes and the region it lies in; None where nothing is declared."""

    size: int | None = None
    region: str | None = None


def _arenas(table: Table) -> tuple[_Arena, SplitArena | None]:
    """Return the arena, or the two that the firmware splits it into."""
    value = table.raw("arena")
    if not isinstance(value, dict) or not {"persistent", "non_persistent"} & value.keys():
        return _one_arena(table.key, "arena", value), None
    inner = Table(value, (*table.key, "arena"))
    kept, planned = (_one_arena(inner.key, name, inner.raw(name)) for name in ("persistent", "non_persistent"))
    if kept.size is None or planned.size is None:
        raise Off(inner.key, "a split arena needs both persistent and non_persistent")
    inner.end()
    return _Arena(), SplitArena(kept.size, planned.size, kept.region, planned.region)


def _one_arena(key: Key, name: str, value: object) -> _Arena:
    if not isinstance(value, dict):
        return _Arena(Table({} if value is None else {name: value}, key).parsed(name, size.parse))
    inner = Table(value, (*key, name))
    made = _Arena(inner.parsed("size", size.parse), inner.text("in", value_checks.region))
    if made.size is None:
        raise Off(inner.key, "missing key 'size'")
    inner.end()
    return made


def _memory(table: Table, base: Board) -> Mapping[str, int]:
    """Return the regions of the catalogue's board with the manifest's own."""
    inner = table.table("memory") or Table({})
    made = {name: inner.parsed(name, size.parse) or 0 for name in inner.values if value_checks.region(name)}
    inner.end()
    return {**base.memory, **made}


def _target(table: Table, base: Target, root: str) -> Target:
    cpu = table.text("cpu", value_checks.cpu) or base.cpu
    kernels, _, version = (table.text("kernels", value_checks.kernels) or "").partition("@")
    runtime = table.text("runtime", value_checks.runtime) or ""
    if kernels == "litert" or (not kernels and not table.has("cpu") and base.is_litert):
        return _litert(table, base, version, runtime)
    for name in OF_LITERT:
        if table.has(name):
            raise Off((*table.key, name), "speaks of LiteRT, and this board runs TFLM")
    if not table.has("cpu") and base == DEFAULT and kernels in CORE_OF:
        cpu = CORE_OF[kernels]
    if not cpu and kernels:
        raise Off((*table.key, "kernels"), f"{kernels!r} are kernels of TFLM, which needs a cpu beside them")
    if not kernels and table.has("cpu") and (base.is_litert or base == DEFAULT):
        kernels, version = KERNELS_OF.get(cpu, DEFAULT.kernels), ""
    elif not kernels:
        kernels, version = base.kernels, base.version
    if (cpu, kernels) == (base.cpu, base.kernels):  # the catalogue's runtime goes with the catalogue's kernels
        runtime = runtime or base.runtime
    return idf.locked(Target(cpu, kernels, version, runtime, table.whole("resource_variables", 0, MOST_VARIABLES)), root)


def _with_static_memory(table: Table, target: Target) -> Target:
    """Return the target, with whether the firmware defines TF_LITE_STATIC_MEMORY where the board says so."""
    if not table.has("static_memory"):
        return target
    if target.is_litert:
        raise Off((*table.key, "static_memory"), "speaks of TFLM, and this board runs LiteRT")
    return target._replace(static_memory=table.flag("static_memory", default=True))


def _litert(table: Table, base: Target, version: str, runtime: str) -> Target:
    return Target(
        cpu="",
        kernels="litert",
        version=version or base.version,
        runtime=runtime,
        resource_variables=table.whole("resource_variables", 0, MOST_VARIABLES),
        threads=table.whole("threads", 1, MOST_THREADS),
        delegate=table.text("delegate", _one_of(*DELEGATES)) or "",
        ruy=table.flag("ruy", default=base.ruy),
    )


def _resolver(table: Table) -> ResolverSpec | None:
    value = table.raw("resolver")
    if value is None:
        return None
    if isinstance(value, str):
        table.text("resolver", _one_of("all"))
        return ResolverSpec(everything=True)
    inner = Table(value, (*table.key, "resolver"))
    if not inner.values:
        raise Off(inner.key, "expected ops, custom or source")
    made = ResolverSpec(
        ops=inner.texts("ops", value_checks.op),
        custom=inner.texts("custom") or (),
        source=_sources(inner),
    )
    inner.end()
    return made


def _sources(table: Table) -> tuple[str, ...]:
    """Return the files of a resolver: one, or a list."""
    if isinstance(table.values.get("source"), list):
        found = table.texts("source", manifest_paths.check) or ()
        if not found:
            raise Off((*table.key, "source"), "expected at least one file")
        return found
    only = table.text("source", manifest_paths.check)
    return () if only is None else (only,)


def _model(table: Table, source: Source) -> ModelEntry:
    path = table.text("path", manifest_paths.check)
    if path is None:
        raise Off(table.key, "missing key 'path'")
    made = ModelEntry(
        path=path,
        nowhere=table.values.get("boards") == [],
        boards=table.texts("boards") or (),
        inputs=_contracts(table, "inputs", source),
        outputs=_contracts(table, "outputs", source),
        labels=table.text("labels", manifest_paths.check),
        array=table.text("array", manifest_paths.check),
        signatures=table.texts("signatures") or (),
        ignore=_ignores(table, source),
        places=Places(source, table.values, table.key),
    )
    table.end()
    return made


def _contracts(table: Table, name: str, source: Source) -> tuple[TensorContract, ...] | None:
    entries = table.tables(name)
    return None if entries is None else tuple(_contract(entry, source) for entry in entries)


def _contract(table: Table, source: Source) -> TensorContract:
    made = TensorContract(
        shape=table.parsed("shape", _shape),
        dtype=table.text("dtype", _one_of(*DTYPES)),
        name=table.text("name"),
        scale=table.parsed("scale", _scale),
        zero_point=table.whole("zero_point", -_INT64, _INT64 - 1),
        place=_place(table, source),
    )
    table.end()
    return made


def _shape(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or any(type(d) is not int or not -1 <= d < 1 << 31 for d in value):
        raise ValueError("expected an array of integers, each -1 or more")
    return tuple(value)


def _scale(value: object) -> float:
    if isinstance(value, bool):
        raise ValueError("expected a number")  # noqa: TRY004  one exception type for a value that is off
    return value_checks.scale(value)


def _ignores(table: Table, source: Source) -> tuple[Ignore, ...]:
    return tuple(_ignore(entry, source) for entry in table.tables("ignore") or ())


def _ignore(table: Table, source: Source) -> Ignore:
    rule = table.text("rule")
    if rule is None:
        raise Off(table.key, "missing key 'rule'")
    made = Ignore(
        rule=rule,
        reason=table.remark("reason"),
        tensor=table.text("tensor"),
        operator=table.text("operator"),
        path=table.text("path", manifest_paths.check),
        board=table.text("board"),
        place=_place(table, source),
    )
    table.end()
    return made


def _settings(value: object, key: Key) -> Mapping[str, object]:
    if isinstance(value, str):
        value = {"severity": value}
    table = Table(value, key)
    table.text("severity", _one_of(*SEVERITIES))
    return table.values


def _place(table: Table, source: Source) -> Place:
    return DeclaredPlace(source, table.key)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"{text!r} is not one of {', '.join(allowed)}")
        return text

    return check
