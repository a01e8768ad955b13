"""Sources of small firmwares, for tests: a resolver, an arena, a model as an array."""

from __future__ import annotations

from typing import TYPE_CHECKING

from networks import board_toml, dense

if TYPE_CHECKING:
    from networks import Tree

SOURCE = """#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"

constexpr int kTensorArenaSize = {arena};
{align}uint8_t tensor_arena[kTensorArenaSize];

void setup() {{
  static tflite::MicroMutableOpResolver<{room}> resolver;
{adds}
  static tflite::MicroInterpreter interpreter(model, resolver, tensor_arena, kTensorArenaSize);
}}
"""


def main_cc(*adds: str, room: int | str = 4, arena: str = "64 * 1024", align: str = "alignas(16) ") -> str:
    """Return a main.cc whose resolver gets these calls."""
    lines = "\n".join(f"  resolver.{call};" for call in adds)
    return SOURCE.format(adds=lines, room=room, arena=arena, align=align)


def firmware(source: str, manifest: str = 'arena = "64 KiB"', model: bytes | None = None, **models: str) -> Tree:
    """Return a project: one model, its firmware's source, and a manifest that names both."""
    line = f'{manifest}\nresolver = {{ source = "firmware/main.cc" }}'
    return {
        "models/gesture.tflite": dense() if model is None else model,
        "firmware/main.cc": source,
        "tflint.toml": board_toml(line, **models),
    }


def c_array(data: bytes, head: str = "alignas(16) const unsigned char g_model[]") -> str:
    """Return a model as TFLM's generator writes it."""
    rows = ("  " + ", ".join(f"0x{byte:02x}" for byte in data[at : at + 12]) for at in range(0, len(data), 12))
    return f"{head} = {{\n" + ",\n".join(rows) + "\n};\n"
