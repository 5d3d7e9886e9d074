"""Ask, as a learner meets it: typed answers, chosen answers, and what is said of them."""

import json
import time

import pytest

from helpers.counting import lstm_parameters
from helpers.questions.kinds import Choice, ChoiceQuestion
from helpers.questions.mistakes import count_question
from helpers.widgets.shared.view_module import view_words
from tools.lab import LAPTOP, run_all, set_theme

from .errors import Errors

WORDS = view_words("ask")
NUMBER = count_question(lstm_parameters(units=64, features=128), timesteps=100, batch=32)
CHOICE = ChoiceQuestion(
    "Which of these has no weights?",
    [
        Choice("the forget gate", "It has as many as the others."),
        Choice("the update of the cell", "It only multiplies and adds.", right=True),
        Choice("the candidate", 'It is no gate, but it "has" weights & a bias.'),
    ],
)
CELLS = [
    "from helpers.counting import lstm_parameters\n"
    "from helpers.questions.kinds import Choice, ChoiceQuestion\n"
    "from helpers.questions.mistakes import count_question\n"
    "from helpers import Ask",
    "number = Ask(count_question(lstm_parameters(64, 128), timesteps=100, batch=32))\nnumber",
    f"choice = Ask({CHOICE!r})\nchoice",
]


@pytest.fixture(scope="module")
def shared(lab, browser):
    """One page with both kinds of question."""
    page = lab.open(browser, lab.write("questions.ipynb", CELLS), alone=True)
    page.errors = Errors(page)
    run_all(page)
    yield page
    assert page.errors == []
    page.context.close()
    lab.stop_kernels()


@pytest.fixture
def page(shared):
    """The shared page with fresh questions: their cells have run again."""
    shared.set_viewport_size(LAPTOP)
    run_all(shared)
    return shared


def question(page, number):
    return page.locator(".gbg-ask").nth(number)


def field(page):
    return question(page, 0).get_by_label(WORDS["your_number"])


def said(page, number=0):
    """What is said of the answer, and whether it is marked right or wrong."""
    line = question(page, number).get_by_role("status")
    text = line.inner_text()
    verdict = line.get_attribute("data-verdict")
    mark = {"right": "✓ ", "wrong": "✗ "}.get(verdict, "")
    return verdict, text.removeprefix(mark)


def traits(page, name):
    """`answer` and `solved`, as Python has them."""
    return json.loads(
        page.evaluate(
            """async name => {
                const {kernel} = jupyterapp.shell.currentWidget.sessionContext.session;
                const code = `import json; print(json.dumps([${name}.answer, ${name}.solved]))`;
                const future = kernel.requestExecute({code});
                let printed = '';
                future.onIOPub = ({content}) => printed += content.text ?? '';
                await future.done;
                return printed;
            }""",
            name,
        )
    )


def reaches_python(page, name, answer, solved, seconds=10):
    deadline = time.monotonic() + seconds
    while (there := traits(page, name)) != [answer, solved] and time.monotonic() < deadline:
        time.sleep(0.02)
    return there == [answer, solved]


def reveal(page, number=0):
    return question(page, number).get_by_role("button", name=WORDS["reveal"])


def check(page, number=0):
    return question(page, number).get_by_role("button", name=WORDS["check"])


def test_every_number_is_told_what_python_says_of_it(page):
    numbers = [*NUMBER.mistakes, 1, 49_407, 49_409, 10**15 - 1, 0]
    assert len(NUMBER.mistakes) >= 9
    for number in numbers:
        field(page).fill(str(number))
        field(page).press("Enter")
        assert said(page) == ("wrong", NUMBER.feedback(number)), number
        assert reveal(page).is_visible()
    assert WORDS["too_large"] in NUMBER.feedback(10**15 - 1)
    assert WORDS["too_small"] in NUMBER.feedback(0)
    assert reaches_python(page, "number", 0, False)
    field(page).fill("49408")
    check(page).click()
    assert said(page) == ("right", NUMBER.feedback(49_408))
    assert not reveal(page).is_visible()
    assert reaches_python(page, "number", 49_408, True)


@pytest.mark.parametrize("typed", ["49,408", " 49408 ", "49 408", "49.408", "49'408", "49_408"])
def test_separators_are_read(shared, typed):
    field(shared).fill(typed)
    field(shared).press("Enter")
    assert said(shared) == ("right", NUMBER.feedback(49_408))


@pytest.mark.parametrize(
    "typed", ["", "  ", "abc", "-3", "2.5", "1e9", "4,9408", "9" * 16, "½", "8 units"]
)
def test_what_is_no_whole_number_is_said_to_be_none(shared, typed):
    before = traits(shared, "number")
    field(shared).fill(typed)
    field(shared).press("Enter")
    assert said(shared) == ("wrong", WORDS["not_a_number"])
    assert traits(shared, "number") == before


def test_answer_is_shown_when_asked_for_and_python_knows_that_it_was_not_found(page):
    assert not reveal(page).is_visible()
    field(page).fill("1")
    field(page).press("Enter")
    reveal(page).click()
    assert field(page).input_value() == "49,408"
    solution = WORDS["solution"].format(answer="49,408", explanation=NUMBER.explanation)
    assert said(page) == ("right", solution)
    assert not reveal(page).is_visible()
    assert reaches_python(page, "number", 1, False)


def test_choice_by_keyboard_alone(page):
    radios = question(page, 1).get_by_role("radio")
    field(page).focus()
    for _ in range(2):  # the button Check, then the choices, which are one stop
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert said(page, 1) == ("wrong", CHOICE.choices[0].feedback)
    assert reaches_python(page, "choice", "the forget gate", False)
    page.keyboard.press("ArrowUp")
    assert radios.nth(2).is_checked()
    page.keyboard.press("Enter")
    assert said(page, 1) == ("wrong", CHOICE.choices[2].feedback)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert said(page, 1) == ("right", f"{WORDS['right']} {CHOICE.choices[1].feedback}")
    assert reaches_python(page, "choice", "the update of the cell", True)


def test_choice_by_mouse_and_its_solution(page):
    check(page, 1).click()
    assert said(page, 1) == ("wrong", WORDS["not_chosen"])
    question(page, 1).get_by_text("the candidate").click()
    check(page, 1).click()
    assert said(page, 1) == ("wrong", CHOICE.choices[2].feedback)
    reveal(page, 1).click()
    assert question(page, 1).get_by_role("radio").nth(1).is_checked()
    solution = WORDS["solution"].format(
        answer=CHOICE.choices[1].text, explanation=CHOICE.choices[1].feedback
    )
    assert said(page, 1) == ("right", solution)


def set_in_python(page, code):
    page.evaluate(
        """async code => {
            const {kernel} = jupyterapp.shell.currentWidget.sessionContext.session;
            await kernel.requestExecute({code}).done;
        }""",
        code,
    )


def test_an_answer_that_python_sets_is_shown_judged_and_taken_back(page):
    set_in_python(page, "number.answer = 420")
    page.wait_for_function("() => document.querySelector('.gbg-ask input').value === '420'")
    assert said(page) == ("wrong", NUMBER.feedback(420))
    assert reveal(page).is_visible()
    set_in_python(page, "number.answer = 49408")
    page.wait_for_function("() => document.querySelector('.gbg-ask input').value === '49,408'")
    assert said(page) == ("right", NUMBER.feedback(49_408))
    assert traits(page, "number") == [49_408, True]
    set_in_python(page, "choice.answer = 'the candidate'")
    third = question(page, 1).get_by_role("radio").nth(2)
    page.wait_for_function("() => document.querySelectorAll('.gbg-ask [type=radio]')[2].checked")
    assert third.is_checked()
    assert said(page, 1) == ("wrong", CHOICE.choices[2].feedback)
    set_in_python(page, "number.answer = choice.answer = None")
    page.wait_for_function("() => document.querySelector('.gbg-ask input').value === ''")
    assert said(page) == ("", "")
    assert not third.is_checked()
    assert not reveal(page).is_visible()


def test_two_views_of_a_question_say_the_same(open_notebook):
    page = open_notebook([*CELLS[:2], "number"])
    for typed, verdict in (("420", "wrong"), ("49408", "right"), ("1", "wrong")):
        field(page).fill(typed)
        field(page).press("Enter")
        assert said(page, 1) == said(page) == (verdict, NUMBER.feedback(int(typed)))
        second = question(page, 1).get_by_label(WORDS["your_number"])
        assert second.input_value() == f"{int(typed):,}"
    reveal(page, 1).click()
    assert said(page) == said(page, 1)
    assert said(page)[0] == "right"
    assert field(page).input_value() == "49,408"
    assert not reveal(page).is_visible()
    # The next answer hides the solution again, in both.
    field(page).fill("2")
    field(page).press("Enter")
    assert said(page) == said(page, 1) == ("wrong", NUMBER.feedback(2))


def test_jupyterlab_takes_no_keys(shared):
    """Letters are typed, not taken as commands; d d would delete the cell."""
    cells = shared.locator(".jp-Cell").count()
    field(shared).fill("")
    field(shared).press_sequentially("ddabxyz00")
    assert field(shared).input_value() == "ddabxyz00"
    for control in (check(shared), question(shared, 1).get_by_role("radio").first):
        control.focus()
        for key in "ddab":
            shared.keyboard.press(key)
    assert shared.locator(".jp-Cell").count() == cells
    # Shift+Enter would run the cell, and so replace the question.
    field(shared).evaluate("node => void (node.dataset.mine = 'yes')")
    field(shared).press("Shift+Enter")
    shared.wait_for_timeout(300)
    assert field(shared).get_attribute("data-mine") == "yes"


@pytest.mark.parametrize("width", [600, 1366, 1920])
def test_page_does_not_scroll_sideways(shared, width):
    shared.set_viewport_size({"width": width, "height": 800})
    for number in (0, 1):
        box = question(shared, number)
        assert box.evaluate("node => node.scrollWidth <= node.clientWidth")
        assert box.bounding_box()["x"] + box.bounding_box()["width"] <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong(shared, violations, theme):
    set_theme(shared, theme)
    try:
        for typed in ("49408", "1"):  # right, and wrong with the button that shows the answer
            field(shared).fill(typed)
            field(shared).press("Enter")
            question(shared, 1).get_by_role("radio").nth(1 if typed == "49408" else 0).check()
            check(shared, 1).click()
            assert violations(shared, ".gbg-ask") == []
    finally:
        set_theme(shared, "light")


def test_works_without_a_kernel_and_shows_the_last_answer_when_drawn_again(page):
    field(page).fill("420")
    field(page).press("Enter")
    last = said(page)
    assert last[0] == "wrong"
    assert reaches_python(page, "number", 420, False)
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    field(page).fill("49408")
    field(page).press("Enter")
    assert said(page) == ("right", NUMBER.feedback(49_408))
