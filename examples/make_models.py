"""Makes the models of this example project with TensorFlow's own converter: python make_models.py [NAME…].

Needs tensorflow-cpu and tf_keras (2.21 made the committed files); Keras 3 no longer converts to TFLite's fused LSTM.
Each function builds one small network and converts it as people do, rightly or wrongly; seeds are fixed. The weights are
random: what the converter writes around them is the point.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf
import tf_keras

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
layers = tf_keras.layers
BUILTINS = tf.lite.OpsSet.TFLITE_BUILTINS
INT8 = tf.lite.OpsSet.TFLITE_BUILTINS_INT8
INT16X8 = tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8


def samples(shape: tuple[int, ...], count: int = 32) -> Callable[[], Iterator[list[np.ndarray]]]:
    """Return a representative dataset: `count` random inputs of `shape` (batch of 1) in [-1, 1]."""

    def dataset() -> Iterator[list[np.ndarray]]:
        random = np.random.default_rng(7)
        for _ in range(count):
            yield [random.uniform(-1, 1, (1, *shape)).astype(np.float32)]

    return dataset


def converter(network: tf_keras.Model) -> tf.lite.TFLiteConverter:
    """Return a converter for a network (its inputs have a fixed batch of one, as a device wants it)."""
    return tf.lite.TFLiteConverter.from_keras_model(network)


def int8(network: tf_keras.Model, *, io: tf.DType = tf.int8, fallback: bool = False) -> bytes:
    """Convert with full integer quantization; `fallback` lets float ops stay float."""
    it = converter(network)
    it.optimizations = [tf.lite.Optimize.DEFAULT]
    it.representative_dataset = samples(network.input_shape[1:])
    it.target_spec.supported_ops = [BUILTINS, INT8] if fallback else [INT8]
    it.inference_input_type = it.inference_output_type = io
    return it.convert()


def lively() -> tf_keras.initializers.Initializer:
    """Return an initializer for 3 x 3 kernels that keeps the activations' range from layer to layer."""
    return tf_keras.initializers.RandomNormal(stddev=0.5, seed=3)


def keyword_network() -> tf_keras.Model:
    """Return a small DS-CNN over 49 frames of 40 features, 12 words."""
    return tf_keras.Sequential(
        [
            layers.Input((49, 40, 1), batch_size=1),
            layers.Conv2D(16, (10, 4), strides=(2, 2), padding="same", activation="relu"),
            layers.DepthwiseConv2D(3, padding="same", activation="relu", depthwise_initializer=lively()),
            layers.Conv2D(16, 1, activation="relu"),
            layers.DepthwiseConv2D(3, padding="same", activation="relu", depthwise_initializer=lively()),
            layers.Conv2D(16, 1, activation="relu"),
            layers.AveragePooling2D((25, 20)),
            layers.Flatten(),
            layers.Dense(12),
            layers.Softmax(),
        ]
    )


def visual_network(initializer: str) -> tf_keras.Model:
    """Return a MobileNet-like person detector for 96 x 96 grey pixels, 2 classes.

    With the initializer `zeros` the last layer is dead: its output has no range to calibrate.
    """
    stack = [
        layers.Input((96, 96, 1), batch_size=1),
        layers.Conv2D(8, 3, strides=2, padding="same", activation="relu6", kernel_initializer=lively()),
    ]
    for channels, stride in ((16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (64, 2)):
        stack += [
            layers.DepthwiseConv2D(3, strides=stride, padding="same", activation="relu6", depthwise_initializer=lively()),
            layers.Conv2D(channels, 1, activation="relu6", kernel_initializer="he_normal"),
        ]
    head = [layers.AveragePooling2D(6), layers.Flatten(), layers.Dense(2, kernel_initializer=initializer)]
    return tf_keras.Sequential([*stack, *head, layers.Softmax()])


def gesture_network() -> tf_keras.Model:
    """Return a dense network over 128 accelerometer values, 4 gestures."""
    return tf_keras.Sequential(
        [
            layers.Input((128,), batch_size=1),
            layers.Dense(48, activation="relu"),
            layers.Dense(16, activation="relu"),
            layers.Dense(4),
        ]
    )


def autoencoder_network() -> tf_keras.Model:
    """Return an autoencoder over 64 vibration bands."""
    widths = (32, 8, 32)
    return tf_keras.Sequential(
        [layers.Input((64,), batch_size=1), *(layers.Dense(n, activation="relu") for n in widths), layers.Dense(64)]
    )


def island_network() -> tf_keras.Model:
    """Return a network with a sine in the middle, which has no int8 form."""
    inputs = layers.Input((16, 16, 1), batch_size=1)
    x = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Lambda(tf.math.sin)(x)
    x = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(x)
    return tf_keras.Model(inputs, layers.Dense(4)(layers.Flatten()(x)))


def lambda_network(function: Callable[[tf.Tensor], tf.Tensor]) -> tf_keras.Model:
    """Return a dense layer followed by an op that the runtime may lack."""
    inputs = layers.Input((32,), batch_size=1)
    return tf_keras.Model(inputs, layers.Lambda(function)(layers.Dense(16, activation="relu")(inputs)))


def lstm_network() -> tf_keras.Model:
    """Return an LSTM of 16 units over 20 frames of 10 features."""
    return tf_keras.Sequential([layers.Input((20, 10), batch_size=1), layers.LSTM(16), layers.Dense(4)])


class Counter(tf.Module):
    """A running sum kept between invocations in a resource variable."""

    def __init__(self) -> None:
        super().__init__()
        self.total = tf.Variable(tf.zeros((1, 8)), name="total")

    @tf.function(input_signature=[tf.TensorSpec((1, 8), tf.float32, name="input")])
    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        """Add the input and return the sum so far."""
        self.total.assign_add(x)
        return self.total.read_value()


def dynamic_range(network: tf_keras.Model) -> bytes:
    """Convert with int8 weights and float activations: what DEFAULT does without a representative dataset."""
    it = converter(network)
    it.optimizations = [tf.lite.Optimize.DEFAULT]
    it._experimental_min_weights_size = 0  # noqa: SLF001  the converter leaves small weights float otherwise
    return it.convert()


def float16(network: tf_keras.Model) -> bytes:
    """Convert with float16 weights."""
    it = converter(network)
    it.optimizations = [tf.lite.Optimize.DEFAULT]
    it.target_spec.supported_types = [tf.float16]
    return it.convert()


def int16x8(network: tf_keras.Model) -> bytes:
    """Convert with int16 activations and int8 weights."""
    it = converter(network)
    it.optimizations = [tf.lite.Optimize.DEFAULT]
    it.representative_dataset = samples(network.input_shape[1:])
    it.target_spec.supported_ops = [INT16X8]
    it.inference_input_type = it.inference_output_type = tf.int16
    return it.convert()


def custom(network: tf_keras.Model) -> bytes:
    """Convert with an op that becomes custom."""
    it = converter(network)
    it.allow_custom_ops = True
    return it.convert()


def resource_variables() -> bytes:
    """Convert a module with state."""
    module = Counter()
    it = tf.lite.TFLiteConverter.from_concrete_functions([module.__call__.get_concrete_function()], module)
    it.experimental_enable_resource_variables = True
    return it.convert()


MODELS: dict[str, Callable[[], bytes]] = {
    "kws": lambda: int8(keyword_network()),
    "kws_float_io": lambda: int8(keyword_network(), io=tf.float32),
    "person": lambda: int8(visual_network("he_normal")),
    "person_untrained": lambda: int8(visual_network("zeros")),
    "anomaly": lambda: converter(autoencoder_network()).convert(),
    "gesture": lambda: int8(gesture_network()),
    "gesture_hybrid": lambda: dynamic_range(gesture_network()),
    "gesture_float16": lambda: float16(gesture_network()),
    "gesture_int16": lambda: int16x8(gesture_network()),
    "ripple": lambda: int8(island_network(), fallback=True),
    "topk": lambda: converter(lambda_network(lambda x: tf.math.top_k(x, k=3).values)).convert(),
    "erfinv": lambda: custom(lambda_network(tf.math.erfinv)),
    "activity_lstm": lambda: int8(lstm_network()),
    "counter": resource_variables,
}


def c_array(name: str, data: bytes) -> str:
    """Return a C++ source that holds a model as firmware embeds it, aligned for the interpreter."""
    rows = (data[i : i + 16] for i in range(0, len(data), 16))
    body = "\n".join("    " + " ".join(f"0x{byte:02x}," for byte in row) for row in rows)
    return (
        f'#include "{name}_model.h"\n\n'
        f"alignas(16) const unsigned char g_{name}_model[] = {{\n{body}\n}};\n"
        f"const unsigned int g_{name}_model_len = {len(data)};\n"
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or MODELS:
        tf_keras.utils.set_random_seed(1)
        tf_keras.backend.clear_session()
        data = MODELS[name]()
        (HERE / "models" / f"{name}.tflite").write_bytes(data)
        if name == "kws":
            (HERE / "firmware" / "kws_model.cc").write_text(c_array(name, data), "utf-8")
        print(f"{name}.tflite {len(data):,} B")
