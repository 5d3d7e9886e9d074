"""The training lab as a learner meets it: on a page without Python, and beside Keras."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from helpers import TrainingLab
from helpers.tasks.examples import EXAMPLES
from helpers.text.numbers import loss_text
from helpers.training.trainer import Trainer
from helpers.widgets.shared.view_module import view_words
from tests.browser.bare_page import show
from tests.browser.errors import Errors
from tests.browser.exported_page import write_saved
from tests.browser.looks import SMALL_TEXT, fits, jumps_back
from tests.browser.steps import SECONDS, drawn, resize, run, until
from tools.lab import LAPTOP, PROJECTOR, run_all
from tools.website import write_page

WORDS = view_words("training_lab")
MESSAGES = WORDS["messages"]
LAB = ".gbg-training-lab"
NOTEBOOKS = Path(__file__).parent.parent.parent / "notebooks"
PHONE = {"width": 390, "height": 844}
NUMBERS = [0, 0.2, 0.4, 0.6, 0.8]
# For how long Python may keep silent before the lab says so, in milliseconds; as in session.js.
PATIENCE = 10_000
LONG = {"units": 32, "epochs": 5000}

# What the view shows, read in one go.
READ = """root => {
    const text = selector => root.querySelector(selector).textContent;
    const bar = root.querySelector('progress');
    const boxes = kind => [...root.querySelectorAll(`input[name^=${kind}_]`)].map(
        node => Number(node.value));
    return {
        status: root.querySelector('.gbg-run').dataset.status,
        message: text('.gbg-message'),
        proof: text('.gbg-proof'),
        reading: text('.gbg-epoch'),
        progress: bar.value / bar.max,
        buttons: Object.fromEntries([...root.querySelectorAll('.gbg-buttons button')].map(
            node => [node.textContent, node.getAttribute('aria-disabled') !== 'true'])),
        epoch: Number(root.querySelector('input[name=shown_epoch]').value),
        at: text('.gbg-scrubber .gbg-reading'),
        given: [...root.querySelectorAll('.gbg-given')].map(node => node.textContent),
        inputs: boxes('inputs'),
        target: boxes('target'),
        points: root.querySelector('.gbg-loss')?.getAttribute('points') ?? '',
        before: root.querySelector('.gbg-before')?.getAttribute('points') ?? '',
        shapes: [...root.querySelectorAll('.gbg-box code')].map(node => node.textContent),
        total: text('.gbg-sum-all strong'),
        note: [...root.querySelectorAll('.gbg-note')].map(node => node.textContent).join(''),
    };
}"""


def read(page, view=0):
    return page.locator(LAB).nth(view).evaluate(READ)


def status(page, view=0):
    return page.locator(f"{LAB} .gbg-run").nth(view).get_attribute("data-status")


def button(page, name):
    return page.locator(LAB).first.get_by_role("button", name=WORDS[name], exact=True)


def slider(page, name):
    return page.locator(f"{LAB} input[type=range][name={name}]").first


def box(page, name):
    label = WORDS["as_number"].format(label=WORDS[name])
    return page.locator(LAB).first.get_by_role("spinbutton", name=label)


def number(page, kind, place):
    return page.locator(f"{LAB} input[name={kind}_{place}]").first


def has_status(page, *wanted, seconds=SECONDS):
    assert until(lambda: status(page) in wanted, seconds), read(page)


def has_proof(page, kind, seconds=SECONDS):
    line = page.locator(f"{LAB} .gbg-proof").first
    assert until(lambda: line.get_attribute("data-proof") == kind, seconds), read(page)


def trained(page, action):
    """Do something that trains again; return what is shown when that is done."""
    before = read(page)
    action()
    assert until(lambda: read(page)["points"] not in (before["points"], "")), read(page)
    has_status(page, "done", "diverged")
    return read(page)


def drag(page, handle, to_y):
    """Drag a point of the picture up or down, to a place on the screen."""
    handle.scroll_into_view_if_needed()
    place = handle.bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, (y + to_y(y)) / 2)
    page.mouse.move(x, to_y(y))
    page.mouse.up()


def handle(page, kind, place):
    return page.locator(f"{LAB} .gbg-handle[data-kind={kind}][data-place='{place - 1}']").first


@cache
def trainer(name, units, seed):
    """What trains the model of an example, with the state in which it begins."""
    example = EXAMPLES[name]
    made = Trainer(example.model(seed, units), *example.data(), record_predictions=True)
    return made, made.state()


@cache
def by_keras(name, *, learning_rate=None):
    """What Keras makes of an example: the loss of each epoch, and the predictions after each."""
    made, start = trainer(name, units=5, seed=7)
    made.restore(start)
    done = made.run(EXAMPLES[name].epochs, learning_rate=learning_rate)
    return done.history["loss"], np.array(done.predictions).reshape(len(done.predictions), -1)


def assert_shows(page, epoch, losses, predictions):
    def right():
        seen = read(page)
        loss = loss_text(losses[max(0, epoch - 1)])
        given = [float(text.replace("−", "-")) for text in seen["given"]]
        return (
            seen["epoch"] == epoch
            and seen["at"] == WORDS["at_epoch"].format(epoch=f"{epoch:,}", loss=loss)
            and np.allclose(given, predictions[epoch], rtol=0, atol=0.0051)
        )

    assert until(right), (read(page), losses[max(0, epoch - 1)], predictions[epoch])


# On a page without Python.


@pytest.fixture
def show_lab(show_widgets):
    """Return a function that shows a new lab without a kernel: show_lab(example, **settings)."""

    def show_it(example="many_to_many", *, theme="light", viewport=LAPTOP, touch=False, **how):
        options = {"reduced_motion": "reduce"} | ({"has_touch": True} if touch else {})
        return show_widgets(TrainingLab(example, **how), theme=theme, viewport=viewport, **options)

    return show_it


@pytest.fixture
def show_with_clock(browser):
    """The same on a page of its own, whose clock is the test's: page.clock moves it on."""
    contexts = []

    def show_it(*, reduced_motion="reduce", theme="light", **how):
        contexts.append(browser.new_context(reduced_motion=reduced_motion))
        page = contexts[-1].new_page()
        page.errors = Errors(page)
        page.clock.install(time=0)
        show(page, TrainingLab("many_to_many", **how), theme=theme)
        return page

    yield show_it
    for context in contexts:
        assert context.pages[0].errors == []
        context.close()


def trained_at_rest(page, action):
    """As `trained`, where time stands still: what comes of it is drawn in the next frame."""
    before = read(page)

    def is_drawn():
        page.clock.run_for(20)
        return read(page)["points"] not in (before["points"], "") and status(page) == "done"

    action()
    assert until(is_drawn), read(page)
    return read(page)


@pytest.mark.parametrize("name", EXAMPLES)
def test_trains_without_python_as_keras_does(show_lab, name):
    page = show_lab(name)
    seen = read(page)
    assert (seen["status"], seen["message"]) == ("ready", MESSAGES["ready"])
    assert seen["given"] == ["–"] * 5
    seen = trained(page, button(page, "train").click)
    losses, predictions = by_keras(name)
    done = f"{len(losses):,}"
    assert seen["reading"] == WORDS["epochs_done"].format(done=done, epochs=done)
    assert seen["progress"] == 1
    assert seen["proof"] == WORDS["proof"]["page"]
    assert seen["buttons"] == {"Train": True, "Stop": False, "Reset": True}
    for epoch in (0, 1, 50, 300):
        slider(page, "shown_epoch").fill(str(epoch))
        assert_shows(page, epoch, losses, predictions)


def test_looks_back_by_keyboard_and_by_dragging_across_the_loss(show_lab):
    page = show_lab()
    trained(page, button(page, "train").click)
    losses, predictions = by_keras("many_to_many")
    control = slider(page, "shown_epoch")
    control.press("Home")
    assert_shows(page, 0, losses, predictions)
    for epoch in (1, 2):
        page.keyboard.press("ArrowRight")
        assert_shows(page, epoch, losses, predictions)
    place = page.locator(f"{LAB} .gbg-losses .gbg-grid").first.bounding_box()
    y = place["y"] + 60
    page.mouse.move(place["x"] + place["width"] - 5, y)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] / 2, y, steps=5)
    assert until(lambda: abs(read(page)["epoch"] - 500) < 12)
    page.mouse.move(place["x"] - 500, y)  # beyond the edge
    assert_shows(page, 0, losses, predictions)
    page.mouse.up()
    page.mouse.move(place["x"] + place["width"], y)
    drawn(page)
    assert_shows(page, 0, losses, predictions)
    # A new run is shown to its end.
    assert trained(page, lambda: slider(page, "seed").press("ArrowRight"))["epoch"] == 1000


def test_train_goes_through_the_epochs_once_and_a_slider_does_not(show_with_clock):
    page = show_with_clock(reduced_motion="no-preference")
    page.clock.pause_at(3600)
    trained_at_rest(page, button(page, "train").click)
    walked = []
    for _ in range(16):
        walked.append(read(page)["epoch"])
        page.clock.run_for(100)
    assert walked[0] < 20
    assert walked == sorted(set(walked))
    # Slowly at first, where most happens: after a third of the time it is far from a third.
    assert walked[5] < 250
    assert read(page)["epoch"] == 1000
    trained_at_rest(page, lambda: slider(page, "seed").press("ArrowRight"))
    for _ in range(5):
        assert read(page)["epoch"] == 1000
        page.clock.run_for(100)


def test_every_control_trains_again_at_once(show_lab):
    page = show_lab("one_to_one")
    actions = [
        lambda: slider(page, "units").press("ArrowRight"),
        lambda: slider(page, "learning_rate").press("ArrowRight"),
        lambda: slider(page, "seed").press("ArrowLeft"),
        lambda: slider(page, "epochs").press("ArrowLeft"),
        lambda: box(page, "units").fill("13"),
        lambda: number(page, "target", 3).fill("1"),
        lambda: number(page, "inputs", 1).press("ArrowUp"),
        lambda: drag(page, handle(page, "target", 5), lambda y: y + 80),
        lambda: drag(page, handle(page, "inputs", 2), lambda y: y - 50),
    ]
    for action in actions:
        trained(page, action)
    seen = read(page)
    assert seen["total"] == f"{EXAMPLES['one_to_one'].model(0, 13).count_params():,}"
    assert seen["reading"].startswith("epoch 750 ")
    assert seen["target"][2] == 1
    assert seen["inputs"][0] == 0.1
    assert seen["target"][4] < 0.6
    assert seen["inputs"][1] > 0.3
    button(page, "reset").click()
    has_status(page, "ready")
    seen = read(page)
    assert (seen["inputs"], seen["target"], seen["total"]) == (NUMBERS, NUMBERS, "146")


def test_the_numbers_of_the_learner_are_what_is_trained(show_lab):
    page = show_lab("many_to_one")
    wanted = [1, 0.5, 0.25, -0.5, 0]
    for place, value in enumerate(wanted, 1):
        trained(page, lambda: number(page, "target", place).fill(str(value)))  # noqa: B023
    given = [float(text.replace("−", "-")) for text in read(page)["given"]]
    assert np.allclose(given, wanted, atol=0.02)


def test_the_run_before_stays_as_a_faint_line(show_with_clock):
    page = show_with_clock()
    page.clock.pause_at(3600)
    first = trained_at_rest(page, button(page, "train").click)
    assert first["before"] == ""
    page.clock.run_for(900)
    for _ in range(3):
        seen = trained_at_rest(page, lambda: slider(page, "learning_rate").press("ArrowRight"))
        # Not the one just before, which went by while the slider moved.
        assert len(seen["before"].split()) == len(first["points"].split())


def test_the_loss_stays_on_the_chart_at_any_rate(show_widgets):
    rates = (0.0001, 0.001, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0)
    labs = [TrainingLab("many_to_one", learning_rate=rate) for rate in rates]
    page = show_widgets(*labs, reduced_motion="reduce")
    train = page.get_by_role("button", name=WORDS["train"], exact=True)
    train.evaluate_all("buttons => buttons.forEach(button => button.click())")
    assert until(lambda: all(status(page, i) in ("done", "diverged") for i in range(len(labs))))
    for i, rate in enumerate(rates):
        heights, inner = (
            page.locator(f"{LAB} .gbg-losses")
            .nth(i)
            .evaluate(
                """figure => [
                figure.querySelector('.gbg-loss').getAttribute('points').split(' ')
                    .map(point => Number(point.split(',')[1])),
                Number(figure.querySelector('svg svg').getAttribute('height')),
            ]"""
            )
        )
        assert min(heights) >= 0, rate
        assert max(heights) <= inner, rate


def type_nonsense(page, field, nonsense):
    """In one go where that can be: of 1e9, typed, the 1 is a number already."""
    if re.fullmatch(r"-?[\de.]*\d", nonsense):
        field.fill(nonsense)
    else:
        field.fill("")
        page.keyboard.type(nonsense)


@pytest.mark.parametrize("name", ["units", "epochs"])
def test_nonsense_in_a_box_is_named_and_loses_nothing(show_lab, name):
    page = show_lab()
    before = trained(page, button(page, "train").click)
    for nonsense in ("", "-", "0", "1e9", "2.5", "-3"):
        type_nonsense(page, box(page, name), nonsense)
        seen = read(page)
        assert "type a whole number" in seen["note"], nonsense
        drawn(page)
        seen = read(page)
        assert (seen["points"], seen["total"]) == (before["points"], before["total"]), nonsense
        box(page, name).blur()
        assert read(page)["note"] == "", nonsense
        before = trained(page, lambda: slider(page, "seed").press("ArrowRight"))


def test_nonsense_for_a_number_is_named_and_loses_nothing(show_lab):
    page = show_lab()
    before = trained(page, button(page, "train").click)
    for nonsense in ("", "-", "e", "1e9", "-101", "--"):
        type_nonsense(page, number(page, "target", 2), nonsense)
        drawn(page)
        seen = read(page)
        assert seen["note"] == WORDS["not_a_number"].format(farthest=100), nonsense
        assert seen["points"] == before["points"], nonsense
        number(page, "target", 2).blur()
        seen = read(page)
        assert (seen["note"], seen["target"]) == ("", NUMBERS), nonsense


def test_a_point_dragged_off_the_chart_stays_at_its_edge(show_lab):
    page = show_lab()
    for kind, place, away in (("target", 1, -3000), ("inputs", 5, 3000)):
        trained(page, lambda: drag(page, handle(page, kind, place), lambda y: y + away))  # noqa: B023
    seen = read(page)
    assert seen["target"][0] == 1.05
    assert seen["inputs"][4] == -0.25
    picture = page.locator(f"{LAB} .gbg-predictions svg").bounding_box()
    for place in (1, 5):
        point = handle(page, "target", place).bounding_box()
        assert picture["y"] - 20 < point["y"] < picture["y"] + picture["height"] + 20


def test_large_numbers_get_a_longer_axis(show_lab):
    page = show_lab()
    trained(page, lambda: number(page, "target", 1).fill("-100"))
    trained(page, lambda: number(page, "inputs", 5).fill("99.5"))
    picture = page.locator(f"{LAB} .gbg-predictions svg").bounding_box()
    point = handle(page, "target", 1).bounding_box()
    assert picture["y"] < point["y"] < picture["y"] + picture["height"]


def test_a_diverging_rate_says_so_and_the_next_one_trains(show_lab):
    page = show_lab(learning_rate=1e30)
    button(page, "train").click()
    has_status(page, "diverged")
    seen = read(page)
    assert seen["message"].startswith("Diverged")
    assert all(text in ("NaN", "∞", "−∞") or "e" in text for text in seen["given"])
    slider(page, "shown_epoch").press("Home")
    assert until(lambda: all(re.fullmatch(r"−?\d\.\d\d", text) for text in read(page)["given"]))
    # More than it could show as a plain number; what can be shown plainly is.
    rate = slider(page, "learning_rate")
    assert rate.get_attribute("aria-valuetext") == "1e+30"
    rate.press("Home")
    has_status(page, "done")
    assert rate.get_attribute("aria-valuetext") == "0.0001"


def test_a_rate_that_makes_it_worse_says_so(show_lab):
    page = show_lab(learning_rate=1e6, epochs=5)
    seen = trained(page, button(page, "train").click)
    assert "higher than at the start" in seen["message"]
    # A run of one epoch ends with the loss that it began with.
    box(page, "epochs").fill("1")
    has_status(page, "done")
    assert until(lambda: "higher" not in read(page)["message"])


def test_a_long_run_goes_on_in_pieces_and_stops_at_once(show_lab):
    page = show_lab(**LONG)
    page.evaluate(
        """selector => {
            window.drawn = new Set();
            const node = document.querySelector(selector);
            new MutationObserver(() => window.drawn.add(node.textContent))
                .observe(node, {childList: true, characterData: true, subtree: true});
        }""",
        f"{LAB} .gbg-epoch",
    )
    button(page, "train").click()
    has_status(page, "done")
    # It is drawn on the way, again and again.
    assert page.evaluate("window.drawn.size") > 5
    # Pressed in the page, as soon as an epoch of the next run is drawn.
    page.locator(LAB).evaluate(
        """root => {
            const [train, stop] = root.querySelectorAll('.gbg-buttons button');
            const bar = root.querySelector('progress');
            train.click();
            const pressSoon = () => {
                if (0 < bar.value && bar.value < bar.max) stop.click();
                else requestAnimationFrame(pressSoon);
            };
            requestAnimationFrame(pressSoon);
        }"""
    )
    has_status(page, "stopped")
    seen = read(page)
    assert 0 < seen["progress"] < 1
    assert seen["message"].startswith("Stopped after ")


def test_a_newer_setting_takes_the_place_of_a_run_under_way(show_lab):
    page = show_lab(**LONG)
    button(page, "train").click()
    for _ in range(4):
        slider(page, "seed").press("ArrowRight")
    box(page, "epochs").fill("3")
    has_status(page, "done")
    assert until(lambda: read(page)["reading"] == "epoch 3 of 3")


def test_twenty_views_that_come_and_go_leave_nothing_behind(show_lab):
    page = show_lab()
    page.evaluate(
        """async () => {
            const {state} = JSON.parse(document.querySelector('script[type*=widget-state]').text);
            const models = Object.values(state).map(one => one.state);
            const shared = models.find(model => model.name === 'training_lab');
            const values = models.find(model => model.target);
            const url = URL.createObjectURL(new Blob([shared.code], {type: 'text/javascript'}));
            const {render} = (await import(url)).default;
            const listeners = new Set();
            const model = {
                get: name => values[name],
                set: (name, value) => { values[name] = value; },
                save_changes() {},
                send() {},
                on: (event, listener) => listeners.add(listener),
                off: (event, listener) => listeners.delete(listener),
            };
            values.status = 'done';
            values.epochs = 5000;
            values.units = 32;
            window.listening = () => listeners.size;
            window.comeAndGo = async times => {
                for (let i = 0; i < times; i++) {
                    const el = document.body.appendChild(document.createElement('div'));
                    const stop = render({model, el, words: shared.words});
                    const bar = el.querySelector('progress');
                    while (!(bar.value > 0)) await new Promise(requestAnimationFrame); // in mid-run
                    stop();
                    el.remove();
                }
            };
        }"""
    )
    devtools = page.context.new_cdp_session(page)

    def counted():
        devtools.send("HeapProfiler.collectGarbage")
        counters = devtools.send("Memory.getDOMCounters")
        return counters["nodes"], counters["jsEventListeners"]

    page.evaluate("window.comeAndGo(5)")
    counts = [counted() for _ in range(3)]
    nodes, listeners = map(min, zip(*counts, strict=True))
    page.evaluate("window.comeAndGo(20)")
    assert page.evaluate("window.listening()") == 0

    def all_gone():
        more_nodes, more_listeners = counted()
        # One view alone has several hundred nodes.
        return more_nodes - nodes < 100 and more_listeners - listeners < 10

    # What is left is not always cleared away the first time.
    assert until(all_gone), (nodes, listeners, counted())
    assert page.context.pages == [page]
    assert page.workers == []


def test_everything_can_be_done_with_the_keyboard_alone(show_lab):
    page = show_lab()

    def tab_to(locator):
        for _ in range(40):
            if locator.evaluate("node => node === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{locator} is out of reach")

    tab_to(button(page, "train"))
    page.keyboard.press("Enter")
    has_status(page, "done")
    assert button(page, "train").evaluate("node => node === document.activeElement")
    tab_to(number(page, "inputs", 2))
    trained(page, lambda: page.keyboard.press("ArrowUp"))
    tab_to(number(page, "target", 5))
    trained(page, lambda: page.keyboard.press("ArrowDown"))
    tab_to(slider(page, "shown_epoch"))
    page.keyboard.press("Home")
    assert until(lambda: read(page)["epoch"] == 0)
    assert read(page)["target"][4] == 0.7


def test_a_phone_with_touch(show_lab):
    page = show_lab(viewport=PHONE, touch=True)
    button(page, "train").tap()
    has_status(page, "done")
    assert fits(page)
    small = page.locator(LAB).evaluate(
        """root => [...root.querySelectorAll('button, input')]
            .map(node => [node.name || node.textContent, node.getBoundingClientRect()])
            .filter(([, {height}]) => height > 0 && height < 44)
            .map(([name, {height}]) => `${name} ${height}`)"""
    )
    assert small == []
    # A finger drags a point, and the page does not scroll with it.
    point = handle(page, "target", 3)
    point.scroll_into_view_if_needed()
    place = point.bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    devtools = page.context.new_cdp_session(page)
    before = page.evaluate("scrollY")

    def touch(kind, at):
        points = [{"x": x, "y": at}] if kind != "touchEnd" else []
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def swipe():
        touch("touchStart", y)
        for step in range(1, 6):
            touch("touchMove", y + 10 * step)
        touch("touchEnd", y)

    seen = trained(page, swipe)
    assert seen["target"][2] < 0.3
    assert page.evaluate("scrollY") == before


def test_axe_finds_nothing_wrong(show_with_clock, violations_in_both_themes):
    page = show_with_clock(learning_rate=1e30)
    assert violations_in_both_themes(page, LAB) == []
    button(page, "train").click()
    has_status(page, "diverged")
    assert violations_in_both_themes(page, LAB) == []
    trained(page, lambda: slider(page, "learning_rate").press("Home"))
    page.clock.fast_forward(900)
    assert trained(page, lambda: slider(page, "seed").press("ArrowRight"))["before"] != ""
    number(page, "target", 2).fill("")
    assert violations_in_both_themes(page, LAB) == []


def test_axe_finds_nothing_wrong_where_keras_has_proved_it(
    show_widgets, violations_in_both_themes, proved
):
    page = show_widgets(proved)
    has_proof(page, "equal")
    assert violations_in_both_themes(page, LAB) == []


WIDTHS = [320, 390, 600, 640, 800, 1024, 1280, 1366, 1920]


@pytest.mark.parametrize("example", ["many_to_many", "many_to_one"])
def test_nothing_is_cut_off_at_any_width(show_lab, example):
    page = show_lab(example, units=32)
    trained(page, button(page, "train").click)
    for width in WIDTHS:
        resize(page, width)
        wrong = page.evaluate(
            """() => {
                const scrolling = [...document.querySelectorAll('html, body, .gbg-training-lab')]
                    .filter(node => node.scrollWidth > node.clientWidth + 1);
                const root = document.querySelector('.gbg-training-lab');
                const {left, right, bottom} = root.getBoundingClientRect();
                const outside = [...root.querySelectorAll('*')].filter(node => {
                    if (node.closest('.gbg-line, .gbg-handle')) return false;
                    if (!node.getClientRects().length) return false;
                    const place = node.getBoundingClientRect();
                    return place.right > right - 2 || place.left < left + 2
                        || place.bottom > bottom;
                });
                const cut = [...root.querySelectorAll('.gbg-reading, .gbg-box, .gbg-given, strong')]
                    .filter(node => node.scrollWidth > node.clientWidth + 1
                            && getComputedStyle(node).display !== 'inline');
                return [...scrolling, ...outside, ...cut].map(
                    node => `${node.tagName} ${node.className.baseVal ?? node.className}`
                        + ` ${node.textContent}`);
            }"""
        )
        assert wrong == [], width


PLACES = """root => [...root.querySelectorAll(
    'label, input, .gbg-box, .gbg-run, button, progress, .gbg-epoch, .gbg-message, '
    + '.gbg-proof, figure, figcaption, .gbg-scrubber')]
    .map(node => {
        const {left, top, width, height} = node.getBoundingClientRect();
        const origin = root.getBoundingClientRect();
        return [node.tagName, node.className, left - origin.left, top - origin.top, width, height]
            .join(' ');
    })"""


@pytest.mark.parametrize("width", [390, 640, 1280, 1920])
def test_nothing_jumps_from_one_state_to_the_next(show_lab, width):
    page = show_lab(viewport={"width": width, "height": 900})
    view = page.locator(LAB).first
    before = view.evaluate(PLACES)
    actions = [
        button(page, "train").click,
        lambda: slider(page, "learning_rate").press("End"),
        lambda: slider(page, "units").press("End"),
        lambda: number(page, "target", 1).fill("1"),
    ]
    for action in actions:
        trained(page, action)
        drawn(page)
        assert view.evaluate(PLACES) == before
    slider(page, "shown_epoch").press("Home")
    drawn(page)
    assert view.evaluate(PLACES) == before


def test_text_is_at_least_thirteen_pixels_high(show_lab):
    page = show_lab(viewport=PHONE)
    trained(page, button(page, "train").click)
    assert page.locator(LAB).evaluate(SMALL_TEXT) == []


def test_the_pictures_are_said_in_words_too(show_lab):
    page = show_lab()
    trained(page, button(page, "train").click)
    losses, _ = by_keras("many_to_many")
    slider(page, "shown_epoch").fill("50")
    labels = page.locator(f"{LAB} [role=img]")
    wanted = WORDS["loss_description"].format(done="1,000", epoch="50", loss=loss_text(losses[49]))
    assert until(lambda: labels.first.get_attribute("aria-label") == wanted)
    assert "Targets: 0, 0.2, 0.4, 0.6, 0.8." in labels.last.get_attribute("aria-label")


# In JupyterLab, where Keras proves what the page computes.

# One lab for all tests: Keras prepares each model once, which takes longer than to train it.
CELLS = [
    """
from helpers import TrainingLab
if "lab" not in globals():
    lab = TrainingLab("many_to_many")
lab.reset()
lab
""",
    "lab",
]


@pytest.fixture
def page(open_notebook):
    """Two views of a lab that has a kernel, at its start, nothing trained."""
    page = open_notebook(CELLS, alone=True)
    page.emulate_media(reduced_motion="reduce")
    page.locator(LAB).nth(1).wait_for()
    has_status(page, "ready")
    errors = Errors(page)
    yield page
    page.emulate_media(reduced_motion="no-preference")
    assert errors == []


def test_keras_proves_what_the_page_computed_and_a_difference_is_said(page):
    trained(page, button(page, "train").click)
    has_proof(page, "equal")
    losses, _ = by_keras("many_to_many")
    said = read(page)["proof"]
    assert said.startswith(
        f"Keras ran the same 1,000 epochs: its last loss is {loss_text(losses[-1])}"
    )
    assert re.search(r"by more than (\d × )?10⁻[⁶⁷⁸]\.$", said)
    # Python knows the run as well as the page does.
    code = (
        "import json, numpy as np\nprint(json.dumps([lab.status, lab.message, lab.run_settings,"
        " np.frombuffer(lab.losses, '<f4').astype(float).tolist(), len(lab.predictions)]))"
    )
    told, message, settings, kept, size = json.loads(run(page, code))
    assert (told, message) == ("done", read(page)["message"])
    assert settings == {"units": 5, "epochs": 1000, "learning_rate": 0.001, "seed": 7}
    np.testing.assert_allclose(kept, losses, rtol=1e-4)
    assert size == 4 * 5 * 1001
    # The next one is proven too, with other numbers as well.
    trained(page, lambda: number(page, "target", 2).fill("0.9"))
    has_proof(page, "equal")
    # And the second view shows what the first one does.
    trained(page, lambda: slider(page, "seed").press("ArrowRight"))
    has_proof(page, "equal")
    assert until(lambda: read(page, 1) == read(page))
    # While a slider moves the total never goes back. Each stop trains; short runs will do.
    trained(page, lambda: box(page, "epochs").fill("100"))
    total = page.locator(f"{LAB} .gbg-sum-all strong").first
    assert jumps_back(slider(page, "units"), total) == []
    has_proof(page, "equal")
    # A difference is said too.
    run(
        page,
        "wrong = dict(lab.keras_run, predictions=[0.0] * 5)\nlab.set_trait('keras_run', wrong)",
    )
    has_proof(page, "different")
    assert "more than the 10⁻⁴" in read(page)["proof"]


def test_a_run_of_keras_from_a_cell_is_shown_and_compared(page):
    assert (
        run(page, "lab.learning_rate = 0.01; lab.train(wait=True); print(lab.status)") == "done\n"
    )
    has_status(page, "done")
    has_proof(page, "equal")
    losses, predictions = by_keras("many_to_many", learning_rate=0.01)
    assert_shows(page, 1000, losses, predictions)


def test_what_python_sets_trains_in_the_page(page):
    trained(page, button(page, "train").click)
    trained(page, lambda: run(page, "lab.inputs = [1, 1, 1, 1, 0]"))
    assert read(page)["inputs"] == [1, 1, 1, 1, 0]


def test_a_busy_kernel_holds_up_nothing_and_is_not_called_dead(page, lab):
    go_on = lab.root / "go_on"
    page.evaluate(
        """() => void jupyterapp.shell.currentWidget.sessionContext.session.kernel
            .requestExecute({code: `import pathlib, time
while not pathlib.Path('go_on').exists():
    time.sleep(0.02)`})"""
    )
    try:
        trained(page, button(page, "train").click)
        for _ in range(3):
            trained(page, lambda: slider(page, "seed").press("ArrowRight"))
        assert "not running" not in read(page)["proof"]
    finally:
        go_on.touch()
    has_proof(page, "equal")
    assert run(page, "pathlib.Path('go_on').unlink()") == ""


def test_a_restart_a_reload_and_a_death_in_the_middle_leave_a_lab_that_works(open_notebook):
    cells = ["from helpers import TrainingLab\nlab = TrainingLab('many_to_many')\nlab"]
    page = open_notebook(cells, alone=True, own=True)
    page.emulate_media(reduced_motion="reduce")
    page.locator(LAB).wait_for()
    box(page, "units").fill("32")
    box(page, "epochs").fill("5000")
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    has_status(page, "done")
    run_all(page)
    has_status(page, "ready")

    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    box(page, "epochs").fill("5000")
    box(page, "units").fill("31")
    button(page, "train").click()
    page.reload()
    page.locator(LAB).wait_for()
    # The setting is Python's too, and so is still there.
    assert until(lambda: box(page, "units").input_value() == "31")
    errors = Errors(page)
    page.clock.install()
    button(page, "train").click()
    has_status(page, "done")

    has_proof(page, "asked")
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.clock.fast_forward(PATIENCE)
    has_proof(page, "silent")
    seen = trained(page, lambda: box(page, "units").fill("5"))
    assert seen["total"] == "146"
    trained(page, lambda: slider(page, "learning_rate").press("ArrowRight"))
    assert errors == []


@pytest.fixture(scope="module")
def proved():
    """A lab that Keras has trained, as it is after a cell has run."""
    lab = TrainingLab("many_to_one", epochs=60)
    lab.train(wait=True)
    return lab


def assert_alive_without_kernel(page):
    errors = Errors(page)
    page.locator(LAB).wait_for()
    # What Keras found when the notebook was executed still proves what the page computes now.
    has_status(page, "done")
    has_proof(page, "equal")
    losses, predictions = by_keras("many_to_one")
    for epoch in (0, 30, 60):
        slider(page, "shown_epoch").fill(str(epoch))
        assert_shows(page, epoch, losses, predictions)
    seen = trained(page, lambda: box(page, "units").fill("32"))
    assert seen["total"] == f"{EXAMPLES['many_to_one'].model(0, 32).count_params():,}"
    assert seen["proof"] in (WORDS["proof"]["page"], WORDS["proof"]["silent"])
    trained(page, lambda: slider(page, "seed").press("ArrowRight"))
    assert errors == []


def test_exported_page_trains_without_kernel_and_network(open_exported, tmp_path, proved):
    saved = tmp_path / "saved_lab.ipynb"
    write_saved(saved, proved)
    assert_alive_without_kernel(open_exported(saved, PROJECTOR))


def test_a_lesson_as_a_single_file_trains_from_the_disk(browser, tmp_path):
    file = write_page(NOTEBOOKS / "09_many_to_one.ipynb", tmp_path)
    context = browser.new_context(viewport=PHONE, offline=True, reduced_motion="reduce")
    page = context.new_page()
    errors = Errors(page)
    page.goto(file.as_uri())
    page.locator(LAB).wait_for()
    # Keras trained it when the lesson was executed.
    has_proof(page, "equal")
    seen = trained(page, lambda: slider(page, "units").press("ArrowRight"))
    assert seen["proof"] == WORDS["proof"]["page"]
    assert errors == []
    context.close()
