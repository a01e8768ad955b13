"""What a format needs to know besides the report: where it is printed and how much is wanted."""

from typing import NamedTuple


class Options(NamedTuple):
    """How to print. `terminal` says that people look at it (tables, bars, wrapped lines); `color` and `hyperlinks` how richly.

    `notes` says that people are shown notes, not only how many there are; machine formats always have them. `width` is the terminal's columns; `root` the folder that paths in machine formats start from; `version` tflint's own;
    `pages` the address under which rule pages are published, with its last slash, empty where they are not.
    """

    terminal: bool = False
    color: bool = False
    hyperlinks: bool = False
    width: int = 80
    verbose: bool = False
    quiet: bool = False
    statistics: bool = False
    notes: bool = False
    root: str = "."
    version: str = ""
    pages: str = ""
