"""The built-in rule pack, and those that the manifest names -> rules; refuses what is broken, doubled or empty."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.machinery import all_suffixes
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tflint.check import rule_index
from tflint.check.import_path import without_working_folder
from tflint.check.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BUILT_IN = "tflint_rules"
_SUFFIXES = tuple(all_suffixes())  # of the modules that Python imports


class BrokenPack(Exception):
    """A pack that cannot be used; the message is one sentence that names it."""


def load(names: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return the rules of the built-in pack and of further packs, by import name, sorted by rule name; raise BrokenPack.

    Packs come from where Python's packages are installed, never from the working folder: a linted tree must not bring
    its own code.
    """
    rules: dict[str, Rule] = {}
    with without_working_folder():
        for pack in dict.fromkeys((BUILT_IN, *names)):
            for rule in _pack(pack):
                if rule.name in rules:
                    raise BrokenPack(f"rule pack {pack!r}: {rule.module} has the name of {rules[rule.name].module}")
                rules[rule.name] = rule
    return tuple(rules[name] for name in sorted(rules))


def _pack(name: str) -> list[Rule]:
    folders = _folders(name)
    index = rule_index.read(folders[0]) if name == BUILT_IN and folders else {}
    found = (_indexed(index, module, size) or _rule(name, module) for module, size in _modules(name, folders))
    rules = [rule for rule in found if rule is not None]
    if not rules:
        raise BrokenPack(f"rule pack {name!r} has no rules")
    return rules


def _indexed(index: Mapping[str, rule_index.Row], module: str, size: int) -> Rule | None:
    """Return the rule that the index describes, None where it has none or one of another file than is there."""
    row = index.get(module)
    return rule_index.rule(module, row) if row is not None and row["bytes"] == size else None


def _rule(pack: str, module: str) -> Rule | None:
    """Return the rule that a module holds, None for one that holds none."""
    try:
        rule = getattr(import_module(module), "rule", None)
    except (Exception, SystemExit) as why:
        raise BrokenPack(f"rule pack {pack!r}: {module} cannot be imported: {type(why).__name__}: {why}") from why
    return rule if isinstance(rule, Rule) and rule.module == module else None


def _folders(pack: str) -> list[str] | None:
    """Return the folders of an installed pack, None for a pack of one module."""
    if not all(part.isidentifier() for part in pack.split(".")):
        raise BrokenPack(f"rule pack {pack!r}: not an import name")
    try:
        spec = find_spec(pack)
    except (Exception, SystemExit) as why:
        raise BrokenPack(f"rule pack {pack!r} cannot be imported: {type(why).__name__}: {why}") from why
    if spec is None:
        elsewhere = " other than from here: run tflint from another folder, or pip install ." if _is_editable_here(pack) else ""
        raise BrokenPack(f"rule pack {pack!r} is not installed{elsewhere}; packs are never imported from the working folder")
    locations = spec.submodule_search_locations
    return None if locations is None else list(locations)


def _is_editable_here(pack: str) -> bool:
    """Return whether a pack is installed as a link to the working folder (pip install -e .), which is never imported from."""
    import site

    name = pack.partition(".")[0]
    here = os.path.realpath(".")
    if not any(os.path.exists(os.path.join(here, name + end)) for end in ("", ".py")):
        return False
    links = (
        os.path.join(folder, file)
        for folder in (*site.getsitepackages(), site.getusersitepackages())
        if os.path.isdir(folder)
        for file in os.listdir(folder)
        if file.endswith(".pth")
    )
    return any(os.path.realpath(line) == here for link in links for line in _lines(link))


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()
    except OSError:
        return []


def _modules(name: str, folders: list[str] | None) -> Iterator[tuple[str, int]]:
    """Yield the names of the modules in a package, sorted, each with the bytes of its file; a leading underscore marks the pack's own business."""
    if folders is None:
        yield name, 0
        return
    packages: dict[str, list[str]] = {}
    sizes: dict[str, int] = {}
    for folder in folders:
        for module, inner, sizes[module] in _listed(folder):
            packages.setdefault(module, []).extend(inner)
    for module, inside in sorted(packages.items()):
        if inside:
            yield from _modules(f"{name}.{module}", inside)
        else:
            yield f"{name}.{module}", sizes[module]


def _listed(folder: str) -> Iterator[tuple[str, list[str], int]]:
    """Yield the modules in a folder with their bytes, a package's with its own folder; pkgutil lists the same and imports inspect for it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            is_folder = entry.is_dir()
            module = entry.name if is_folder else _module(entry.name)
            if module.startswith("_") or not module.isidentifier():
                continue
            if not is_folder:
                yield module, [], entry.stat().st_size
            elif any(_module(inner) == "__init__" for inner in os.listdir(entry.path)):
                yield module, [entry.path], 0


def _module(file: str) -> str:
    """Return the name of the module in a file, empty where it holds none."""
    if file.endswith(".py"):
        return file[:-3]
    return next((file.removesuffix(it) for it in _SUFFIXES if file.endswith(it)), "")
