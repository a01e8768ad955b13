"""docs/image.md, "After every build": each recipe is put into a small project as it stands, and built.

The linkers here leave a made image: what is tried is that a build hands its ELF file to tflint, and fails where tflint does.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from firmware_image import image
from networks import dense
from program import Done, environ

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "image.md").read_text("utf-8")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
MAIN = "int main(void) { return 0; }\n"
MAP = "Memory Configuration\n\nName             Origin             Length             Attributes\nFLASH            0x0000000000000000 0x0000000000100000 xr\n"
BUILD = (("cmake", "-S", ".", "-B", "build"), ("cmake", "--build", "build"))
needs_cmake = pytest.mark.skipif(shutil.which("cmake") is None or shutil.which("cc") is None, reason="no cmake or C compiler")
needs_platformio = pytest.mark.skipif(
    importlib.util.find_spec("platformio") is None or importlib.util.find_spec("SCons") is None or shutil.which("cc") is None,
    reason="no PlatformIO, SCons or C compiler",
)
needs_arduino = pytest.mark.skipif(shutil.which("arduino-builder") is None, reason="no arduino-builder")


def block(tab: str, language: str) -> str:
    """Return the first block of a language in a tab of the page."""
    section = re.split(r"^\S", PAGE.split(f'=== "{tab}"\n')[1], maxsplit=1, flags=re.MULTILINE)[0]
    found = re.search(rf"^    ```{language}\n(.*?)^    ```$", section, re.DOTALL | re.MULTILINE)
    assert found, (tab, language)
    return dedent(found[1])


def write(folder: Path, **texts: str) -> None:
    """Write files by their names, with their indentation taken away."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text), "utf-8")


def run(folder: Path, *commands: tuple[str, ...], **environment: str) -> Done:
    """Run commands in a folder until one fails, with this tflint first on the PATH."""
    for name in ("tflint", "tflite-lint"):
        write(folder, **{f"bin/{name}": f'#!/bin/sh\nexec {sys.executable} -m tflint "$@"\n'})
        (folder / "bin" / name).chmod(0o755)
    (folder / "models").mkdir(exist_ok=True)
    (folder / "models" / "kws.tflite").write_bytes(dense())
    where = environ(folder, PATH=f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", **environment)
    for command in commands:
        done = subprocess.run(command, cwd=folder, env=where, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            break
    return Done(done.returncode, done.stdout, done.stderr)


def accepted(done: Done) -> None:
    """Assert that a build went through and that tflint was part of it."""
    assert done.code == 0, done.out + done.err
    assert "g_model" in done.out + done.err, done.out + done.err


def refused(done: Done) -> None:
    """Assert that a build failed because tflint found an error."""
    assert done.code != 0
    assert "arena-overflow" in done.out + done.err, done.out + done.err


both = pytest.mark.parametrize(("arena", "as_expected"), [(65536, accepted), (512, refused)], ids=["healthy", "arena too small"])


@pytest.fixture
def linked(tmp_path: Path, arena: int) -> Path:
    """Write the image that the build's linker leaves."""
    (tmp_path / "linked.elf").write_bytes(image(arena=arena, library="reference"))
    return tmp_path / "linked.elf"


def replaced(target: str, linked: Path) -> str:
    """Return CMake that puts an image in the place of what the host's linker made."""
    return f"add_custom_command(TARGET {target} POST_BUILD COMMAND ${{CMAKE_COMMAND}} -E copy {linked} $<TARGET_FILE:{target}>)"


@needs_cmake
@both
def test_cmake(tmp_path: Path, linked: Path, as_expected: Callable[[Done], None]) -> None:
    shutil.copytree(ROOT / "cmake", tmp_path / "cmake")
    start = f"""\
        cmake_minimum_required(VERSION 3.16)
        project(firmware C)
        add_executable(firmware main.c)
        {replaced("firmware", linked)}
        """
    write(tmp_path, **{"main.c": MAIN, "CMakeLists.txt": dedent(start) + block("CMake, Pico SDK, STM32CubeIDE", "cmake")})
    as_expected(run(tmp_path, *BUILD))


@needs_cmake
@both
def test_esp_idf_whose_project_creates_the_executable(tmp_path: Path, linked: Path, as_expected: Callable[[Done], None]) -> None:
    shutil.copytree(ROOT / "cmake", tmp_path / "cmake")
    project = f"""\
        macro(project name)
          _project(${{name}} C)
          add_executable(${{CMAKE_PROJECT_NAME}}.elf main.c)
          {replaced("${CMAKE_PROJECT_NAME}.elf", linked)}
          file(WRITE ${{CMAKE_BINARY_DIR}}/${{CMAKE_PROJECT_NAME}}.map "{MAP}")
        endmacro()
        """
    write(
        tmp_path,
        **{"main.c": MAIN, "CMakeLists.txt": block("ESP-IDF", "cmake"), "idf/tools/cmake/project.cmake": project},
    )
    as_expected(run(tmp_path, *BUILD, IDF_PATH=str(tmp_path / "idf")))


@needs_cmake
@both
def test_zephyr_whose_executable_is_created_in_another_folder(
    tmp_path: Path, linked: Path, as_expected: Callable[[Done], None]
) -> None:
    shutil.copytree(ROOT / "cmake", tmp_path / "cmake")
    package = """\
        project(Zephyr-Kernel C)
        add_library(app)
        add_subdirectory($ENV{ZEPHYR_BASE} ${CMAKE_BINARY_DIR}/zephyr)
        """
    kernel = f"""\
        add_executable(zephyr_final kernel.c)
        set_target_properties(zephyr_final PROPERTIES OUTPUT_NAME zephyr SUFFIX .elf)
        {replaced("zephyr_final", linked)}
        file(WRITE ${{CMAKE_CURRENT_BINARY_DIR}}/zephyr.map "{MAP}")
        set(logical_target_for_zephyr_elf zephyr_final PARENT_SCOPE)
        """
    write(
        tmp_path,
        **{
            "CMakeLists.txt": block("Zephyr", "cmake"),
            "src/main.c": "int app;\n",
            "zephyr/share/zephyr-package/cmake/ZephyrConfig.cmake": package,
            "zephyr/CMakeLists.txt": kernel,
            "zephyr/kernel.c": MAIN,
        },
    )
    as_expected(run(tmp_path, *BUILD, ZEPHYR_BASE=str(tmp_path / "zephyr")))


def platformio(folder: Path, linked: Path) -> Path:
    """Write a platform whose linker leaves an image, and PyPI's SCons where PlatformIO looks for its own; return its folder."""
    from platformio.dependencies import get_core_dependencies

    version = get_core_dependencies()["tool-scons"].lstrip("~=^<> ")
    spec = '{"owner": "platformio", "id": 1, "name": "tool-scons", "requirements": null, "uri": null}'
    builder = f"""\
        from SCons.Script import Default, DefaultEnvironment
        env = DefaultEnvironment()
        env.Replace(PROGNAME="firmware", PROGSUFFIX=".elf", LINKCOM="cp {linked} $TARGET")
        Default([env.BuildProgram()])
        """
    write(
        folder,
        **{
            "core/packages/tool-scons/package.json": f'{{"name": "tool-scons", "version": "{version}", "system": "*"}}',
            "core/packages/tool-scons/.piopm": f'{{"type": "tool", "name": "tool-scons", "version": "{version}", "spec": {spec}}}',
            "core/packages/tool-scons/scons.py": "from SCons.Script import main\nmain()\n",
            "host/platform.json": '{"name": "host", "title": "Host", "version": "1.0.0", "packages": {}}',
            "host/platform.py": "from platformio.platform.base import PlatformBase\nclass HostPlatform(PlatformBase):\n    pass\n",
            "host/builder/main.py": builder,
        },
    )
    return folder / "core"


@needs_platformio
@both
def test_platformio(tmp_path: Path, linked: Path, as_expected: Callable[[Done], None]) -> None:
    core = platformio(tmp_path, linked)
    write(
        tmp_path,
        **{
            "platformio.ini": f"[env:esp]\nplatform = symlink://{tmp_path}/host\n" + block("PlatformIO", "ini"),
            "tflint_check.py": block("PlatformIO", "python"),
            "src/main.c": MAIN,
        },
    )
    command = (sys.executable, "-m", "platformio", "run")
    quiet = {"PLATFORMIO_CORE_DIR": str(core), "PLATFORMIO_SETTING_ENABLE_TELEMETRY": "no"}
    as_expected(run(tmp_path, command, **quiet))
    again = run(tmp_path, command, **quiet)
    assert (again.code == 0) == (as_expected is accepted), again.out + again.err


@needs_arduino
@both
def test_arduino(tmp_path: Path, linked: Path, as_expected: Callable[[Done], None]) -> None:
    core = f"""\
        name=Host
        version=1.0.0
        recipe.cpp.o.pattern=c++ -c {{includes}} "{{source_file}}" -o "{{object_file}}"
        recipe.preproc.macros=c++ -E -CC -x c++ {{includes}} "{{source_file}}" -o "{{preprocessed_file_path}}"
        recipe.ar.pattern=ar rcs "{{archive_file_path}}" "{{object_file}}"
        recipe.c.combine.pattern=cp {linked} "{{build.path}}/{{build.project_name}}.elf"
        recipe.size.pattern=true
        tools.ctags.pattern=arduino-ctags -u --language-force=c++ -f - --c++-kinds=svpf --fields=KSTtzns --line-directives "{{source_file}}"
        """
    write(
        tmp_path,
        **{
            "hardware/us/host/boards.txt": "one.name=One\none.build.core=host\none.build.board=ONE\n",
            "hardware/us/host/platform.txt": core,
            "hardware/us/host/platform.local.txt": block("Arduino CLI", "properties"),
            "hardware/us/host/cores/host/Arduino.h": "void setup();\nvoid loop();\n",
            "hardware/us/host/cores/host/main.cpp": '#include "Arduino.h"\nint main() { setup(); loop(); }\n',
            "sketch/sketch.ino": "void setup() {}\nvoid loop() {}\n",
        },
    )
    for folder in ("build", "tools/ctags/5.8-arduino11"):
        (tmp_path / folder).mkdir(parents=True)
    build = ("-hardware", "hardware", "-tools", "tools", "-build-path", str(tmp_path / "build"), "-fqbn", "us:host:one")
    as_expected(run(tmp_path, ("arduino-builder", "-compile", "-verbose", *build, "sketch/sketch.ino")))


AFTER = {
    "ESP-IDF": ("idf.py", "build/words.elf", "build/words.map"),
    "Zephyr": ("west", "build/zephyr/zephyr.elf", "build/zephyr/zephyr.map"),
    "Arduino CLI": ("arduino-cli", "build/sketch.ino.elf", "build/sketch.ino.map"),
}


@both
@pytest.mark.parametrize("tab", AFTER)
def test_the_lines_for_ci_find_what_the_build_left(
    tmp_path: Path, linked: Path, as_expected: Callable[[Done], None], tab: str
) -> None:
    tool, elf, linker_map = AFTER[tab]
    write(
        tmp_path, **{f"bin/{tool}": "#!/bin/sh\n", linker_map: MAP, "build/project_description.json": '{"app_elf": "words.elf"}'}
    )
    (tmp_path / "bin" / tool).chmod(0o755)
    shutil.copy(linked, tmp_path / elf)
    as_expected(run(tmp_path, ("sh", "-ec", block(tab, "sh"))))
