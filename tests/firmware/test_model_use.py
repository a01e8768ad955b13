"""Which array a firmware uses, and which files belong to it."""

import pytest

from tflint.firmware import model_use, source
from tflint.firmware.closure import closure


def uses(text: str) -> list[tuple[str, int, bool]]:
    return [(it.name, it.line, it.certain) for it in source.read({"main.cc": text.encode()}).uses]


@pytest.mark.parametrize(
    "text",
    [
        "m = tflite::GetModel(g_model);",
        "m = ::tflite::GetModel((const void*)g_model);",
        "m = tflite::GetModel(reinterpret_cast<const uint8_t*>(g_model));",
        "m = GetModel(models::g_model);",
        "if (!(m = tflite::GetModel( g_model ))) return;",
    ],
)
def test_the_array_that_getmodel_is_given_is_read(text: str) -> None:
    assert uses(f"void f() {{\n  {text}\n}}") == [("g_model", 2, True)]


def test_a_macro_and_a_pointer_are_followed() -> None:
    assert uses("#define MODEL g_model\nconst unsigned char* data = MODEL;\nauto m = tflite::GetModel(data);") == [
        ("g_model", 3, True)
    ]


def test_a_choice_of_the_preprocessor_is_not_certain() -> None:
    found = uses("#ifdef A\n#define M a\n#else\n#define M b\n#endif\nauto m = tflite::GetModel(M);")
    assert found == [("a", 6, False), ("b", 6, False)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("int x;\nrun(g_model, 3);", 2),
        ("extern const unsigned char g_model[];\n", 0),
        ("const unsigned char g_model[] = {};", 0),
        ("#ifndef g_model\n#define g_model 1\n#endif", 0),
        ("int g_models;", 0),
    ],
)
def test_a_declaration_is_no_use(text: str, line: int) -> None:
    assert model_use.mentions(text, "g_model") == line


class Memory:
    """Sources in memory."""

    def __init__(self, **files: str) -> None:
        self.files = {name.replace("__", "/").replace("_DOT_", "."): text.encode() for name, text in files.items()}

    def exists(self, name: str) -> bool:
        return name in self.files

    def spelling(self, name: str) -> str | None:
        return next((it for it in self.files if it.lower() == name.lower()), None)

    def read(self, name: str) -> bytes:
        return self.files.get(name, b"")


def test_an_include_of_other_capitals_means_the_file_where_no_file_is_spelled_so() -> None:
    files = Memory(main_DOT_cc='#include "Model.h"\n#include <Net.h>\n', model_DOT_h="", net_DOT_h="")
    assert list(closure(["main.cc"], files)) == ["main.cc", "model.h"]
    files = Memory(main_DOT_cc='#include "Model.h"\n', model_DOT_h="", Model_DOT_h="")
    assert list(closure(["main.cc"], files)) == ["main.cc", "Model.h"]


def test_headers_and_their_sources_belong_to_a_firmware() -> None:
    files = Memory(
        src__main_DOT_cc='#include "net.h"\n#include "defines.h"\n#include <vector>\n#include "tensorflow/lite/micro/x.h"\n',
        src__net_DOT_h='#include "missing.h"\n',
        src__net_DOT_cpp="",
        include__defines_DOT_h="",
        other_DOT_cc="",
    )
    assert list(closure(["src/main.cc"], files)) == ["src/main.cc", "src/net.h", "include/defines.h", "src/net.cpp"]


def test_circles_end_and_what_leads_out_is_left_alone() -> None:
    files = Memory(a_DOT_h='#include "b.h"\n', b_DOT_h='#include "a.h"\n#include "../../x.h"\n#include "/etc/passwd"\n')
    assert list(closure(["a.h"], files)) == ["a.h", "b.h"]


def test_no_more_files_are_read_than_allowed() -> None:
    files = Memory(**{f"h{n}_DOT_h": f'#include "h{n + 1}.h"\n' for n in range(50)})
    assert len(list(closure(["h0.h"], files, 10))) == 10
