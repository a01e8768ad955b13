"""Make the models of these projects, and the C arrays that hold them: python make_models.py.

Each is small, so that its array can be read, and made as people make theirs; the weights are arbitrary.
"""

from __future__ import annotations

from pathlib import Path

from tflint.testing import ModelBuilder

HERE = Path(__file__).parent
INT8 = {"dtype": "int8", "scale": 0.05, "zero_point": 0}
PER_LINE = 16  # bytes of an array per line
ARRAYS = {
    "arduino/gesture/model.h": "alignas(16) const unsigned char g_model[]",
    "platformio/src/model.cc": '#include "model.h"\n\nconst unsigned char g_model[]',
    "stm32/Core/Src/model.c": '#include "model.h"\n\nconst unsigned char g_model[]',
    "zephyr/src/model.c": '#include "model.h"\n\nconst unsigned char g_model[] __attribute__((aligned(16)))',
}


def levels(count: int) -> list[int]:
    """Return int8 weights that are no constant, without a random generator."""
    return [(7 * i + 3) % 251 - 125 for i in range(count)]


def convolution(b: ModelBuilder, x: int, shape: tuple[int, ...], *, kernel: tuple[int, ...], depthwise: bool = False) -> int:
    """Add a convolution with an int8 filter and a stride of 2 down the height; return its output of `shape`."""
    channels = kernel[3] if depthwise else kernel[0]
    count = kernel[0] * kernel[1] * kernel[2] * kernel[3]
    op = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
    scales = {"scale": (0.01,) * channels, "zero_point": (0,) * channels, "quantized_dimension": 3 if depthwise else 0}
    w = b.constant(f"{op.lower()}/filter", levels(count), kernel, "int8", **scales)
    bias_scales = {"scale": (0.0005,) * channels, "zero_point": (0,) * channels, "quantized_dimension": 0}
    bias = b.constant(f"{op.lower()}/bias", list(range(channels)), (channels,), "int32", **bias_scales)
    y = b.tensor(f"{op.lower()}/Relu", shape, **INT8)
    options = {"padding": 0, "stride_h": 2, "stride_w": 1, "fused_activation_function": 1}
    b.operator(op, [x, w, bias], [y], options | ({"depth_multiplier": 1} if depthwise else {}), version=3)
    return y


def classes(b: ModelBuilder, x: int, features: int, count: int) -> int:
    """Add a RESHAPE, a FULLY_CONNECTED and a SOFTMAX; return the probabilities."""
    shape = b.constant("flatten/shape", [1, features], (2,), "int32")
    flat = b.tensor("flatten", (1, features), **INT8)
    b.operator("RESHAPE", [x, shape], [flat], {"new_shape": [1, features]})
    w = b.constant("dense/kernel", levels(count * features), (count, features), "int8", scale=0.01, zero_point=0)
    bias = b.constant("dense/bias", list(range(count)), (count,), "int32", scale=0.0005, zero_point=0)
    logits = b.tensor("dense", (1, count), dtype="int8", scale=0.1, zero_point=0)
    b.operator("FULLY_CONNECTED", [flat, w, bias], [logits], {}, version=4)
    y = b.tensor("probabilities", (1, count), dtype="int8", scale=1 / 256, zero_point=-128)
    b.operator("SOFTMAX", [logits], [y], {"beta": 1.0}, version=2)
    return y


def gesture() -> bytes:
    """Return an int8 network over 32 samples of an accelerometer, four gestures."""
    b = ModelBuilder("four gestures of an accelerometer")
    x = b.input("samples", (1, 32, 1, 3), **INT8)
    features = convolution(b, x, (1, 16, 1, 4), kernel=(4, 3, 1, 3))
    b.output(classes(b, features, 64, 4))
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


def vibration() -> bytes:
    """Return the gesture network's sibling as a converter leaves it by default: int8 inside, float32 at both ends."""
    b = ModelBuilder("four states of a motor")
    given = b.input("samples", (1, 32, 1, 3))
    x = b.tensor("samples/int8", (1, 32, 1, 3), **INT8)
    b.operator("QUANTIZE", [given], [x], {})
    features = convolution(b, x, (1, 16, 1, 4), kernel=(4, 3, 1, 3))
    result = b.tensor("states", (1, 4))
    b.operator("DEQUANTIZE", [classes(b, features, 64, 4)], [result], {}, version=2)
    b.output(result)
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


def keyword() -> bytes:
    """Return a keyword spotter: a convolution over 49 frames of 40 features, then one of each channel."""
    b = ModelBuilder("four words")
    x = b.input("features", (1, 49, 40, 1), **INT8)
    wide = convolution(b, x, (1, 25, 40, 8), kernel=(8, 3, 3, 1))
    deep = convolution(b, wide, (1, 13, 40, 8), kernel=(1, 3, 3, 8), depthwise=True)
    window = {"padding": 1, "stride_h": 13, "stride_w": 40, "filter_height": 13, "filter_width": 40}
    mean = b.tensor("mean", (1, 1, 1, 8), **INT8)
    b.operator("AVERAGE_POOL_2D", [deep], [mean], window, version=2)
    b.output(classes(b, mean, 8, 4))
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


def wake_word() -> bytes:
    """Return a streaming wake word as ESPHome takes it: three frames of 40 features in, one probability out."""
    b = ModelBuilder("a wake word")
    x = b.input("frames", (1, 3, 40), **INT8)
    shape = b.constant("image/shape", [1, 3, 40, 1], (4,), "int32")
    image = b.tensor("image", (1, 3, 40, 1), **INT8)
    b.operator("RESHAPE", [x, shape], [image], {"new_shape": [1, 3, 40, 1]})
    wide = convolution(b, image, (1, 2, 40, 8), kernel=(8, 3, 3, 1))
    flat_shape = b.constant("flat/shape", [1, 640], (2,), "int32")
    flat = b.tensor("flat", (1, 640), **INT8)
    b.operator("RESHAPE", [wide, flat_shape], [flat], {"new_shape": [1, 640]})
    w = b.constant("dense/kernel", levels(640), (1, 640), "int8", scale=0.01, zero_point=0)
    bias = b.constant("dense/bias", [5], (1,), "int32", scale=0.0005, zero_point=0)
    logit = b.tensor("dense", (1, 1), dtype="int8", scale=0.1, zero_point=0)
    b.operator("FULLY_CONNECTED", [flat, w, bias], [logit], {}, version=4)
    heard = b.tensor("heard", (1, 1), dtype="int8", scale=1 / 256, zero_point=-128)
    b.operator("LOGISTIC", [logit], [heard], version=2)
    y = b.tensor("probability", (1, 1), dtype="uint8", scale=1 / 256, zero_point=0)
    b.operator("QUANTIZE", [heard], [y], {}, version=2)
    b.output(y)
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


def plants() -> bytes:
    """Return a float classifier that was made for 16 x 16 pixels and then given 24 x 24: its RESHAPE still counts the old ones."""
    b = ModelBuilder("a classifier whose input was changed from 16 to 24 pixels")
    x = b.input("image", (1, 24, 24, 1))
    w = b.constant("conv/filter", [i / 40 for i in range(36)], (4, 3, 3, 1))
    bias = b.constant("conv/bias", [0.1] * 4, (4,))
    y = b.tensor("conv/Relu", (1, 12, 12, 4))
    options = {"padding": 0, "stride_h": 2, "stride_w": 2, "fused_activation_function": 1}
    b.operator("CONV_2D", [x, w, bias], [y], options)
    shape = b.constant("flatten/shape", [1, 256], (2,), "int32")
    flat = b.tensor("flatten", (1, 256))
    b.operator("RESHAPE", [y, shape], [flat], {"new_shape": [1, 256]})
    kernel = b.constant("dense/kernel", [(i % 19 - 9) / 40 for i in range(512)], (2, 256))
    result = b.tensor("plants", (1, 2))
    b.operator("FULLY_CONNECTED", [flat, kernel, -1], [result], {})
    b.output(result)
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


def detector() -> bytes:
    """Return a detector whose last layer was kept as a TensorFlow op, which an app without the Flex delegate does not have."""
    b = ModelBuilder("boxes and scores, and a TensorFlow op that sorts them out")
    boxes, scores = b.input("boxes", (1, 64, 1, 4)), b.input("scores", (1, 64, 4))
    results = [
        b.tensor(name, shape) for name, shape in (("nms/boxes", (1, 10, 4)), ("nms/scores", (1, 10)), ("nms/classes", (1, 10)))
    ]
    limits = [b.constant(name, [value], (), dtype) for name, value, dtype in (("most", 10, "int32"), ("least", 0.5, "float32"))]
    b.operator("FlexCombinedNonMaxSuppression", [boxes, scores, *limits], results)
    b.output(*results)
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


MODELS = {
    "arduino/gesture/gesture.tflite": gesture,
    "platformio/models/keyword.tflite": keyword,
    "esp-idf/models/keyword.tflite": keyword,
    "zephyr/models/gesture.tflite": gesture,
    "stm32/models/vibration.tflite": vibration,
    "esphome/models/hey_house.tflite": wake_word,
    "raspberry-pi/models/plants.tflite": plants,
    "android/app/src/main/assets/detector.tflite": detector,
}


def files() -> dict[Path, bytes]:
    """Return every file that this script writes."""
    made = {HERE / path: make() for path, make in MODELS.items()}
    for path, head in ARRAYS.items():
        (model,) = (data for name, data in made.items() if name.is_relative_to(HERE / path.split("/", 1)[0]))
        rows = (", ".join(f"0x{byte:02x}" for byte in model[at : at + PER_LINE]) for at in range(0, len(model), PER_LINE))
        body = ",\n".join(f"  {row}" for row in rows)
        made[HERE / path] = f"{head} = {{\n{body}\n}};\nconst unsigned int g_model_len = {len(model)};\n".encode()
    return made


def main() -> None:
    """Write them all."""
    for path, data in files().items():
        path.write_bytes(data)


if __name__ == "__main__":
    main()
