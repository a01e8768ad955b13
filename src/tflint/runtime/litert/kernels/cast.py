"""CAST (cast.cc): any type to any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


def prepare(node: Node) -> None:
    """Give the output the input's shape; keeping a constant's copy is an option that is off unless asked for."""
    ensure.counts(node, 1)
    node.resize(node.made(), node.need().dims)


KERNELS = (Kernel("CAST", prepare),)
