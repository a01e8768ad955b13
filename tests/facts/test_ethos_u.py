"""The head of an Ethos-U command stream."""

import pytest
from networks import dense, npu_network

from tflint.facts import Facts, npu_programs
from tflint.manifest.board import Board
from tflint.model import reader


def compiled_for(data: bytes) -> list[str | None]:
    return [it.npu for it in Facts(reader.read(data), Board("himax"), path="model.tflite")(npu_programs)]


def test_a_plain_model_has_no_program() -> None:
    assert compiled_for(dense()) == []


@pytest.mark.parametrize(("product", "macs", "npu"), [(0, 5, "ethos-u55-32"), (1, 9, "ethos-u65-512"), (2, 8, "ethos-u85-256")])
def test_product_and_size_stand_in_the_header(product: int, macs: int, npu: str) -> None:
    assert compiled_for(npu_network(product=product, macs=macs)) == [npu]


@pytest.mark.parametrize("stream", [b"", b"COP1", b"COP2" + bytes(12), b"COP1" + bytes(12), b"COP1\x01\0\0\0\x07\0\0\xf0"])
def test_another_header_is_not_guessed_at(stream: bytes) -> None:
    assert compiled_for(npu_network(stream=stream)) == [None]
