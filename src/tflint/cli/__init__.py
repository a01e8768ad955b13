"""argv in, exit code out; the only room that prints or exits."""


def main() -> int:
    """Run tflint."""
    raise NotImplementedError
