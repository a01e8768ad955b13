"""A linked image as JSON: version 1, what the image shows, and the report of its models as `tflint check` has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tflint.report import check_json

if TYPE_CHECKING:
    from tflint.check.image import Examined
    from tflint.image.contents import Contents
    from tflint.report.options import Options

Json = dict[str, object]


def render(examined: Examined, options: Options) -> str:
    """Return an image and the findings about it as JSON."""
    report: Json = json.loads(check_json.render(examined.report, options))
    return check_json.dumps(
        {"version": 1, "image": {"path": examined.path, **_contents(examined.contents), **_needs(examined)}, **report}
    )


def _contents(contents: Contents) -> Json:
    kernels = contents.kernels
    return {
        "machine": contents.machine,
        "cpu": contents.cpu,
        "stripped": contents.stripped,
        "debug_information": contents.sizes is not None,
        "ram": contents.ram,
        "flash": contents.flash,
        "regions": [
            {"name": it.name, "origin": it.origin, "length": it.length, "used": it.used, "left": it.left}
            for it in contents.regions
        ],
        "reserved": [{"what": it.what, "bytes": it.size, "address": it.address, "by": it.by} for it in contents.reserved],
        "arenas": [
            {"symbol": it.name, "address": it.address, "size": it.size, "section": it.section, "alignment": it.alignment}
            for it in contents.arenas
        ],
        "kernels": {
            "library": kernels.library,
            "ops": sorted(kernels.ops),
            "complete": kernels.complete,
            "why": kernels.why,
            "resolver_sizes": list(kernels.resolver_sizes),
        },
        "runtime": None
        if contents.months is None
        else {"first": contents.months.first, "last": contents.months.last, "symbols": contents.months.symbols},
    }


def _needs(examined: Examined) -> Json:
    return {
        "models": [
            {
                "symbol": model.name,
                "address": model.address,
                "size": len(model.data) if model.exact else None,
                "section": model.section,
                "in_ram": model.in_ram,
                "files": list(need.files),
                "minimum": {"least": need.least.minimum, "most": need.most.minimum},
                "used": {"least": need.least.used, "most": need.most.used},
                "exact": need.least.minimum == need.most.minimum
                and need.most.exact
                and examined.contents.kernels.library is not None
                and (examined.contents.months is not None or examined.runtime_given),
            }
            for model, need in zip(examined.contents.models, examined.needs, strict=True)
        ]
    }
