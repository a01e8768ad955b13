"""TFLite_Detection_PostProcess (detection_postprocess.cc): decoded boxes and scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

SOURCE = "kernels/detection_postprocess.cc: Prepare"
BOX_COORDINATES = 4


def prepare(node: Node) -> None:
    """Two buffers: a box each, and a score each of every class."""
    boxes, scores = node.input(0), node.input(1)
    if boxes is None or scores is None or node.input(2) is None:
        raise node.refuse("detection postprocessing takes 3 inputs", source=SOURCE)
    ranks = len(boxes.dims), len(scores.dims)
    node.ensure(ranks == (3, 3), f"boxes and scores of ranks {ranks}, 3 wanted", source=SOURCE)
    node.temporary("float32", (boxes.dims[1], BOX_COORDINATES), index=0)
    node.temporary("float32", scores.dims[1:], index=1)


KERNELS = (Kernel("TFLite_Detection_PostProcess", prepare, init_tensors=2),)
