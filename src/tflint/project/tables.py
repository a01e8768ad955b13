"""The generated tables of this room, as text."""

import os


def table_text(name: str) -> str:
    """Return the text of a table next to this module."""
    path = os.path.join(os.path.dirname(__file__), name)
    with open(path, encoding="utf-8") as file:
        return file.read()
