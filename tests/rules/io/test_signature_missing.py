"""`signature-missing`: signatures that code calls by name."""

from networks import Tree, board_toml, dense

from tflint.manifest.board import ModelEntry
from tflint.testing import ModelBuilder, run
from tflint_rules.io.signature_missing import rule


def signed(*keys: str) -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("ABS", [x], [y])
    b.output(y)
    for key in keys:
        b.signature(key, {"x": x}, {"y": y})
    return b.build()


def bad() -> Tree:
    """Code that calls `serving_default`, and a model that has no signature."""
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(signatures='["serving_default"]')}


def good() -> Tree:
    return {"models/gesture.tflite": signed("serving_default"), "tflint.toml": board_toml(signatures='["serving_default"]')}


def test_without_a_declaration_no_signature_is_needed() -> None:
    assert run(rule, dense()) == ()


def test_a_signature_among_others_is_enough() -> None:
    assert run(rule, signed("train", "infer"), entry=ModelEntry("*.tflite", signatures=("infer",))) == ()


def test_a_missing_signature_is_reported_with_those_there_are() -> None:
    (finding,) = run(rule, signed("train"), entry=ModelEntry("*.tflite", signatures=("infer",)))
    assert finding.message == "signature 'infer' is missing, the model has 'train'"
