"""What a remembered lint is known by."""

import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from scenes import scope

from tflint.check.rule import indexed
from tflint.finding import Severity
from tflint.run.cache import digest


def test_the_digest_changes_with_a_rule_that_is_not_imported_and_not_with_importing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pack_of_two" / "style").mkdir(parents=True)
    for name in ("__init__.py", "style/__init__.py", "style/some_rule.py"):
        (tmp_path / "pack_of_two" / name).write_text("", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    rule = indexed("pack_of_two.style.some_rule", ("Model",), (Severity.NOTE, "1", "", ("tflm",)))
    before = digest(scope(rule))
    monkeypatch.setitem(sys.modules, "pack_of_two.style.some_rule", SimpleNamespace(rule=rule))
    assert digest(scope(rule)) == before
    file = tmp_path / "pack_of_two" / "style" / "some_rule.py"
    os.utime(file, ns=(time.time_ns() + 10**12,) * 2)
    assert digest(scope(rule)) != before
    monkeypatch.delitem(sys.modules, "pack_of_two")
