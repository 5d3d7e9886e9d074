"""The website, opened from the disk in Chromium: no kernel, no server, no network."""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Frame, Page

from helpers.questions.asked import ASKED, questions_of
from helpers.widgets.shared.answers import answer_html
from tests.browser.errors import Errors
from tests.browser.first_control import use
from tests.browser.steps import drawn, resize, until
from tools.slides import write_slides
from tools.website import build, write_page

pytest.importorskip("myst_nb", reason="the website needs the extra `site`")

NOTEBOOKS = Path(__file__).parent.parent.parent / "notebooks"
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
PAGES = ["index", "teachers", *(f"lessons/{lesson}" for lesson in LESSONS)]
PHONE = {"width": 390, "height": 844}
# What a page may weigh, compressed, without its pictures.
KILOBYTES = 150
ALIVE = "!document.querySelector('[data-model]:not([data-alive])')"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A name with a space, as a stick may have.
    return build(tmp_path_factory.mktemp("a stick") / "site").parent


@pytest.fixture(scope="module")
def open_page(browser: Browser) -> Iterator[Callable[..., tuple[Page, list[str], Errors]]]:
    """Open a file; return the page, the addresses that it asked for, and what went wrong.

    Files that are opened with the same options of a context share one page, whatever the scheme.
    """
    opened: dict[str, tuple[Page, list[str], Errors]] = {}

    def new_page(**options) -> tuple[Page, list[str], Errors]:
        page = browser.new_context(**options).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        errors = Errors(page)
        page.on("requestfailed", lambda request: errors.append(f"not found: {request.url}"))
        return page, asked, errors

    def open_it(
        path: Path, *, color_scheme: str = "light", **options
    ) -> tuple[Page, list[str], Errors]:
        if repr(options) not in opened:
            opened[repr(options)] = new_page(**options)
        page, asked, errors = opened[repr(options)]
        page.emulate_media(color_scheme=color_scheme)

        def begin(frame: Frame) -> None:
            # What the file before still had to say does not count for this one.
            asked[:] = [frame.url]
            errors.clear()

        page.once("framenavigated", begin)
        page.goto(path.as_uri())
        if options.get("java_script_enabled", True):
            page.wait_for_function(ALIVE)
        return page, asked, errors

    yield open_it
    for page, _, _ in opened.values():
        page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_lives_without_anything_and_fits_on_a_phone(site, open_page, violations, name):
    page, asked, errors = open_page(site / f"{name}.html")
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert compressed_size(asked) < 1000 * KILOBYTES
    for view in page.locator("[data-model]").all():
        use(page, view)
    assert faults(violations, page) == []
    if name != "teachers":
        with as_on_a_phone(page):
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert errors == []


@contextmanager
def as_on_a_phone(page: Page) -> Iterator[None]:
    """Give an open page the width of a phone, and a finger. What comes after opens another."""
    devtools = page.context.new_cdp_session(page)
    large = page.viewport_size
    devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 1})
    resize(page, **PHONE)
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    yield
    devtools.detach()  # which ends what it emulates
    page.set_viewport_size(large)


def faults(violations: Callable[..., list[str]], page: Page) -> list[str]:
    """Return what axe finds, but for what an interactive cannot know: the level of its heading."""
    return violations(page, "main", alike=True, rules={"heading-order": {"enabled": False}})


def compressed_size(asked: list[str]) -> int:
    """Return what the files behind these addresses weigh, pictures left out, in bytes."""
    files = {Path(unquote(urlsplit(url).path)) for url in asked if url.startswith("file:")}
    read = [file for file in files if file.suffix not in (".png", ".svg", ".jpg")]
    return sum(len(gzip.compress(file.read_bytes())) for file in read)


def test_a_figure_keeps_its_words_on_a_phone(site, open_page):
    page, _, _ = open_page(site / "lessons" / "09_many_to_one.html")
    with as_on_a_phone(page):
        figures = page.locator(".cell_output > img")
        shown = figures.evaluate_all("all => all.map(img => img.clientWidth / img.naturalWidth)")
        assert len(shown) == 2
        assert min(shown) > 0.6
        # The legends of choices are as large as the names beside them.
        legend = "legend => parseFloat(getComputedStyle(legend).fontSize)"
        page, _, _ = open_page(site / "lessons" / "13_padding.html")
        assert page.locator(".gbg-padding legend").evaluate(legend) == 15


@pytest.mark.parametrize("width", [1280, 1366, 1536])
def test_a_laptop_shows_the_cell_and_a_table_without_scrolling(site, open_page, width):
    page, _, _ = open_page(site / "lessons" / "11_a_whole_model.html")
    resize(page, width)
    for box in (".gbg-cell-picture .gbg-scroll", ".text_html > div:has(> table)"):
        beyond = page.locator(box).first.evaluate("box => box.scrollWidth - box.clientWidth")
        assert beyond <= 0, box


def test_interactives_wait_for_no_timer(site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.clock.install(time=0)
    page.clock.pause_at(1)
    page.goto((site / "lessons" / "04_four_gates.html").as_uri())
    assert until(lambda: page.evaluate(ALIVE))
    assert page.evaluate("Date.now()") == 1000
    context.close()


def test_the_explorer_is_on_the_first_screen_and_counts(site, open_page):
    page, _, _ = open_page(site / "index.html", viewport=PHONE, has_touch=True)
    for viewport in (PHONE, {"width": 1280, "height": 720}):
        resize(page, **viewport)
        page.reload()
        page.wait_for_function(ALIVE)
        drawn(page)
        units = page.get_by_role("slider", name="units")
        assert units.bounding_box()["y"] < 400
        units.press("ArrowRight")
        assert "4 × ((3 + 6) × 6 + 6)" in page.locator(".gbg-formula").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_a_link_opens_the_explorer_at_its_setting(site, open_page):
    page, _, _ = open_page(site / "index.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer = page.locator(".gbg-gate-explorer")
    explorer.get_by_role("slider", name="units").press("ArrowRight")
    explorer.get_by_role("checkbox", name="bidirectional").check()
    explorer.get_by_role("button", name="Copy a link to this").click()
    explorer.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    other = page.context.new_page()
    other.goto(link)
    other.wait_for_function(ALIVE)
    for line in (".gbg-code code", ".gbg-sum-line"):
        shown = page.locator(f".gbg-gate-explorer {line}").inner_text()
        assert other.locator(f".gbg-gate-explorer {line}").inner_text() == shown
    other.close()
    page.context.clear_permissions()


def test_without_javascript_tables_and_pictures_are_there(site, open_page):
    for lesson in LESSONS:
        page, _, _ = open_page(site / "lessons" / f"{lesson}.html", java_script_enabled=False)
        empty = page.locator("[data-model]").evaluate_all(
            """places => places.filter(place => !place.checkVisibility()
                || !place.querySelector('img, svg') && place.innerText.length <= 20)
                .map(place => place.innerText)"""
        )
        assert empty == [], lesson


def test_links_lead_to_pages_and_pictures_are_described(site):
    for name in PAGES:
        page = site / f"{name}.html"
        # Not what the state of the interactives says.
        html = re.sub(r"<script.*?</script>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for tag, link in re.findall(r'(<a\b[^>]*href="([^"#]*)[^>]*>)', html):
            if link and not link.startswith(("https:", "mailto:")):
                assert (page.parent / link).exists(), f"{name}: {link}"
                assert not link.endswith(".ipynb") or " download" in tag, f"{name}: {link}"
        for picture in re.findall(r"<img\b[^>]*>", html):
            assert re.search(r'alt="[^"]', picture), f"{name}: {picture[:100]}"
            assert not re.search(r'alt="[^"]*\.png"', picture), f"{name}: {picture[:100]}"


def test_the_guide_for_teachers_says_what_each_answer_shows(site):
    guide = (site / "teachers.html").read_text(encoding="utf-8")
    for lesson in ASKED:
        for question in questions_of(lesson):
            assert answer_html(question) in guide


def test_the_search_finds_a_lesson(site, open_page):
    page, _, errors = open_page(site / "search.html")
    page.goto((site / "search.html").as_uri() + "?q=forget")
    page.wait_for_selector("#search-results a")
    assert "lessons/" in page.locator("#search-results a").first.get_attribute("href")
    assert errors == []


def test_light_and_dark(site, open_page):
    colours = []
    for scheme in ("light", "dark"):
        page, _, _ = open_page(site / "index.html", color_scheme=scheme)
        colours.append(
            page.locator(".gbg").first.evaluate("view => getComputedStyle(view).backgroundColor")
        )
    assert colours == ["rgb(255, 255, 255)", "rgb(18, 18, 18)"]


def test_a_slider_is_dark_on_a_dark_page(site, open_page):
    page, _, _ = open_page(site / "index.html", color_scheme="dark")
    slider = page.get_by_role("slider", name="units")
    picture = Image.open(BytesIO(slider.screenshot())).convert("L")
    # Behind the knob: Chromium draws a track nearly white where the colour before it is too dark.
    assert picture.getpixel((int(0.9 * picture.width), picture.height // 2)) < 100


def test_a_lesson_as_a_single_file(tmp_path, open_page, violations):
    path = write_page(NOTEBOOKS / "04_four_gates.ipynb", tmp_path)
    page, asked, errors = open_page(path)
    assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [path.as_uri()]
    for view in page.locator("[data-model]").all():
        use(page, view)
    assert errors == []
    assert faults(violations, page) == []


def test_slides_ask_no_network_and_keep_interactives_alive(tmp_path, open_page):
    path = write_slides(NOTEBOOKS / "04_four_gates.ipynb", tmp_path)
    page, asked, errors = open_page(path)
    assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [path.as_uri()]
    page.evaluate("Reveal.slide(4)")
    assert page.locator("section.present h2").inner_text() == "Explore"
    # The explorer is large, and has a slide of its own.
    page.keyboard.press("ArrowRight")
    units = page.locator("section.present").get_by_role("slider", name="units")
    units.press("ArrowRight")  # the keys are the slider's now, and not the slides'
    assert "4 × ((3 + 6) × 6 + 6)" in page.locator("section.present .gbg-formula").inner_text()
    # The proof of the question waits for a key.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    proof = page.locator("section.present .fragment", has_text="four blocks: 4 × 140 = 560")
    assert proof.evaluate("proof => getComputedStyle(proof).opacity") == "0"
    page.keyboard.press("ArrowRight")
    assert "visible" in proof.get_attribute("class")
    assert errors == []
