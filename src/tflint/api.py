"""The one door for rule packs: re-exports, nothing defined here."""

from tflint.engine.rule import Rule, Skip
from tflint.facts import Deployment, Facts, File, Project, arena_plan, verdicts
from tflint.finding import Finding, Location, Place, Severity
from tflint.manifest.board import Board, ModelEntry, TensorContract
from tflint.model.view import Buffer, Model, Operator, Quantization, Subgraph, Tensor
from tflint.runtime.plan import Plan
from tflint.runtime.verdict import Cause, Effect, Verdict

__all__ = [
    "Board",
    "Buffer",
    "Cause",
    "Deployment",
    "Effect",
    "Facts",
    "File",
    "Finding",
    "Location",
    "Model",
    "ModelEntry",
    "Operator",
    "Place",
    "Plan",
    "Project",
    "Quantization",
    "Rule",
    "Severity",
    "Skip",
    "Subgraph",
    "Tensor",
    "TensorContract",
    "Verdict",
    "arena_plan",
    "verdicts",
]
