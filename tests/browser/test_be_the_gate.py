"""The game on a page of its own: played with keys, mouse and finger, judged step by step."""

import pytest
from playwright.sync_api import expect

import helpers
from helpers.widgets.be_the_gate.be_the_gate import ROUNDS
from helpers.widgets.be_the_gate.rules import Setting, memories, score
from tests.browser.steps import resize
from tests.widgets.test_be_the_gate import perfect

PHONE = {"width": 390, "height": 844}
FORGET, INPUT = "f, forget gate", "i, input gate"


def gate(view, name):
    return view.get_by_role("slider", name=name)


def shut_or_open(view, name, end):
    return view.get_by_role("button", name=f"{name}: ").and_(
        view.get_by_role("button", name="1, open" if end else "0, shut")
    )


def next_button(view):
    return view.locator(".gbg-strong")


def score_of(view):
    return view.locator(".gbg-score")


def described(view):
    return view.get_by_role("img").get_attribute("aria-label")


@pytest.mark.parametrize("name", ROUNDS)
def test_the_rule_played_with_keys_alone_scores_all_points(show_widgets, name):
    view = show_widgets(helpers.BeTheGate(name)).locator(".gbg-be-the-gate")
    row = ROUNDS[name]
    for flag in row.flags:
        gate(view, FORGET).press("Home" if flag else "End")
        gate(view, INPUT).press("End" if flag else "Home")
        next_button(view).press("Enter")
    expect(score_of(view)).to_have_text("Score: 100 of 100")
    for step, held in enumerate(memories(row.values, perfect(row.flags))[:3], start=1):
        assert f"Step {step}: " in described(view)
        assert f"memory {held:.2f}".replace("-", "−") in described(view)
    if row.target is not None:
        expect(view.get_by_role("status")).to_contain_text("you are a gate")


@pytest.mark.parametrize("name", ["target", "story"])
def test_the_rule_played_with_a_finger_reaches_the_target(show_widgets, name):
    page = show_widgets(helpers.BeTheGate(name), viewport=PHONE, has_touch=True)
    view = page.locator(".gbg-be-the-gate")
    for flag in ROUNDS[name].flags:
        shut_or_open(view, FORGET, not flag).tap()
        shut_or_open(view, INPUT, flag).tap()
        next_button(view).tap()
    expect(score_of(view)).to_have_text("Score: 100 of 100")


PICTURE = """root => {
    const all = selector => [...root.querySelectorAll(selector)];
    const box = node => { const {x, y, width, height} = node.getBBox();
        return {x: x + width / 2, top: y, bottom: y + height, height}; };
    const of = selector => all(`svg ${selector}`).map(box);
    const look = (selector, name) => getComputedStyle(root.querySelector(selector))[name];
    return {
        doors: ['forget', 'input'].map(gate => [of(`.gbg-door[data-gate=${gate}]`),
            of(`.gbg-open[data-gate=${gate}]`)]),
        memory: of('.gbg-memory'), rings: of('.gbg-want'), here: of('.gbg-here'),
        flags: of('.gbg-flag'), levels: of('.gbg-grid').map(({top}) => top),
        ring: [look('.gbg-want', 'stroke'), look('.gbg-key-want', 'borderTopColor')],
        bar: [look('.gbg-memory', 'fill'), look('.gbg-key-c', 'backgroundColor')],
    };
}"""


@pytest.mark.parametrize("name", ["free", "target"])
def test_the_picture_shows_doors_memory_and_what_should_be_held(show_widgets, name):
    settings, row = [(0.5, 1), (0, 1), (1, 0.25)], ROUNDS[name]
    widget = helpers.BeTheGate(name, settings=[list(gates) for gates in settings])
    view = show_widgets(widget).locator(".gbg-be-the-gate")
    shown = view.evaluate(PICTURE)
    # The fourth step begins with the gates as they stand.
    settings.append(settings[-1])
    held = memories(row.values, [Setting(*gates) for gates in settings])
    for (doors, openings), gate_settings in zip(
        shown["doors"], zip(*settings, strict=True), strict=True
    ):
        for door, opening, setting in zip(doors, openings, gate_settings, strict=True):
            assert opening["height"] == pytest.approx(setting * door["height"], abs=0.1)
            assert opening["bottom"] == pytest.approx(door["bottom"], abs=0.1)
    one, minus_one = shown["levels"]
    zero, unit = (one + minus_one) / 2, (minus_one - one) / 2
    for bar, c in zip(shown["memory"], held, strict=True):
        assert bar["top" if c > 0 else "bottom"] == pytest.approx(zero - c * unit, abs=2)
    # In a round that is judged, what should be held at a step is shown when the step is over.
    wants = memories(row.values, perfect(row.flags))[: 4 if name == "free" else 3]
    middles = [(ring["top"] + ring["bottom"]) / 2 for ring in shown["rings"]]
    assert middles == pytest.approx([zero - want * unit for want in wants], abs=2)
    columns = [bar["x"] for bar in shown["memory"]]
    assert [here["x"] for here in shown["here"]] == pytest.approx(columns[3:], abs=1)
    flagged = [x for x, flag in zip(columns, row.flags, strict=False) if flag]
    # The flag waves to the right of its pole.
    assert [flag["x"] - 1 for flag in shown["flags"]] == pytest.approx(flagged, abs=3)
    for mark, key in (shown["ring"], shown["bar"]):
        assert mark == key
    old, new = (f"{number:.2f}".replace("-", "−") for number in (held[2], row.values[3]))
    old, new = (f"({text})" if text.startswith("−") else text for text in (old, new))
    expect(view.locator(".gbg-formulas")).to_contain_text(f"= 1.00 × {old} + 0.25 × {new} = ")
    pressed = view.locator(".gbg-ends [aria-pressed=true]")
    assert pressed.all_inner_texts() == ["1 · keep all"]


def test_the_story_says_what_each_word_writes_and_shows_where_it_stands(show_widgets):
    view = show_widgets(helpers.BeTheGate("story")).locator(".gbg-be-the-gate")
    row = ROUNDS["story"]
    kinds = {1: "is many. It would write +1", -1: "is one. It would write −1", 0: "is neither"}
    for step, (text, value) in enumerate(zip(row.texts, row.values, strict=True)):
        said = "the gap" if step in row.asks else f"“{text}” {kinds[value]}"
        expect(view.locator(".gbg-now")).to_contain_text(said)
        current = view.locator(".gbg-sentence [aria-current]")
        assert current.count() == 1
        assert step in row.asks or current.inner_text() == text
        next_button(view).click()


def test_what_a_finger_meets_is_large_enough(show_widgets):
    page = show_widgets(helpers.BeTheGate(), viewport=PHONE, has_touch=True, is_mobile=True)
    for control in page.locator(".gbg-be-the-gate button:visible").all():
        assert control.bounding_box()["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ([(0, 0), (0, 0.5)], "i = 0.50 wrote only a part of −0.70"),
        ([(0, 1)], "i = 1.00 let 0.30 in. i = 0 shuts the door"),
        ([(0, 0), (0, 1), (0, 0)], "f = 0.00 let a part of the memory go"),
        ([(0, 0), (0, 1), (0, 1)], "the new number took the place of the old"),
        ([(1, 0), (0, 1), (1, 0), (1, 0), (1, 0), (1, 1)], "f = 1.00 kept a part of the old −0.70"),
        ([(0, 0), (0, 0), (1, 0)], "the error comes from an earlier one"),
        ([(0, 0), (0, 1), (1, 0)], "Well played"),
    ],
)
def test_a_wrong_step_is_told_why(show_widgets, settings, said):
    view = show_widgets(helpers.BeTheGate("free")).locator(".gbg-be-the-gate")
    for f, i in settings:
        set_with_keys(view, FORGET, f)
        set_with_keys(view, INPUT, i)
        next_button(view).click()
    expect(view.get_by_role("status")).to_contain_text(said)
    row = ROUNDS["free"]
    points = score(row.values, row.flags, [Setting(*gates) for gates in settings])
    expect(score_of(view)).to_have_text(f"Score: {points} of 100")


def set_with_keys(view, name, value):
    """Set a gate; a half lies ten steps of 0.05 above the end."""
    gate(view, name).press("End" if value == 1 else "Home")
    for _ in range(10 if value == 0.5 else 0):
        gate(view, name).press("ArrowRight")


def test_a_missed_target_says_how_many_points_are_missing(show_widgets):
    view = show_widgets(helpers.BeTheGate("target")).locator(".gbg-be-the-gate")
    for _ in ROUNDS["target"].flags:
        next_button(view).click()
    row = ROUNDS["target"]
    points = score(row.values, row.flags, [Setting(0.5, 0.5)] * len(row.flags))
    expect(view.get_by_role("status")).to_contain_text(f"{points} points, 95 are needed")


def test_nothing_is_said_of_a_gate_before_a_hand_has_moved_it(show_widgets):
    view = show_widgets(helpers.BeTheGate("free")).locator(".gbg-be-the-gate")
    said = view.get_by_role("status")
    expect(said).to_have_text("Set the two gates, then press Next.")
    expect(score_of(view)).to_have_text("No score yet.")
    gate(view, INPUT).press("ArrowRight")
    expect(said).to_contain_text("i = 0.55 let 0.30 in")
    gate(view, INPUT).press("Home")
    expect(said).to_contain_text("Well played")


def test_at_the_end_of_the_row_next_is_off_and_looks_it(show_widgets):
    page = show_widgets(helpers.BeTheGate("target"))
    view = page.locator(".gbg-be-the-gate")
    strong = next_button(view).evaluate("button => getComputedStyle(button).backgroundColor")
    steps = len(ROUNDS["target"].flags)
    for step in range(steps):
        expect(next_button(view)).to_have_text("Finish" if step == steps - 1 else "Next")
        next_button(view).press("Enter")
    expect(next_button(view)).to_be_disabled()
    expect(view.get_by_role("button", name="Start again")).to_be_focused()
    page.mouse.move(0, 0)
    off = next_button(view).evaluate("button => getComputedStyle(button).backgroundColor")
    assert off != strong
    for name in (FORGET, INPUT):
        expect(gate(view, name)).to_be_disabled()


def test_start_again_and_another_round_begin_at_the_first_step(show_widgets):
    game = helpers.BeTheGate("free")
    view = show_widgets(game).locator(".gbg-be-the-gate")
    now = view.locator(".gbg-now")
    for again in ["Start again", "a target", "a story", "free play"]:
        for name in (FORGET, INPUT):
            gate(view, name).press("End")
        next_button(view).click()
        expect(now).to_contain_text("Step 2 of")
        view.get_by_text(again, exact=True).click()
        expect(now).to_contain_text("Step 1 of")
        expect(score_of(view)).to_have_text("No score yet.")
        for name in (FORGET, INPUT):
            expect(gate(view, name)).to_have_attribute("aria-valuetext", "0.50")


def test_free_play_goes_back_and_a_round_does_not(show_widgets):
    view = show_widgets(helpers.BeTheGate("free")).locator(".gbg-be-the-gate")
    back = view.get_by_role("button", name="Back")
    expect(back).to_be_disabled()
    gate(view, FORGET).press("Home")
    next_button(view).click()
    gate(view, FORGET).press("End")
    next_button(view).click()
    back.press("Enter")
    back.press("Enter")
    expect(next_button(view)).to_be_focused()
    expect(gate(view, FORGET)).to_have_attribute("aria-valuetext", "0.00")
    view.get_by_text("a target", exact=True).click()
    expect(back).to_be_hidden()
    expect(view.get_by_role("button", name="Show perfect play")).to_be_hidden()


def test_perfect_play_is_shown_and_new_numbers_are_dealt(show_widgets):
    view = show_widgets(helpers.BeTheGate("free")).locator(".gbg-be-the-gate")
    view.get_by_role("button", name="Show perfect play").click()
    expect(score_of(view)).to_have_text("Score: 100 of 100")
    before = described(view)
    view.get_by_role("button", name="New numbers").click()
    expect(view.locator(".gbg-now")).to_contain_text("Step 1 of 10")
    view.get_by_role("button", name="Show perfect play").click()
    expect(score_of(view)).to_have_text("Score: 100 of 100")
    assert described(view) != before


def test_the_story_is_answered_from_the_memory(show_widgets):
    view = show_widgets(helpers.BeTheGate("story")).locator(".gbg-be-the-gate")
    for flag in ROUNDS["story"].flags:
        shut_or_open(view, FORGET, not flag).click()
        shut_or_open(view, INPUT, flag).click()
        next_button(view).click()
    expect(view.locator(".gbg-sentence")).to_have_text(
        "the keys of the cabinet are lost, the boy with the dogs is glad "
    )


@pytest.mark.parametrize("name", ROUNDS)
def test_nothing_stands_in_the_way_of_a_screen_reader(
    show_widgets, violations_in_both_themes, name
):
    page = show_widgets(helpers.BeTheGate(name))
    view = page.locator(".gbg-be-the-gate")
    assert violations_in_both_themes(page, ".gbg-be-the-gate") == []
    for _ in ROUNDS[name].flags:
        next_button(view).click()
    assert violations_in_both_themes(page, ".gbg-be-the-gate") == []


def test_it_fits_into_every_width(show_widgets):
    page = show_widgets(helpers.BeTheGate("story"))
    for width in (320, 390, 1920):
        resize(page, width)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
