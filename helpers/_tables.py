"""Plain tables, as HTML and as text: what a reader sees where no widget can be drawn."""

from collections.abc import Sequence
from html import escape

Row = Sequence[str]


def html_table(caption: str, head: Row, rows: Sequence[Row], note: str = "") -> str:
    """Return a table as HTML; the first cell of each row is the row's header."""
    columns = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "\n".join(_html_row(row) for row in rows)
    foot = f"\n<p>{escape(note)}</p>" if note else ""
    # A box of its own, so that a wide table scrolls and the page does not.
    return (
        '<div style="overflow-x: auto">\n<table>\n'
        f'<caption style="text-align: left">{escape(caption)}</caption>\n'
        f"<thead><tr>{columns}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>{foot}\n</div>"
    )


def _html_row(row: Row) -> str:
    first, *others = row
    cells = "".join(f'<td style="text-align: right">{escape(cell)}</td>' for cell in others)
    return f'<tr><th scope="row" style="text-align: left">{escape(first)}</th>{cells}</tr>'


def text_table(caption: str, head: Row, rows: Sequence[Row], note: str = "") -> str:
    """Return a table as text; the first column is set left, the others right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [_text_row(row, widths) for row in (head, *rows)]
    return "\n".join([caption, *lines, *([note] if note else [])])


def _text_row(row: Row, widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if i else cell.ljust(width)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()
