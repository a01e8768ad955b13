"""Make src/tflint/project/known_boards.json: the core of each board that PlatformIO and Arduino's cores define.

    python tools/generate_known_boards.py MIRRORS [--check]

MIRRORS is a folder of git repositories, each as OWNER+NAME/repo, those of PLATFORMS and ARDUINO below. A board's core is what its
definition states: `build.cpu` of PlatformIO's boards/*.json (`build.mcu` where that is an ESP32), `build.mcu` of an Arduino core's
boards.txt. `chips` holds the shortest beginnings of chip names whose boards agree on one core: at least seven letters where two
chips begin so, nine where one does. The ESP32s are left out: their names are whole.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from mirrors import demand, repository

OUTPUT = Path(__file__).resolve().parent.parent / "src" / "tflint" / "project" / "known_boards.json"
PLATFORMS = (
    "platformio/platform-espressif32",
    "platformio/platform-ststm32",
    "platformio/platform-nordicnrf52",
    "platformio/platform-raspberrypi",
    "maxgerhardt/platform-raspberrypi",
    "platformio/platform-teensy",
    "platformio/platform-atmelsam",
    "platformio/platform-siliconlabsefm32",
    "platformio/platform-freescalekinetis",
    "platformio/platform-renesas-ra",
    "platformio/platform-nxplpc",
)
ARDUINO = ("arduino/ArduinoCore-mbed", "earlephilhower/arduino-pico")
SHORTEST = 7
SHORTEST_ALONE = 9
AGREE = 0.9  # of the boards with a chip of this name: single definitions are wrong about their core (blackpill_f303cc)


def main() -> int:
    """Write the table, or compare it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args()
    demand(parser, options.mirrors, *PLATFORMS, *ARDUINO)
    text = _text(options.mirrors)
    if not options.check:
        OUTPUT.write_text(text, encoding="utf-8")
    elif OUTPUT.read_text(encoding="utf-8") != text:
        print(f"{OUTPUT.name} is not what the sources say", file=sys.stderr)
        return 1
    return 0


def _text(mirrors: Path) -> str:
    boards: dict[str, tuple[str, str, str]] = {}
    sources = {}
    for name in (*PLATFORMS, *ARDUINO):
        git = repository(mirrors, name)
        sources[name] = _git(git, "rev-parse", "HEAD").strip()[:12]
        for key, board in (_platformio if name in PLATFORMS else _arduino)(git):
            boards.setdefault(key, board)
    chips = _chips(boards)
    lines = [
        "{",
        f' "made_by": {json.dumps(Path(__file__).name)},',
        f' "sources": {json.dumps(sources)},',
        ' "boards": {',
        ",\n".join(f"  {json.dumps(core)}: {json.dumps(titles)}" for core, titles in sorted(_by_core(boards).items())),
        " },",
        f' "chips": {json.dumps(dict(sorted(chips.items())))}',
        "}",
    ]
    return "\n".join(lines) + "\n"


def _by_core(boards: dict[str, tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    """Return each core's boards, their titles by their ids."""
    made: dict[str, dict[str, str]] = {}
    for name, (title, _, core) in sorted(boards.items()):
        made.setdefault(core, {})[name] = title
    return made


def _platformio(git: Path) -> list[tuple[str, tuple[str, str, str]]]:
    """Return each board's id with its title, chip and core."""
    found = []
    for path in _git(git, "ls-tree", "-r", "--name-only", "HEAD", "boards").splitlines():
        if path.endswith(".json"):
            board: dict[str, Any] = json.loads(_git(git, "show", f"HEAD:{path}"))
            chip = board["build"].get("mcu", "").strip().lower()
            core = board["build"].get("cpu") or (chip if chip.startswith("esp32") else "")
            if core:
                found.append((Path(path).stem, (board["name"], chip, core)))
    return found


def _arduino(git: Path) -> list[tuple[str, tuple[str, str, str]]]:
    """Return each board's id with its title and core, those of one core only: a menu chooses between two."""
    text = _git(git, "show", "HEAD:boards.txt")
    titles = dict(re.findall(r"(?m)^(\w+)\.name=(.+)$", text))
    cores: dict[str, set[str]] = {}
    for board, core in re.findall(r"(?m)^(\w+)\.(?:menu\.\w+\.\w+\.)?build\.mcu=(cortex-[\w+]+)$", text):
        cores.setdefault(board, set()).add(core)
    return [
        (board, (titles[board].strip(), "", found.pop())) for board, found in cores.items() if len(found) == 1 and board in titles
    ]


def _chips(boards: dict[str, tuple[str, str, str]]) -> dict[str, str]:
    cores: dict[str, Counter[str]] = {}
    alike: dict[str, set[str]] = {}
    for _, chip, core in boards.values():
        for end in range(min(SHORTEST, len(chip)), len(chip) + 1) if chip and not chip.startswith("esp32") else ():
            cores.setdefault(chip[:end], Counter())[core] += 1
            alike.setdefault(chip[:end], set()).add(chip)
    agreed = {
        name: found.most_common(1)[0][0]
        for name, found in cores.items()
        if _agrees(found) and (len(alike[name]) > 1 or len(name) >= SHORTEST_ALONE or name in alike[name])
    }
    return {name: core for name, core in agreed.items() if not any(name[:end] in agreed for end in range(1, len(name)))}


def _agrees(found: Counter[str]) -> bool:
    return found.most_common(1)[0][1] >= AGREE * sum(found.values())


def _git(git: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(git), *arguments], check=True, capture_output=True, encoding="utf-8").stdout


if __name__ == "__main__":
    sys.exit(main())
