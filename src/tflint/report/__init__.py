"""A Report in, text out; decides nothing."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tflint.check.image import Examined
    from tflint.check.report import Planned, Report
    from tflint.fix.outcome import Outcome
    from tflint.report.options import Options


def render(name: str, report: Report, options: Options) -> str:
    """Return a run in the named format, a text that ends with a line feed (empty where there is nothing to say)."""
    module = "check_terminal" if name == "text" and (options.terminal or options.color) else FORMATS[name]
    text: str = import_module(f"tflint.report.{module}").render(report, options)
    return text


def render_plans(name: str, plans: tuple[Planned, ...], options: Options) -> str:
    """Return what `tflint plan` found in the named format."""
    text: str = import_module(f"tflint.report.{PLAN_FORMATS[name]}").render(plans, options)
    return text


def render_fixes(name: str, outcome: Outcome, options: Options) -> str:
    """Return what `tflint fix` did in the named format."""
    text: str = import_module(f"tflint.report.{FIX_FORMATS[name]}").render(outcome, options)
    return text


def render_image(name: str, examined: Examined, options: Options) -> str:
    """Return what `tflint image` found in the named format; those that only know findings get the findings."""
    if name not in IMAGE_FORMATS:
        return render(name, examined.report, options)
    text: str = import_module(f"tflint.report.{IMAGE_FORMATS[name]}").render(examined, options)
    return text


FORMATS = {
    "text": "check_text",
    "concise": "concise",
    "json": "check_json",
    "github": "github",
    "sarif": "sarif",
    "gitlab": "gitlab",
    "junit": "junit",
    "markdown": "markdown",
    "html": "check_html",
}

PLAN_FORMATS = {
    "text": "plan_text",
    "json": "plan_json",
    "svg": "plan_svg",
    "html": "plan_html",
}

FIX_FORMATS = {
    "text": "fix_text",
    "json": "fix_json",
    "html": "fix_html",
}

IMAGE_FORMATS = {
    "text": "image_text",
    "json": "image_json",
}
