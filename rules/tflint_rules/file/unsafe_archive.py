"""ZIP archive after the model that unpacks where it should not.

## Why
Metadata tools append a ZIP archive to a model, with label files for an app to unpack. Names in it such as `../../.bashrc` or `/etc/…` make a careless
unpacker write outside of its folder; doubled or encrypted names make different readers see different files.

## Example
A model whose archive holds a name that leads upwards:

    models/kws.tflite: warning: unsafe-archive: the archive after the model holds '../../.bashrc': a path that leads upwards

## Fix
Write the metadata anew from files that you trust: `tflite_support.metadata.MetadataPopulator`, `load_associated_files([…])`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tflint.api import File, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
END_RECORD, SMALLEST, FARTHEST = b"PK\x05\x06", 22, 65557
MOST_NAMES, LARGEST_DIRECTORY = 4096, 1 << 20
ENCRYPTED = 0x1


@rule.on(File)
def check(file: File) -> Iterator[Finding]:
    """Report every name in the archive's directory that is not a plain one; nothing is unpacked."""
    entries = _directory(file)
    if not entries:
        return
    doubled = Counter(it.filename for it in entries)
    for it in entries:
        why = _why(it, doubled)
        if why is not None:
            doubled[it.filename] = 1
            yield rule.finding(
                None,
                f"the archive after the model holds {it.filename[:80]!r}: {why}",
                name=it.filename[:200],
                entries=len(entries),
            )


def _directory(file: File) -> list[ZipInfo]:
    """Return the entries of the ZIP after the model, none where there is none or its directory is absurd."""
    if file.model is None or len(file.data) - file.model.end < SMALLEST:
        return []
    tail = bytes(file.data[-FARTHEST:])
    at = tail.rfind(END_RECORD)
    if at < 0 or int.from_bytes(tail[at + 12 : at + 16], "little") > LARGEST_DIRECTORY:
        return []
    import io
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(io.BytesIO(bytes(file.data[-FARTHEST - LARGEST_DIRECTORY :]))) as archive:
            return archive.infolist()[:MOST_NAMES]
    except (BadZipFile, ValueError, OverflowError, OSError, NotImplementedError):
        return []


def _why(it: ZipInfo, doubled: Counter[str]) -> str | None:
    parts = it.filename.replace("\\", "/").split("/")
    if ".." in parts:
        return "a path that leads upwards"
    if parts[0] == "" or parts[0].endswith(":"):
        return "an absolute path"
    if doubled[it.filename] > 1:
        return f"{doubled[it.filename]} times the same name"
    return "encrypted" if it.flag_bits & ENCRYPTED else None
