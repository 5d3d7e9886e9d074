"""Ask, as a learner meets it: typed answers, chosen answers, and what is said of them."""

import json

import pytest
from playwright.sync_api import expect

from helpers import Ask
from helpers.counting import lstm_parameters
from helpers.questions.kinds import Choice, ChoiceQuestion
from helpers.questions.mistakes import count_question
from helpers.widgets.shared.view_module import view_words
from tests.browser.steps import resize, run, until

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


@pytest.fixture
def page(show_widgets):
    """A page with both kinds of question, fresh."""
    return show_widgets(Ask(NUMBER), Ask(CHOICE))


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


def has_reached_python(page, name, answer, solved):
    """Whether Python comes to have this `answer` and `solved`."""
    code = f"import json; print(json.dumps([{name}.answer, {name}.solved]))"
    return until(lambda: json.loads(run(page, code)) == [answer, solved])


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
    field(page).fill("49408")
    check(page).click()
    assert said(page) == ("right", NUMBER.feedback(49_408))
    assert not reveal(page).is_visible()


def test_separators_are_read(page):
    for typed in ("49,408", " 49408 ", "49 408", "49.408", "49'408", "49_408"):
        field(page).fill("1")
        field(page).press("Enter")
        field(page).fill(typed)
        field(page).press("Enter")
        assert said(page) == ("right", NUMBER.feedback(49_408)), typed


def test_what_is_no_whole_number_is_said_to_be_none(page):
    for typed in ("", "  ", "abc", "-3", "2.5", "1e9", "4,9408", "9" * 16, "½", "8 units"):
        field(page).fill("420")
        field(page).press("Enter")
        assert said(page) == ("wrong", NUMBER.feedback(420))
        field(page).fill(typed)
        field(page).press("Enter")
        assert said(page) == ("wrong", WORDS["not_a_number"]), typed


def test_answer_is_shown_when_asked_for(page):
    assert not reveal(page).is_visible()
    field(page).fill("1")
    field(page).press("Enter")
    reveal(page).click()
    assert field(page).input_value() == "49,408"
    solution = WORDS["solution"].format(answer="49,408", explanation=NUMBER.explanation)
    assert said(page) == ("right", solution)
    assert not reveal(page).is_visible()


def test_choice_by_keyboard_alone(page):
    radios = question(page, 1).get_by_role("radio")
    field(page).focus()
    for _ in range(2):  # the button Check, then the choices, which are one stop
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert said(page, 1) == ("wrong", CHOICE.choices[0].feedback)
    page.keyboard.press("ArrowUp")
    assert radios.nth(2).is_checked()
    page.keyboard.press("Enter")
    assert said(page, 1) == ("wrong", CHOICE.choices[2].feedback)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert said(page, 1) == ("right", f"{WORDS['right']} {CHOICE.choices[1].feedback}")


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


def test_python_hears_of_every_answer_and_sets_it(open_notebook):
    page = open_notebook(CELLS, alone=True)
    for typed, solved in (("0", False), ("49408", True), ("1", False)):
        field(page).fill(typed)
        field(page).press("Enter")
        assert has_reached_python(page, "number", int(typed), solved)
    # What is no number is no answer; and who asks for the solution has not found it.
    field(page).fill("2.5")
    field(page).press("Enter")
    reveal(page).click()
    question(page, 1).get_by_role("radio").nth(0).check()
    check(page, 1).click()
    assert has_reached_python(page, "choice", "the forget gate", False)
    assert has_reached_python(page, "number", 1, False)
    question(page, 1).get_by_role("radio").nth(1).check()
    check(page, 1).click()
    assert has_reached_python(page, "choice", "the update of the cell", True)

    run(page, "number.answer = 420")
    expect(field(page)).to_have_value("420")
    assert said(page) == ("wrong", NUMBER.feedback(420))
    assert reveal(page).is_visible()
    run(page, "number.answer = 49408")
    expect(field(page)).to_have_value("49,408")
    assert said(page) == ("right", NUMBER.feedback(49_408))
    assert has_reached_python(page, "number", 49_408, True)
    run(page, "choice.answer = 'the candidate'")
    third = question(page, 1).get_by_role("radio").nth(2)
    expect(third).to_be_checked()
    assert said(page, 1) == ("wrong", CHOICE.choices[2].feedback)
    run(page, "number.answer = choice.answer = None")
    expect(field(page)).to_have_value("")
    expect(third).not_to_be_checked()
    assert said(page) == ("", "")
    assert not reveal(page).is_visible()


def test_a_choice_that_is_a_sentence_ends_once(show_widgets):
    page = show_widgets(Ask("mask_lost"))
    page.get_by_role("radio").last.check()
    check(page).click()
    reveal(page).click()
    solution = "The answer: It is lost, and nothing says so. The LSTM reads the padding."
    assert said(page) == ("right", solution)


def test_two_views_of_a_question_say_the_same(show_widgets):
    number = Ask(NUMBER)
    page = show_widgets(number, number)
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


def test_jupyterlab_takes_no_keys(open_notebook):
    """Letters are typed, not taken as commands; d d would delete the cell."""
    page = open_notebook(CELLS, alone=True)
    cells = page.locator(".jp-Cell").count()
    field(page).fill("")
    field(page).press_sequentially("ddabxyz00")
    assert field(page).input_value() == "ddabxyz00"
    for control in (check(page), question(page, 1).get_by_role("radio").first):
        control.focus()
        for key in "ddab":
            page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells
    # Shift+Enter would run the cell, and so replace the question.
    field(page).evaluate("node => void (node.dataset.mine = 'yes')")
    field(page).press("Shift+Enter")
    # A cell that ran would have done so before this one.
    run(page, "1")
    assert field(page).get_attribute("data-mine") == "yes"


def test_axe_finds_nothing_wrong_with_what_is_said(page, violations_in_both_themes):
    for typed in ("49408", "1"):  # right, and wrong with the button that shows the answer
        field(page).fill(typed)
        field(page).press("Enter")
        question(page, 1).get_by_role("radio").nth(1 if typed == "49408" else 0).check()
        check(page, 1).click()
        assert violations_in_both_themes(page, ".gbg-ask") == []


def test_the_name_of_the_field_takes_one_line_on_a_phone(show_widgets):
    page = show_widgets(Ask("missing_units"))
    resize(page, 320)
    label = page.locator(".gbg-ask label", has_text=WORDS["your_number"])
    assert label.bounding_box()["height"] < 30
    assert field(page).bounding_box()["width"] > 80


def test_a_circle_keeps_its_size_beside_a_choice_of_two_lines(show_widgets):
    page = show_widgets(Ask("units_room"))
    resize(page, 320)
    boxes = [circle.bounding_box() for circle in page.get_by_role("radio").all()]
    assert {(box["width"], box["height"]) for box in boxes} == {(18, 18)}
