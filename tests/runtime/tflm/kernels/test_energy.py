from custom_options import options
from one_op import T, asked, told

from tflint.runtime.verdict import Effect

SPECTRUM, ENERGY = T((16,), "int16"), T((8,), "uint32")
ALL = options(start_index=0, end_index=8)


def test_a_spectrum_has_an_energy() -> None:
    assert told("SignalEnergy", [SPECTRUM], [ENERGY], **ALL) == ()


def test_another_output_type_and_rank_are_refused() -> None:
    (verdict,) = told("SignalEnergy", [SPECTRUM], [T((8,), "int32")], **ALL)
    assert verdict.message == "output->type != kTfLiteUInt32 (INT32 != UINT32)"
    (verdict,) = told("SignalEnergy", [T((1, 16), "int16")], [ENERGY], **ALL)
    assert verdict.message == "NumDimensions(input) != 1 (2 != 1)"


def test_an_end_one_behind_is_overrun() -> None:
    assert {v.effect for v in told("SignalEnergy", [SPECTRUM], [ENERGY], **options(start_index=0, end_index=9))} == {Effect.WRONG}


def test_two_indices_are_kept() -> None:
    assert asked("SignalEnergy", [SPECTRUM], [ENERGY], **ALL) == ["P 8", "|", "in0", "out0"]
