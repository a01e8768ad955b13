"""Converts the same networks wrongly and rightly with TensorFlow's own converter: python make_twins.py FOLDER.

The right way is the code on the rule's page, executed as it stands there; FOLDER gets RULE_bad.tflite and RULE_good.tflite, and what
quantize_twins.py starts from. Needs tensorflow and tf_keras (2.21 made the committed files), not tflint. Weights are random, seeds fixed.
"""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_USE_LEGACY_KERAS": "1", "CUDA_VISIBLE_DEVICES": ""}

import numpy as np
import tensorflow as tf

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Converter: TypeAlias = tf.lite.TFLiteConverter
    Network: TypeAlias = tf.keras.Model

RULES = Path(__file__).parents[2] / "rules" / "tflint_rules"
WIDTH = 8
SAMPLES = [np.random.default_rng(seed).uniform(-1, 1, (1, WIDTH)).astype(np.float32) for seed in range(16)]
layers = tf.keras.layers


def network(middle: str | Callable[[object], object] = "relu", *, batch: int | None = 1, features: int = 16) -> Network:
    """Return a network of two dense layers with something between them."""
    tf.keras.utils.set_random_seed(7)
    between = layers.Activation(middle) if isinstance(middle, str) else layers.Lambda(middle, name="between")
    inputs = layers.Input((WIDTH,), batch_size=batch, name="samples")
    return tf.keras.Model(
        inputs, layers.Dense(4, name="scores")(between(layers.Dense(features, activation="relu", name="features")(inputs)))
    )


def plain(model: Network) -> Converter:
    """Return a converter that changes nothing: float32."""
    return tf.lite.TFLiteConverter.from_keras_model(model)


def weights_only(model: Network) -> Converter:
    """Return a converter for a dynamic-range model: no representative dataset."""
    converter = plain(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    return converter


def half_precision(model: Network) -> Converter:
    """Return a converter for float16 weights."""
    converter = weights_only(model)
    converter.target_spec.supported_types = [tf.float16]
    return converter


def integers(model: Network, ends: tf.DType | None = None, samples: list[np.ndarray] = SAMPLES) -> Converter:
    """Return a converter for integers with inputs and outputs of a type, float32 where none is given."""
    converter = weights_only(model)
    converter.representative_dataset = lambda: ([sample] for sample in samples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    if ends is not None:
        converter.inference_input_type = converter.inference_output_type = ends
    return converter


def with_fallback(model: Network) -> Converter:
    """Return a converter that leaves in float32 what has no integer form."""
    converter = integers(model, tf.int8)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS, tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    return converter


def select_ops(model: Network) -> Converter:
    """Return a converter that keeps TensorFlow's own ops."""
    converter = plain(model)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS, tf.lite.OpsSet.SELECT_TF_OPS]
    return converter


def without_signature(model: Network) -> Converter:
    """Return a converter from a bare function."""
    function = tf.function(model).get_concrete_function(tf.TensorSpec((1, WIDTH), tf.float32))
    return tf.lite.TFLiteConverter.from_concrete_functions([function])


def legacy(_model: Network) -> Converter:
    """Return a converter for the scheme of TensorFlow 1: uint8, with the ranges that its training measured."""
    tf1 = tf.compat.v1
    fake_quantized = tf.quantization.fake_quant_with_min_max_vars
    with tf.Graph().as_default(), tf1.Session() as session:
        x = tf1.placeholder(tf.float32, (1, WIDTH), name="samples")
        w = tf1.get_variable("w", (WIDTH, 4), initializer=tf1.random_uniform_initializer(-1, 1, seed=7))
        y = fake_quantized(tf.matmul(fake_quantized(x, -1.0, 1.0), fake_quantized(w, -1.0, 1.0)), -4.0, 4.0, name="scores")
        session.run(tf1.global_variables_initializer())
        converter = tf1.lite.TFLiteConverter.from_session(session, [x], [y])
    converter.inference_type = tf.uint8
    converter.quantized_input_stats = {"samples": (127.5, 127.5)}
    return converter


ZEROS = [np.zeros((1, WIDTH), np.float32)] * 4

# rule -> (network, converter that makes the mistake); the page's code is put on top of it
CURED = {
    "operators/hybrid_operator": (lambda: network(features=128), weights_only),
    "quantization/float16_weights": (network, half_precision),
    "quantization/float_input": (network, integers),
    "quantization/float_output": (network, integers),
    "quantization/uint8_io": (network, lambda model: integers(model, tf.uint8)),
    "quantization/legacy_uint8": (network, legacy),
    "quantization/degenerate_range": (network, lambda model: integers(model, tf.int8, ZEROS)),
    "quantization/unquantized_model": (network, plain),
    "io/input_dtype": (network, integers),
    "io/output_dtype": (network, integers),
    "io/signature_missing": (network, without_signature),
    "memory/batch_dimension": (lambda: network(batch=8), plain),
}
# rule -> (wrong network, right network, converter): the cure is another layer
REPLACED = {
    "quantization/float_fallback": (lambda: network(tf.sin), network, with_fallback),
    "quantization/mixed_quantization": (lambda: fronted(tf.sin), network, integers),
    "operators/unsupported_operator": (lambda: network(lambda x: tf.math.top_k(x, 8)[0]), network, plain),
    "operators/unsupported_type": (lambda: ending(tf.int64), lambda: ending(tf.int32), plain),
    "operators/custom_operator": (lambda: network(tf.tan), network, select_ops),
}


def ending(dtype: tf.DType) -> Network:
    """Return the network with an argmax after it."""
    body = network()
    return tf.keras.Model(body.input, layers.Lambda(lambda x: tf.argmax(x, -1, output_type=dtype))(body.output))


def fronted(front: Callable[[object], object]) -> Network:
    """Return the network with a function of its input before it."""
    inputs = layers.Input((WIDTH,), batch_size=1, name="samples")
    return tf.keras.Model(inputs, network()(layers.Lambda(front)(inputs)))


def cure(rule: str) -> str:
    """Return the converter's lines on a rule's page: the first indented block of its Fix that sets up a `converter`."""
    page = ast.get_docstring(ast.parse((RULES / f"{rule}.py").read_text("utf-8")), clean=False) or ""
    blocks = page.partition("## Fix\n")[2].split("\n\n")
    code = next(block for block in blocks if block.startswith("    ") and "converter" in block)
    return "\n".join(line[4:] for line in code.splitlines())


def cured(rule: str, model: Network, converter: Converter) -> bytes:
    """Return the model that the page's own lines make."""
    names = {"tf": tf, "model": model, "samples": SAMPLES, "converter": converter}
    exec(cure(rule), names)  # noqa: S102  the page's code is what is tested
    return names["converter"].convert()


def write(folder: Path) -> None:
    """Write all twins."""
    for rule, (make, wrong) in CURED.items():
        name = rule.partition("/")[2]
        (folder / f"{name}_bad.tflite").write_bytes(wrong(make()).convert())
        model = make()
        (folder / f"{name}_good.tflite").write_bytes(cured(rule, model, wrong(model)))
    for rule, (wrong_network, right_network, way) in REPLACED.items():
        name = rule.partition("/")[2]
        (folder / f"{name}_bad.tflite").write_bytes(way(wrong_network()).convert())
        (folder / f"{name}_good.tflite").write_bytes(way(right_network()).convert())
    model = network(tf.sin)
    (folder / "float_fallback_kept.tflite").write_bytes(cured("quantization/float_fallback", model, with_fallback(model)))
    (folder / "mixed_quantization_kept.tflite").write_bytes(integers(fronted(tf.sin), tf.int8).convert())
    (folder / "float.tflite").write_bytes(plain(network()).convert())


if __name__ == "__main__":
    target = Path(sys.argv[1]).resolve()
    with TemporaryDirectory() as scratch:
        os.chdir(scratch)
        write(target)
