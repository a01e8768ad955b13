"""How many multiplications an operator does, where these decide how long it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.number_formats import QUANTIZED, computes_in
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tflint.model.view import Model, Operator, Tensor

    Tensors = tuple[Tensor | None, ...]

LSTM = "UNIDIRECTIONAL_SEQUENCE_LSTM"  # its first matrix may be left out
SIZES = {"float32": 4, "int8": 1, "uint8": 1, "int16": 2, "int32": 4, "int64": 8, "bool": 1}


class Workload(Record):
    """What some operators do for one inference.

    `macs` counts multiplications by weights; `results` is the size of the tensors that the operators write, `weights` of the constants that
    they read, each constant once; in bytes.
    """

    operators: int
    macs: int
    results: int
    weights: int

    def __str__(self) -> str:
        """Return the figures as messages write them, without the count of operators."""
        return f"{self.macs:,} MACs, {self.results:,} B of results, {self.weights:,} B of weights"


def workload(model: Model, operators: Iterable[Operator]) -> Workload:
    """Return what these operators do for one inference."""
    chosen = tuple(operators)
    outputs = [it for operator in chosen for it in model.outputs(operator) if it is not None]
    constants = {it.buffer for operator in chosen for it in model.inputs(operator) if it is not None}
    return Workload(
        operators=len(chosen),
        macs=sum(macs(model, it) for it in chosen),
        results=sum(SIZES.get(it.dtype, 0) * it.elements for it in outputs),
        weights=sum(model.buffers[it].size for it in constants),
    )


def float_and_integers(model: Model) -> tuple[Workload, Workload]:
    """Return what the operators that compute in float32 do, and what those that compute in integers do."""
    formats = [(computes_in(model, it), it) for it in model.operators()]
    floats = (it for dtype, it in formats if dtype == "float32")
    return workload(model, floats), workload(model, (it for dtype, it in formats if dtype in QUANTIZED))


def macs(model: Model, operator: Operator) -> int:
    """Return the multiply-accumulate operations of one inference; 0 for an op that multiplies by no weights."""
    tensors, result = (*model.inputs(operator), None, None, None), next(iter(model.outputs(operator)), None)
    count, weights = _COUNTS.get(operator.name), tensors[2 if operator.name == LSTM else 1]
    if count is None or result is None or weights is None or not weights.shape:
        return 0
    return count(tensors, weights, result, operator)


def _dense(_inputs: Tensors, weights: Tensor, result: Tensor, _operator: Operator) -> int:
    return result.elements * weights.elements // max(weights.shape[0], 1)


def _depthwise(_inputs: Tensors, weights: Tensor, result: Tensor, _operator: Operator) -> int:
    return result.elements * weights.elements // max(weights.shape[-1], 1)


def _transposed(inputs: Tensors, weights: Tensor, _result: Tensor, _operator: Operator) -> int:
    given = inputs[2]
    return 0 if given is None else given.elements * weights.elements // max(weights.shape[-1], 1)


def _batched(inputs: Tensors, _weights: Tensor, result: Tensor, operator: Operator) -> int:
    given = inputs[0]
    if given is None or len(given.shape) < 2:  # noqa: PLR2004  a matrix
        return 0
    depth: int = given.shape[-2 if (operator.options or {}).get("adj_x") else -1]
    return result.elements * depth


def _steps(inputs: Tensors, weights: Tensor, _result: Tensor, operator: Operator) -> int:
    """Return the count of a recurrent op: every step of every sample multiplies by each matrix once."""
    given, matrices = inputs[0], (inputs[at] for at in _MATRICES[operator.name] if at < len(inputs))
    steps = 0 if given is None else given.elements // max(weights.shape[-1], 1)
    per_step: int = sum(it.elements for it in matrices if it is not None)
    return steps * per_step


# which inputs are matrices (tensorflow/lite/kernels/{svdf,unidirectional_sequence_rnn,unidirectional_sequence_lstm}.cc)
_MATRICES = {"SVDF": (1, 2), "UNIDIRECTIONAL_SEQUENCE_RNN": (1, 2), LSTM: (*range(1, 9), 16)}
_COUNTS: dict[str, Callable[[Tensors, Tensor, Tensor, Operator], int]] = {
    **dict.fromkeys(("CONV_2D", "FULLY_CONNECTED"), _dense),
    **dict.fromkeys(("DEPTHWISE_CONV_2D", "CONV_3D"), _depthwise),
    "TRANSPOSE_CONV": _transposed,
    "BATCH_MATMUL": _batched,
    **dict.fromkeys(_MATRICES, _steps),
}
