"""An edition in another language is a folder: nothing that a view shows stands in its code."""

from tests.browser.bare_page import show_html
from tests.browser.errors import Errors
from tests.browser.every_widget import MADE
from tests.browser.looks import of_each, use_all
from tests.browser.steps import drawn
from tests.text.pseudo_language import english, rendered_in_the_edition
from tests.text.test_other_language import NAMES

# What stands in the widgets of `every_widget` by the tests' own choice, and names of Keras.
GIVEN = {
    *("Thou", "art", "more", "lovely", "one", "two", "three", "four", "five", "None"),
    *("concat", "sum", "ave", "mul", "kernel", "recurrent", "post", "pre", "mask", "zero", "True"),
}
# All text of a view but code, and what its nodes are called.
READ = """root => {
    const shown = root.cloneNode(true);
    for (const node of shown.querySelectorAll('code, pre, style')) node.remove();
    const names = ['aria-label', 'aria-valuetext', 'title', 'placeholder', 'alt'];
    const called = [root, ...root.querySelectorAll('*')].flatMap(
        node => names.map(name => node.getAttribute(name)).filter(name => name !== null));
    const texts = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
    const said = [];
    while (texts.nextNode()) said.push(texts.currentNode.data);
    return [said.join(' '), ...called];
}"""
# Presses everything that can be pressed, but for what leaves the page or trains for long.
PRESS = """root => {
    for (const button of root.querySelectorAll('button:not([disabled])')) {
        if (button.isConnected && !button.closest('.gbg-sharing, .gbg-copy')) button.click();
    }
}"""


def press_all(page):
    of_each(page, f"root => void ({PRESS})(root)")
    drawn(page)


def test_no_view_shows_english_in_another_language(browser):
    page = browser.new_page()
    errors = Errors(page)
    show_html(page, rendered_in_the_edition()["page"])
    left = {name: set() for name in MADE}
    for do in (lambda: None, lambda: use_all(page), lambda: press_all(page)):
        do()
        for name, texts in of_each(page, READ).items():
            assert any("⟦" in text for text in texts), name
            left[name] |= {word for text in texts for word in english(text)} - NAMES - GIVEN
    page.close()
    assert {name: sorted(words) for name, words in left.items() if words} == {}
    assert errors == []
