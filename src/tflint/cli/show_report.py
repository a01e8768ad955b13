"""What a run came to: printed in the formats asked for, troubles on stderr, and the exit code."""

from __future__ import annotations

import os
import sys

from tflint import report as formats
from tflint.cli import printing
from tflint.cli.errors import complain
from tflint.cli.exit_codes import CLEAN, FINDINGS, INTERNAL, USAGE
from tflint.finding import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.check.report import Crashed, Report
    from tflint.report.options import Options

TERRAFORM = (".tf", ".tflint.hcl")
FAIL_ON = ("error", "warning", "note", "never")


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options that decide what is printed and what fails."""
    parser.add_argument(
        "--fail-on", choices=FAIL_ON, default="warning", help="the lowest severity that fails (default: %(default)s)"
    )
    parser.add_argument(
        "--allow-empty", action="store_true", help="exit 0 also where folders hold models and none of them was checked"
    )
    parser.add_argument("--statistics", action="store_true", help="count findings by rule")
    printing.add_arguments(parser, formats.FORMATS)


def places(arguments: Namespace) -> tuple[printing.Output, ...]:
    """Return where the report goes; raise Usage."""
    return printing.outputs(arguments, formats.FORMATS)


def show(arguments: Namespace, report: Report) -> int:
    """Print a report; return the exit code. In a GitHub workflow annotations and the step summary come by themselves."""

    def render(name: str, options: Options) -> str:
        return formats.render(name, report, options)

    asked = places(arguments)
    if not asked and printing.in_actions():
        asked = (printing.Output("text", None), printing.Output("github", None))
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            printing.append(arguments, summary, "markdown", render)
    printing.write(arguments, asked or (printing.Output("text", None),), render)
    sys.stdout.flush()
    complain_of(report)
    if not report.models:
        _mind_the_namesake()
    return exit_code(report, arguments.fail_on)


def _mind_the_namesake() -> None:
    """Say which tflint this is to somebody without models but with Terraform's files."""
    try:
        names = os.listdir()
    except OSError:  # the working folder was deleted
        return
    if any(name.endswith(TERRAFORM) for name in names):
        from tflint.cli import terraform_namesake

        complain(terraform_namesake.SENTENCE)


def complain_of(report: Report) -> None:
    """Say on stderr which paths could not be read, and once each which rules crashed."""
    complain(*(f"{it.path}: {it.why}" for it in report.troubles))
    crashes: dict[str, list[Crashed]] = {}
    for crash in report.crashed:
        crashes.setdefault(crash.rule, []).append(crash)
    for rule, group in crashes.items():
        more = f" (and {len(group) - 1:,} times more)" if len(group) > 1 else ""
        complain(f"internal error: rule {rule} crashed on {group[0].path}: {group[0].error}{more}; -v shows the traceback")


def exit_code(report: Report, fail_on: str) -> int:
    """Return 3 for a crash, 2 for a path that could not be read, 1 for findings at or above a severity or a run that checked none of the models it saw, else 0."""
    if report.crashed:
        return INTERNAL
    if report.troubles:
        return USAGE
    if fail_on == "never":
        return CLEAN
    if report.unchecked:
        return FINDINGS
    limit = Severity[fail_on.upper()]
    return FINDINGS if any(finding.severity >= limit for finding in report.findings) else CLEAN
