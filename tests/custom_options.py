"""Custom options as a converter writes them: a FlexBuffers map."""

from flatbuffers import flexbuffers


def options(**values: float) -> dict[str, bytes]:
    """Return the keyword argument that gives an operator these custom options."""
    return {"custom_options": bytes(flexbuffers.Dumps(values))}
