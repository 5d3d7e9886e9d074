"""Take the pictures of the map in lesson 00 and of the README: `make pictures`.

    python -m tools.pictures [number of a lesson …]

Each is a real screenshot of a lesson as it is saved, in notebooks/images/. Look at them before you
commit them. The small ones of the map have their own light ground, as a card that stands on either
theme: the colours of the gates and of grey text read on it, and a picture on a page cannot know
JupyterLab's theme. The README's picture is taken in both themes, since GitHub asks for its own.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps
from playwright.sync_api import Page

from tools.lab import Lab, chromium, set_theme, wait_for_widgets

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
IMAGES = NOTEBOOKS / "images"
SMALL = 380  # pixels across, in the map
EDGE = 12  # pixels around a part, on its card
# What stands for a lesson: its first widget that is neither a question nor the picture that many
# lessons share, or what is named here. Wide parts: a map of high pictures is long to scroll.
WIDGET = ".gbg:not(.gbg-ask, .gbg-cell-picture)"
PARTS = {
    "02": ".gbg-play",
    "04": ".gbg-cards",
    "05": ".gbg-unrolled-cell .gbg-picture",
    "07": ".jp-OutputArea-child:has-text('Your function failed')",
    "08": ".gbg-charts",
    "09": ".gbg-charts",
    "10": ".gbg-charts",
    "11": ".jp-RenderedHTMLCommon:has-text('178,058') table >> nth=-1",
    "12": ".gbg-motion",
    "13": ".gbg-padding .gbg-chart-box",
    "14": ".gbg-cell-picture",
    "15": ".jp-OutputArea-output table",
    "16": ".jp-OutputArea-output img",
}
# A game that nobody has played shows nothing yet; at its first stage the cell is pale.
PRESSED = {"02": ("button", "Show perfect play"), "12": ("radio", "4 Output h")}
README_PICTURE = {"04": {"light": "gate_explorer.png", "dark": "gate_explorer_dark.png"}}
RADIUS = 8  # of the corners of a card, in pixels


def main(*numbers: str) -> None:
    """Picture these lessons, or every lesson that the map shows."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Lab(Path(folder)) as lab:
        shutil.copytree(NOTEBOOKS, lab.root, dirs_exist_ok=True)
        with chromium() as browser:
            for lesson in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))[1:]:
                number = lesson.name[:2]
                if numbers and number not in numbers:
                    continue
                lab.trust(lesson.name)
                viewport = {"width": 1280, "height": 6000}
                page = lab.open(browser, lesson.name, viewport=viewport, alone=True)
                wait_for_widgets(page)
                if number in PRESSED:
                    role, name = PRESSED[number]
                    page.get_by_role(role, name=name).first.click()
                picture = IMAGES / f"{number}.png"
                _take(page, PARTS.get(number, WIDGET), picture)
                _make_small(picture, EDGE if number in PARTS else 0)
                for theme, name in README_PICTURE.get(number, {}).items():
                    set_theme(page, theme)
                    _take(page, WIDGET, IMAGES / name)
                page.close()
                print(picture)


def _take(page: Page, selector: str, picture: Path) -> None:
    page.locator(selector).first.screenshot(path=picture)


def _make_small(picture: Path, edge: int) -> None:
    with Image.open(picture) as taken:
        image = ImageOps.expand(taken.convert("RGBA"), edge, "white")
        height = round(image.height * SMALL / image.width)
        small = image.resize((SMALL, height), Image.Resampling.LANCZOS)
    small.putalpha(_card(small.size))
    small.save(picture, optimize=True)


def _card(size: tuple[int, int]) -> Image.Image:
    """Return a mask with round corners, drawn four times as large so that they are smooth."""
    large = Image.new("L", (4 * size[0], 4 * size[1]))
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, 4 * RADIUS, fill=255)
    return large.resize(size, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main(*sys.argv[1:])
