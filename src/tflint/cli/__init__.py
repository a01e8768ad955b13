"""argv in, exit code out; the only room that prints or exits."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run tflint on a command line (the process's own by default); return the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if words == ["--version"]:  # printed before anything is imported: editors and hooks ask it often
        from tflint import __version__

        print(f"tflint {__version__}")
        return 0
    if arguments is None:
        from tflint.model import collection

        collection.seldom()
    from tflint.cli import program

    code = program.run(words)
    if arguments is None:
        _leave(code)
    return code


def _leave(code: int) -> None:
    """End the process without freeing every object first, which takes as long as a tenth of a run without files.

    Returns where somebody may still have something to do: a thread that runs, a profiler or a debugger, `python -i`.
    """
    if "threading" in sys.modules or sys.getprofile() or sys.gettrace() or sys.flags.interactive:
        import gc

        gc.freeze()  # the interpreter would search everything for cycles on its way out, twice
        return
    import atexit
    import os

    atexit._run_exitfuncs()  # noqa: SLF001  as the interpreter does
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # closed by whoever read it, or never there: said before
            continue
    os._exit(code)
