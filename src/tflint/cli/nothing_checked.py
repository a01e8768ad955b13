"""What a run says that searched folders and checked no model, although there are some."""

from __future__ import annotations

import os
from itertools import islice

from tflint.files.unchecked import unchecked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tflint.cli.configuration import Configuration

TOLD = 10  # models that are named; the others are counted


def sentences(configuration: Configuration) -> tuple[str, ...]:
    """Return one sentence for each model that was seen and not checked, with the reason; none where there is none."""
    folders = [top for top in configuration.tops if os.path.isdir(top)]
    seen = [
        f"{it.name}: not checked: {it.why}" for folder in folders for it in islice(unchecked(folder, configuration.owners), 1000)
    ]
    if len(seen) <= TOLD:
        return tuple(seen)
    return (*seen[:TOLD], f"and {len(seen) - TOLD:,} more models that were not checked")
