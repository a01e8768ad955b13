"""The generated tables of this room, as text."""

import os


def table_text(name: str) -> str:
    """Return the text of a table next to this module."""
    path = os.path.join(os.path.dirname(__file__), name)  # noqa: PTH118, PTH120  on the way of a lint: pathlib takes its time to import
    with open(path, encoding="utf-8") as file:  # noqa: PTH123  as above
        return file.read()
