"""Plans against what the real TFLM measured: figures, recorded categories, and every arena operation in order."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import generate_abi
import measure_agreement as agreement
import pytest
from corpus import CORPUS

from tflint.runtime.tflm import abi

ROOT = Path(__file__).parents[2]
DATA = CORPUS
# CMSIS-NN's wrapper leaves a stride unset that its MVE size function reads: upstream's own undefined behaviour
UNDEFINED = ("synthetic/dw_one16_1xns4.tflite on cortex-m55/cmsis-nn",)
# figures that are equal and yet upper bounds: what TFLM may accept with less memory, because it does not notice an overlap
UNNOTICED = "keeps overwrites its own temporaries unnoticed"
# structs that were measured after the corpus: the repository's own sizeof.json has them (tools/generate_abi.py --check)
LATER = frozenset(f"{name}{end}" for name in ("CompressionTensorData", "LookupTableData") for end in ("", "@align"))

if not (DATA / "measured.json").exists():
    pytest.skip("the measured corpus is not here", allow_module_level=True)


@pytest.mark.parametrize("target", agreement.TARGETS)
def test_every_figure_and_every_event_is_the_runtimes(target: str) -> None:
    measured = [it for it in agreement.measurements(DATA) if it.target == target]
    differences = {it.name: [d for d in agreement.differences(it) if not is_unnoticed(d)] for it in measured}
    assert {name: found for name, found in differences.items() if found and name not in UNDEFINED} == {}
    assert len(measured) > 350


def is_unnoticed(it: agreement.Difference) -> bool:
    """Return whether a figure is called a bound for what the runtime does not notice, and for nothing else."""
    reasons = it.ours if it.what == agreement.BOUND and isinstance(it.ours, tuple) else ()
    return bool(reasons) and all(str(why).endswith(UNNOTICED) for why in reasons)


def test_undefined_behaviour_and_unnoticed_overlaps_are_marked_as_bounds_and_nothing_else_is() -> None:
    marked = [(it.name, d) for it in agreement.measurements(DATA) for d in agreement.differences(it) if d.what == agreement.BOUND]
    assert [name for name, d in marked if not is_unnoticed(d)] == list(UNDEFINED)
    targets = Counter(name.rpartition(" on ")[2] for name, d in marked if is_unnoticed(d))
    assert targets == {"cortex-m4/cmsis-nn": 4, "cortex-m55/cmsis-nn": 6, "cortex-m4/reference": 1, "host/reference": 1}


def test_struct_tables_and_op_tables_are_made_from_the_data() -> None:
    measured = json.loads((DATA / "sizeof.json").read_text("utf-8"))
    notes = measured.pop("_notes")
    made = generate_abi.whole_tables(measured, notes)
    for name, table in made.items():
        sizes, known = abi.load(name).sizes, abi.load(str(table["like"])).sizes if "like" in table else {}
        assert {struct: size for struct, size in sizes.items() if struct not in LATER} == {
            struct: size for struct, size in {**known, **table["sizes"]}.items() if struct not in LATER
        }


def test_ops_have_their_kernels_since_the_day_that_was_found_independently() -> None:
    from tflint.runtime.tflm import op_tables

    found = json.loads((DATA / "op_history.json").read_text("utf-8"))
    ours = {name: op for name, op in op_tables.ops().items() if op.until == op_tables.FOR_EVER}
    assert set(ours) == set(found)
    assert {name: op.method for name, op in ours.items()} == {name: row["method"] for name, row in found.items()}
    differ = {name: (op.since, found[name]["since_date"]) for name, op in ours.items() if op.since != found[name]["since_date"]}
    # SUM stood under a wrong method's name for two days; the filter bank's code had another spelling for eleven
    assert set(differ) <= {"SUM", "SignalFilterBankSpectralSubtraction"}


def test_the_page_holds_the_table_as_measured() -> None:
    page = (ROOT / "docs" / "arena.md").read_text("utf-8")
    assert agreement.rewritten(page, agreement.table(agreement.measure(DATA))) == page
