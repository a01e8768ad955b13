"""The shared probes that LiteRT 2.3.0 fails to run: those that tflint reports, and those that only the inputs' values decide."""

import json
from pathlib import Path

import pytest
from corpus import CORPUS

from tflint.manifest import target
from tflint.model.reader import read
from tflint.runtime.litert import interpreter

if not (CORPUS / "litert_probes.json").exists():
    pytest.skip("the measured corpus is not here", allow_module_level=True)

LITERT = target.parse("litert@2.3.0")
ROWS = [row for row in json.loads((CORPUS / "litert_probes.json").read_text("utf-8")) if row["stage"] in {"invoke", "signal"}]
OPEN = {
    "positions and indices are computed, and most fillings have one out of bounds": {
        *("3248fb1f_GATHER_scalar_idx", "727306ab_GATHER_ty2", "9a0b2122_GATHER_ty4", "acceb38b_GATHER_i64_idx"),
        *(
            "bcd0ef7c_GATHER_ax_-1",
            "629bfb64_GND_ty2",
            "d6c176ea_GND_ty6",
            "e23ef5c4_GND_out_wrong",
            "gather_nd_0",
            "gather_nd_9",
        ),
    },
    "rows of a table are looked up by what is read": {
        *("0257ef83_EMB_out_rank", "38860745_EMB_i8-_i32", "707d8b39_EMB_i8-_f", "a08ca7dd_EMB_perch", "emb_9"),
    },
    "the divisor is computed, and is 0 in some fillings": {"8e5d54ca_DIV_ty7", "div_9", "floor_div_0"},
    "a root of what is read, which is negative in some fillings": {"5013227b_sqrt_t9", "rsqrt_7"},
    "the shape is computed": {"2ec6f177_rs_dynshape", "687cff3a_FILL_dyn"},
    "broadcast shapes that are computed": {"306790bb_BARGS_out_short", "7c4a2086_BARGS_i64"},
    "the axes, the order of axes or the sizes are computed": {
        *("585fd111_tr_dyn", "62f7c614_splitv_dynax", "7080a887_mean_dynax", "86b9896a_rall_dynax", "a2b700c9_split_dyn"),
    },
    "the paddings are computed": {"b6687ea9_mirp_dyn"},
}
"""Why a probe's end is open; each runs with some of thirteen fillings (`tools/measure_litert_verdicts.py DATA`) and fails with others."""


def path_of(file: str) -> Path:
    return next(path for room in ("probes", "synthetic") if (path := CORPUS / room / file).exists())


def reported(file: str) -> bool:
    return any(it.effect.fatal for it in interpreter.verdicts(read(path_of(file).read_bytes()), LITERT))


def test_every_failure_is_reported_but_for_those_that_the_inputs_decide() -> None:
    named = {f"{name}.tflite" for names in OPEN.values() for name in names}
    assert {row["file"] for row in ROWS if not reported(row["file"])} == named
