"""Where the values of a JSON text stand."""

import json

from tflint.manifest import json_places


def test_every_value_has_its_offset() -> None:
    text = '{"a": 1, "b": [true, {"c": "x,]}"}],\n "d\\"": {} }'
    found = json_places.places(text)
    decoder = json.JSONDecoder()
    values = {path: decoder.raw_decode(text, at)[0] for path, at in found.items()}
    assert values[()] == json.loads(text)
    assert {path: values[path] for path in (("a",), ("b", 0), ("b", 1, "c"), ('d"',))} == {
        ("a",): 1,
        ("b", 0): True,
        ("b", 1, "c"): "x,]}",
        ('d"',): {},
    }


def test_what_lies_too_deep_has_no_place() -> None:
    text = "[" * 100 + "]" * 100
    assert len(json_places.places(text)) == json_places.DEEPEST + 1
