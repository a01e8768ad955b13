"""Names the keywords of a model's tensors and operators, so that a test can keep those of several in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Fields = Mapping[str, object]
    Numbers = int | float | Sequence[int] | Sequence[float]


class FurtherFields(TypedDict, total=False):
    """What a tensor can be given by keyword after its type; see `ModelBuilder.tensor`."""

    scale: Numbers | None
    zero_point: Numbers | None
    quantized_dimension: int
    quantization: Fields | None
    is_variable: bool | None
    shape_signature: Sequence[int] | None
    sparsity: Fields | None
    has_rank: bool | None
    variant_tensors: Sequence[Fields] | None
    external_buffer: int | None


class TensorFields(FurtherFields, total=False):
    """What a tensor can be given by keyword, as in `INT8 = TensorFields(dtype="int8", scale=0.5)`."""

    dtype: str | int


class OperatorFields(TypedDict, total=False):
    """What an operator can be given by keyword; see `ModelBuilder.operator`."""

    version: int
    intermediates: Sequence[int] | None
    custom_options: bytes | None
    options_type: str | None
    deprecated_only: bool
    custom_code: str | None
    mutating_variable_inputs: Sequence[bool] | None
    large_custom_options_offset: int | None
    large_custom_options_size: int | None
    opcode_index: int | None
