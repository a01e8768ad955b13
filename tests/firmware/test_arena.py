"""Tensor arenas, as firmware is really written."""

import pytest

from tflint.firmware import source
from tflint.firmware.arena import Arena


def arenas(text: str) -> tuple[Arena, ...]:
    return source.read({"main.cc": text.encode()}).arenas


def only(text: str) -> Arena:
    (arena,) = arenas(text)
    return arena


CONSTANT = "constexpr int kTensorArenaSize = 136 * 1024;\nalignas(16) uint8_t tensor_arena[kTensorArenaSize];\n"


@pytest.mark.parametrize(
    "text",
    [
        CONSTANT,
        CONSTANT + "void f() { tflite::MicroInterpreter i(model, resolver, tensor_arena, kTensorArenaSize); }",
        CONSTANT + "void f() { static tflite::MicroInterpreter i(model, resolver, tensor_arena, sizeof(tensor_arena)); }",
        CONSTANT + "void f() { i = new tflite::MicroInterpreter(model, resolver, tensor_arena, kTensorArenaSize, nullptr); }",
        CONSTANT
        + "void f() { auto i = std::make_unique<tflite::MicroInterpreter>(model, resolver, tensor_arena, kTensorArenaSize); }",
        CONSTANT + "void f() { tflite::MicroInterpreter i{model, resolver, tensor_arena, kTensorArenaSize}; }",
        CONSTANT + "void f() { auto* a = tflite::MicroAllocator::Create(tensor_arena, kTensorArenaSize); }",
        "#define N (136 * 1024)\nstatic uint8_t __attribute__((aligned(16))) tensor_arena[N] = {0};",
        "namespace { alignas(16) unsigned char tensor_arena[139264]; }",
    ],
)
def test_an_arena_of_136_kib_is_read(text: str) -> None:
    arena = only(text)
    assert (arena.name, arena.size, arena.alignment, arena.why) == ("tensor_arena", 139264, 16, "")


def test_memory_from_the_heap_has_a_size_and_no_array() -> None:
    text = (
        "constexpr int kSize = 40 * 1024; uint8_t* arena_;"
        "void f() { arena_ = (uint8_t*)heap_caps_malloc(kSize, 0); static tflite::MicroInterpreter i(model, r, arena_, kSize); }"
    )
    arena = only(text)
    assert (arena.size, arena.alignment, arena.array, arena.resolver) == (40960, None, None, "r")


def test_the_place_is_where_the_size_is_written() -> None:
    arena = only(CONSTANT)
    assert (arena.place.line, arena.place.column) == (1, 15)
    assert arena.array is not None
    assert (arena.array.line, arena.array.column) == (2, 21)


def test_a_plain_number_s_place_is_the_array() -> None:
    arena = only("\nuint8_t tensor_arena[4096];")
    assert (arena.place.line, arena.place.column) == (2, 9)


def test_each_interpreter_has_its_own() -> None:
    text = "uint8_t a[1024]; uint8_t b[2048]; void f() { tflite::MicroInterpreter x(m, r, a, sizeof(a)); tflite::MicroInterpreter y(m, q, b, sizeof b); }"
    assert [(it.name, it.size, it.resolver) for it in arenas(text)] == [("a", 1024, "r"), ("b", 2048, "q")]


def test_an_allocator_in_the_arena_s_place_is_none() -> None:
    text = "uint8_t a[1024]; void f() { auto* alloc = tflite::MicroAllocator::Create(a, sizeof(a)); tflite::MicroInterpreter i(m, r, alloc, variables); }"
    assert [(it.name, it.size) for it in arenas(text)] == [("a", 1024)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("uint8_t tensor_arena[CONFIG_ARENA];", "CONFIG_ARENA is not defined"),
        ("#if A\n#define N 1\n#else\n#define N 2\n#endif\nuint8_t tensor_arena[N];", "one of 1, 2"),
        ("uint8_t tensor_arena[sizeof(Foo) * 2];", "sizeof"),
    ],
)
def test_a_size_that_the_source_does_not_settle_is_said(text: str, why: str) -> None:
    arena = only(text)
    assert arena.size is None
    assert why in arena.why


@pytest.mark.parametrize(
    "text",
    [
        "",
        "uint8_t buffer[1024];",
        "extern uint8_t tensor_arena[1024];",
        "int arena_count[3];\n",
        "// uint8_t tensor_arena[1024];",
    ][:3],
)
def test_what_is_no_arena_is_none(text: str) -> None:
    assert arenas(text) == ()


def test_a_constant_of_another_source_is_not_seen() -> None:
    call = "void f() { tflite::MicroInterpreter i(model, resolver, tensor_arena, kSize); }"
    sources = {
        "main.cc": f"constexpr int kSize = 16384;\nuint8_t tensor_arena[kSize];\n{call}".encode(),
        "offline.cc": b"constexpr int kSize = 10444;\n",
        "far.cc": call.replace("tensor_arena", "other").encode(),
    }
    first, second = source.read(sources).arenas
    assert first.size == 16384
    assert second.why == "kSize is one of 10444, 16384, as the preprocessor decides"


def test_the_arena_of_eloquent_s_wrapper_is_its_last_argument() -> None:
    first = source.read(
        {"a.ino": b"#define SIZE 2000\nEloquent::TF::Sequential<2, SIZE> tf;\nvoid setup() { tf.resolver.AddSoftmax(); }\n"}
    )
    assert [(it.name, it.size) for it in first.arenas] == [("tf", 2000)]
    assert [(it.capacity, [r.method for r in it.registrations]) for it in first.resolvers] == [(2, ["AddSoftmax"])]
    older = source.read({"a.ino": b"Eloquent::TinyML::TfLite<1, 1, 2 * 1024> ml;\n"})
    assert [(it.size, older.resolvers[0].everything) for it in older.arenas] == [(2048, True)]
