from one_op import T, i8, told


def test_the_number_of_inputs_is_asked_first() -> None:
    assert told("EXP", [T()], [T()]) == ()
    assert told("EXP", [], [i8()])[0].message == "NumInputs(node) != 1 (0 != 1)"
