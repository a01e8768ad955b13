"""Programs of Edge Impulse's SDK: what its engine's source leaves to the files that Studio exports next to it."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from tflint.finding import Place
from tflint.firmware import source
from tflint.firmware.model_use import Use
from tflint.project import edge_impulse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tflint.firmware.arena import Arena
    from tflint.project.tree import Tree
    from tflint.project.vendored import Vendored
    from tflint.scaffold.program import Program, Reader


def settled(made: Iterable[Program], copies: Sequence[Vendored], tree: Tree, read: Reader) -> tuple[list[Program], list[str]]:
    """Return the programs, the SDK's with what Studio's files say, and a sentence for each whose model the EON Compiler made."""
    roots = [it.root for it in copies if it.is_edge_impulse]
    kept: list[Program] = []
    notes: list[str] = []
    for program in made:
        root = next((it for it in roots if program.path.startswith(posixpath.join(it, "classifier/"))), None)
        if root is None:
            kept.append(program)
        elif (compiled := edge_impulse.compiled(tree, root)) is not None:
            notes.append(
                f"{compiled.at}: Edge Impulse's EON Compiler made this model: C++ code that calls the kernels, without an interpreter and "
                "without a .tflite file: nothing here to check"
            )
        else:
            kept.append(_with_own_resolver(_with_model(_with_arena(program, tree, root), tree, root), tree, root, read))
    resolvers = {name for it in kept for name in it.sources if name.endswith(edge_impulse.RESOLVER)}
    return [it for it in kept if it.path not in resolvers and not _is_left(it, roots)], list(dict.fromkeys(notes))


def _is_left(program: Program, roots: Sequence[str]) -> bool:
    """Return whether a program is a tflite-resolver.h of Studio's that no interpreter takes."""
    return bool(roots) and program.path.endswith(edge_impulse.RESOLVER)


def _with_arena(program: Program, tree: Tree, root: str) -> Program:
    """Return a program whose interpreter is given the arena size that Studio's model file has, where the engine's source reads that."""
    found = edge_impulse.arena(tree, root)
    if found is None or not any(it.size is None for it in program.arenas):
        return program
    size, path, line = found

    def sized(arena: Arena) -> Arena:
        return arena if arena.size is not None else replace(arena, size=size, place=Place(path, line), why="")

    return program._replace(arenas=tuple(sized(it) for it in program.arenas))


def _with_model(program: Program, tree: Tree, root: str) -> Program:
    """Return a program that also uses the array that Studio's model_variables.h names: the engine reads a pointer to it."""
    found = edge_impulse.model(tree, root)
    firmware = program.firmware
    return program if found is None else program._replace(firmware=firmware._replace(uses=(*firmware.uses, Use(*found))))


def _with_own_resolver(program: Program, tree: Tree, root: str, read: Reader) -> Program:
    """Return a program with the ops of Studio's tflite-resolver.h, where the metadata says that the interpreter takes them."""
    path = edge_impulse.own_resolver(tree, root)
    own = () if path is None else source.read({path: read(path)}).resolvers
    return program._replace(resolvers=own, sources=(path,)) if path is not None and own else program
