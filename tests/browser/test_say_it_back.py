"""SayItBack and CellPicture, as a learner meets them: gaps, own words, our sentences, a picture."""

import re

import pytest

from helpers import CellPicture, SayItBack
from helpers.questions.summaries import SUMMARIES
from helpers.widgets.shared.view_module import view_words

WORDS = view_words("say_it_back")
GAPS = SUMMARIES["one_gate"].gaps


@pytest.fixture
def page(show_widgets):
    """A page with both, fresh."""
    return show_widgets(SayItBack("one_gate"), CellPicture("forget", "c"))


def widget(page):
    return page.locator(".gbg-say-it-back")


def gap(page, number):
    return widget(page).get_by_label(WORDS["gap"].format(n=number), exact=True)


def check(page):
    widget(page).get_by_role("button", name=WORDS["check"]).click()


def verdict(page):
    return widget(page).get_by_role("status").get_attribute("data-verdict")


def marks(page):
    """The sign behind each gap."""
    return widget(page).locator(".gbg-mark").all_text_contents()


def said(page):
    return widget(page).get_by_role("status").inner_text()


def test_a_full_stop_stands_at_its_gap(page):
    distances = widget(page).evaluate("""root => [...root.querySelectorAll('.gbg-gap')].map(gap => {
        const [rest, range] = [gap.nextSibling, document.createRange()];
        range.setStart(rest, 0);
        range.setEnd(rest, 1);
        const end = gap.querySelector('select').getBoundingClientRect().right;
        return range.getBoundingClientRect().left - end;
    })""")
    assert len(distances) == len(GAPS)
    assert max(distances) < 2


def test_every_wrong_filling_is_told_why(page):
    for number, each in enumerate(GAPS, start=1):
        gap(page, number).select_option(each.right)
    for number, each in enumerate(GAPS, start=1):
        for wrong, why in each.wrong.items():
            gap(page, number).select_option(wrong)
            check(page)
            assert f"{len(GAPS) - 1} of {len(GAPS)}" in said(page)
            assert why in widget(page).locator(".gbg-reasons").inner_text()
            assert verdict(page) == "wrong"
            assert marks(page) == ["✗" if n == number else "✓" for n in range(1, len(GAPS) + 1)]
            assert gap(page, number).get_attribute("aria-invalid") == "true"
        gap(page, number).select_option(each.right)
    check(page)
    assert said(page) == WORDS["right"]
    assert verdict(page) == "right"
    assert widget(page).locator(".gbg-reasons li").count() == 0


def test_an_empty_gap_is_no_mistake(page):
    check(page)
    assert said(page) == WORDS["unfilled"].format(n=len(GAPS))
    assert widget(page).locator("[aria-invalid]").count() == 0


def test_our_sentences_come_only_when_they_are_asked_for_and_by_keyboard(page):
    ours = widget(page).get_by_text(SUMMARIES["one_gate"].ours[0])
    assert not ours.is_visible()
    box = widget(page).get_by_label(WORDS["own"])
    box.fill("A gate reads x and h.")
    box.press("End")
    box.press_sequentially(" dd")
    box.press("Tab")
    page.keyboard.press("Enter")
    assert ours.is_visible()
    compare = widget(page).get_by_role("button", name=WORDS["compare"])
    assert compare.get_attribute("aria-expanded") == "true"
    assert box.input_value() == "A gate reads x and h. dd"
    page.keyboard.press("Enter")
    assert not ours.is_visible()
    assert compare.get_attribute("aria-expanded") == "false"


def test_own_words_are_kept_when_the_box_is_left(show_widgets):
    sentence = SayItBack("one_gate")
    page = show_widgets(sentence, sentence)
    first, second = page.get_by_label(WORDS["own"]).all()
    first.fill("A gate reads x and h.")
    first.blur()
    assert second.input_value() == "A gate reads x and h."


def test_nothing_is_wrong_with_its_accessibility(show_widgets, violations_in_both_themes):
    page = show_widgets(SayItBack("one_gate"))
    gap(page, 1).select_option("features")
    check(page)
    assert violations_in_both_themes(page, ".gbg-say-it-back") == []


CONTRAST = """node => {
    const canvas = document.createElement('canvas').getContext('2d');
    const light = colour => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(v => {
            v /= 255;
            return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = light(getComputedStyle(node).backgroundColor);
    return [...node.querySelectorAll('text:not(.sign)')].map(text => {
        const ink = light(getComputedStyle(text).fill);
        return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    });
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_of_the_picture_can_be_read_where_they_are_faint_too(show_widgets, theme):
    page = show_widgets(CellPicture("forget", "c"), theme=theme)
    found = page.locator(".gbg-cell-picture").evaluate(CONTRAST)
    assert len(found) > 15
    assert min(found) >= 4.5


def test_on_a_phone_the_picture_scrolls_and_its_words_stay_large(show_widgets):
    page = show_widgets(CellPicture("forget", "c"), viewport={"width": 390, "height": 800})
    box = page.locator(".gbg-cell-picture .gbg-scroll")
    inside, outside = box.evaluate("node => [node.scrollWidth, node.clientWidth]")
    shown = box.locator("svg").evaluate("svg => svg.getBoundingClientRect().width / 880 * 15")
    assert inside > outside
    assert shown >= 13
    assert re.search("forget gate", box.locator("svg").get_attribute("aria-label"))
