"""A finding's identity across conversions."""

from scenes import FINDING

from tflint.check.fingerprint import fingerprint
from tflint.finding import Location


def test_figures_and_indices_do_not_matter() -> None:
    moved = FINDING._replace(
        message="op 12 FULLY_CONNECTED: 1.5 B in int8 'dense/MatMul'",
        location=FINDING.location._replace(path="subgraphs/0/operators/12"),
        evidence={"bytes": 7},
    )
    assert fingerprint(moved) == fingerprint(FINDING)


def test_rule_path_board_operator_tensor_and_words_do_matter() -> None:
    others = [
        FINDING._replace(rule="float-input"),
        FINDING._replace(path="models/other.tflite"),
        FINDING._replace(board="pico"),
        FINDING._replace(location=FINDING.location._replace(operator="CONV_2D")),
        FINDING._replace(location=FINDING.location._replace(tensor="dense_1/MatMul")),
        FINDING._replace(message="op 3 FULLY_CONNECTED: 84,280 B in int16 'dense/MatMul'"),
    ]
    assert len({fingerprint(it) for it in [FINDING, *others]}) == len(others) + 1


def test_neighbouring_fields_do_not_run_into_each_other() -> None:
    one = FINDING._replace(board="ab", location=Location("", "c"))
    other = FINDING._replace(board="a", location=Location("", "bc"))
    assert fingerprint(one) != fingerprint(other)


def test_a_name_with_a_lone_surrogate_has_a_fingerprint() -> None:
    assert len(fingerprint(FINDING._replace(path="\udcff.tflite"))) == 32
