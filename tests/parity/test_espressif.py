"""ESPHome's wake words and other public models on Espressif's chips, by esp-nn version and esp-tflite-micro release.

The figures come from esp-tflite-micro's own allocator, built for 32 bits and linked with esp-nn's size functions; those of April 2026
stand in the logs that users posted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from corpus import CORPUS

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_allocator

if TYPE_CHECKING:
    from pathlib import Path

    from tflint.manifest.target import Target

DATA = CORPUS
COLUMNS = (
    ("esp32s3/esp-nn@1.0.2", "1.3.1"),
    ("esp32s3/esp-nn@1.1.2", "1.3.3~1"),
    ("esp32s3/esp-nn@1.2.0", "1.3.3~1"),
    ("esp32s3/esp-nn@1.2.1", "1.3.3~1"),
    ("esp32s3/esp-nn@1.2.3", "1.3.3~1"),
    ("esp32p4/esp-nn@1.1.2", "1.3.3~1"),
    ("esp32/esp-nn@1.2.1", "1.3.3~1"),
)
# used, minimum for each column; what the manifests of the time declared
WAKE_WORDS = {
    "okay_nabu": (26080, "26060/26064 25804/25808 25804/25808 33772/33776 33804/33808 25788/25792 18396/18672"),
    "hey_jarvis": (22860, "22684/22688 22492/22496 22492/22496 29964/29968 29996/30000 22476/22480 15516/15520"),
    "alexa": (22348, "22332/22336 22140/22144 22140/22144 30108/30112 30140/30144 22124/22128 16140/16144"),
    "hey_mycroft": (23628, "23612/23616 23420/23424 23420/23424 31388/31392 31420/31424 23404/23408 17420/17424"),
    "vad": (16772, "16748/16752 16620/16624 16620/16624 24588/24592 24620/24624 16620/16624 9020/9920"),
}
OTHERS = {
    "person_detect.tflite": "82300/82304 122572/122576 122572/122576 122572/122576 101324/101328 101324/101328",
    "kws_ref_model.tflite": "22780/22784 57244/57248 35500/35504 35500/35504 57228/57232 27948/27952",
    "vww_96_int8.tflite": "100668/100672 122508/122512 122508/122512 122508/122512 101260/101264 101260/101264",
    "pretrainedResnet_quant.tflite": "54364/54368 90524/90528 110108/110112 110140/110144 90524/90528 54636/54640",
    "kws_micronet_m.tflite.cpp_nn_model.tflite": "100940/100944 174860/174864 264444/264448 264444/264448 174828/174832 103820/103824",
    "hello_world_int8.tflite": " ".join(["716/1104"] * 6),
}
OTHER_COLUMNS = (
    "esp32/esp-nn@1.2.1",
    *(f"esp32s3/esp-nn@{version}" for version in ("1.1.2", "1.2.1", "1.2.3")),
    *(f"esp32p4/esp-nn@{version}" for version in ("1.1.2", "1.2.3")),
)

if not (DATA / "esphome").exists():
    pytest.skip("the measured corpus is not here", allow_module_level=True)


def figures(path: Path, target: Target) -> str:
    plan = micro_allocator.plan(read(path.read_bytes()), target, 0)
    assert plan.exact
    return f"{plan.used}/{plan.minimum}"


@pytest.mark.parametrize("name", WAKE_WORDS)
def test_wake_words_take_what_they_took_on_each_version(name: str) -> None:
    targets = [parse(text, f"esp-tflite-micro@{release}") for text, release in COLUMNS]
    assert " ".join(figures(DATA / "esphome" / "v2" / f"{name}.tflite", target) for target in targets) == WAKE_WORDS[name][1]


@pytest.mark.parametrize("name", WAKE_WORDS)
def test_newer_releases_of_the_runtime_take_the_same(name: str) -> None:
    path = DATA / "esphome" / "v2" / f"{name}.tflite"
    releases = ("1.3.3", "1.3.3~1", "1.3.4", "1.3.5", "1.3.7", "1.3.8", "1.4.0")
    assert len({figures(path, parse("esp32s3/esp-nn@1.2.1", f"esp-tflite-micro@{release}")) for release in releases}) == 1


@pytest.mark.parametrize("name", WAKE_WORDS)
def test_every_manifest_of_the_time_was_enough_before_esp_nn_1_2_1_and_none_with_it(name: str) -> None:
    declared, path = WAKE_WORDS[name][0], DATA / "esphome" / "v2" / f"{name}.tflite"
    model = read(path.read_bytes())
    needs = [micro_allocator.plan(model, parse(f"esp32s3/esp-nn@{v}"), 0).minimum for v in ("1.1.2", "1.2.1")]
    assert needs[0] <= declared < needs[1]


@pytest.mark.parametrize("name", OTHERS)
def test_public_models_take_what_the_real_allocator_took(name: str) -> None:
    paths = sorted(path for path in (DATA / "models").rglob(f"*{name}") if path.name.endswith((f"_{name}", name)))
    found = [" ".join(figures(path, parse(text)) for text in OTHER_COLUMNS) for path in paths]
    if not found:
        pytest.skip(f"{name} is not in this part of the corpus")
    assert OTHERS[name] in found
