"""What `tflint fix` can change, by the names that `--select` takes."""

from __future__ import annotations

from tflint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tflint.finding import Finding


class Fixable(Record):
    """A rule that a fix exists for. A safe one changes no output; `asked` says that it only runs where `--select` names it."""

    what: str
    safe: bool = True
    asked: bool = False


# findings about the arena as a whole, and the fixes that make it smaller; `--select` takes these names too
ARENA = ("offline-plan", "stripes", "pad-before-convolution", "noop-reshape")
CURED_BY = {"arena-overflow": ARENA, "arena-slack": ("offline-plan",)}

FIXES = {
    "dead-operator": Fixable("operators whose result nothing reads are dropped"),
    "unused-tensor": Fixable("tensors that nothing uses are dropped"),
    "orphan-buffer": Fixable("buffers that nothing uses are dropped"),
    "duplicate-constants": Fixable("equal constants are stored once"),
    "unaligned-constants": Fixable("constants start on multiples of 16"),
    "loose-packing": Fixable("shapes, names and quantization that tensors have alike are stored once"),
    "noop-reshape": Fixable("operators that only copy are dropped where nobody sees the shape"),
    "pad-before-convolution": Fixable("PAD is folded into the convolution after it"),
    "offline-plan": Fixable("every tensor gets the best place in the arena, by an offline plan"),
    "stripes": Fixable("the start of a convolutional net is run band by band"),
    "float16-weights": Fixable("float16 weights are stored as float32, where the runtime cannot unpack them"),
    "short-lstm": Fixable("an LSTM of 20 inputs gets the 24 that TFLM asks for"),
    "tensor-names": Fixable("names of tensors inside the graph are dropped", asked=True),
    "float-input": Fixable("QUANTIZE after an input is left to the application", safe=False),
    "float-output": Fixable("DEQUANTIZE before an output is left to the application", safe=False),
    "uint8-io": Fixable("QUANTIZE between uint8 and int8 at an end is left to the application", safe=False),
    "hybrid-operator": Fixable("weights of hybrid operators are stored as float32", safe=False),
    "misaligned-model-array": Fixable("the model's array in the firmware is aligned to 16"),
    "unregistered-operator": Fixable("operators are added to the firmware's resolver"),
    "resolver-too-small": Fixable("the firmware's resolver gets room for its operators"),
    "stale-model-array": Fixable("the model's array in the firmware is written anew"),
    "arena-constant-mismatch": Fixable("the firmware's arena gets the bytes that the manifest gives", safe=False),
}

TEXTS = frozenset(
    {
        "misaligned-model-array",
        "unregistered-operator",
        "resolver-too-small",
        "stale-model-array",
        "arena-constant-mismatch",
    }
)  # rules that are cured by an edit of the firmware's sources


def of_finding(finding: Finding) -> str:
    """Return `safe` or `unsafe` for a finding that `tflint fix` can make go away, empty for any other.

    An edit of a source must have been found. `arena-overflow` counts where the rewritten model fits.
    """
    if finding.rule in TEXTS and not finding.fixes:
        return ""
    if finding.rule == "arena-overflow":
        return "safe" if finding.evidence.get("fits_rewritten") else ""
    if finding.rule in CURED_BY:
        return "safe"
    fix = FIXES.get(finding.rule)
    return "" if fix is None or fix.asked else "safe" if fix.safe else "unsafe"
