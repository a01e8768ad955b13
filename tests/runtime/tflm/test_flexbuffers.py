import pytest
from flatbuffers import flexbuffers as official
from hypothesis import given, settings
from hypothesis import strategies as st

from tflint.runtime.tflm import flexbuffers


def written(value: object) -> bytes:
    return bytes(official.Dumps(value))


@pytest.mark.parametrize("value", [0, 5, -5, 300, -70000, 2**40, True, 0.5, -2.25])
def test_a_number_at_the_root(value: float) -> None:
    assert flexbuffers.root(written(value)).number() == value


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text("abcxyz_", min_size=1), st.integers(-(2**62), 2**62) | st.floats(-1e9, 1e9) | st.booleans(), min_size=1
    )
)
def test_maps_as_the_official_library_writes_them(values: dict[str, float]) -> None:
    found = flexbuffers.root(written(values)).map()
    assert [key.decode() for key in found.keys] == sorted(values)
    assert {key: found.find(key).number() for key in values} == {
        key: pytest.approx(float(value)) for key, value in values.items()
    }


def test_entries_are_read_raw_whatever_their_type_and_beyond_their_count() -> None:
    vector = flexbuffers.root(written({"a": 1.5, "b": 7})).vector()
    assert vector.length == 2
    assert vector.raw(0) == 0x3FF8000000000000 or vector.raw(0) == 0x3FC00000
    assert vector.raw(1) == 7
    assert vector.raw(2) is not None
    assert vector.raw(1000) is None


def test_what_is_absent_reads_as_nothing() -> None:
    found = flexbuffers.root(written({"a": 1})).map()
    assert found.find("b").is_null
    assert found.find("b").integer() == 0
    assert flexbuffers.root(written(5)).map().keys == ()
    assert flexbuffers.root(b"").vector().raw(0) is None


@settings(deadline=None)
@given(st.binary(max_size=64))
def test_any_bytes_are_answered(data: bytes) -> None:
    found = flexbuffers.root(data)
    assert isinstance(found.integer(), int)
    assert len(found.map().keys) <= len(data)
    assert found.vector().length <= len(data)
    assert found.map().find("T").number() is not None
