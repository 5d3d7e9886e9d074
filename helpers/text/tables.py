"""Plain tables, as HTML and as text: what a reader sees where no widget can be drawn."""

from collections.abc import Collection, Sequence
from html import escape

Row = Sequence[str]


def html_table(
    caption: str, head: Row, rows: Sequence[Row], note: str = "", left: Collection[int] = (0,)
) -> str:
    """Return a table as HTML; the first cell of each row is the row's header.

    `left` are the columns that are set left: names and formulas. Numbers are set right.
    """
    columns = "".join(
        f'<th scope="col" style="text-align: {_side(i, left)}">{escape(cell)}</th>'
        for i, cell in enumerate(head)
    )
    body = "\n".join(_html_row(row, left) for row in rows)
    foot = f"\n<p>{escape(note)}</p>" if note else ""
    # A box of its own, so that a wide table scrolls and the page does not.
    return (
        '<div style="overflow-x: auto">\n<table>\n'
        f'<caption style="text-align: left">{escape(caption)}</caption>\n'
        f"<thead><tr>{columns}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>{foot}\n</div>"
    )


def _html_row(row: Row, left: Collection[int]) -> str:
    first, *others = row
    cells = "".join(
        f'<td style="text-align: {_side(i, left)}">{escape(cell)}</td>'
        for i, cell in enumerate(others, start=1)
    )
    return f'<tr><th scope="row" style="text-align: left">{escape(first)}</th>{cells}</tr>'


def _side(column: int, left: Collection[int]) -> str:
    return "left" if column in left else "right"


def text_table(
    caption: str, head: Row, rows: Sequence[Row], note: str = "", left: Collection[int] = (0,)
) -> str:
    """Return a table as text; the columns in `left` are set left, the others right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [_text_row(row, widths, left) for row in (head, *rows)]
    return "\n".join([caption, *lines, *([note] if note else [])])


def _text_row(row: Row, widths: Sequence[int], left: Collection[int]) -> str:
    cells = (
        cell.ljust(width) if i in left else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()
