"""The test kit for rules and packs: builds real .tflite bytes, and runs one rule over them as the engine does."""

from __future__ import annotations

try:
    import flatbuffers  # noqa: F401  asked for here, so that what is missing is said once and clearly
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "tflint.testing writes models with the flatbuffers package: pip install 'tflint[testing]'"
    ) from missing

from tflint.testing.builder import ModelBuilder
from tflint.testing.fields import FurtherFields, OperatorFields, TensorFields
from tflint.testing.run import RuleCrashed, run

__all__ = ["FurtherFields", "ModelBuilder", "OperatorFields", "RuleCrashed", "TensorFields", "run"]
