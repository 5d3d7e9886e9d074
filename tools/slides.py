"""Write a lesson as slides, in a single file that asks no network for anything: `make slides`.

    python -m tools.slides notebooks/04_four_gates.ipynb     # into build/04_four_gates.slides.html

A mark of the notebook's own (`slideshow` in the metadata of a cell) goes first. Without one a
heading begins a slide, and so does a large interactive; what follows is on it. The proof of a
question and a worked solution wait for the next press of a key.
"""

import argparse
import sys
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from tools.lesson_html import ROOT, alive, title_of, whole_page
from tools.website import BUILD, DOCS, exported

# reveal.js comes with the other packages of Node (`make node_modules`), here or in a folder above.
PACKAGES = [folder / "node_modules" / "reveal.js" for folder in (ROOT, *ROOT.parents)]


def main() -> int:
    """Write the slides of the lesson that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lesson", type=Path)
    print(write_slides(parser.parse_args().lesson, BUILD))
    return 0


def write_slides(lesson: Path, folder: Path) -> Path:
    """Write the slides of a lesson, its interactives alive, into `folder`; return the file."""
    notebook = alive(nbformat.read(lesson, as_version=4))
    exporter = HTMLExporter(template_name="basic", embed_images=True)
    # What brings the interactives to life belongs to all slides: after them.
    *cells, state = notebook.cells
    sections = "".join(
        f"<section>\n{''.join(_cell_html(cell, exporter) for cell in slide)}</section>\n"
        for slide in slides_of(cells)
    )
    script = (DOCS / "_static" / "slides.js").read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    slides = folder / f"{lesson.stem}.slides.html"
    body = (
        f'<main class="reveal">\n<div class="slides">\n{sections}</div>\n</main>\n'
        f"<script>{_reveal('reveal.js')}</script>\n<script>\n{script}</script>\n{state.source}"
    )
    html = whole_page(title_of(notebook), _style(), body)
    slides.write_text(html, encoding="utf-8")
    return slides


def slides_of(cells: list[NotebookNode]) -> list[list[NotebookNode]]:
    """Return the cells of each slide, without those that are marked to be skipped."""
    slides: list[list[NotebookNode]] = []
    for cell in cells:
        mark = _mark(cell)
        if mark in ("slide", "subslide") or not slides:
            slides.append([])
        if mark not in ("skip", "notes"):
            slides[-1].append(cell)
    return [slide for slide in slides if slide]


def _mark(cell: NotebookNode) -> str:
    """Return the mark of a cell, or what stands for it."""
    if mark := cell.metadata.get("slideshow", {}).get("slide_type"):
        return mark
    if cell.cell_type == "markdown" and cell.source.startswith("#"):
        return "slide"
    if cell.cell_type == "raw" and (
        "<svg" in cell.source or "<img" in cell.source
    ):  # a question leaves no picture
        return "slide"
    waits = any(tag.startswith(("solution", "proves:")) for tag in cell.metadata.get("tags", []))
    return "fragment" if waits else "-"


def _cell_html(cell: NotebookNode, exporter: HTMLExporter) -> str:
    html = exported(nbformat.v4.new_notebook(cells=[cell]), exporter)
    return f'<div class="fragment">\n{html}\n</div>\n' if _mark(cell) == "fragment" else html


def _style() -> str:
    own = [
        (DOCS / "_static" / name).read_text(encoding="utf-8") for name in ("page.css", "slides.css")
    ]
    return "\n".join([_reveal("reveal.css"), *own])


def _reveal(name: str) -> str:
    for package in PACKAGES:
        if package.exists():
            return (package / "dist" / name).read_text(encoding="utf-8")
    raise FileNotFoundError("reveal.js is not installed: `make node_modules` does it")


if __name__ == "__main__":
    sys.exit(main())
