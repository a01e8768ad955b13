"""Says what a file is that is not a .tflite model: the sentence that saves a search."""

import re

from tflint.model.malformed import Malformed
from tflint.record import Record

IDENTIFIER = b"TFL3"
SMALLEST = 20  # bytes: root offset, identifier, an empty vtable, a table that points at it
LOOKED_AT = 1024  # bytes of the head that decide

SPACE = b"\xef\xbb\xbf \t\r\n"  # what may stand before a text's first word, a byte order mark among it
POINTER = b"version https://git-lfs.github.com/spec/"


class Signature(Record):
    """Bytes that a kind of file begins with, and its sentence."""

    start: bytes
    why: str


SIGNATURES = (
    Signature(b"PK\x03\x04", "this is a ZIP archive, not a .tflite model: unpack it first"),
    Signature(b"PK\x05\x06", "this is an empty ZIP archive, not a .tflite model"),
    Signature(b"\x1f\x8b", "this is gzip-compressed data, not a .tflite model: decompress it first"),
    Signature(b"BZh", "this is bzip2-compressed data, not a .tflite model: decompress it first"),
    Signature(b"\xfd7zXZ\x00", "this is xz-compressed data, not a .tflite model: decompress it first"),
    Signature(b"\x28\xb5\x2f\xfd", "this is zstd-compressed data, not a .tflite model: decompress it first"),
    Signature(b"7z\xbc\xaf\x27\x1c", "this is a 7-Zip archive, not a .tflite model: unpack it first"),
    Signature(b"\x7fELF", "this is an ELF binary, not a .tflite model"),
    Signature(b"\x89HDF\r\n", "this is an HDF5 file (a Keras model?), not a .tflite model: convert it first"),
    Signature(b"%PDF-", "this is a PDF document, not a .tflite model"),
    Signature(b"\x89PNG", "this is a PNG image, not a .tflite model"),
)
_STARTS = tuple(signature.start for signature in SIGNATURES)
MARKUP = (
    Signature(
        b"<!doctype html", "this is an HTML page, not a .tflite model: a download that got the web page instead of the file"
    ),
    Signature(b"<html", "this is an HTML page, not a .tflite model: a download that got the web page instead of the file"),
    Signature(b"<?xml", "this is an XML document, not a .tflite model: often an error page of a file store"),
    Signature(b"<error", "this is an XML document, not a .tflite model: often an error page of a file store"),
)
# compiled where it is used: that takes 2 ms
C_SOURCE = rb"(?m)^\s*(#\s*(include|ifn?def|pragma|define)\b|(alignas|extern|static|const|unsigned|constexpr)\b[^\n]*\bchar\b)"


def refuse(head: bytes, size: int) -> Malformed | None:
    """Return why a file that begins with `head` and is `size` bytes long is not a model, None where it may be one."""
    why = empty_or_pointer(head, size) or other_format(head) or by_identifier(head, size)
    return Malformed("not-a-model", 0, why) if why else None


def empty_or_pointer(head: bytes, size: int) -> str | None:
    """Return the sentence for a file without content of its own."""
    if not size:
        return "the file is empty"
    if head.startswith(POINTER):
        return lfs_pointer(head)
    if not head.strip(b"\x00"):
        return "the file begins with zeros only: an interrupted download or a sparse copy"
    return None


def lfs_pointer(head: bytes) -> str:
    """Return the sentence for a Git LFS pointer, with the object that it stands for."""
    object_id = re.search(rb"^oid (sha256:[0-9a-f]{1,64})", head, re.MULTILINE)
    size = re.search(rb"^size (\d{1,18})", head, re.MULTILINE)
    known = [f"oid {object_id[1].decode()}"] if object_id else []
    known += [f"size {int(size[1]):,} B"] if size else []
    return f"this is a Git LFS pointer, not the model ({', '.join(known) or 'without oid and size'}): run `git lfs pull`"


def other_format(head: bytes) -> str | None:
    """Return the sentence for a file of another known format."""
    if head.startswith(_STARTS):
        return next(signature.why for signature in SIGNATURES if head.startswith(signature.start))
    if head[4:8] == IDENTIFIER:
        return None
    text = head.lstrip(SPACE)
    lower = text[:64].lower()
    for signature in MARKUP:
        if lower.startswith(signature.start):
            return signature.why
    if re.match(rb'\{\s*("|\})|\[\s*[\[{"\]]', text):
        return "this is JSON text, not a .tflite model: often the error answer of a download"
    if b"\x00" not in text and re.search(C_SOURCE, text):
        return "this is C source, not a .tflite model: lint the model that the array was made from"
    return None


def by_identifier(head: bytes, size: int) -> str | None:
    """Return the sentence for bytes that are too few or do not carry the schema's identifier."""
    found = head[4:8]
    if size < SMALLEST:
        return f"the file has {size} B, too short for a model"
    if found == IDENTIFIER:
        return None
    if found[:3] == IDENTIFIER[:3]:
        return f"the file identifier is {shown(found)}, expected TFL3: another version of the schema"
    if is_text(head):
        return "this is text, not a .tflite model"
    return f"the file identifier is missing: bytes 4 to 8 are {shown(found)}, expected TFL3"


def shown(raw: bytes) -> str:
    """Return four bytes as people read them: letters where they are some, else hexadecimal."""
    return raw.decode("ascii") if raw.isalnum() else raw.hex(" ")


def is_text(head: bytes) -> bool:
    """Return whether these bytes are printable text throughout."""
    text = head.decode("utf-8", errors="ignore")
    return bool(text) and len(text) >= len(head) - 3 and all(c.isprintable() or c in "\t\r\n\ufeff" for c in text)
