"""tflint: a static linter for .tflite models."""

__version__ = "0.1.0"
