"""The training lab as a learner meets it: on a page without Python, and beside Keras."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import numpy as np
import pytest
from ipywidgets.embed import embed_data

from helpers import TrainingLab, train
from helpers.tasks.examples import EXAMPLES
from helpers.text.numbers import loss_text
from helpers.widgets.shared.view_module import view_words
from tests.browser.errors import Errors
from tests.browser.steps import run, until
from tools.execute_notebooks import execute
from tools.jupyter_dirs import private_environment
from tools.lab import LAPTOP, PROJECTOR, run_all, set_theme, wait_for_widgets
from tools.lesson_html import place_html, state_html
from tools.website import write_page

WORDS = view_words("training_lab")
MESSAGES = WORDS["messages"]
LAB = ".gbg-training-lab"
NOTEBOOKS = Path(__file__).parent.parent.parent / "notebooks"
PHONE = {"width": 390, "height": 844}
NUMBERS = [0, 0.2, 0.4, 0.6, 0.8]
SECONDS = 60
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


def by_keras(name, *, units=5, seed=7, epochs=None, learning_rate=None):
    """What Keras makes of an example: the loss of each epoch, and the predictions after each."""
    example = EXAMPLES[name]
    x, y = example.data()
    how = {"learning_rate": learning_rate, "record_predictions": True}
    done = train(example.model(seed, units), x, y, epochs or example.epochs, **how)
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
def open_alone(browser, tmp_path):
    """Open a page from the disk, on which a lab lives without Python, as on the website."""
    contexts = []

    def open_it(example="many_to_many", viewport=LAPTOP, reduced_motion="reduce", **how):
        options = {name: how.pop(name) for name in ("has_touch", "color_scheme") if name in how}
        lab = TrainingLab(example, **how)
        state = embed_data(views=[lab], drop_defaults=False)["manager_state"]["state"]
        body = place_html(lab.model_id, state, lab.fallback_html()) + state_html(state)
        colours = "color-scheme: dark; --jp-layout-color0: #111; --jp-content-font-color1: #eee"
        dark = f' style="{colours}"' if options.get("color_scheme") == "dark" else ""
        head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Lab'
        file = tmp_path / f"lab{len(contexts)}.html"
        file.write_text(f'<!doctype html><html lang="en"{dark}>{head}</title><main>{body}</main>')
        contexts.append(
            browser.new_context(
                viewport=viewport, reduced_motion=reduced_motion, offline=True, **options
            )
        )
        page = contexts[-1].new_page()
        page.errors = Errors(page)
        page.goto(file.as_uri())
        page.locator(LAB).wait_for()
        lab.close()
        return page

    yield open_it
    for context in contexts:
        assert context.pages[0].errors == []
        context.close()


@pytest.mark.parametrize("name", EXAMPLES)
def test_trains_without_python_as_keras_does(open_alone, name):
    page = open_alone(name)
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


def test_looks_back_by_keyboard_and_by_dragging_across_the_loss(open_alone):
    page = open_alone()
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
    assert_shows(page, 0, losses, predictions)


def test_train_goes_through_the_epochs_once(open_alone):
    page = open_alone(reduced_motion="no-preference")
    page.evaluate(
        """selector => {
            window.epochs = [];
            const slider = document.querySelector(selector);
            new MutationObserver(() => window.epochs.push(Number(slider.value)))
                .observe(slider, {attributes: true});
        }""",
        f"{LAB} input[name=shown_epoch]",
    )
    button(page, "train").click()
    assert until(lambda: page.evaluate("window.epochs.at(-1)") == 1000)
    until(lambda: page.evaluate("window.epochs.length > 5"))
    walked = page.evaluate("window.epochs.slice(window.epochs.indexOf(0))")
    assert walked[-1] == 1000
    # A slider does not replay.
    page.evaluate("window.epochs = []")
    trained(page, lambda: slider(page, "seed").press("ArrowRight"))
    assert page.evaluate("window.epochs.every(epoch => epoch > 0)")


def test_every_control_trains_again_at_once(open_alone):
    page = open_alone("one_to_one")
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


def test_the_numbers_of_the_learner_are_what_is_trained(open_alone):
    page = open_alone("many_to_one")
    wanted = [1, 0.5, 0.25, -0.5, 0]
    for place, value in enumerate(wanted, 1):
        trained(page, lambda: number(page, "target", place).fill(str(value)))  # noqa: B023
    given = [float(text.replace("−", "-")) for text in read(page)["given"]]
    assert np.allclose(given, wanted, atol=0.02)


def test_the_run_before_stays_as_a_faint_line(open_alone):
    page = open_alone()
    first = trained(page, button(page, "train").click)
    page.wait_for_timeout(900)
    for _ in range(3):
        seen = trained(page, lambda: slider(page, "learning_rate").press("ArrowRight"))
        # Not the one just before, which went by while the slider moved.
        assert len(seen["before"].split()) == len(first["points"].split())
    assert until(lambda: read(page)["before"] != "")


@pytest.mark.parametrize("rate", [0.0001, 0.001, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0])
def test_the_loss_stays_on_the_chart(open_alone, rate):
    page = open_alone("many_to_one", learning_rate=rate)
    trained(page, button(page, "train").click)
    heights, inner = page.locator(f"{LAB} .gbg-losses").evaluate(
        """figure => [
            figure.querySelector('.gbg-loss').getAttribute('points').split(' ')
                .map(point => Number(point.split(',')[1])),
            Number(figure.querySelector('svg svg').getAttribute('height')),
        ]"""
    )
    assert min(heights) >= 0
    assert max(heights) <= inner


def type_nonsense(page, field, nonsense):
    """In one go where that can be: of 1e9, typed, the 1 is a number already."""
    if re.fullmatch(r"-?[\de.]*\d", nonsense):
        field.fill(nonsense)
    else:
        field.fill("")
        page.keyboard.type(nonsense)


@pytest.mark.parametrize("nonsense", ["", "-", "0", "1e9", "2.5", "-3"])
@pytest.mark.parametrize("name", ["units", "epochs"])
def test_nonsense_in_a_box_is_named_and_loses_nothing(open_alone, name, nonsense):
    page = open_alone()
    before = trained(page, button(page, "train").click)
    type_nonsense(page, box(page, name), nonsense)
    seen = read(page)
    assert "type a whole number" in seen["note"]
    assert (seen["points"], seen["total"]) == (before["points"], before["total"])
    box(page, name).blur()
    assert read(page)["note"] == ""
    trained(page, lambda: slider(page, "seed").press("ArrowRight"))


@pytest.mark.parametrize("nonsense", ["", "-", "e", "1e9", "-101", "--"])
def test_nonsense_for_a_number_is_named_and_loses_nothing(open_alone, nonsense):
    page = open_alone()
    before = trained(page, button(page, "train").click)
    type_nonsense(page, number(page, "target", 2), nonsense)
    seen = read(page)
    assert seen["note"] == WORDS["not_a_number"].format(farthest=100)
    assert seen["points"] == before["points"]
    number(page, "target", 2).blur()
    seen = read(page)
    assert (seen["note"], seen["target"]) == ("", NUMBERS)


def test_a_point_dragged_off_the_chart_stays_at_its_edge(open_alone):
    page = open_alone()
    for kind, place, away in (("target", 1, -3000), ("inputs", 5, 3000)):
        trained(page, lambda: drag(page, handle(page, kind, place), lambda y: y + away))  # noqa: B023
    seen = read(page)
    assert seen["target"][0] == 1.05
    assert seen["inputs"][4] == -0.25
    picture = page.locator(f"{LAB} .gbg-predictions svg").bounding_box()
    for place in (1, 5):
        point = handle(page, "target", place).bounding_box()
        assert picture["y"] - 20 < point["y"] < picture["y"] + picture["height"] + 20


def test_large_numbers_get_a_longer_axis(open_alone):
    page = open_alone()
    trained(page, lambda: number(page, "target", 1).fill("-100"))
    trained(page, lambda: number(page, "inputs", 5).fill("99.5"))
    picture = page.locator(f"{LAB} .gbg-predictions svg").bounding_box()
    point = handle(page, "target", 1).bounding_box()
    assert picture["y"] < point["y"] < picture["y"] + picture["height"]


def test_a_diverging_rate_says_so_and_the_next_one_trains(open_alone):
    page = open_alone(learning_rate=1e30)
    button(page, "train").click()
    has_status(page, "diverged")
    seen = read(page)
    assert seen["message"].startswith("Diverged")
    assert all(text in ("NaN", "∞", "−∞") or "e" in text for text in seen["given"])
    slider(page, "shown_epoch").press("Home")
    assert until(lambda: all(re.fullmatch(r"−?\d\.\d\d", text) for text in read(page)["given"]))
    slider(page, "learning_rate").press("Home")
    has_status(page, "done")


def test_a_long_run_goes_on_in_pieces_and_stops_at_once(open_alone):
    page = open_alone(**LONG)
    page.evaluate(
        """selector => {
            window.drawn = [];
            const node = document.querySelector(selector);
            new MutationObserver(() => window.drawn.push(node.textContent))
                .observe(node, {childList: true, characterData: true, subtree: true});
        }""",
        f"{LAB} .gbg-epoch",
    )
    button(page, "train").click()
    has_status(page, "done")
    # It is drawn on the way, again and again.
    assert page.evaluate("new Set(window.drawn).size") > 5
    # Pressed within the page, so that what is measured is the page.
    page.evaluate(
        """selector => new Promise(resolve => {
            const [train, stop] = document.querySelectorAll(selector);
            train.click();
            setTimeout(() => { stop.click(); resolve(); }, 60);
        })""",
        f"{LAB} .gbg-buttons button",
    )
    has_status(page, "stopped")
    seen = read(page)
    assert 0 < seen["progress"] < 1
    assert seen["message"].startswith("Stopped after ")


def test_a_newer_setting_takes_the_place_of_a_run_under_way(open_alone):
    page = open_alone(**LONG)
    button(page, "train").click()
    for _ in range(4):
        slider(page, "seed").press("ArrowRight")
    box(page, "epochs").fill("3")
    has_status(page, "done")
    assert until(lambda: read(page)["reading"] == "epoch 3 of 3")


def test_fifty_views_that_come_and_go_leave_nothing_behind(open_alone):
    page = open_alone()
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
                    await new Promise(resolve => setTimeout(resolve, 30));  // in mid-run
                    stop();
                    el.remove();
                }
            };
        }"""
    )
    devtools = page.context.new_cdp_session(page)

    def counted():
        for _ in range(3):
            devtools.send("HeapProfiler.collectGarbage")
            page.wait_for_timeout(100)
        counters = devtools.send("Memory.getDOMCounters")
        return counters["nodes"], counters["jsEventListeners"]

    page.evaluate("window.comeAndGo(5)")
    nodes, listeners = counted()
    page.evaluate("window.comeAndGo(50)")
    assert page.evaluate("window.listening()") == 0
    more_nodes, more_listeners = counted()
    # One view alone has several hundred nodes.
    assert more_nodes - nodes < 100
    assert more_listeners - listeners < 10
    assert page.context.pages == [page]
    assert page.workers == []


def test_everything_can_be_done_with_the_keyboard_alone(open_alone):
    page = open_alone()

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


def test_a_phone_with_touch(open_alone):
    page = open_alone(viewport=PHONE, has_touch=True)
    button(page, "train").tap()
    has_status(page, "done")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(open_alone, violations, scheme):
    page = open_alone(color_scheme=scheme, learning_rate=1e30)
    assert violations(page, LAB) == []
    button(page, "train").click()
    has_status(page, "diverged")
    assert violations(page, LAB) == []
    trained(page, lambda: slider(page, "learning_rate").press("Home"))
    page.wait_for_timeout(900)
    trained(page, lambda: slider(page, "seed").press("ArrowRight"))
    number(page, "target", 2).fill("")
    assert violations(page, LAB) == []


WIDTHS = [320, 390, 600, 640, 800, 1024, 1280, 1366, 1920]


@pytest.mark.parametrize("example", ["many_to_many", "many_to_one"])
def test_nothing_is_cut_off_at_any_width(open_alone, example):
    page = open_alone(example, units=32)
    trained(page, button(page, "train").click)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(150)
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
def test_nothing_jumps_from_one_state_to_the_next(open_alone, width):
    page = open_alone(viewport={"width": width, "height": 900})
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
        page.wait_for_timeout(100)
        assert view.evaluate(PLACES) == before
    slider(page, "shown_epoch").press("Home")
    page.wait_for_timeout(100)
    assert view.evaluate(PLACES) == before


def test_text_is_at_least_thirteen_pixels_high(open_alone):
    page = open_alone(viewport=PHONE)
    trained(page, button(page, "train").click)
    sizes = page.locator(LAB).first.evaluate(
        """root => [...root.querySelectorAll('*')]
            .filter(node => node.getClientRects().length && [...node.childNodes].some(
                child => child.nodeType === Node.TEXT_NODE && child.data.trim()))
            .map(node => parseFloat(getComputedStyle(node).fontSize))"""
    )
    assert min(sizes) >= 13


def test_the_pictures_are_said_in_words_too(open_alone):
    page = open_alone()
    trained(page, button(page, "train").click)
    losses, _ = by_keras("many_to_many")
    slider(page, "shown_epoch").fill("50")
    labels = page.locator(f"{LAB} [role=img]")
    wanted = WORDS["loss_description"].format(done="1,000", epoch="50", loss=loss_text(losses[49]))
    assert until(lambda: labels.first.get_attribute("aria-label") == wanted)
    assert "Targets: 0, 0.2, 0.4, 0.6, 0.8." in labels.last.get_attribute("aria-label")


# In JupyterLab, where Keras proves what the page computes.

CELLS = ["from helpers import TrainingLab\nlab = TrainingLab('many_to_many')\nlab", "lab"]


@pytest.fixture(scope="module")
def shared(lab, browser):
    """One page for all tests that leave its lab working."""
    page = lab.open(browser, lab.write("training.ipynb", CELLS), alone=True)
    page.emulate_media(reduced_motion="reduce")
    page.errors = Errors(page)
    run_all(page)
    page.locator(LAB).first.wait_for()
    yield page
    assert page.errors == []
    page.context.close()
    lab.stop_kernels()


@pytest.fixture
def page(shared):
    """The shared page at its start, nothing trained."""
    assert run(shared, "lab.reset()") == ""
    has_status(shared, "ready")
    return shared


@pytest.fixture
def opened(lab, browser):
    """Return a function that opens a page of its own; it is closed after the test."""
    pages = []

    def open_page(path, **how):
        page = lab.open(browser, path, alone=True, **how)
        page.emulate_media(reduced_motion="reduce")
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.evaluate("jupyterapp.shell.currentWidget?.sessionContext.shutdown()")
        page.context.close()


def test_keras_proves_what_the_page_computed(page):
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
    trained(page, lambda: slider(page, "units").press("ArrowLeft"))
    has_proof(page, "equal")


def test_a_difference_is_said_too(page):
    trained(page, button(page, "train").click)
    has_proof(page, "equal")
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


def test_two_views_of_one_lab_show_the_same(page):
    trained(page, button(page, "train").click)
    slider(page, "units").press("ArrowRight")
    assert until(lambda: read(page, 0)["points"] == read(page, 1)["points"] != "")
    assert read(page, 1)["total"] == "199"
    has_proof(page, "equal")
    assert until(lambda: read(page, 0)["proof"] == read(page, 1)["proof"])


def test_a_busy_kernel_holds_up_nothing_and_is_not_called_dead(page):
    page.evaluate(
        """() => void jupyterapp.shell.currentWidget.sessionContext.session.kernel
            .requestExecute({code: 'import time; time.sleep(4)'})"""
    )
    trained(page, button(page, "train").click)
    for _ in range(3):
        trained(page, lambda: slider(page, "seed").press("ArrowRight"))
    assert "not running" not in read(page)["proof"]
    has_proof(page, "equal")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_in_jupyterlab(page, violations, theme):
    set_theme(page, theme)
    try:
        trained(page, button(page, "train").click)
        has_proof(page, "equal")
        assert violations(page, LAB) == []
    finally:
        set_theme(page, "light")


def test_letters_of_jupyterlab_commands_do_nothing_in_the_lab(page):
    trained(page, button(page, "train").click)
    cells = page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length")
    for control in (button(page, "stop"), slider(page, "shown_epoch"), slider(page, "units")):
        control.focus()
        for key in "ddab":
            page.keyboard.press(key)
    assert page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length") == cells


def test_a_kernel_that_dies_in_the_middle_of_a_proof_leaves_a_lab_that_works(opened, lab):
    page = opened(lab.write("dies.ipynb", CELLS[:1]))
    errors = Errors(page)
    run_all(page)
    page.locator(LAB).wait_for()
    box(page, "units").fill("32")
    box(page, "epochs").fill("5000")
    has_status(page, "done")
    has_proof(page, "asked")
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    has_proof(page, "silent")
    seen = trained(page, lambda: box(page, "units").fill("5"))
    assert seen["total"] == "146"
    trained(page, lambda: slider(page, "learning_rate").press("ArrowRight"))
    assert errors == []


def test_restart_and_reload_in_the_middle_of_a_run(opened, lab):
    page = opened(lab.write("reload.ipynb", CELLS[:1]))
    run_all(page)
    page.locator(LAB).wait_for()
    box(page, "units").fill("32")
    box(page, "epochs").fill("5000")
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    has_status(page, "done")
    run_all(page)
    has_status(page, "ready")
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    box(page, "units").fill("31")
    button(page, "train").click()
    page.reload()
    page.locator(LAB).wait_for(timeout=60_000)
    # The setting is Python's too, and so is still there.
    assert until(lambda: box(page, "units").input_value() == "31")
    button(page, "train").click()
    has_status(page, "done")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A notebook that was executed and saved with a lab that Keras has trained."""
    folder = tmp_path_factory.mktemp("saved_lab")
    path = folder / "saved_lab.ipynb"
    code = (
        "from helpers import TrainingLab\nlab = TrainingLab('many_to_one', epochs=60)\nlab",
        "lab.train(wait=True)",
    )
    cells = [nbformat.v4.new_code_cell(cell) for cell in code]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in private_environment(folder / "jupyter").items():
            patch.setenv(name, str(value))
        execute(path)
    return path


def assert_alive_without_kernel(page):
    errors = Errors(page)
    page.locator(LAB).wait_for()
    # What Keras found when the notebook was executed still proves what the page computes now.
    has_status(page, "done")
    has_proof(page, "equal")
    losses, predictions = by_keras("many_to_one", epochs=60)
    for epoch in (0, 30, 60):
        slider(page, "shown_epoch").fill(str(epoch))
        assert_shows(page, epoch, losses, predictions)
    seen = trained(page, lambda: box(page, "units").fill("32"))
    assert seen["total"] == f"{EXAMPLES['many_to_one'].model(0, 32).count_params():,}"
    assert seen["proof"] in (WORDS["proof"]["page"], WORDS["proof"]["silent"])
    trained(page, lambda: slider(page, "seed").press("ArrowRight"))
    assert errors == []


def test_saved_notebook_trains_before_anything_is_run(opened, lab, saved):
    shutil.copy(saved, lab.root)
    lab.trust(saved.name)
    page = opened(saved.name)
    page.locator(LAB).wait_for()
    wait_for_widgets(page)
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    assert_alive_without_kernel(page)


def test_exported_page_trains_without_kernel_and_network(open_exported, saved):
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
