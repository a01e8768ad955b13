"""What a format needs to know besides the report: where it is printed and how much is wanted."""

from __future__ import annotations

from tflint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.check.rule import Rule

PAGES = "https://OWNER.github.io/tflint/rules/"  # tools/generate_urls.py writes it, from pyproject.toml
PACK = "tflint_rules"  # the pack whose pages are there


class Options(Record):
    """How to print. `terminal` says that people look at it (tables, bars, wrapped lines); `color` and `hyperlinks` how richly.

    `notes` says that people are shown notes, not only how many there are; machine formats always have them. `width` is the terminal's columns; `root` the folder that paths in machine formats start from; `version` tflint's own;
    `pages` the address under which rule pages are published, with its last slash, empty where they are not, and `pack` the pack whose
    pages these are, empty for every pack.
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
    pack: str = ""

    def page(self, name: str, rules: Mapping[str, Rule]) -> str:
        """Return the address of a rule's page; empty where there is none, as for the rules of another pack."""
        known = name in rules and rules[name].module.startswith(f"{self.pack}.")
        return f"{self.pages}{name}/" if self.pages and (known or not self.pack) else ""
