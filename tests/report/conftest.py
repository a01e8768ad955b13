"""Reports made by hand, as the engine would make them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tflint.check.report import (
    ArenaChange,
    BoardReport,
    Change,
    Changes,
    Crashed,
    ModelReport,
    Planned,
    Report,
    Skipped,
    Suppressed,
)
from tflint.check.rule import Rule
from tflint.finding import Finding, Location, Place, Severity
from tflint.runtime.plan import BufferRequest, Moment, Persistent, Plan, PlannedBuffer

PAGE = """Tensor arena larger than the board gives it.

## Why
The interpreter takes its whole arena at AllocateTensors().

## Example
A 96x96 person detector on a board whose manifest says `arena: 64 KiB`:

    models/person.tflite: error: arena-overflow: arena needs 84,280 B on nano33, 65,536 B given

## Fix
Shrink the widest moment, or give the arena more.
"""

OVERFLOW = Finding(
    rule="arena-overflow",
    family="memory",
    severity=Severity.ERROR,
    path="models/okay_nabu.tflite",
    message="arena needs 33,776 B on voice-pe, 26,080 B given",
    board="voice-pe",
    evidence={"needed": 33776, "given": 26080},
    help=(
        "peak at op 7 CONV_2D: scratch 15,800 + input 280 + output 1,280 + 2,080 in variables",
        "give 33,792 B, or pin esp-nn 1.1.2 (needs 25,808 B)",
    ),
    place=Place("tflint.toml", 9, 9),
    related=(Place("dependencies.lock", 4, 3, "esp-nn 1.2.1"),),
)
FLOAT_INPUT = Finding(
    rule="float-input",
    family="quantization",
    severity=Severity.WARNING,
    path="models/okay_nabu.tflite",
    message="input 'serving_default_x' is float32 on an int8 model",
    location=Location("subgraphs/0/operators/0", "QUANTIZE", "serving_default_x"),
    help=("converter: inference_input_type = tf.int8",),
    evidence={"tensor": "serving_default_x", "ratio": float("inf")},
)
UNREGISTERED = Finding(
    rule="unregistered-operator",
    family="operators",
    severity=Severity.ERROR,
    path="models/gesture.tflite",
    message="MEAN is not in the resolver of firmware/main.cc",
    board="nano33",
    location=Location("subgraphs/0/operators/8", "MEAN"),
    place=Place("firmware/main.cc", 41, 3),
    help=("add: resolver.AddMean();  and raise MicroMutableOpResolver<5> to <6>",),
)
DEAD = Finding(
    rule="dead-operator",
    family="hygiene",
    severity=Severity.NOTE,
    path="models/gesture.tflite",
    message="op 4 RELU feeds nothing",
    location=Location("subgraphs/0/operators/4", "RELU"),
)


def planned(target: str = "cortex-m4/cmsis-nn", unknown: tuple[str, ...] = ()) -> Plan:
    """Four ops: a scratch buffer at the second, a variable, and a tail of three categories."""
    rows = (
        ("tensor", 0, None, "input", 1600, 0, 1, 3200),
        ("tensor", 1, 0, "conv/Relu", 3200, 1, 2, 0),
        ("scratch", None, 1, "im2col", 640, 2, 2, 4800),
        ("tensor", 2, 1, "conv_1/Relu", 1600, 2, 3, 3200),
        ("tensor", 3, 2, "mean", 64, 3, 4, 0),
        ("tensor", 4, 3, "Identity", 16, 4, 4, 64),
    )
    buffers = tuple(
        PlannedBuffer(BufferRequest(kind, 0, tensor, operator, name, size, first, last), offset)
        for kind, tensor, operator, name, size, first, last, offset in rows
    )
    persistent = (
        Persistent("GreedyMemoryPlanner", "", 44),
        Persistent("TfLiteEvalTensor", "TfLiteEvalTensor data", 480),
        Persistent("multiplier of each output channel", "Persistent buffer data", 1200, 0, 0),
        Persistent("state", "Persistent buffer data", 256, 0, 2),
    )
    moments = (Moment("Prepare", 300, 1900, 0, 1), Moment("memory planning", 5440, 1992), Moment("finished", 5440, 1980))
    return Plan(target, 7420, 7440, 5440, 1980, unknown, buffers, persistent, moments)


def rule(name: str, family: str, severity: Severity, page: str = PAGE) -> Rule:
    module = ModuleType(f"sample_rules.{family}.{name.replace('-', '_')}", page)
    sys.modules[module.__name__] = module
    return Rule(module.__name__, severity=severity, since="0.1")


def sample() -> Report:
    """Return two models on two boards: kept, suppressed and skipped findings."""
    findings = (UNREGISTERED, DEAD, OVERFLOW, FLOAT_INPUT)
    over = planned("esp32s3/esp-nn@1.2.1")._replace(used=33772, minimum=33776)
    fine = planned()._replace(used=5412, minimum=5424)
    nano33 = BoardReport("nano33", fine.target, fine, 65536, runtime="tflm@2024-08")
    voice = BoardReport("voice-pe", over.target, over, 26080, runtime="esp-tflite-micro@1.4.0")
    return Report(
        models=(
            ModelReport("models/gesture.tflite", "c0" * 32, 21900, 9, "int8", (nano33,)),
            ModelReport("models/okay_nabu.tflite", "ab" * 32, 60300, 51, "int8", (voice,)),
        ),
        findings=findings,
        suppressed=(
            Suppressed(FLOAT_INPUT._replace(rule="float-output", severity=Severity.WARNING), "ignore", "the host wants float"),
        ),
        skipped=(Skipped("label-count", "no labels declared"),),
        rules={f.rule: rule(f.rule, f.family, f.severity) for f in findings}
        | {"label-count": rule("label-count", "io", Severity.ERROR)},
    )


HOSTILE = (
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b[31mred\x1b[0m",
    "over\rwrite",
    "bell\x07",
    "\x9b31mC1",
    "\u202egnp.exe\u2066",
    "\udcff\ud800",
    "nul\x00l",
    "\n::error file=x::forged",
    "::error file=x::forged",
    "  ::error::forged",
    "##[error]forged",
    "%0A::error::forged%25",
    "a,b:c=d%2C%3A",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "\"'><svg onload=alert(1)>",
    "]]><x/>&amp;&#0;",
    "| a | b |\n| --- |",
    "`code` **bold** [x](javascript:alert(1)) @everyone #1",
    "![i](http://example.org/x.png)",
    "zero\u200bwidth\ufe0f",
    "long" * 250_000,
)


def hostile() -> Report:
    """Return a report whose every name is out to harm whoever prints it."""
    findings = tuple(
        Finding(
            rule="arena-overflow",
            family="memory",
            severity=Severity.ERROR,
            path=f"models/{name[:300]}.tflite" if number % 2 else f"{name[:300]}.tflite",
            message=f"tensor '{name}' is large",
            location=Location(f"subgraphs/0/operators/{number}", name, name),
            board=name[:300],
            evidence={"name": name},
            help=(f"rename '{name}'", name),
            place=Place(f"{name[:300]}.cc", number + 1, 1, name) if number % 3 == 0 else None,
            related=(Place(f"{name[:300]}.toml", 1, 1, name),),
        )
        for number, name in enumerate(HOSTILE)
    )
    models = tuple(
        ModelReport(f.path, "ab" * 32, 10, 1, name[:300], (BoardReport(name[:300], name[:300], hostile_plan(name), 100),))
        for f, name in zip(findings, HOSTILE, strict=True)
    )
    return Report(
        models=models,
        findings=findings,
        suppressed=tuple(Suppressed(finding, "ignore", name) for finding, name in zip(findings, HOSTILE, strict=True)),
        skipped=tuple(Skipped(name, name) for name in HOSTILE),
        crashed=tuple(Crashed(name, name, name, name, f"Traceback\n{name}") for name in HOSTILE),
        notices=HOSTILE,
        rules={"arena-overflow": rule("arena-overflow", "memory", Severity.ERROR)},
    )


def hostile_plan(name: str) -> Plan:
    """Return a plan whose buffers, tail and reasons all carry one name."""
    plan = planned(name, unknown=(name,))
    return plan._replace(
        buffers=tuple(PlannedBuffer(b.request._replace(name=name), b.offset) for b in plan.buffers),
        persistent=tuple(p._replace(what=name, category=name) for p in plan.persistent),
        moments=tuple(m._replace(what=name) for m in plan.moments),
    )


def changed() -> Report:
    """Return the sample as `--diff origin/main` has it: one model grew, one is gone, one moved; a finding is new, one is fixed."""
    models = (
        Change(
            "models/okay_nabu.tflite",
            58000,
            60300,
            (ArenaChange("voice-pe", "esp32s3/esp-nn@1.2.1", 25808, 33776, 26080),),
            ("SPLIT_V",),
            ("SPLIT",),
        ),
        Change(
            "models/old.tflite", 1200, None, (ArenaChange("voice-pe", "esp32s3/esp-nn@1.2.1", 900, None, 26080),), (), ("RELU",)
        ),
        Change("models/new/name.tflite", 70, 70, moved_from="models/name.tflite", identical=True),
        Change("models/fresh.tflite", None, 800),
    )
    return sample()._replace(
        changes=Changes("origin/main", models, (OVERFLOW,), (DEAD._replace(message="op 9 RELU feeds nothing"),))
    )


def hostile_changes() -> Report:
    """Return the hostile report with a hostile other revision."""
    report = hostile()
    models = tuple(
        Change(f.path, 1, 2, (ArenaChange(name[:300], name[:300], 10, 20, 5),), (name[:300],), (name[:300],), name[:300])
        for f, name in zip(report.findings, HOSTILE, strict=True)
    )
    return report._replace(changes=Changes(HOSTILE[0], models, report.findings, report.findings))


@pytest.fixture
def report() -> Report:
    return sample()


@pytest.fixture
def changed_report() -> Report:
    return changed()


@pytest.fixture
def hostile_report() -> Report:
    return hostile_changes()


@pytest.fixture
def clean_report() -> Report:
    whole = sample()
    models = tuple(m._replace(boards=tuple(b._replace(given=65_536) for b in m.boards)) for m in whole.models)
    return whole._replace(models=models, findings=(), suppressed=(), skipped=())


@pytest.fixture
def plans() -> tuple[Planned, ...]:
    plan = planned()
    return (Planned("models/x.tflite", "ab" * 32, 1000, plan.target, plan, allocates=True, runtime="tflm@2024-08", given=8000),)


@pytest.fixture
def hostile_plans() -> tuple[Planned, ...]:
    return tuple(
        Planned(
            name[:300], "", 1, name[:300], hostile_plan(name), allocates=False, reasons=(name,), board=name[:300], runtime=name
        )
        for name in HOSTILE
    )


@pytest.fixture(scope="session")
def schemas() -> Path:
    return Path(__file__).parent / "schemas"


@pytest.fixture(scope="session")
def published() -> Path:
    return Path(__file__).parents[2] / "docs" / "schemas"
