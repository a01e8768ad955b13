from one_op import T, asked, told

FRAME, BITS = T((8,), "int16"), T((), "int32")


def test_a_frame_is_scaled_without_any_option() -> None:
    assert told("SignalFftAutoScale", [FRAME], [FRAME, BITS]) == ()


def test_bits_that_are_no_scalar_are_refused() -> None:
    (verdict,) = told("SignalFftAutoScale", [FRAME], [FRAME, T((1,), "int32")])
    assert verdict.message == "NumDimensions(scale_bit) != 0 (1 != 0)"


def test_all_operands_are_borrowed() -> None:
    assert asked("SignalFftAutoScale", [FRAME], [FRAME, BITS]) == ["|", "in0", "out0", "out1"]
