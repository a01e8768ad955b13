"""Tests of mangled names."""

import pytest

from tflint.image import names


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("tensor_arena", "tensor_arena"),
        ("_ZN12_GLOBAL__N_112tensor_arenaE", "tensor_arena"),
        ("_ZL12tensor_arena", "tensor_arena"),
        ("_ZL12tensor_arena.lto_priv.0", "tensor_arena"),
        ("_ZZ4mainE5arena", "arena"),
        ("_ZZN3foo3barEvE5arena_0", "arena"),
        ("tensor_arena.12", "tensor_arena"),
    ],
)
def test_a_variable_is_named_without_its_surroundings(symbol: str, name: str) -> None:
    assert names.variable(symbol) == name


def test_a_function_is_qualified_without_its_parameters() -> None:
    assert names.qualified("_ZN6tflite16Register_CONV_2DEv") == ("tflite", "Register_CONV_2D")
    assert names.qualified("_ZN6tflite11tflm_signal13Register_RFFTEv") == ("tflite", "tflm_signal", "Register_RFFT")


def test_the_room_of_a_resolver_is_its_template_argument() -> None:
    assert names.resolver_size("_ZN6tflite22MicroMutableOpResolverILj7EED1Ev") == 7
    assert names.resolver_size("_ZN6tflite16MicroInterpreterD1Ev") is None


def test_a_damaged_name_has_no_parts() -> None:
    assert names.qualified("_Z") == ()
    assert names.qualified("_ZN6tflite99Register_CONV_2DEv") == ("tflite", "Register_CONV_2DEv")
