"""argv in, exit code out; the only room that prints or exits."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run tflint on a command line (the process's own by default); return the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if words == ["--version"]:  # printed before anything is imported: editors and hooks ask it often
        from tflint import __version__

        print(f"tflint {__version__}")
        return 0
    import gc

    if arguments is None:
        from tflint.model import collection

        collection.seldom()
    from tflint.cli import program

    code = program.run(words)
    if arguments is None:
        gc.freeze()  # the process ends: the interpreter would search everything for cycles on its way out, twice
    return code
