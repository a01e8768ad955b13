"""Metadata of a rewritten model: entries that name places in the file must not be left behind, and min_runtime_version follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fix.graph import buffer_data, graphs
from tflint.model.tree import Unwritable, number, tables

if TYPE_CHECKING:
    from tflint.model.tree import Tree

# entries that speak of the model as a whole, or of its inputs and outputs in order: no rewrite makes them wrong
KNOWN = frozenset({"min_runtime_version", "CONVERSION_METADATA", "TFLITE_METADATA", "reduced_precision_support", "vela_version"})
PLAN = "OfflineMemoryAllocation"
RUNTIME = "min_runtime_version"
ZIP = b"PK"

# the first TensorFlow with this version of an operator that a rewrite adds (tflite/converter/tools/versioning/runtime_version.cc)
SINCE = {
    ("SLICE", 1): (1, 14, 0),
    ("SLICE", 2): (1, 14, 0),
    ("SLICE", 3): (1, 14, 0),
    ("SLICE", 4): (2, 4, 0),
    ("SLICE", 5): (2, 5, 0),
    ("CONCATENATION", 1): (1, 5, 0),
    ("CONCATENATION", 2): (1, 14, 0),
    ("CONCATENATION", 3): (2, 3, 0),
    ("CONCATENATION", 4): (2, 14, 0),
}


def demand_known(tree: Tree) -> None:
    """Raise Unwritable where an entry, or what follows the flatbuffer, may name tensors, buffers or places in the file."""
    entries = [str(entry.get("name", "")) for entry in tables(tree.model, "metadata")]
    strange = [name for name in entries if name not in KNOWN and name != PLAN]
    custom = any(graph.name(operator) == "CUSTOM" for graph in graphs(tree) for operator in graph.operators)
    if strange:
        raise Unwritable(f"the metadata entry {strange[0]!r} may name tensors or places in the file, which a rewrite would move")
    if PLAN in entries and custom:
        raise Unwritable("the model carries an offline plan for custom operators, which may depend on the very offsets")
    if custom and len(tree.trailing) and bytes(tree.trailing[:2]) != ZIP:
        raise Unwritable(f"{len(tree.trailing):,} B follow the flatbuffer, which its custom operators may find by their place")


def has_plan(tree: Tree) -> bool:
    """Return whether the model carries an offline plan."""
    return any(entry.get("name") == PLAN for entry in tables(tree.model, "metadata"))


def without_plan(tree: Tree) -> Tree:
    """Return a copy of a tree without its offline plan."""
    copy = tree.copy()
    entries = tables(copy.model, "metadata")
    entries[:] = [entry for entry in entries if entry.get("name") != PLAN]
    return copy


def settled(tree: Tree) -> Tree:
    """Return the tree with a min_runtime_version that knows the operators which a rewrite adds."""
    needed = max((SINCE.get(code, (0, 0, 0)) for code in _codes(tree)), default=(0, 0, 0))
    for entry in tables(tree.model, "metadata"):
        if entry.get("name") == RUNTIME and _version(buffer_data(tree, number(entry, "buffer"))) < needed:
            buffer = tables(tree.model, "buffers")[number(entry, "buffer")]
            buffer["data"] = ".".join(map(str, needed)).encode().ljust(16, b"\0")  # as long as the converter makes it
    return tree


def _codes(tree: Tree) -> list[tuple[str, int]]:
    codes = tables(tree.model, "operator_codes")
    used = [(graph, operator) for graph in graphs(tree) for operator in graph.operators]
    return [(graph.name(operator), number(codes[number(operator, "opcode_index")], "version")) for graph, operator in used]


def _version(data: bytes | memoryview) -> tuple[int, ...]:
    """Return a version as numbers; one that cannot be read as such is newer than all."""
    words = bytes(data).rstrip(b"\0").decode(errors="replace").split(".")
    return tuple(map(int, words)) if all(word.isdecimal() for word in words) else (1 << 30,)
