from one_op import T, asked, told


def test_a_constant_zero_gives_no_number_and_is_taken() -> None:
    assert told("FLOOR_MOD", [T(), T((1, 4), values=0.0)], [T()], {}) == ()
    assert asked("FLOOR_MOD", [T(), T()], [T()], {}) == ["|", "in0", "in1", "out0"]
