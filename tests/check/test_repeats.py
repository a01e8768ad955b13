"""The same finding on many places of one model is reported once."""

from tflint.check.fingerprint import alone, fingerprint
from tflint.check.repeats import merged
from tflint.finding import Finding, Location, Severity


def findings(count: int, *, path: str = "a.tflite", severity: Severity = Severity.WARNING) -> list[Finding]:
    """Return findings that differ in tensor, operator and figures."""
    places = [Location(f"subgraphs/0/operators/{n}", ("CONV_2D", "ADD")[n % 2], f"it's tensor {n}") for n in range(count)]
    words = [f"op {n} {it.operator}: scale of {it.tensor!r} is 0.{n}1" for n, it in enumerate(places)]
    return [Finding("scale", "quantization", severity, path, why, it) for why, it in zip(words, places, strict=True)]


def test_three_alike_stay_three() -> None:
    assert list(merged(findings(3))) == findings(3)


def test_fourteen_alike_are_one_that_knows_its_places() -> None:
    (one,) = merged(findings(14))
    assert one.message == 'op 0 CONV_2D: scale of "it\'s tensor 0" is 0.01, and 13 more'
    assert one.also == tuple(it.location for it in findings(14)[1:])


def test_other_words_models_and_severities_are_other_findings() -> None:
    others = [
        *findings(3),
        *findings(3, path="b.tflite"),
        *findings(3, severity=Severity.NOTE),
        *(it._replace(message="the zero point is off") for it in findings(3)),
    ]
    assert list(merged(others)) == others


def test_a_merged_finding_keeps_the_first_one_s_identity() -> None:
    (one,) = merged(findings(5))
    assert alone(one.message) == findings(1)[0].message
    assert fingerprint(one) == fingerprint(findings(1)[0])
