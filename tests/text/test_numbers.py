"""Numbers are written alike in Python and in the views: both read tests/vectors/numbers.json."""

import json
import math
from pathlib import Path

import pytest

from helpers.text.numbers import decimals, loss_text, power_of_ten, share_text, subscript
from helpers.text.words import counted

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors" / "numbers.json").read_text(encoding="utf-8")
)
WRITERS = {
    "decimals": decimals,
    "share": share_text,
    "loss": loss_text,
    "power_of_ten": power_of_ten,
    "subscript": subscript,
}


@pytest.mark.parametrize("name", WRITERS)
def test_numbers_are_written_as_in_the_views(name):
    assert VECTORS[name]
    for number, text in VECTORS[name]:
        assert WRITERS[name](number) == text, number


def test_what_is_no_number_of_an_ordinary_kind_is_written_all_the_same():
    assert loss_text(math.inf) == "∞"
    assert loss_text(math.nan) == "NaN"


def test_counted_is_written_as_in_the_views():
    for noun, number, text in VECTORS["counted"]:
        assert counted(noun, number) == text


def test_shapes_are_written_as_python_writes_them():
    for shape, text in VECTORS["shape"]:
        assert str(tuple(None if size == "None" else size for size in shape)) == text
