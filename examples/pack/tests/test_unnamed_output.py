"""`unnamed-output`: names that nobody chose."""

from acme_rules.naming.unnamed_output import rule
from tflint.testing import ModelBuilder, run


def model(name: str) -> bytes:
    """Return a model of one op whose output has a name."""
    b = ModelBuilder()
    x, y = b.input("samples", (1, 4)), b.tensor(name, (1, 4))
    b.operator("ABS", [x], [y])
    b.output(y)
    return b.build()


def test_a_chosen_name_is_fine() -> None:
    assert run(rule, model("scores")) == ()


def test_a_made_up_name_is_found() -> None:
    (finding,) = run(rule, model("StatefulPartitionedCall:0"))
    assert finding.message == "output 0 is called 'StatefulPartitionedCall:0'"
    assert finding.evidence == {"position": 0}


def test_the_list_of_beginnings_can_be_set() -> None:
    assert run(rule, model("Identity"), settings={"made-up": ["StatefulPartitionedCall"]}) == ()
