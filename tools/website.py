"""Build the lessons as a website that needs nothing: `make site`.

    python -m tools.website                                          # into build/site
    python -m tools.website --page notebooks/04_four_gates.ipynb     # one lesson, one file

The folder works from a disk, a stick or any folder of any server, without a network: no page asks
another host for anything. Interactives live in the page; code is shown with what it gave.
"""

import argparse
import re
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode

from tools.elsewhere import REPOSITORY, TAG, places_to_run
from tools.lesson_html import (
    ROOT,
    alive,
    place_html,
    state_html,
    state_of,
    title_of,
    whole_page,
)

if TYPE_CHECKING:
    from nbconvert import Exporter

DOCS = ROOT / "docs"
LESSONS = ROOT / "notebooks"
BUILD = ROOT / "build"
SITE = BUILD / "site"
MAP = LESSONS / "00_start_here.ipynb"


def main() -> int:
    """Build the website, or the page that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--page", type=Path, help="a lesson, to be written as a single file")
    chosen = parser.parse_args()
    if chosen.page:
        print(write_page(chosen.page, BUILD))
    else:
        print(build(SITE))
    return 0


def build(site: Path) -> Path:
    """Build the website in `site`, which is emptied first; return its start page."""
    source = site.with_name(f"{site.name}-source")
    for folder in (site, source):
        shutil.rmtree(folder, ignore_errors=True)
    _gather(source)
    sphinx = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    folders = ["-d", str(source / ".doctrees"), "-c", str(DOCS), str(source), str(site)]
    subprocess.run([*sphinx, *folders], check=True)
    _write_icons(site)
    _drop_unused_styles(site)
    # What a learner downloads is the lesson itself.
    for lesson in sorted(LESSONS.glob("*.ipynb")):
        shutil.copy(lesson, site / "lessons")
    (site / ".nojekyll").touch()  # GitHub Pages would leave out what begins with _
    shutil.rmtree(source)
    return site / "index.html"


def write_page(lesson: Path, folder: Path) -> Path:
    """Write one lesson as a single file, to send by mail."""
    from nbconvert import HTMLExporter

    notebook = _prepared(nbformat.read(lesson, as_version=4), lesson.name)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            # Its neighbours are not in the file: they are on the website.
            cell.source = re.sub(
                r"\]\((\w+)\.ipynb(#[^)]*)?\)", rf"]({published()}/lessons/\1.html\2)", cell.source
            )
    body = exported(notebook, HTMLExporter(template_name="basic", embed_images=True))
    style = (DOCS / "_static" / "page.css").read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{lesson.stem}.html"
    html = whole_page(title_of(notebook), style, f"<main>\n{body}\n</main>")
    page.write_text(html, encoding="utf-8")
    return page


def exported(notebook: NotebookNode, exporter: "Exporter") -> str:
    """Return what nbconvert makes of a notebook, with its raw cells as they are."""
    kept = {}
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "raw":  # nbconvert would quote what is in it
            kept[f"raw-cell-{number}-"] = cell.source
            cell.source = f"raw-cell-{number}-"
    html, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": str(LESSONS)}})
    for place, source in kept.items():
        html = html.replace(place, source)
    return html


def published() -> str:
    """Return the address at which GitHub Pages shows the website."""
    owner, name = REPOSITORY.split("/")
    return f"https://{owner}.github.io/{name}"


def _gather(source: Path) -> None:
    """Put the pages and the prepared lessons into one folder."""
    lessons = source / "lessons"
    shutil.copytree(LESSONS / "images", lessons / "images")
    names = []
    for path in sorted(LESSONS.glob("*.ipynb")):
        notebook = _prepared(nbformat.read(path, as_version=4), path.name)
        nbformat.write(notebook, lessons / path.name)
        number = path.name.partition("_")[0]
        names.append(f"{number} {title_of(notebook)} <lessons/{path.stem}>")
    for page in DOCS.glob("*.md"):
        shutil.copy(page, source)
    guide = source / "teachers.md"
    text = re.sub(r"<!-- questions (\d\d) -->", _questions, guide.read_text(encoding="utf-8"))
    guide.write_text(text, encoding="utf-8")
    index = source / "index.md"
    text = index.read_text(encoding="utf-8")
    text = text.replace("<!-- explorer -->", _explorer()).replace("<!-- lessons -->", _lesson_map())
    contents = "\n".join([*names, "For teachers <teachers>"])
    index.write_text(f"{text}\n```{{toctree}}\n:hidden:\n\n{contents}\n```\n", encoding="utf-8")


def _prepared(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return a lesson as a page shows it: alive, and with a line that says where it runs."""
    made = alive(notebook)
    links = " · ".join(
        f'<a href="{link}">{place}</a>' for place, link in places_to_run(name).items()
    )
    line = (
        '<p class="gbg-run">What moves here needs no Python. To run and change the code: '
        f'{links} · <a href="{name}" download>download</a></p>'
    )
    made.cells.insert(1, nbformat.v4.new_markdown_cell(line))
    for cell in made.cells:
        if cell.cell_type == "markdown":
            # What is no lesson is read where the source is.
            code = f"](https://github.com/{REPOSITORY}/blob/{TAG}/"
            cell.source = cell.source.replace("](../", code)
            cell.source = cell.source.replace("](data/", f"{code}notebooks/data/")
            # A head of a column that says nothing is in nobody's way but a screen reader's.
            cell.source = cell.source.replace("| | lesson |", "| picture | lesson |")
        for output in cell.get("outputs", []):
            # MyST-NB takes what a picture shows from the cell, and else from the name of its file.
            if alt := output.get("metadata", {}).get("image/png", {}).get("alt"):
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
    return made


def _explorer() -> str:
    """Return the gate explorer as it starts, with its state."""
    from helpers import GateExplorer

    explorer = GateExplorer(units=5, features=3, timesteps=7)
    state = state_of(explorer)
    place = place_html(explorer.model_id, state, explorer.readable_html())
    return "\n".join(["````{raw} html", place, state_html(state), "````"])


def _questions(marked: re.Match[str]) -> str:
    """Return the questions of a lesson, each with what its answers show."""
    from helpers.questions.asked import questions_of
    from helpers.widgets.shared.answers import answer_html

    (path,) = LESSONS.glob(f"{marked[1]}_*.ipynb")
    asked = [
        f"<p><b>{escape(question.prompt)}</b></p>\n"
        f"<details><summary>Answers, and what each shows</summary>\n"
        f"{answer_html(question)}</details>"
        for question in questions_of(path.stem.partition("_")[2])
    ]
    return "\n".join(["```{raw} html", *asked, "```"])


def _lesson_map() -> str:
    """Return the table of lessons that the first lesson shows."""
    cells = nbformat.read(MAP, as_version=4).cells
    (table,) = re.findall(
        r"^\| \| lesson.*(?:\n\|.*)+", "\n".join(cell.source for cell in cells), re.MULTILINE
    )
    table = re.sub(r"\]\((?!https?:)", "](lessons/", table)
    table = table.replace('<img src="', '<img src="lessons/')
    return table.replace("| | lesson", "| picture | lesson")


def _write_icons(site: Path) -> None:
    """Write the icons that the pages use as a style sheet, and drop the font that has them all."""
    static = site / "_static"
    everything = (static / "scripts" / "fontawesome.js").read_text(encoding="utf-8")
    pages = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    scripts = (static / "scripts" / "pydata-sphinx-theme.js").read_text(encoding="utf-8")
    rules = [
        ".fa-solid { display: inline-block; width: 1em; height: 1em; vertical-align: -0.125em;"
        " background: currentColor; mask: var(--icon) center / contain no-repeat; }"
    ]
    for name in sorted(set(re.findall(r"\bfa-([a-z-]+)", pages + scripts))):
        found = re.search(
            rf'[{{,]"?{name}"?:\[(\d+),(\d+),\[[^\]]*\],"[^"]*","([^"]+)"\]', everything
        )
        if found:
            svg = (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {found[1]} {found[2]}">'
                f'<path d="{found[3]}"/></svg>'
            )
            rules.append(f".fa-{name} {{ --icon: url('data:image/svg+xml,{quote(svg)}'); }}")
    (static / "icons.css").write_text("\n".join(rules) + "\n", encoding="utf-8")
    (static / "scripts" / "fontawesome.js").unlink()
    shutil.rmtree(static / "vendor", ignore_errors=True)
    for source_map in static.rglob("*.map"):
        source_map.unlink()


def _drop_unused_styles(site: Path) -> None:
    """Drop the theme's rules for classes that stand in no page and no script: most of them."""
    used = "".join(
        path.read_text(encoding="utf-8")
        for kind in ("html", "js")
        for path in site.rglob(f"*.{kind}")
    )
    known = set(re.findall(r"[\w-]+", used))

    def kept(rule: re.Match[str]) -> str:
        selectors = rule[1].strip()
        if selectors == "@font-face" or "content:var(--pst-icon" in rule[2]:
            return ""  # Font Awesome again
        if selectors.startswith("@") or re.match(r"(from|to|[\d.]+%)", selectors):
            return rule[0]
        wanted = [
            selector
            for selector in selectors.split(",")
            if known.issuperset(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", selector))
        ]
        # A comma inside brackets, as in :is(a, b), is no end of a selector: such a rule stays.
        if any(part.count("(") != part.count(")") for part in selectors.split(",")):
            return rule[0]
        return f"{','.join(wanted)}{{{rule[2]}}}" if wanted else ""

    for style in (site / "_static" / "styles").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", style.read_text(encoding="utf-8"), flags=re.DOTALL)
        style.write_text(re.sub(r"([^{}]+)\{([^{}]*)\}", kept, text), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
