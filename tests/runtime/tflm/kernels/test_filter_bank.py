from custom_options import options
from one_op import T, asked, told

from tflint.runtime.verdict import Effect

OPERANDS = [T((32,), "uint32"), *[T((20,), "int16")] * 2, *[T((5,), "int16")] * 3]
SUMS = [T((4,), "uint64")]


def test_channels_are_summed() -> None:
    assert told("SignalFilterBank", OPERANDS, SUMS, **options(num_channels=4)) == ()


def test_five_inputs_and_a_float_weight_are_refused() -> None:
    assert told("SignalFilterBank", OPERANDS[:5], SUMS, **options(num_channels=4))[0].message == "NumInputs(node) != 6 (5 != 6)"
    floats = [*OPERANDS[:1], T((20,)), *OPERANDS[2:]]
    assert told("SignalFilterBank", floats, SUMS, **options(num_channels=4))[0].effect is Effect.REFUSED


def test_one_channel_too_many_reads_on_and_a_hundred_thousand_crash() -> None:
    assert {v.effect for v in told("SignalFilterBank", OPERANDS, SUMS, **options(num_channels=5))} == {Effect.WRONG}
    assert told("SignalFilterBank", OPERANDS, SUMS, **options(num_channels=100_000))[0].effect is Effect.UNDEFINED


def test_no_options_crash() -> None:
    assert told("SignalFilterBank", OPERANDS, SUMS)[0].effect is Effect.UNDEFINED


def test_a_sum_a_channel_and_one_to_spare() -> None:
    assert asked("SignalFilterBank", OPERANDS, SUMS, **options(num_channels=4))[:3] == ["P 36", "P 40", "|"]
