import pytest
from one_op import HOST, M4, M4_CMSIS, T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

ONE, ZERO = {"beta": 1.0}, {"beta": 0.0}
INT8 = i8(scale=1 / 256, zero_point=-128)
WIDE = T(dtype="int16", scale=1 / 65536, zero_point=-32768)
INT16 = i16(scale=1 / 32768)
ESP = "esp32s3/esp-nn@1.2.1"


@pytest.mark.parametrize("target", [HOST, M4_CMSIS])
@pytest.mark.parametrize(("tensor", "output"), [(T(), T()), (i8(), INT8), (i8(), WIDE), (i16(), INT16)])
def test_four_pairs_are_fine(tensor: T, output: T, target: str) -> None:
    assert told("SOFTMAX", [tensor], [output], ONE, target) == ()


@pytest.mark.parametrize(
    ("tensor", "output", "message"),
    [
        (T(), INT8, "input->type != output->type (1 != 9)"),
        (T(), INT16, "input->type == kTfLiteInt8 || input->type == kTfLiteInt16 was not true."),
        (T(dtype="uint8", scale=0.5), T(dtype="uint8", scale=0.5), "input->type != kTfLiteFloat32 (UINT8 != FLOAT32)"),
        (T(()), T(()), "NumDimensions(input) >= 1 was not true."),
        (i8(), i8(scale=1 / 256, zero_point=-127), "output->params.zero_point != -128 (-127 != -128)"),
        (i8(), i8(scale=1 / 255, zero_point=-128), "output->params.scale == 1.f / 256 was not true."),
        (i16(zero_point=1), INT16, "input->params.zero_point != 0 (1 != 0)"),
        (i16(), i16(scale=1.002 / 32768), "output->params.scale not near 1.f / 32768"),
    ],
    ids=["float to int8", "float to int16", "uint8", "scalar", "zero point", "scale", "int16 zero point", "int16 scale"],
)
def test_these_are_refused(tensor: T, output: T, message: str) -> None:
    (verdict,) = told("SOFTMAX", [tensor], [output], ONE)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_an_int16_scale_may_be_a_thousandth_off() -> None:
    assert told("SOFTMAX", [i16()], [i16(scale=1.0009 / 32768)], ONE) == ()


def test_uint8_has_its_own_cause_and_cmsis_nn_its_own_words() -> None:
    uint8 = T(dtype="uint8", scale=0.5)
    (verdict,) = told("SOFTMAX", [uint8], [uint8], ONE, M4_CMSIS)
    assert (verdict.cause, verdict.message) == (Cause.UINT8, "Input data type not supported")


def test_beta_times_scale_must_exceed_2_to_the_minus_26() -> None:
    edge = 2.0**-26
    assert told("SOFTMAX", [i8(scale=edge * 1.01)], [INT8], ONE) == ()
    for tensor, options in ((i8(scale=edge), ONE), (i8(), ZERO), (T(dtype="int8"), ONE)):
        assert told("SOFTMAX", [tensor], [INT8], options)[0].effect is Effect.ABORTS


def test_a_beta_of_0_gives_equal_values_in_float32() -> None:
    assert [v.effect for v in told("SOFTMAX", [T()], [T()], ZERO)] == [Effect.WRONG]


@pytest.mark.parametrize(("shape", "effects"), [((1, 16), []), ((1, 1, 1, 16), [Effect.WRONG])], ids=["rank 2", "rank 4"])
def test_esp_nn_takes_dimension_1_for_the_width(shape: tuple[int, ...], effects: list[Effect]) -> None:
    assert [v.effect for v in told("SOFTMAX", [i8(*shape)], [INT8._replace(shape=shape)], ONE, ESP)] == effects


def test_int16_keeps_two_tables_and_esp_nn_asks_for_a_row() -> None:
    assert asked("SOFTMAX", [T()], [T()], ONE, M4) == ["P 56", "|", "in0", "out0"]
    assert asked("SOFTMAX", [i16()], [INT16], ONE, M4_CMSIS) == ["P 64", "|", "in0", "out0", "P 1026", "P 1026"]
    assert asked("SOFTMAX", [i8(1, 16)], [i8(1, 16, scale=1 / 256, zero_point=-128)], ONE, ESP) == [
        "P 64",
        "|",
        "in0",
        "out0",
        "S 64",
    ]
