"""Kernels whose Prepare only sizes the output: when it must wait for Invoke, and when it computes the value at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import ARENA, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

DYNAMIC_UNLESS_KNOWN = {
    "ARG_MAX": (1,),
    "ARG_MIN": (1,),
    "BATCH_TO_SPACE_ND": (1, 2),
    "BROADCAST_TO": (1,),
    "EXPAND_DIMS": (1,),
    "FILL": (0,),
    "MIRROR_PAD": (1,),
    "MULTINOMIAL": (0, 1),
    "NON_MAX_SUPPRESSION_V4": (2,),
    "NON_MAX_SUPPRESSION_V5": (2,),
    "ONE_HOT": (1,),
    "PAD": (1,),
    "PADV2": (1,),
    "RANDOM_STANDARD_NORMAL": (0,),
    "RANDOM_UNIFORM": (0,),
    "RANGE": (0, 1, 2),
    "RESIZE_BILINEAR": (1,),
    "RESIZE_NEAREST_NEIGHBOR": (1,),
    "SCATTER_ND": (2,),
    "SEGMENT_SUM": (0, 1),
    "SLICE": (1, 2),
    "SPACE_TO_BATCH_ND": (1, 2),
    "SPARSE_TO_DENSE": (1,),
    "SPLIT": (0,),
    "SPLIT_V": (1, 2),
    "STRIDED_SLICE": (1, 2, 3),
    "TILE": (1,),
    "TOPK_V2": (1,),
    "TRANSPOSE": (1,),
    "UNSORTED_SEGMENT_MAX": (1, 2),
    "UNSORTED_SEGMENT_MIN": (1, 2),
    "UNSORTED_SEGMENT_PROD": (1, 2),
    "UNSORTED_SEGMENT_SUM": (1, 2),
    "WHERE": (0,),
}
"""The inputs whose value gives the output its shape: not known at Prepare, the kernel calls SetTensorToDynamic."""

FOLDED = frozenset({"BROADCAST_ARGS", "CONCATENATION", "GATHER", "MUL", "RANGE", "STRIDED_SLICE", "TILE"})
"""Computed at Prepare where every input is known (SetTensorToPersistentRo)."""

ALWAYS_FOLDED = frozenset({"SHAPE", "RANK"})
"""Computed at Prepare in any case: an input's shape is known then."""

SHARING = {
    "MUL": (0, 1),
    "DIV": (0, 1),
    "SOFTMAX": (0,),
    "DYNAMIC_UPDATE_SLICE": (0,),
}
"""Ops that may write over an input (inplace_operator in their registrations)."""

KEEPING = frozenset({"EXPAND_DIMS", "BITCAST"})
"""Ops that only give their input another shape, and share its bytes unchanged (kTfLiteInplaceOpDataUnmodified)."""


def prepare(node: Node) -> None:
    """Set the output's allocation type from what is known of the inputs."""
    op = node.operator.name
    outputs = [node.output(i) for i in range(len(node.state.outputs))]
    inputs = [node.input(i) for i in range(len(node.state.inputs))]
    known = [tensor is None or tensor.is_known for tensor in inputs]
    if op in ALWAYS_FOLDED or (op in FOLDED and inputs and all(known)):
        for output in outputs:
            if output is not None:
                output.allocation = AllocationType.PERSISTENT_RO
    elif op == "UNIQUE":
        node.make_dynamic(outputs[0])
    elif any(position < len(known) and not known[position] for position in DYNAMIC_UNLESS_KNOWN.get(op, ())) or (
        op == "SLICE" and _has_unspecified_dimension(node)
    ):
        node.make_dynamic(*outputs)


def _has_unspecified_dimension(node: Node) -> bool:
    tensor = node.file_tensor(0)
    return tensor is not None and -1 in (tensor.shape_signature or ())


def prepare_like_input(node: Node) -> None:
    """Give an output without a recorded shape the first input's."""
    x, y = node.input(0), node.output()
    recorded = node.model.outputs(node.operator)
    if (
        x is not None
        and y is not None
        and recorded
        and recorded[0] is not None
        and not recorded[0].shape
        and y.allocation is ARENA
    ):
        node.resize(y, x.dims)


LIKE_INPUT = (
    "LOGISTIC",
    "RELU",
    "RELU6",
    "RELU_N1_TO_1",
    "SOFTMAX",
    "TANH",
    "HARD_SWISH",
    "LEAKY_RELU",
    "ABS",
    "NEG",
    "QUANTIZE",
)

KERNELS = (
    *(
        Kernel(op, prepare, shares=SHARING.get(op, (0,) if op in KEEPING else ()), unmodified=op in KEEPING)
        for op in sorted({*DYNAMIC_UNLESS_KNOWN, *FOLDED, *ALWAYS_FOLDED, *KEEPING, "UNIQUE", "DIV", "DYNAMIC_UPDATE_SLICE"})
    ),
    *(Kernel(op, prepare_like_input, shares=SHARING.get(op, ())) for op in LIKE_INPUT),
)
