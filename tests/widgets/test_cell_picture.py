"""CellPicture without a browser: it shows the drawing of `cell_picture`, and leaves it behind."""

import re
from base64 import b64decode

import pytest

from helpers import CellPicture
from helpers.figures import cell_picture
from helpers.figures.cell import PARTS


@pytest.mark.parametrize("lit", [(), *((part,) for part in PARTS), ("forget", "c")])
def test_it_is_the_drawing_with_these_parts_lit(lit):
    picture = CellPicture(*lit)
    assert picture.svg == cell_picture(lit).svg
    data, _ = picture._repr_mimebundle_()
    alt, encoded = re.search(r'alt="([^"]+)".*base64,([^"]+)', data["text/html"]).groups()
    assert alt == cell_picture(lit).alt
    assert b64decode(encoded).decode() == picture.svg


@pytest.mark.parametrize("wrong", ["gate", "", "INPUT", 3])
def test_a_wrong_part_is_named(wrong):
    with pytest.raises(ValueError, match="lit must be one of"):
        CellPicture(wrong)


def test_it_is_named_by_the_call_that_makes_it():
    assert repr(CellPicture("forget", "c")) == "CellPicture('forget', 'c')"
    assert repr(CellPicture()) == "CellPicture()"
