"""`unsafe-archive`: names in the ZIP behind a model."""

import io
import warnings
import zipfile

import pytest
from networks import Tree, dense

from tflint.testing import run
from tflint_rules.file.unsafe_archive import rule


def archived(*names: str) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of doubled names, which are meant here
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name in names:
                archive.writestr(name, "cat\ndog\n")
    return dense() + packed.getvalue()


def bad() -> Tree:
    """A model whose archive holds a name that leads upwards."""
    return {"models/kws.tflite": archived("labels.txt", "../../.bashrc")}


def good() -> Tree:
    return {"models/kws.tflite": archived("labels.txt")}


def test_a_model_without_archive_is_silent() -> None:
    assert run(rule, dense()) == ()


def test_label_files_are_what_the_archive_is_for() -> None:
    assert run(rule, archived("labels.txt", "de/labels.txt", "notes..txt")) == ()


def test_half_an_archive_is_no_archive() -> None:
    assert run(rule, archived("../x")[:-30]) == ()


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd", "C:/x", "..\\x"])
def test_names_that_lead_out_are_found(name: str) -> None:
    (finding,) = run(rule, archived("labels.txt", name))
    assert finding.evidence["name"] == name


def test_a_doubled_name_is_reported_once() -> None:
    assert [it.message for it in run(rule, archived("a", "a"))] == [
        "the archive after the model holds 'a': 2 times the same name"
    ]


def test_an_encrypted_entry_is_found() -> None:
    data = bytearray(archived("labels.txt"))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in run(rule, bytes(data))[0].message
