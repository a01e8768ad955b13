from __future__ import annotations

import pytest
from model.fixtures import classifier

from tflint.model.reader import Malformed, read

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d7a" * 16 + b"\nsize 300568\n"

SENTENCES = {
    "nothing": (b"", "the file is empty"),
    "three bytes": (b"\1\2\3", "the file has 3 B, too short for a model"),
    "an identifier and nothing after it": (b"\x14\0\0\0TFL3", "the file has 8 B, too short for a model"),
    "a Git LFS pointer": (POINTER, f"this is a Git LFS pointer, not the model (oid sha256:{'4d7a' * 16}, size 300,568 B): run `git lfs pull`"),
    "a cut Git LFS pointer": (POINTER[:45], "this is a Git LFS pointer, not the model (without oid and size): run `git lfs pull`"),
    "a web page": (b"\n<!DOCTYPE html>\n<html><head>", "this is an HTML page, not a .tflite model: a download that got the web page instead of the file"),
    "a web page with a byte order mark": (b"\xef\xbb\xbf<HTML lang=en><body>404", "this is an HTML page, not a .tflite model: a download that got the web page instead of the file"),
    "an error page of a file store": (b"<?xml version='1.0'?><Error><Code>AccessDenied", "this is an XML document, not a .tflite model: often an error page of a file store"),
    "a JSON answer": (b'{"message": "Not Found", "status": "404"}', "this is JSON text, not a .tflite model: often the error answer of a download"),
    "a ZIP archive": (b"PK\3\4" + bytes(40), "this is a ZIP archive, not a .tflite model: unpack it first"),
    "gzip": (b"\x1f\x8b\x08" + bytes(40), "this is gzip-compressed data, not a .tflite model: decompress it first"),
    "an ELF binary": (b"\x7fELF\2\1\1" + bytes(40), "this is an ELF binary, not a .tflite model"),
    "C source": (b"#include <cstdint>\n\nalignas(16) const unsigned char g_model[] = {\n 0x1c, 0x00,", "this is C source, not a .tflite model: lint the model that the array was made from"),
    "C source under a licence": (b"/* Copyright\n * 2020 */\n\nextern const unsigned char g_model[];\n", "this is C source, not a .tflite model: lint the model that the array was made from"),
    "a note": (b"this is my model, honestly\n", "this is text, not a .tflite model"),
    "zeros": (bytes(4096), "the file begins with zeros only: an interrupted download or a sparse copy"),
    "no identifier": (b"\x14\0\0\0\xff\1\2\3" + bytes(40), "the file identifier is missing: bytes 4 to 8 are ff 01 02 03, expected TFL3"),
    "an older identifier": (b"\x14\0\0\0TFL2" + bytes(40), "the file identifier is TFL2, expected TFL3: another version of the schema"),
}  # fmt: skip


def test_a_sound_model_is_one() -> None:
    assert read(classifier()).version == 3


def test_a_model_whose_weights_look_like_a_web_page_is_one() -> None:
    assert read(classifier() + b"<!doctype html>").version == 3


@pytest.mark.parametrize("name", SENTENCES)
def test_what_is_no_model_is_reported_by_name(name: str) -> None:
    data, sentence = SENTENCES[name]
    with pytest.raises(Malformed) as caught:
        read(data)
    assert (caught.value.kind, caught.value.why) == ("not-a-model", sentence)


@pytest.mark.parametrize("version", [0, 1, 2, 4, 0xFFFFFFFF])
def test_another_schema_version_is_read_for_a_rule_to_tell(version: int) -> None:
    from tflint.testing import ModelBuilder

    b = ModelBuilder(version=version)
    b.input("x", (1,))
    assert read(b.build()).version == version
