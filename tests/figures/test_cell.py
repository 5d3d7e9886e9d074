"""The cell as one picture: what is lit, what is said, and that the file is sound."""

from xml.etree import ElementTree

import pytest

from helpers.figures import cell_picture
from helpers.figures.cell import PARTS

SVG = "{http://www.w3.org/2000/svg}"


def parts(picture):
    root = ElementTree.fromstring(picture.svg)
    return {node.get("data-part"): node for node in root.findall(f"{SVG}g")}


def test_it_is_sound_and_has_every_part():
    assert set(parts(cell_picture())) == set(PARTS)


def test_nothing_is_faint_unless_something_is_lit():
    assert all(node.get("opacity") is None for node in parts(cell_picture()).values())


@pytest.mark.parametrize("lit", [*PARTS, ("forget", "c"), PARTS])
def test_what_is_lit_is_not_faint_and_the_rest_is(lit):
    names = {lit} if isinstance(lit, str) else set(lit)
    for name, node in parts(cell_picture(lit)).items():
        assert (node.get("opacity") is None) == (name in names), name


def test_it_says_in_words_what_it_shows():
    picture = cell_picture("forget")
    assert repr(picture) == picture.alt
    assert "the forget gate f" in picture.alt
    data, metadata = picture._repr_mimebundle_()
    assert data["image/svg+xml"] == picture.svg
    assert metadata["image/svg+xml"]["alt"] == picture.alt
    assert ElementTree.fromstring(picture.svg).get("aria-label") == picture.alt


def test_it_is_the_same_in_every_run():
    assert cell_picture("c").svg == cell_picture("c").svg


def test_every_text_is_at_least_13_pixels():
    assert "font:15px" in cell_picture().svg


@pytest.mark.parametrize("wrong", ["gate", "", ("forget", "i"), "INPUT"])
def test_a_wrong_part_is_named(wrong):
    with pytest.raises(ValueError, match="lit must be one or more of"):
        cell_picture(wrong)
