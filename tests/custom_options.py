"""Custom options as a converter writes them: a FlexBuffers map."""

from flatbuffers import flexbuffers

from tflint.testing import OperatorFields


def options(**values: float) -> OperatorFields:
    """Return the keyword argument that gives an operator these custom options."""
    return OperatorFields(custom_options=bytes(flexbuffers.Dumps(values)))
