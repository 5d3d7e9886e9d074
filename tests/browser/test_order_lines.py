"""Lines to put in order, with keys and with the mouse."""

from playwright.sync_api import expect

from helpers import OrderLines
from tests.browser.recorded import told_by

TOO_MANY = ("keras.layers.LSTM(5),", "keras.layers.Flatten(),")


def solve(view):
    """Put all lines in order: each is moved up, from the first on, to its place."""
    first = ["model = keras.Sequential([", "keras.Input", "return_sequences", "TimeDistributed"]
    for place, text in enumerate([*first, "])", "model.compile", "model.fit"]):
        while True:
            codes = view.locator("li code").all_inner_texts()
            at = next(
                i for i, code in enumerate(codes)
                if (code.strip() == text if text == "])" else text in code)
            )  # fmt: skip
            if at <= place:
                break
            view.locator("li").nth(at).get_by_role("button", name="Move up").click()


def test_it_is_solved_with_the_mouse_and_a_mistake_is_named(
    show_widgets, violations_in_both_themes
):
    widget = OrderLines("many_to_many")
    page = show_widgets(widget)
    view = page.locator(".gbg-order-lines")
    status = view.get_by_role("status")
    texts = [line["text"] for line in widget.program["lines"]]
    for text in texts:
        code = view.locator("li code").get_by_text(text.strip(), exact=True)
        indent = len(text) - len(text.lstrip())
        assert code.evaluate("code => code.style.paddingLeft") == f"{indent}ch"
    view.get_by_role("button", name="Check").click()
    expect(status).to_contain_text("does not belong here")
    expect(status).to_have_attribute("data-verdict", "wrong")
    for code in TOO_MANY:
        view.get_by_role("checkbox", name=f"Use {code}").uncheck()
    view.get_by_role("button", name="Check").click()
    expect(status).to_contain_text("must come before")
    solve(view)
    view.get_by_role("button", name="Check").click()
    expect(status).to_contain_text("All lines are in their places")
    expect(status).to_have_attribute("data-verdict", "right")
    assert violations_in_both_themes(page, ".gbg-order-lines") == []


def test_keys_move_a_line_and_keep_the_focus(show_widgets):
    page = show_widgets(OrderLines("many_to_many"))
    view = page.locator(".gbg-order-lines")
    second = view.locator("li").nth(1)
    code = second.locator("code").inner_text()
    second.get_by_role("checkbox").focus()
    page.keyboard.press("ArrowUp")
    assert view.locator("li").nth(0).locator("code").inner_text() == code
    expect(view.locator("li").nth(0).get_by_role("checkbox")).to_be_focused()
    expect(view.get_by_role("status")).to_contain_text("is now line 1 of 9")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(view.locator("li").nth(1).get_by_role("checkbox")).not_to_be_checked()
    struck = view.locator("li code").evaluate_all(
        "codes => codes.map(code => getComputedStyle(code).textDecorationLine === 'line-through')"
    )
    assert struck == [False, True] + 7 * [False]


def test_python_hears_whether_it_is_solved(show_widgets):
    page = show_widgets(OrderLines("many_to_many"))
    check = ".gbg-order-lines > .gbg-button"
    for first, solved in (([0, 1], True), ([1, 0], False)):
        lines = OrderLines("many_to_many")
        lines.order, lines.left_out = [*first, *range(2, 9)], [7, 8]
        assert told_by(page, lines, check) == {"checked": True, "solved": solved}
