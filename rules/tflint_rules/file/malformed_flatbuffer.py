"""Model whose bytes are damaged: an offset, vector or string leads out of the file.

## Why
A model is a flatbuffer: tables that point at each other by byte offsets. A file that was cut short or changed has offsets that lead
nowhere, and a microcontroller follows them into whatever memory lies there.

## Example
A download that stopped half way:

    models/kws.tflite: error: malformed-flatbuffer: offset leads to 796, past the end of the file (416) (byte 52 of 416)

## Runtime
TFLM does not verify: it crashes, or reads on in foreign memory. LiteRT says `The model is not a valid Flatbuffer buffer`
(`tflite/converter/core/model_builder_base.h`, `VerifyAndBuildFromBuffer`).

## Fix
Fetch or convert the file again and compare its size and checksum with the original. Git must not change line ends in it: `*.tflite binary` in `.gitattributes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import File, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(File)
def check(file: File) -> Iterator[Finding]:
    """Report where the reader met bytes that cannot be."""
    malformed = file.malformed
    if malformed is not None and malformed.kind == rule.name:
        yield rule.finding(malformed, f"{malformed.why} (byte {malformed.at:,} of {len(file.data):,})", byte=malformed.at)
