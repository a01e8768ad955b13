"""Mutated project files and sources through `tflint init`: no traceback, nothing slow, and what it writes is a valid manifest.

    python fuzz/fuzz_init.py [--runs 20000] [--seed 1] [--slowest 1.0]

Each run writes one small firmware project with one to three of its files mutated, surveys it in this process and renders the
manifest. A run fails by any exception, by a manifest that does not load, or by more than a second of the processor.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path

from tflint.files.found import Source
from tflint.manifest import tflint_toml
from tflint.scaffold import manifest_toml
from tflint.scaffold.survey import survey
from tflint.testing import ModelBuilder

MARKS = (
    b"{",
    b"}",
    b"(",
    b")",
    b'"',
    b"'",
    b"\\",
    b"\n",
    b"\0",
    b"/*",
    b"*/",
    b"//",
    b"#if ",
    b"#endif\n",
    b"${",
    b"$(",
    b"[",
    b"]",
)
WORDS = (
    *(
        b"-D",
        b"=",
        b"TENSOR_ARENA_BYTES",
        b"tflite::",
        b"GetModel(",
        b"MicroMutableOpResolver<",
        b"AddConv2D();",
        b"constexpr int ",
    ),
    *(b"esp32s3", b"cortex-m7", b"extends = ", b"env:", b"${env.build_flags}", b"- ", b"  ", b"\xff\xfe", b"9" * 400, b"1 << 99"),
)


def model() -> bytes:
    """Return a small model."""
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("RELU", [x], [y])
    b.output(y)
    return b.build()


def c_array(data: bytes) -> bytes:
    """Return a model as a C array."""
    return b"alignas(16) const unsigned char g_model[] = {" + ",".join(f"0x{byte:02x}" for byte in data).encode() + b"};\n"


MAIN = b"""#include "main.h"
#ifndef TENSOR_ARENA_BYTES
#define TENSOR_ARENA_BYTES (64 * 1024)
#endif
#if CONFIG_NN_OPTIMIZED
constexpr int kScratch = 40 * 1024;
#else
constexpr int kScratch = 0;
#endif
EXT_RAM_BSS_ATTR alignas(16) static uint8_t tensor_arena[TENSOR_ARENA_BYTES + kScratch];
void setup() {
  const tflite::Model* model = tflite::GetModel(g_model);
  resolver.AddConv2D();
  resolver.AddBuiltin(tflite::BuiltinOperator_RELU, tflite::Register_RELU());
  static tflite::MicroInterpreter interpreter(model, resolver, tensor_arena, TENSOR_ARENA_BYTES + kScratch);
}
"""


def seeds() -> dict[str, bytes]:
    """Return a project that has a file of each kind that is read."""
    data = model()
    wake_word = {"type": "micro", "wake_word": "Hey", "model": "hey.tflite", "version": 2, "micro": {"tensor_arena_size": 30000}}
    return {
        "model.tflite": data,
        "hey.tflite": data,
        "hey.json": json.dumps(wake_word, indent=1).encode(),
        "src/main.cc": MAIN,
        "src/main.h": b"extern const unsigned char g_model[];\nstatic tflite::MicroMutableOpResolver<2> resolver;\n",
        "src/model.cc": c_array(data),
        "platformio.ini": b"[env]\nbuild_flags = -O2\n[env:a]\nboard = esp32cam\nbuild_flags = ${env.build_flags}\n  -DTENSOR_ARENA_BYTES=1024\nlib_deps =\n  https://github.com/espressif/esp-tflite-micro#v1.3.4\n",
        "CMakeLists.txt": b'set(A ON)\nif(${A})\n  add_definitions(-DCMSIS_NN)\nelseif(B STREQUAL "x")\nelse()\nendif()\nset(F "-mcpu=cortex-m7 ${F}")\n',
        "Makefile": b"MCU = cortex-m4\nCFLAGS += -mcpu=$(MCU) -DCMSIS_NN \\\n  -DX=1\nifeq ($(A),b)\nendif\n",
        "sdkconfig": b'CONFIG_IDF_TARGET="esp32"\nCONFIG_NN_OPTIMIZED=y\n# CONFIG_X is not set\n',
        "dependencies.lock": b"dependencies:\n  espressif/esp-nn:\n    version: 1.1.0\ntarget: esp32\n",
        "main/idf_component.yml": b'dependencies:\n  espressif/esp-tflite-micro:\n    version: "*"\n    override_path: "../"\n',
        "Kconfig": b"config A\n  int\n  default 4\nconfig B\n  default 3 if A\n",
        "prj.conf": b"CONFIG_TENSORFLOW_LITE_MICRO=y\nCONFIG_TENSORFLOW_LITE_MICRO_CMSIS_NN_KERNELS=y\n",
        "boards/nrf52840dk_nrf52840.overlay": b"/ { };\n",
        "west.yml": b"manifest:\n  projects:\n    - name: tflite-micro\n      revision: 8d404de7\n    - name: zephyr\n      revision: v4.1.0\n",
        "sketch.yaml": b"default_profile: a\nprofiles:\n  a:\n    fqbn: arduino:mbed_nano:nano33ble\n    libraries:\n      - Harvard_TinyMLx (1.2.4)\n",
        "library.properties": b"name=Arduino_TensorFlowLite\nversion=2.4.0-ALPHA\ndepends=Harvard_TinyMLx\n",
        "a.ioc": b"Mcu.CPN=STM32U585AII6Q\n",
        ".cproject": b'<option superClass="target_mcu" value="STM32F429ZITx"/>\n<listOptionValue builtIn="false" value="CMSIS_NN"/>\n',
        "a.slcp": b"component:\n- id: tensorflow_lite_micro_optimized_kernels\nsdk:\n  id: gecko\n  version: 4.4.0\n",
        "a.emProject": b'<configuration\n  arm_core_type="Cortex-M4"\n  arm_target_device_name="nRF52840_xxAA"\n  c_preprocessor_definitions="A;B=1"\n/>\n',
        "MDK-ARM/a.uvprojx": b'<Device>STM32F767IGTx</Device>\n<Cpu>CPUTYPE("Cortex-M7")</Cpu>\n<Define>A, B=1</Define>\n',
        "README.md": b"# For the Arduino Nano 33 BLE Sense\n    west build -b nrf52840dk/nrf52840\n",
        ".gitmodules": b'[submodule "t"]\n\tpath = t\n\turl = https://github.com/tensorflow/tflite-micro\n',
        ".git/index": b"DIRC\0\0\0\2\0\0\0\1" + b"\0" * 24 + b"\0\0\xe0\0" + b"\0" * 12 + b"\1" * 20 + b"\0\1t\0" + b"\0" * 40,
        "lib/t/tensorflow/lite/micro/micro_interpreter.h": b"class MicroInterpreter {};\n",
        "lib/t/tensorflow/lite/c/common.h": b"#ifndef TF_LITE_STATIC_MEMORY\ntypedef struct TfLiteTensor {\n} TfLiteTensor;\n#endif\n",
        "lib/t/tensorflow/lite/micro/micro_mutable_op_resolver.h": b"  TfLiteStatus AddConv2D() {}\n",
    }


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return a text with a few changes: cut, doubled, flipped, filled with what parsers trip over."""
    made = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(made) + 1)
        match rng.randrange(8):
            case 0:
                del made[at : at + rng.randrange(1, 40)]
            case 1:
                made[at:at] = made[rng.randrange(len(made) + 1) :][: rng.randrange(1, 200)]
            case 2 if made:
                made[at % len(made)] = rng.randrange(256)
            case 3:
                made[at:at] = rng.choice(MARKS) * rng.choice((1, 1, 2, 50, 3000))
            case 4:
                made[at:at] = rng.choice(WORDS) * rng.choice((1, 1, 3, 40))
            case 5:
                del made[at:]
            case 6:
                made[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(30)))
            case _:
                made += made[: rng.choice((10, 1000))] * rng.choice((1, 200))
    return bytes(made[: 1 << 20])


def project(rng: random.Random) -> dict[str, bytes]:
    """Return a project of some of the seeds, up to three of them mutated."""
    files = seeds()
    kept = {name: data for name, data in files.items() if name.startswith("src/") or rng.random() < 0.6}
    for name in rng.sample(sorted(kept), k=min(len(kept), rng.randint(1, 3))):
        kept[name] = mutated(kept[name], rng)
    return kept


def once(top: Path, files: dict[str, bytes]) -> float:
    """Survey a project and load what is written of it; return the processor's seconds."""
    for name, data in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    models = [Source(str(top / name), name, name) for name in sorted(files) if name.endswith(".tflite")]
    names = tuple(sorted(name for name in files if not name.startswith(".git/")))
    start = time.process_time()
    text = manifest_toml.render(survey(str(top), models, names))
    took = time.process_time() - start
    tflint_toml.loads(text, str(top / "tflint.toml"))
    return took


def main() -> int:
    """Run; return 1 where a project failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slowest", type=float, default=1.0, help="seconds of the processor that one project may take")
    parser.add_argument("--keep", type=Path, help="a folder for the projects that failed")
    options = parser.parse_args()
    failed, worst = 0, 0.0
    for number in range(options.seed, options.seed + options.runs):
        files = project(random.Random(number))
        with tempfile.TemporaryDirectory() as folder:
            why = ""
            try:
                took = once(Path(folder), files)
                worst = max(worst, took)
                why = f"{took:.2f} s" if took > options.slowest else ""
            except Exception as error:  # noqa: BLE001  whatever it is, it is a failure to report
                why = f"{type(error).__name__}: {error}"
        if why:
            failed += 1
            print(f"seed {number}: {why}", flush=True)
    print(f"{options.runs} projects, {failed} failed, the slowest took {worst:.2f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
