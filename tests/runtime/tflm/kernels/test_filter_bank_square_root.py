from one_op import T, asked, told

OP = "SignalFilterBankSquareRoot"
SUMS, BITS, ROOTS = T((8,), "uint64"), T((), "int32"), T((8,), "uint32")


def test_sums_have_roots() -> None:
    assert told(OP, [SUMS, BITS], [ROOTS]) == ()


def test_narrow_sums_are_refused() -> None:
    (verdict,) = told(OP, [ROOTS, BITS], [ROOTS])
    assert verdict.message == "input->type != kTfLiteUInt64 (UINT32 != UINT64)"


def test_all_operands_are_borrowed() -> None:
    assert asked(OP, [SUMS, BITS], [ROOTS]) == ["|", "in0", "in1", "out0"]
