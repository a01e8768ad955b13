"""In which numbers a model computes."""

import pytest
from networks import chain, dense, float_dense, one, quantized

from tflint.facts import Facts, number_formats
from tflint.facts.number_formats import NumberFormats
from tflint.manifest.board import Board
from tflint.model import reader


def told(data: bytes) -> NumberFormats:
    return Facts(reader.read(data), Board("nano33"), path="model.tflite")(number_formats)


@pytest.mark.parametrize("ends", ["int8", "float32", "uint8"])
def test_conversions_at_the_ends_do_not_count(ends: str) -> None:
    assert told(dense(ends=ends)).name == "int8"


def test_a_float_model_is_float() -> None:
    it = told(float_dense())
    assert (it.name, it.quantized) == ("float32", False)


def test_integer_weights_do_not_make_integer_arithmetic() -> None:
    weights = {"values": range(32), **quantized((4, 8)), "name": "w"}
    assert told(one("FULLY_CONNECTED", [{"shape": (1, 8)}, weights, {"omitted": True}], {"shape": (1, 4)}, {})).name == "float32"


def test_an_op_whose_result_is_an_index_computes_in_its_input_s_numbers() -> None:
    axis = {"values": 1, "shape": (), "dtype": "int32"}
    assert told(one("ARG_MAX", [quantized((1, 4)), axis], {"shape": (1,), "dtype": "int32"}, {})).name == "int8"


def test_custom_ops_have_numbers_of_their_own() -> None:
    assert told(one("my_op", [{"shape": (1, 4)}], {"shape": (1, 4)})).name == ""


def test_moves_do_no_arithmetic() -> None:
    assert told(chain("RESHAPE", "TRANSPOSE", "SQUEEZE")).name == ""


def test_a_program_of_an_npu_computes_in_its_tensors_format() -> None:
    assert told(chain("QUANTIZE", "ethos-u", "DEQUANTIZE")).name == "int8"


def test_int16_without_a_scale_is_raw_samples() -> None:
    assert told(one("ADD", [{"shape": (1, 4), "dtype": "int16"}] * 2, {"shape": (1, 4), "dtype": "int16"}, {})).name == ""


def test_both_kinds_are_mixed() -> None:
    assert told(chain("SIN", "QUANTIZE", "ADD")).mixed
