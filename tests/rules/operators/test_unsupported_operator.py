"""`unsupported-operator`: builtin ops without a kernel."""

from networks import Tree, board_toml, dense

from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import ModelBuilder, run
from tflint_rules.operators.unsupported_operator import rule


def sines(*ops: str) -> bytes:
    b = ModelBuilder()
    x = b.input("x", (1, 4))
    for number, op in enumerate(ops):
        after = b.tensor(f"y{number}", (1, 4))
        b.operator(op, [x], [after])
        x = after
    b.output(x)
    return b.build()


def bad() -> Tree:
    """A model with GELU, for which the runtime has no kernel."""
    return {"models/wave.tflite": sines("SIN", "GELU"), "tflint.toml": board_toml('runtime = "tflm@2024-08"')}


def good() -> Tree:
    return {"models/wave.tflite": sines("SIN", "COS")}


def test_ops_with_kernels_are_fine() -> None:
    assert run(rule, dense()) == ()
    assert run(rule, sines("SIN", "COS", "LOG")) == ()


def test_custom_ops_are_another_rules_business() -> None:
    assert run(rule, sines("my_op")) == ()


def test_an_op_without_kernel_is_an_error_at_its_first_place() -> None:
    (finding,) = run(rule, sines("SIN", "GELU", "COS", "GELU"))
    assert finding.location.path == "subgraphs/0/operators/1"
    assert finding.evidence["count"] == 2
    assert "also op 3 GELU" in finding.help


def test_each_op_is_reported_once() -> None:
    assert [it.location.operator for it in run(rule, sines("GELU", "CUMPROD_", "SIGN"))] == ["GELU", "SIGN"]


def test_an_older_snapshot_names_the_first_that_has_the_op() -> None:
    model = one_batch_matmul()
    assert run(rule, model) == ()
    (finding,) = run(rule, model, board=Board("old", parse("cortex-m4/reference", "tflm@2022-01")))
    assert "BATCH_MATMUL" in finding.message


def one_batch_matmul() -> bytes:
    from networks import one

    return one("BATCH_MATMUL", [{"shape": (1, 4, 4)}, {"shape": (1, 4, 4)}], {"shape": (1, 4, 4)}, {})
