"""One model planned for one board."""

from scenes import M4, model

from tflint import packs
from tflint.check.plan import plan
from tflint.testing import ModelBuilder

RULES = packs.load()


def test_a_model_that_allocates_has_figures_and_no_reasons() -> None:
    planned, crashed = plan(memoryview(model()), "m.tflite", M4, RULES)
    assert crashed == ()
    assert (planned.allocates, planned.reasons) == (True, ())
    assert planned.plan is not None
    assert planned.plan.buffers


def test_bytes_that_are_no_model_have_reasons_and_no_figures() -> None:
    planned, _ = plan(memoryview(b"<html>"), "m.tflite", M4, RULES)
    assert (planned.allocates, planned.reasons, planned.plan) == (False, ("not-a-model",), None)


def test_a_model_that_the_runtime_refuses_names_the_rule_that_says_so() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 8), "float32"), b.tensor("y", (1, 8), "float32")
    b.operator("MY_OWN", [x], [y])
    b.output(y)
    planned, _ = plan(memoryview(b.build()), "m.tflite", M4, RULES)
    assert not planned.allocates
    assert "custom-operator" in planned.reasons


def test_a_plan_can_be_given_another_number_of_resource_variables() -> None:
    few, _ = plan(memoryview(model()), "m.tflite", M4, RULES, resource_variables=0)
    many, _ = plan(memoryview(model()), "m.tflite", M4, RULES, resource_variables=16)
    assert few.plan is not None
    assert many.plan is not None
    assert many.plan.used > few.plan.used
