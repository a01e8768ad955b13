import pytest
from one_op import HOST, M4, T, asked, told

from tflint.runtime.verdict import Effect

LUT, HUFFMAN, PRUNE, CUSTOM = 0, 1, 2, 127
DATA = T((16,), "int8", values=[0x11] * 16)


def ancillary(kind: int = LUT, *, version: int = 1, state: int = 1, parameters: int = 4, table: bytes = bytes(64)) -> T:
    header = bytes([kind, version, 0, 0, state, parameters, 16]) + bytes(9)
    return T((len(header + table),), "uint8", values=header + table)


def out(dtype: str = "int8", *, channels: int = 1, zero_point: int = 0, axis: int = 0) -> T:
    return T((channels, 4), dtype, (0.1,) * channels, zero_point, axis=axis)


@pytest.mark.parametrize("dtype", ["bool", "float32", "int8", "int16", "int32", "int64"])
@pytest.mark.parametrize("kind", [LUT, PRUNE])
def test_these_types_are_decoded(kind: int, dtype: str) -> None:
    assert told("TFLM_DECODE", [DATA, ancillary(kind)], [out(dtype)]) == ()


def test_a_huffman_table_of_symbols_is_decoded() -> None:
    assert told("TFLM_DECODE", [DATA, ancillary(HUFFMAN, parameters=0x40, table=b"\0\x80" * 32)], [out()]) == ()


@pytest.mark.parametrize(
    ("other", "output", "message"),
    [
        (ancillary(version=2), out(), "version 2 != 1"),
        (ancillary(state=2), out(), "unsupported version 2"),
        (ancillary(9), out(), "unsupported decode type 9"),
        (T((80,), "uint8"), out(), "IsConstantTensor(ancillary) was not true."),
        (ancillary(), T((2, 3, 4), "int8", (0.1,) * 3, axis=1), "unsupported quantization axis 1"),
        (ancillary(HUFFMAN, parameters=0x40), out("int16"), "output.type != kTfLiteInt8 (INT16 != INT8)"),
        (ancillary(PRUNE), out("int16", zero_point=1), "All zero-points must be zero"),
    ],
    ids=["version", "state version", "unknown kind", "computed", "middle axis", "narrow table", "int16 zero point"],
)
def test_these_are_refused(other: T, output: T, message: str) -> None:
    (verdict,) = told("TFLM_DECODE", [DATA, other], [output])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize(
    ("target", "text"), [(HOST, "unsupported decode type 127"), (M4, "Custom decode type not yet supported")]
)
def test_custom_decoding_has_other_words_in_the_wheel(target: str, text: str) -> None:
    assert told("TFLM_DECODE", [DATA, ancillary(CUSTOM)], [out()], None, target)[0].message == text


def test_three_inputs_are_refused() -> None:
    (verdict,) = told("TFLM_DECODE", [DATA, ancillary(), DATA], [out()])
    assert verdict.message == "num_inputs != num_outputs * 2 (3 != 2)"


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("TFLM_DECODE", [DATA, ancillary()], [out("uint8")])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "unsupported tensor type UINT8")


@pytest.mark.parametrize(("link", "effect"), [(b"\x40\0\0\0", Effect.WRONG), (b"\xff\xff\xff\x07", Effect.UNDEFINED)])
def test_a_huffman_link_out_of_its_table(link: bytes, effect: Effect) -> None:
    found = told("TFLM_DECODE", [DATA, ancillary(HUFFMAN, parameters=0x41, table=link * 16)], [out("int16")])
    assert [v.effect for v in found] == [effect]


def test_a_pointer_and_a_decoder_an_output() -> None:
    assert asked("TFLM_DECODE", [DATA, ancillary()], [out()]) == ["|", "P 4", "in0", "in1", "out0", "P 36"]
    assert asked("TFLM_DECODE", [DATA, ancillary(HUFFMAN)], [out()])[-1] == "P 28"
    assert asked("TFLM_DECODE", [DATA, ancillary(PRUNE)], [out()])[-1] == "P 40"


def test_pruned_channels_keep_their_zero_points() -> None:
    assert asked("TFLM_DECODE", [DATA, ancillary(PRUNE)], [out(channels=3, zero_point=2)])[-2:] == ["P 40", "P 3"]
    assert asked("TFLM_DECODE", [DATA, ancillary(PRUNE)], [out(channels=3)])[-1] == "P 40"
