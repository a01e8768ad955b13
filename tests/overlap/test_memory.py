from tflint.overlap.memory import Memory, Origin, Span, difference

A, B = Origin(0, 1), Origin(1, 2)


def whole(size: int, origin: Origin, first: int = 0) -> list[Span]:
    return [Span(0, size, origin, first)]


def test_what_was_never_written_is_not_there() -> None:
    assert Memory().read(0, 8) == ()


def test_bytes_are_read_as_they_were_written() -> None:
    memory = Memory()
    memory.write(16, whole(8, A))
    assert memory.read(16, 24) == (Span(0, 8, A, 0),)
    assert memory.read(18, 20) == (Span(0, 2, A, 2),)


def test_a_later_write_leaves_the_rest_of_an_earlier_one() -> None:
    memory = Memory()
    memory.write(0, whole(8, A))
    memory.write(2, whole(3, B))
    assert memory.read(0, 8) == (Span(0, 2, A, 0), Span(2, 5, B, 0), Span(5, 8, A, 5))


def test_what_belongs_together_is_one_span() -> None:
    memory = Memory()
    memory.write(4, whole(4, A, 4))
    memory.write(0, whole(4, A))
    assert memory.read(0, 8) == (Span(0, 8, A, 0),)


def test_no_difference_where_all_bytes_are_the_wanted_ones() -> None:
    assert difference(whole(8, A), [Span(0, 3, A, 0), Span(3, 8, A, 3)]) is None


def test_the_first_bytes_that_differ_are_named_with_who_wrote_them() -> None:
    assert difference(whole(8, A), [Span(0, 3, A, 0), Span(3, 5, B, 0), Span(5, 8, A, 5)]) == (3, 5, B)


def test_bytes_that_are_missing_differ() -> None:
    assert difference(whole(8, A), [Span(4, 8, A, 4)]) == (0, 4, None)


def test_another_byte_of_the_same_tensor_differs() -> None:
    assert difference(whole(8, A), whole(8, A, 1)) == (0, 8, A)
