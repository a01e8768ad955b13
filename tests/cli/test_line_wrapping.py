"""Lines for a terminal: broken between words, never where they are piped."""

from tflint.cli.line_wrapping import fitted, page, row

PAGE = [
    "# a-rule",
    "",
    "One sentence that is",
    "broken by its author.",
    "- a point of some words",
    "",
    "    code   that stays as it is",
    "",
    "End.",
]


def test_a_piped_page_stays_as_it_is() -> None:
    assert list(page(PAGE, None)) == [*PAGE, ""]


def test_a_line_that_fits_and_a_line_on_a_tiny_screen_stay() -> None:
    assert fitted("a b", 0, 80) == "a b"
    assert fitted("word " * 9, 30, 40) == "word " * 9


def test_a_table_row_hangs_below_its_last_column() -> None:
    assert fitted("  name  one two three four five six", 8, 30) == "  name  one two three four\n        five six"


def test_paragraphs_are_filled_and_code_and_headings_keep_their_lines() -> None:
    assert list(page(PAGE, 30)) == [
        "# a-rule",
        "",
        "One sentence that is broken by\nits author.",
        "- a point of some words",
        "",
        "    code   that stays as it is",
        "",
        "End.",
        "",
    ]


def test_a_row_hangs_below_what_is_said_of_the_name() -> None:
    assert row("  init      write one from the models", 34) == "  init      write one from the\n            models"
    assert row("A sentence that is longer than the screen.", 30) == "A sentence that is longer than\nthe screen."
