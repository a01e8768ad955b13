"""Findings about sources with the edits that cure them, as SARIF has them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from firmware_project import firmware, main_cc

from tflint.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from networks import Tree


def results(
    folder: Path, files: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[dict[str, object]]:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.chdir(folder)
    main(["check", "--format", "sarif", "--select", "unregistered-operator,resolver-too-small,arena-headroom"])
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    return found


def test_a_finding_without_a_cure_in_a_source_has_no_fixes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = firmware(main_cc("AddFullyConnected()"), manifest='arena = "700"')
    found = results(tmp_path, files, monkeypatch, capsys)
    assert [(it["ruleId"], "fixes" in it) for it in found] == [("arena-headroom", False)]


def test_a_missing_operator_has_the_line_to_insert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = results(tmp_path, firmware(main_cc("AddSoftmax()")), monkeypatch, capsys)
    assert found["fixes"] == [
        {
            "description": {"text": "FULLY_CONNECTED added to the resolver"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "firmware/main.cc", "uriBaseId": "%SRCROOT%"},
                    "replacements": [
                        {
                            "deletedRegion": {"startLine": 8, "startColumn": 1, "endLine": 8, "endColumn": 1},
                            "insertedContent": {"text": "  resolver.AddFullyConnected();\n"},
                        }
                    ],
                }
            ],
        }
    ]


def test_the_last_lines_name_the_rules_that_fix_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results(tmp_path, firmware(main_cc("AddSoftmax()")), monkeypatch, capsys)
    assert main(["check"]) == 1
    assert "[*] 1 fixable with `tflint fix` (unregistered-operator)." in capsys.readouterr().out
