from custom_options import options
from one_op import T, asked, told

from tflint.runtime.verdict import Effect

CHANNELS, TABLE = T((8,), "uint32"), T((124,), "int16")
SHIFT = options(snr_shift=6)


def test_a_gain_is_applied() -> None:
    assert told("SignalPCAN", [CHANNELS, CHANNELS, TABLE], [CHANNELS], **SHIFT) == ()


def test_two_inputs_are_refused() -> None:
    assert told("SignalPCAN", [CHANNELS] * 2, [CHANNELS], **SHIFT)[0].message == "NumInputs(node) != 3 (2 != 3)"


def test_an_output_one_too_large_reads_on() -> None:
    found = told("SignalPCAN", [CHANNELS, CHANNELS, TABLE], [T((9,), "uint32")], **SHIFT)
    assert {v.effect for v in found} == {Effect.WRONG}


def test_a_shift_is_kept() -> None:
    assert asked("SignalPCAN", [CHANNELS, CHANNELS, TABLE], [CHANNELS], **SHIFT)[:2] == ["P 4", "|"]
