"""Members that a class's constructor takes from its arguments."""

import pytest

from tflint.firmware import constructor, source

CLASS = "class Net { public: Net(const uint8_t model[], int arena_size); int size_; };\n"
MAKER = "Net::Net(const uint8_t model[], int arena_size) : model_(model), size_(arena_size), next_(NULL)\n{\n}\n"


@pytest.mark.parametrize(
    "made",
    [
        "Net net(g_model, 128 * 1024);",
        "Net net{g_model, 128 * 1024};",
        "auto* net = new Net(g_model, 128 * 1024);",
        "auto net = std::make_unique<app::Net>(g_model, 128 * 1024);",
        "std::unique_ptr<Net> net(new Net(g_model, 128 * 1024));",
        "Net a(g_model, 128 * 1024); Net b(g_model, 128 * 1024);",
    ],
)
def test_a_member_is_what_the_object_is_given(made: str) -> None:
    found = constructor.members((CLASS, MAKER, made))
    assert (found["size_"], found["model_"]) == ("128 * 1024", "g_model")
    assert "next_" not in found


@pytest.mark.parametrize(
    "made",
    ["", "Net a(g_model, 1024); Net b(g_model, 2048);", "Net net(g_model);", "Net make(const uint8_t model[]) { return x; }"],
)
def test_what_no_object_or_several_settle_is_open(made: str) -> None:
    assert "size_" not in constructor.members((CLASS, MAKER, made))


def test_of_two_constructors_the_one_with_as_many_parameters_is_meant() -> None:
    other = "Net::Net(const uint8_t* model, uint8_t* arena, int n) : model_(model), arena_(arena), size_(n) {}\n"
    assert constructor.members((MAKER, other, "Net net(g_model, N);")) == {"model_": "g_model", "size_": "N"}


def test_a_constructor_inside_its_class_counts() -> None:
    inline = "struct Net { explicit Net(size_t n = 4) : size_(n) {} size_t size_; };"
    assert constructor.members((inline, "static Net net(4096);")) == {"size_": "4096"}


def test_the_arena_of_an_object_is_the_one_that_it_is_given() -> None:
    texts = {
        "net.cc": "Net::Net(uint8_t* a, size_t n) : arena_(a), n_(n) {}\n"
        "int Net::init() { interpreter_ = new tflite::MicroInterpreter(model_, resolver_, arena_, n_); }\n",
        "main.cc": '#include "net.h"\nalignas(16) uint8_t tensor_arena[101 * 1024];\nNet net(tensor_arena, sizeof(tensor_arena));\n',
    }
    (arena,) = source.read({name: text.encode() for name, text in texts.items()}).arenas
    assert (arena.name, arena.size, arena.alignment, arena.place.path) == ("tensor_arena", 103424, 16, "main.cc")
    (alone,) = source.read({"net.cc": texts["net.cc"].encode()}).arenas
    assert alone.size is None


@pytest.mark.parametrize(
    "text", ["X(int a) : " + "m(a)    " * 40 + ";", "X(int a) : " * 4000, "X(" + "int a, " * 4000, "X x(" * 4000]
)
def test_any_text_is_read_at_once(text: str) -> None:
    assert constructor.members((text, MAKER, "Net net(g_model, 1);"))["size_"] == "1"
