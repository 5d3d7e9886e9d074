"""The plain tables: every cell in its place, numbers to the right, nothing taken for HTML."""

import re

import pytest

from helpers.text.tables import html_table, text_table

HEAD = ("gate", "formula", "weights")
ROWS = [("input", "5 × 3", "15"), ("a & b", "<i>", "1,000")]
CELL = re.compile(r'<(t[hd])(?: scope="(\w+)")? style="text-align: (\w+)">([^<]*)</\1>')


@pytest.mark.parametrize(
    ("left", "sides"),
    [
        ((0,), ["left", "right", "right"]),
        ((0, 1), ["left", "left", "right"]),
        ((), ["right", "right", "right"]),
    ],
)
def test_columns_are_set_left_or_right_as_told(left, sides):
    html = html_table("Weights", HEAD, ROWS, left=left)
    head, *rows = (CELL.findall(row) for row in re.findall(r"<tr>.*?</tr>", html))
    assert head == [("th", "col", *cell) for cell in zip(sides, HEAD, strict=True)]
    for row, (name, *others) in zip(
        rows, [ROWS[0], ("a &amp; b", "&lt;i&gt;", "1,000")], strict=True
    ):
        # The header of a row is a name, whatever is told of its column.
        assert row[0] == ("th", "row", "left", name)
        assert row[1:] == [("td", "", *cell) for cell in zip(sides[1:], others, strict=True)]


def test_numbers_are_set_right_unless_told():
    assert html_table("Weights", HEAD, ROWS) == html_table("Weights", HEAD, ROWS, left=(0,))
    assert text_table("Weights", HEAD, ROWS) == text_table("Weights", HEAD, ROWS, left=(0,))


def test_caption_and_note_are_text_and_the_table_has_a_box_of_its_own():
    html = html_table("a < b", HEAD, ROWS, note="c & d")
    assert html.startswith(
        '<div style="overflow-x: auto">\n<table>\n<caption style="text-align: left">a &lt; b<'
    )
    assert html.endswith("</table>\n<p>c &amp; d</p>\n</div>")
    assert "<p>" not in html_table("a", HEAD, ROWS)


def test_text_is_padded_to_the_widest_cell_of_a_column():
    assert text_table("Weights", HEAD, ROWS, note="That is all.", left=(0, 1)).splitlines() == [
        "Weights",
        "gate   formula  weights",
        "input  5 × 3         15",
        "a & b  <i>        1,000",
        "That is all.",
    ]
    assert text_table("Weights", HEAD, ROWS).splitlines()[2] == "input    5 × 3       15"
