"""Wrappers are read as the interpreter and resolver that their sources make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tflint.firmware import source

if TYPE_CHECKING:
    from tflint.firmware.resolver import Resolver

SKETCH = '#include "model.h"\n#include <tflm_esp32.h>\n#include <eloquent_tinyml.h>\n'


def read(**sources: str) -> source.Firmware:
    return source.read({name.replace("_", "."): text.encode() for name, text in sources.items()})


def methods(resolver: Resolver) -> list[str]:
    return sorted(it.method for it in resolver.registrations)


@pytest.mark.parametrize(
    "text",
    [
        "Sequential<3, 9000> net;",
        "template <int N> struct TfLite {};\nTfLite<1> it;",
        "#include <EloquentTinyML.h>\nEloquent::TinyML::TfLite<1, 2> ml;",
        "int Adafruit_TFLite_size = 3;",
        "void modelInit(int a, int b, int c);\nvoid setup() { modelInit(1, 2, 3); }",
    ],
)
def test_what_looks_like_a_wrapper_is_not_one(text: str) -> None:
    firmware = read(a_ino=text)
    assert firmware.arenas == ()
    assert firmware.resolvers == ()


def test_the_macros_of_a_generated_header_are_registrations() -> None:
    model = "#pragma once\n#define TF_NUM_OPS 2\n#define TF_OP_FULLYCONNECTED\n#define TF_OP_SOFTMAX\n#define TF_OP_OTHER\n"
    firmware = read(a_ino=f"{SKETCH}#define ARENA 2000\nEloquent::TF::Sequential<TF_NUM_OPS, ARENA> tf;\n", model_h=model)
    (resolver,) = firmware.resolvers
    assert methods(resolver) == ["AddFullyConnected", "AddSoftmax"]
    assert not any(it.conditional for it in resolver.registrations)
    assert (resolver.capacity, resolver.unsure) == (2, ())
    assert [(it.name, it.size) for it in firmware.arenas] == [("tf", 2000)]


def test_the_helper_of_a_generated_header_registers_on_the_object_that_it_is_given() -> None:
    helper = "template<class TF>\nvoid registerNetworkOps(TF& nn) {\n  nn.resolver.AddTanh();\n  nn.resolver.AddShape();\n}\n"
    use = "using Eloquent::TF::Sequential;\nSequential<2, 30000> tf;\nvoid setup() { registerNetworkOps(tf); }\n"
    (resolver,) = read(a_ino=SKETCH + use, model_h=helper).resolvers
    assert methods(resolver) == ["AddShape", "AddTanh"]


def test_each_of_two_objects_has_its_own_ops() -> None:
    declared = "Eloquent::TF::Sequential<1, 900> one;\nEloquent::TF::Sequential<2, 800> two;\n"
    use = "void setup() { one.resolver.AddRelu(); two.resolver.AddTanh(); this->two.resolver.AddAdd(); }\n"
    firmware = read(a_ino=SKETCH + declared + use)
    assert {it.name: (it.capacity, methods(it)) for it in firmware.resolvers} == {
        "one": (1, ["AddRelu"]),
        "two": (2, ["AddAdd", "AddTanh"]),
    }
    assert [(it.name, it.size, it.resolver) for it in firmware.arenas] == [("one", 900, "one"), ("two", 800, "two")]


def test_a_macro_may_be_of_each_of_two_objects() -> None:
    declared = "#define TF_OP_ADD\nEloquent::TF::Sequential<1, 900> one;\nEloquent::TF::Sequential<2, 800> two;\n"
    firmware = read(a_ino=SKETCH + declared)
    assert [[it.conditional for it in resolver.registrations] for resolver in firmware.resolvers] == [[True], [True]]


@pytest.mark.parametrize(
    ("kind", "everything", "capacity", "found"),
    [
        ("TensorFlow", True, None, []),
        ("AllOpsTensorFlow", True, None, []),
        ("MutableTensorFlow", False, 128, ["AddConv2D"]),
    ],
)
def test_version_2_4_has_three_kinds_of_object(*, kind: str, everything: bool, capacity: int | None, found: list[str]) -> None:
    calls = "void setup() { tf.AddConv2D(); }\n" if found else ""
    text = f"#include <EloquentTinyML.h>\n#include <eloquent_tinyml/tensorflow.h>\nEloquent::TinyML::TensorFlow::{kind}<\n 4, 2, (16 * 1024)> tf;\n{calls}"
    firmware = read(a_ino=text)
    (resolver,) = firmware.resolvers
    assert (resolver.everything, resolver.capacity, methods(resolver)) == (everything, capacity, found)
    assert [it.size for it in firmware.arenas] == [16384]


def test_adafruit_s_object_is_given_the_size_of_its_arena() -> None:
    firmware = read(a_ino="#include <Adafruit_TFLite.h>\nconst int kSize  (2 * 1024);\nAdafruit_TFLite ada_tflite(kSize);\n")
    assert [it.everything for it in firmware.resolvers] == [True]
    assert [(it.size, it.place.line) for it in firmware.arenas] == [(2048, 2)]
