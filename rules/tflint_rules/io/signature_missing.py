"""Model without a signature that the code calls by name.

## Why
`interpreter.get_signature_runner("serving_default")` finds inputs and outputs by name, but only if the converter wrote that signature into
the file. A model converted another way still loads, and the call fails at run time.

## Example
Code that calls `serving_default`, and a model that has no signature:

    models/gesture.tflite: error: signature-missing: signature 'serving_default' is missing, the model has none
        at tflint.toml:10:14

## Runtime
`Invalid signature_key provided.` (LiteRT, `Interpreter.get_signature_runner`); TFLM has no signatures and does not look.

## Fix
Convert from a SavedModel with its signatures:

    tf.saved_model.save(model, "saved")
    converter = tf.lite.TFLiteConverter.from_saved_model("saved", signature_keys=["serving_default"])

Or correct `signatures` in the manifest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="models.*.signatures")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report each declared signature that the model does not have."""
    entry = facts.entry
    assert entry is not None
    has = [it.key for it in model.signatures]
    place = next(iter(entry.where("signatures")), None)
    for key in entry.signatures:
        if key not in has:
            found = ", ".join(map(repr, has)) or "none"
            yield rule.finding(model, f"signature {key!r} is missing, the model has {found}", place=place, signature=key)
