"""`delegate-fallback`: what LiteRT's delegates leave to the interpreter."""

import pytest
from networks import Tree

from tflint.manifest.board import Board
from tflint.manifest.target import Target, parse
from tflint.model.reader import read
from tflint.runtime.litert import delegates
from tflint.testing import ModelBuilder, run
from tflint_rules.accelerator.delegate_fallback import rule

PI = Board("pi", parse("litert@2.3.0"))
MANIFEST = 'version = 1\n\n[boards.pi]\nkernels = "litert@2.3.0"\n\n[[models]]\npath = "models/*.tflite"\n'


def digits(middle: str = "RELU", last: str | None = None) -> bytes:
    b = ModelBuilder()
    x, y, z = (
        b.input("x", (1, 2, 2, 4), "float32"),
        b.tensor("y", (1, 2, 2, 4), "float32"),
        b.tensor("z", (1, 2, 2, 4), "float32"),
    )
    b.operator("TANH", [x], [y])
    b.operator(middle, [y], [z])
    out = z
    if last is not None:
        out = b.tensor("best", (1, 2, 4), "int64")
        b.operator(last, [z, b.constant("axis", (1,), (1,), "int32")], [out], {"output_type": 4})
    b.output(out)
    return b.build()


def bad() -> Tree:
    """A float network that ends in an ARG_MAX, on a Raspberry Pi."""
    return {"models/digits.tflite": digits(last="ARG_MAX"), "tflint.toml": MANIFEST}


def good() -> Tree:
    return {"models/digits.tflite": digits(), "tflint.toml": MANIFEST}


def test_an_op_that_is_left_is_named_with_its_reason_and_the_partitions() -> None:
    (finding,) = run(rule, digits(last="ARG_MAX"), board=PI)
    assert finding.message == "XNNPACK leaves 1 of 3 ops to the interpreter on pi, in 1 partition: ARG_MAX"
    assert finding.help == ("ARG_MAX in no form that was tried",)


def test_a_cut_in_the_middle_makes_two_partitions() -> None:
    b = ModelBuilder()
    x = b.input("x", (1, 2, 2, 4), "float32")
    names = ("TANH", "SIGN", "RELU")
    for i, name in enumerate(names):
        y = b.tensor(f"y{i}", (1, 2, 2, 4), "float32")
        b.operator(name, [x], [y])
        x = y
    b.output(x)
    (finding,) = run(rule, b.build(), board=PI)
    assert finding.message.endswith("in 2 partitions: SIGN")


@pytest.mark.parametrize("target", [Target("", "litert", "2.3.0", delegate="none"), parse("litert@1.0.1")])
def test_without_the_delegate_or_a_probed_release_nothing_is_said(target: Target) -> None:
    assert run(rule, digits(last="ARG_MAX"), board=Board("pi", target)) == ()


def test_what_the_gpu_delegate_has_no_kernel_for_is_reported_on_request() -> None:
    findings = run(rule, digits(middle="ROUND"), board=PI, settings={"gpu": True})
    assert [finding.message for finding in findings] == [
        "the GPU delegate leaves 1 of 2 ops to the interpreter on pi, in 0 to 1 partitions: ROUND"
    ]


def test_a_model_that_is_refused_is_not_reported_as_left() -> None:
    b = ModelBuilder()
    x, y, z = b.input("x", (1, 4), "float32"), b.tensor("y", (1, 4), "float32"), b.tensor("z", (1, 4), "float32")
    b.operator("TANH", [x], [y])
    b.operator("FlexErf", [y], [z])
    b.output(z)
    assert run(rule, b.build(), board=PI) == ()


@pytest.mark.parametrize(("step", "partitions"), [(1, (1, 1)), (2, (0, 1))], ids=["steps of 1", "steps of 2"])
def test_a_slice_with_steps_may_go_either_way(step: int, partitions: tuple[int, int]) -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4, 4, 2), "float32"), b.tensor("y", (1, 4 // step, 4, 2), "float32")
    ends = [
        b.constant(name, values, (4,), "int32")
        for name, values in (("from", (0,) * 4), ("to", (1, 4, 4, 2)), ("by", (1, step, 1, 1)))
    ]
    b.operator("STRIDED_SLICE", [x, *ends], [y], {"begin_mask": 0})
    b.output(y)
    assert delegates.xnnpack(read(b.build()), "2.3.0").partitions == partitions


def test_per_channel_int8_convolutions_are_taken() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4, 4, 2), "int8", scale=0.05), b.tensor("y", (1, 4, 4, 3), "int8", scale=0.05)
    w = b.constant("w", 1, (3, 3, 3, 2), "int8", scale=(0.1, 0.2, 0.3), zero_point=0)
    bias = b.constant("b", 1, (3,), "int32", scale=(0.005, 0.01, 0.015), zero_point=0)
    b.operator("CONV_2D", [x, w, bias], [y], {"stride_w": 1, "stride_h": 1, "dilation_w_factor": 1, "dilation_h_factor": 1})
    b.output(y)
    assert delegates.xnnpack(read(b.build()), "2.3.0").partitions == (1, 1)
