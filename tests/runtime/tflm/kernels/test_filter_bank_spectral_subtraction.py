from custom_options import options
from one_op import T, asked, told

from tflint.runtime.tflm.kernels.filter_bank_spectral_subtraction import OPTIONS
from tflint.runtime.verdict import Effect

CHANNELS = T((8,), "uint32")
OP = "SignalFilterBankSpectralSubtraction"
SOUND = dict.fromkeys(OPTIONS, 1) | {"num_channels": 8}


def test_noise_is_subtracted() -> None:
    assert told(OP, [CHANNELS], [CHANNELS] * 2, **options(**SOUND)) == ()


def test_one_output_is_refused() -> None:
    assert told(OP, [CHANNELS], [CHANNELS], **options(**SOUND))[0].message == "NumOutputs(node) != 2 (1 != 2)"


def test_one_channel_too_many_is_overrun_and_a_negative_number_crashes() -> None:
    assert {v.effect for v in told(OP, [CHANNELS], [CHANNELS] * 2, **options(**SOUND | {"num_channels": 9}))} == {Effect.WRONG}
    assert told(OP, [CHANNELS], [CHANNELS] * 2, **options(**SOUND | {"num_channels": -1}))[-1].effect is Effect.UNDEFINED


def test_an_estimate_a_channel_is_kept() -> None:
    log = asked(OP, [CHANNELS], [CHANNELS] * 2, **options(**SOUND))
    assert log == ["P 44", "P 32", "|", "in0", "out0", "out1"]
