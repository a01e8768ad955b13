"""Hypothesis looks for bytes that the reader chokes on, and for models that it reads wrongly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tflite", reason="the accessors are the oracle here: pip install tflint[testing]")

from hostile.seeds import ours
from model.accessors import Accessors

from tflint.model.reader import Malformed, read
from tflint.testing import ModelBuilder
from tflint.testing.constants import TYPES

SEEDS = tuple(it.data for it in ours() if len(it.data) < 20_000)
EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)), max_size=6)
MANY = settings(derandomize=True, max_examples=400, deadline=None)


def total(data: bytes) -> None:
    """Read, and accept a model or Malformed, nothing else."""
    refused = None
    try:
        assert read(data).end <= len(data)
    except Malformed as malformed:
        refused = malformed
    if refused is not None:
        assert refused.kind in {"not-a-model", "malformed-flatbuffer", "dangling-index"}
        assert refused.why
        assert "\n" not in refused.why


@MANY
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    total(data)


@MANY
@given(st.binary(max_size=400))
def test_any_bytes_behind_the_identifier_are_read_or_refused(data: bytes) -> None:
    total(b"\x14\0\0\0TFL3" + data)


@MANY
@given(st.sampled_from(SEEDS), EDITS, st.floats(0, 1))
def test_a_model_overwritten_anywhere_is_read_or_refused(data: bytes, edits: list[tuple[float, bytes]], kept: float) -> None:
    changed = bytearray(data)
    for where, raw in edits:
        at = int(where * len(data))
        changed[at : at + len(raw)] = raw
    total(bytes(changed))
    total(bytes(changed[: int(kept * len(data))]))


INT32 = st.integers(-(1 << 31), (1 << 31) - 1)
FLOATS = st.lists(st.floats(width=32), max_size=4)
TENSORS = st.fixed_dictionaries(
    {
        "name": st.none() | st.text(max_size=8),
        "shape": st.none() | st.lists(INT32, max_size=5),
        "dtype": st.sampled_from(sorted(TYPES)) | st.integers(-128, 127),
    },
    optional={
        "quantization": st.fixed_dictionaries(
            {},
            optional={
                "scale": FLOATS,
                "min": FLOATS,
                "max": FLOATS,
                "zero_point": st.lists(st.integers(-(1 << 63), (1 << 63) - 1), max_size=4),
                "quantized_dimension": INT32,
            },
        ),
        "is_variable": st.booleans(),
        "has_rank": st.booleans(),
        "shape_signature": st.lists(INT32, max_size=5),
    },
)


@MANY
@given(st.lists(TENSORS, min_size=1, max_size=5), st.data())
def test_any_model_that_can_be_built_reads_as_the_accessors_read_it(
    tensors: list[dict[str, object]], data: st.DataObject
) -> None:
    b = ModelBuilder(data.draw(st.text(max_size=5)))
    for tensor in tensors:
        b.tensor(**tensor)  # type: ignore[arg-type]  # as the strategy says
    index = st.integers(0, len(tensors) - 1)
    for _ in range(data.draw(st.integers(0, 3))):
        op = data.draw(st.integers(-1, 220) | st.text(min_size=1, max_size=6))
        inputs, outputs = data.draw(st.none() | st.lists(index | st.just(-1), max_size=4)), data.draw(st.none() | st.lists(index))
        b.operator(op, inputs, outputs, version=data.draw(INT32), custom_options=data.draw(st.none() | st.binary(max_size=9)))
    b.output(*data.draw(st.lists(index, max_size=3)))
    raw = b.build()
    model, oracle = read(raw), Accessors(raw)
    assert repr(model.subgraphs) == repr(tuple(oracle.subgraphs()))
    assert repr(model.buffers) == repr(tuple(oracle.buffers()))
