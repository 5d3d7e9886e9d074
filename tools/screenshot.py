"""Take a picture of a whole notebook, as JupyterLab shows it.

    python tools/screenshot.py notebooks/04_four_gates.ipynb out.png
    python tools/screenshot.py notebooks/04_four_gates.ipynb out.png --theme dark --width 1280
    python tools/screenshot.py notebooks/04_four_gates.ipynb out.png --no-run

The notebook is copied first, with everything that lies beside it; the original stays as it is.
A notebook longer than --height is cut into out-1.png, out-2.png and so on. Cells that end in an
error are named on stderr, and the exit code is 1.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tools.lab import THEMES, Lab, cell_outputs, chromium, run_all, wait_for_widgets

PANEL = ".jp-NotebookPanel-notebook .jp-WindowedPanel-outer"


def main() -> int:
    """Read the command line and take the pictures."""
    arguments = _arguments()
    notebook: Path = arguments.notebook.resolve()
    with tempfile.TemporaryDirectory() as folder, Lab(Path(folder)) as lab:
        ignored = shutil.ignore_patterns(".ipynb_checkpoints")
        shutil.copytree(notebook.parent, lab.root, dirs_exist_ok=True, ignore=ignored)
        if not arguments.run:
            lab.trust(notebook.name)
        with chromium() as browser:
            viewport = {"width": arguments.width, "height": 900}
            page = lab.open(
                browser, notebook.name, theme=arguments.theme, viewport=viewport, alone=True
            )
            if arguments.run:
                run_all(page)
            else:
                wait_for_widgets(page)
            errors = _errors(page)
            for picture in take_pictures(page, arguments.picture, arguments.height):
                print(picture)
    for error in errors:
        print(error, file=sys.stderr)
    return 1 if errors else 0


def take_pictures(page: Page, picture: Path, height: int) -> list[Path]:
    """Picture the open notebook from top to bottom, in pieces of at most `height` pixels."""
    # The window is made as tall as a piece, then the notebook is scrolled piece by piece.
    bars = page.viewport_size["height"] - page.locator(PANEL).bounding_box()["height"]
    width = page.viewport_size["width"]
    page.set_viewport_size({"width": width, "height": round(bars) + height})
    wait_for_widgets(page)
    # JupyterLab leaves room after the last cell; the picture ends with the cell.
    total = page.locator(PANEL).evaluate(
        """panel => {
            const cells = panel.querySelectorAll('.jp-Cell');
            const end = cells[cells.length - 1].getBoundingClientRect().bottom;
            return Math.ceil(end - panel.getBoundingClientRect().top + panel.scrollTop) + 16;
        }"""
    )
    pieces = -(-total // height)
    taken = []
    for piece in range(pieces):
        name = picture.stem if pieces == 1 else f"{picture.stem}-{piece + 1}"
        top = page.locator(PANEL).evaluate(
            "(panel, top) => { panel.scrollTop = top; return panel.scrollTop; }", piece * height
        )
        wait_for_widgets(page)
        box = page.locator(PANEL).bounding_box()
        clip = {
            "x": box["x"],
            "y": box["y"] + piece * height - top,
            "width": box["width"],
            "height": min(height, total - piece * height),
        }
        path = picture.with_name(f"{name}.png")
        page.screenshot(path=path, clip=clip)
        taken.append(path)
    return taken


def _errors(page: Page) -> list[str]:
    return [
        f"cell {number}: {output['ename']}: {output['evalue']}"
        for number, outputs in enumerate(cell_outputs(page), start=1)
        for output in outputs
        if output["output_type"] == "error"
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebook", type=Path)
    parser.add_argument("picture", type=Path, help="the PNG file to write")
    parser.add_argument("--theme", choices=THEMES, default="light")
    parser.add_argument("--width", type=int, default=1280, help="of the window, in pixels")
    parser.add_argument("--height", type=int, default=2000, help="of one picture, at most")
    parser.add_argument(
        "--no-run",
        dest="run",
        action="store_false",
        help="show the notebook as it is saved, instead of running it first",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
