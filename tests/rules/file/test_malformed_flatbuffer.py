"""`malformed-flatbuffer`: bytes that lead out of the file."""

from networks import Tree, dense

from tflint.testing import run
from tflint_rules.file.malformed_flatbuffer import rule


def bad() -> Tree:
    """A download that stopped half way."""
    data = dense()
    return {"models/kws.tflite": data[: len(data) // 2]}


def good() -> Tree:
    return {"models/kws.tflite": dense()}


def test_a_sound_model_is_sound() -> None:
    assert run(rule, dense()) == ()


def test_text_is_another_rules_business() -> None:
    assert run(rule, b"just text") == ()


def test_a_truncated_model_names_the_byte() -> None:
    data = dense()
    (finding,) = run(rule, data[: len(data) // 2])
    assert isinstance(finding.evidence["byte"], int)
    assert f"of {len(data) // 2:,}" in finding.message


def test_a_root_offset_beyond_the_end_is_found() -> None:
    assert [it.rule for it in run(rule, b"\xff\xff\xff\x7f" + dense()[4:])] == ["malformed-flatbuffer"]
