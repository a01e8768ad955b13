from custom_options import options
from one_op import T, asked, told

CHANNELS, LOGS = T((8,), "uint32"), T((8,), "int16")
OPTIONS = options(input_correction_bits=3, output_scale=1600)


def test_channels_have_logarithms() -> None:
    assert told("SignalFilterBankLog", [CHANNELS], [LOGS], **OPTIONS) == ()


def test_signed_channels_are_refused() -> None:
    (verdict,) = told("SignalFilterBankLog", [T((8,), "int32")], [LOGS], **OPTIONS)
    assert verdict.message == "input->type != kTfLiteUInt32 (INT32 != UINT32)"


def test_two_options_are_kept() -> None:
    assert asked("SignalFilterBankLog", [CHANNELS], [LOGS], **OPTIONS) == ["P 8", "|", "in0", "out0"]
