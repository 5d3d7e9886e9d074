"""Take the pictures of the map in lesson 00 and of the README: `make pictures`.

Each is a real screenshot of a lesson as it is saved, in notebooks/images/. Look at them before you
commit them.
"""

import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tools.lab import Lab, chromium, wait_for_widgets

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
IMAGES = NOTEBOOKS / "images"
SMALL = 380  # pixels across, in the map
# What stands for a lesson: its first widget that is not a question, or what is named here.
WIDGET = ".gbg:not(.gbg-ask)"
PARTS = {
    "04": ".gbg-cards",
    "07": ".jp-RenderedHTMLCommon:has-text('Your function failed')",
    "11": ".jp-RenderedHTMLCommon:has-text('178,058') table >> nth=-1",
    "14": ".jp-RenderedSVG",
    "15": ".jp-OutputArea-output table",
}
# A game that nobody has played shows nothing yet.
PRESSED = {"02": "Show perfect play"}
README_PICTURE = {"04": "gate_explorer.png"}


def main() -> None:
    """Picture every lesson that the map shows."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Lab(Path(folder)) as lab:
        shutil.copytree(NOTEBOOKS, lab.root, dirs_exist_ok=True)
        with chromium() as browser:
            for lesson in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))[1:]:
                number = lesson.name[:2]
                lab.trust(lesson.name)
                viewport = {"width": 1280, "height": 6000}
                page = lab.open(browser, lesson.name, viewport=viewport, alone=True)
                wait_for_widgets(page)
                if number in PRESSED:
                    page.get_by_role("button", name=PRESSED[number]).first.click()
                if number in README_PICTURE:
                    _take(page, WIDGET, IMAGES / README_PICTURE[number])
                picture = IMAGES / f"{number}.png"
                _take(page, PARTS.get(number, WIDGET), picture)
                _make_small(picture)
                page.close()
                print(picture)


def _take(page: Page, selector: str, picture: Path) -> None:
    page.locator(selector).first.screenshot(path=picture)


def _make_small(picture: Path) -> None:
    with Image.open(picture) as image:
        height = round(image.height * SMALL / image.width)
        small = image.convert("RGB").resize((SMALL, height), Image.Resampling.LANCZOS)
    small.save(picture, optimize=True)


if __name__ == "__main__":
    main()
