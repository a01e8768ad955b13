"""What is known about one model on one board, each fact proved once."""

from tflint.facts.arena import Peak, arena_plan, peak
from tflint.facts.islands import Island, float_islands
from tflint.facts.judgements import Judgement, judgements, others, verdicts
from tflint.facts.scheme import Scheme, scheme
from tflint.facts.subject import Deployment, Facts, File, Option, Project
from tflint.facts.wiring import Wiring, wiring

__all__ = [
    "Deployment",
    "Facts",
    "File",
    "Island",
    "Judgement",
    "Option",
    "Peak",
    "Project",
    "Scheme",
    "Wiring",
    "arena_plan",
    "float_islands",
    "judgements",
    "others",
    "peak",
    "scheme",
    "verdicts",
    "wiring",
]
