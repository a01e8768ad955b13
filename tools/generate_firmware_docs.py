"""Make docs/firmware.md: what is read of sources, and what resolver and init print for the examples.

python tools/generate_firmware_docs.py [--check]
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from pathlib import Path

from tflint.cli import main as tflint

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "firmware.md"
TEXT = """<!-- made by tools/generate_firmware_docs.py; do not edit -->

# Firmware

A model runs with the ops that the firmware registers, in the arena that it gives, from the bytes that it embeds. tflint reads these from the
sources, with tree-sitter and without a compiler, so a half-written file or one full of macros is read as far as it goes.

| read | as |
| --- | --- |
| op resolvers | `MicroMutableOpResolver<N>`, its aliases, typedefs and derived classes; static, member, `new`, in a smart pointer; `AllOpsResolver` |
| registrations | `AddConv2D()` with or without a kernel variant, `AddBuiltin(BuiltinOperator_…)`, `AddCustom("name", …)`; in functions that take the resolver by reference, too |
| wrappers | `modelInit()` of ArduTFLite and MicroTFLite, the objects of EloquentTinyML (`TfLite`, `TensorFlow`, `MutableTensorFlow`, `Sequential` with its `TF_OP_…` macros) and of Adafruit_TFLite: the resolver and the arena that they make |
| arenas | what a `MicroInterpreter` is given; else the arrays called arena, with their alignment |
| sizes | `constexpr`, `const`, `#define`, enums and sums and products of them, also from headers; `-D` of platformio.ini, CMake and Make, Kconfig symbols |
| memories | `EXT_RAM_BSS_ATTR`, `section(".sdram…")`, `DTCM`, `EXTMEM`, `MALLOC_CAP_SPIRAM`, `ps_malloc` … |
| models | arrays as `xxd -i` and TFLM's generator write them |

What an `#if` decides counts as possible, not as certain, unless the build's macros settle it: an op in one branch is not missing, and a size with
two values is not compared. A `#ifndef` default is possible too: a build may set another. What
cannot be settled at all (a macro that adds ops, an index into a table) is said in a note. Sources are read up to 512 KiB, their arrays not counted.

The rules: [unregistered-operator](rules/unregistered-operator.md), [resolver-too-small](rules/resolver-too-small.md),
[unused-registration](rules/unused-registration.md), [arena-constant-mismatch](rules/arena-constant-mismatch.md),
[arena-misaligned](rules/arena-misaligned.md), [stale-model-array](rules/stale-model-array.md) and
[misaligned-model-array](rules/misaligned-model-array.md). How the manifest names sources is in [its page](manifest.md).

## tflint resolver

Prints the resolver that these models need, all of them together, and the arena of the largest. It compiles as it stands.

```console
$ tflint resolver models/kws.tflite models/gesture.tflite --board doorbell
```

```cpp
{resolver}```

## tflint init

Writes `tflint.toml` from the models, sources, build files and ESPHome manifests of a tree: a board for each interpreter with its arena and
source, an entry for each model with its shapes and types, its labels and its array. A model that exists only as a C array is an entry too.

| of | it takes |
| --- | --- |
| `platformio.ini` | the environments that are built: `board`, `build_flags`, `lib_deps`, with `extends` and `${…}`; the chip of a board that `boards/*.json` defines |
| `CMakeLists.txt`, `*.cmake`, `Makefile`, `*.mk` | `-mcpu=`, `-D`, chips, kernel libraries; variables and plain conditions are followed; a program that a list of sources leaves out gets no board |
| `sdkconfig*`, `idf_component.yml`, `dependencies.lock`, `Kconfig` | ESP-IDF's target, esp-nn and esp-tflite-micro with their versions, symbols |
| `prj.conf`, overlays, `west.yml` | Zephyr's kernels, board, and the module's revision |
| `sketch.yaml`, `library.properties`, `.ioc`, `.cproject`, linker scripts, `.slcp` | boards, chips, libraries |
| `.gitmodules` and git's index | the commit of TFLM that a submodule is at |
| a copy of TFLM in the tree | the state of its main, by the content of some thirty files; the kernels that it holds; where its allocator or kernels are not main's, figures are bounds |
| an export of Edge Impulse's Studio | the SDK's state, by its files; CMSIS-NN or ESP-NN as `ei_classifier_config.h` takes them; arena, model and ops from `tflite-model/` |
| READMEs, scripts, workflows | `west build -b`, `--fqbn`, `mbed compile -m`; boards that a README names, where they agree on one core |

With the EON Compiler (`EI_CLASSIFIER_COMPILED` in `model_metadata.h`) an Edge Impulse model is C++ code: it has neither an interpreter nor a
`.tflite` file to check, and `init` says so. Export it without EON, as TensorFlow Lite, to have its model checked.

Each line that it writes names the file and line that states it. What is not stated, or only likely, is a comment: a model of other bytes
under an array's name, a `#ifndef` default, a board by its looks. Versions in the `dependencies.lock` next to the manifest stay there: each
run reads them anew. A model goes on a board where a source hands its array to the runtime.
What tflint has to say of a float input does not become a contract. The examples without their manifest:

```console
$ tflint init --stdout
```

```toml
{init}…
```

## A model inside a source

```console
$ tflint -v firmware/kws_model.cc
{array}```
"""


def main() -> int:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing; exit 1 where the page is stale")
    check = parser.parse_args().check
    text = page()
    if PAGE.exists() and PAGE.read_text("utf-8") == text:
        return 0
    if check:
        print(f"{PAGE} is stale: run python tools/generate_firmware_docs.py")
        return 1
    PAGE.write_text(text, "utf-8", newline="\n")
    return 0


def page() -> str:
    """Return the page with what the commands print now."""
    init = "\n\n".join(printed("init", "--stdout").split("\n\n")[:3])
    return (
        TEXT.replace("{resolver}", printed("resolver", "models/kws.tflite", "models/gesture.tflite", "--board", "doorbell"))
        .replace("{init}", init + "\n")
        .replace(
            "{array}", printed("--no-cache", "-v", "--color", "never", "--select", "memory,firmware", "firmware/kws_model.cc")
        )
    )


def printed(*words: str) -> str:
    """Return what a command prints in the examples' folder."""
    os.environ.pop("GITHUB_ACTIONS", None)
    out = io.StringIO()
    with contextlib.chdir(ROOT / "examples"), contextlib.redirect_stdout(out):
        tflint(list(words))
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
