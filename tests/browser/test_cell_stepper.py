"""The cell stepper: every number in it is one of the trace."""

from functools import cache

import keras
import numpy as np
import pytest
from playwright.sync_api import expect

from helpers.text.numbers import decimals, subscript
from helpers.widgets.cell_stepper.cell_stepper import BLOCKS, CellStepper
from helpers.widgets.shared.view_module import view_words
from tests.browser.looks import moved_while_sliding
from tests.browser.steps import drawn
from tools.lab import PROJECTOR

WORDS = view_words("cell_stepper")
STEPPER = ".gbg-cell-stepper"
TIMESTEPS, FEATURES, UNITS = 7, 3, 2
# What one view shows, read in one go.
READ = """root => {
    const all = (selector, node = root) => [...node.querySelectorAll(selector)];
    const text = node => node.textContent;
    const visible = node => node.checkVisibility({visibilityProperty: true});
    const numbers = node => all('.gbg-value', node).filter(visible).map(text);
    return {
        time: root.querySelector('input[name=step]').getAttribute('aria-valuetext'),
        message: text(root.querySelector('.gbg-message')),
        entering: numbers(root.querySelector('[data-panel="1"]')),
        panels: Object.fromEntries([2, 3, 4].map(panel => [panel,
            all(`[data-panel="${panel}"] tbody tr`).map(numbers)])),
        later: [1, 2, 3, 4].filter(panel => root.querySelector(`[data-panel="${panel}"]`).inert),
        picture: Object.fromEntries(all('.gbg-chip:not(.gbg-traveller)').map(
            chip => [chip.dataset.number, text(chip)])),
        formulas: Object.fromEntries(all('.gbg-filled-formula').map(
            node => [node.dataset.of, text(node.querySelector('.gbg-hidden'))])),
        drawn: Object.fromEntries(all('.gbg-filled-formula').map(node => [node.dataset.of,
            all('.gbg-text, .gbg-number-text', node).map(text).join('')])),
        weights: all('.gbg-block-weights tbody tr').map(row => all('td', row).map(text)),
        bars: all('.gbg-bars svg').map(node => node.getAttribute('aria-label')),
    };
}"""


@cache
def layer_and_inputs():
    rng = np.random.default_rng(5)
    layer = keras.layers.LSTM(UNITS)
    layer.build((None, TIMESTEPS, FEATURES))
    layer.set_weights([rng.normal(size=weight.shape) for weight in layer.get_weights()])
    return layer, rng.normal(size=(TIMESTEPS, FEATURES))


def made(**traits):
    return CellStepper(*layer_and_inputs(), **traits)


@pytest.fixture(scope="module")
def stepper():
    """What the view must show: its trace, and its formulas at the step that `check` sets."""
    return made()


def read(page):
    drawn(page)
    return page.locator(STEPPER).evaluate(READ)


def values(stepper):
    trace = stepper.trace
    return {
        "input": trace.input_gate,
        "forget": trace.forget_gate,
        "candidate": trace.candidate,
        "output": trace.output_gate,
        "c_prev": trace.previous_cell_state,
        "c": trace.cell_state,
        "squashed": np.tanh(trace.cell_state),
        "h": trace.hidden_state,
    }


def in_the_picture(stepper, t, u):
    """The numbers of one unit in the picture of the cell."""
    at = {name: array[t, u] for name, array in values(stepper).items()}
    return {
        **{gate: at[gate] for gate in BLOCKS},
        "old_c": at["c_prev"],
        "kept": at["forget"] * at["c_prev"],
        "written": at["input"] * at["candidate"],
        "new_c": at["c"],
        "squashed": at["squashed"],
        "h": at["h"],
    }


def check(page, stepper, step, unit, block="input", stage=4):
    """Every number in the view is that of the trace."""
    stepper.step, stepper.unit, stepper.block, stepper.stage = step, unit, block, stage
    t, shown, trace = step - 1, read(page), stepper.trace
    assert shown["time"] == f"{step} of {TIMESTEPS}"
    assert shown["message"] == WORDS["stages"][stage - 1]["message"].format(numbers="5 numbers")
    entering = [*trace.inputs[t], *trace.previous_hidden_state[t]]
    assert shown["entering"] == [decimals(value) for value in entering]
    columns = {
        "2": BLOCKS,
        "3": ("forget", "c_prev", "input", "candidate", "c"),
        "4": ("output", "squashed", "h"),
    }
    for panel, names in columns.items():
        rows = [[decimals(values(stepper)[name][t, u]) for name in names] for u in range(UNITS)]
        assert shown["panels"][panel] == rows
    # What comes later is faint, and not to be read.
    assert shown["later"] == list(range(stage + 1, 5))
    assert shown["picture"] == {
        name: decimals(value) for name, value in in_the_picture(stepper, t, unit - 1).items()
    }
    assert shown["formulas"] == shown["drawn"] == stepper.formulas
    kernel, recurrent, _ = layer_and_inputs()[0].get_weights()
    first = BLOCKS.index(block) * UNITS
    joined = np.vstack([kernel, recurrent])[:, first : first + UNITS]
    for row, value, cells in zip(joined, entering, shown["weights"], strict=False):
        assert cells == [decimals(value), *map(decimals, row)]
    assert shown["weights"][-1][1:] == [decimals(n) for n in values(stepper)[block][t]]
    assert sum(f"at step {step} it is" in label for label in shown["bars"]) == FEATURES + 2 * UNITS


def test_shows_the_numbers_of_the_trace(show_widgets, stepper):
    page = show_widgets(made(), viewport=PROJECTOR)
    check(page, stepper, 1, 1, stage=1)
    slider = page.get_by_role("slider", name="step")
    for key, step in [("ArrowRight", 2), ("ArrowUp", 3), ("End", 7), ("ArrowLeft", 6)]:
        slider.press(key)
        check(page, stepper, step, 1, stage=1)

    for stage in (2, 3, 4):
        page.locator(f"[data-name=stage] input[value='{stage}']").check()
        check(page, stepper, 6, 1, stage=stage)
    page.get_by_role("button", name="Previous").click()
    check(page, stepper, 5, 1)
    for _ in range(2):
        page.get_by_role("button", name="Next").click()
    check(page, stepper, 7, 1)
    page.get_by_role("radio", name="2", exact=True).check()
    check(page, stepper, 7, 2)
    page.locator("[data-name=stage] input[value='2']").check()
    for block in BLOCKS:
        page.locator(f"[data-name=block] input[value='{block}']").check()
        check(page, stepper, 7, 2, block, stage=2)
    page.locator("[data-name=block] input[value='output']").press("ArrowUp")
    check(page, stepper, 7, 2, "candidate", stage=2)


def test_pointing_chooses_and_lights_up(show_widgets, stepper):
    page = show_widgets(made(stage=4), viewport=PROJECTOR)
    page.locator("[data-panel='2'] tr[data-unit='2'] [data-gate=forget]").click()
    check(page, stepper, 1, 2, "forget")
    lit = f"{STEPPER}.gbg-lit [data-gate].gbg-on"
    gates = page.locator(lit).evaluate_all("nodes => [...new Set(nodes.map(n => n.dataset.gate))]")
    assert gates == ["forget"]
    # In two panels, a head and a number for each unit; in the choice; in the formula of c; in the
    # picture its part and its number; its row through time.
    assert page.locator(lit).count() == 2 * (1 + UNITS) + 1 + 1 + 2 + 1
    page.mouse.move(1, 1)
    assert page.locator(lit).count() == 0

    bars = page.locator("[data-close-up='4'] .gbg-bars svg").first
    box = bars.bounding_box()
    bars.click(position={"x": box["width"] * 3.5 / TIMESTEPS, "y": box["height"] / 2})
    check(page, stepper, 4, 2, "forget")


def test_plays_to_the_end_and_stops(show_widgets, stepper):
    page = show_widgets(made(step=6, stage=3))
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("slider", name="step")).to_have_attribute("aria-valuetext", "7 of 7")
    check(page, stepper, 7, 1, stage=3)
    page.get_by_role("button", name="Play").wait_for()
    page = show_widgets(made(step=6), reduced_motion="reduce")
    assert page.get_by_role("button", name="Play").count() == 0


def test_what_plays_is_a_stage_at_which_numbers_travel(show_widgets, stepper):
    page = show_widgets(made(step=6, stage=1))
    play = page.get_by_role("button", name="Play")
    assert dict(play.evaluate(MOVING_AFTER)).keys() == WAYS.keys()
    check(page, stepper, 7, 1, stage=4)


def test_every_number_stays_in_its_frame(show_widgets):
    page = show_widgets(made(stage=4))
    chips = page.locator(".gbg-chip:not(.gbg-traveller)")
    beside = """chips => chips.map(chip => {
        const [frame, text] = ['rect', 'text'].map(tag => chip.querySelector(tag).getBBox());
        return [chip.textContent, (frame.width - text.width) / 2];
    })"""
    seen = []
    for _ in range(TIMESTEPS):
        seen += chips.evaluate_all(beside)
        page.get_by_role("slider", name="step").press("ArrowRight")
        drawn(page)
    assert any(number.startswith("−") for number, _ in seen)
    assert [number for number, room in seen if room < 3] == []


@pytest.mark.parametrize("width", [600, 1280, 1920])
def test_nothing_moves_as_time_passes_and_no_page_scrolls_sideways(show_widgets, width):
    page = show_widgets(made(stage=2), viewport={"width": width, "height": 900})
    places = """root => [...root.querySelectorAll('*')].filter(
        node => !node.closest('svg, .gbg-track, .gbg-reading, .gbg-chunk, .gbg-value')
        && !node.matches('.gbg-now-value')
    ).flatMap(node => {
        const {x, y, width, height} = node.getBoundingClientRect();
        return [x, y, width, height];
    })
    """
    for stage in (1, 2, 3, 4):
        page.locator(f"[data-name=stage] input[value='{stage}']").check()
        # Half a pixel is what a sign of another font may add to a line.
        control = page.get_by_role("slider", name="step")
        assert moved_while_sliding(control, places, within=0.6) == []
        control.press("Home")
        box = page.locator(STEPPER)
        assert box.evaluate("root => root.scrollWidth <= root.clientWidth")


def test_axe_finds_nothing(show_widgets, violations_in_both_themes):
    page = show_widgets(made(), viewport=PROJECTOR)
    for stage in (1, 2, 3, 4):
        page.locator(f"[data-name=stage] input[value='{stage}']").check()
        page.mouse.move(1, 1)
        assert violations_in_both_themes(page, STEPPER) == []


# The least contrast of the words and numbers that come later, in the picture and in the panels.
LEAST_CONTRAST_LATER = """root => {
    const painter = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const light = colour => {
        painter.fillStyle = colour;
        painter.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...painter.getImageData(0, 0, 1, 1).data].map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const seen = node => {
        for (let one = node; one !== root; one = one.parentElement)
            if (getComputedStyle(one).opacity !== '1') throw Error(`faint: ${one.outerHTML}`);
        return node.checkVisibility() && node.textContent !== '';
    };
    const back = light(getComputedStyle(root).backgroundColor);
    const drawn = [...root.querySelectorAll('g.gbg-later text:not(.sign)')].filter(seen)
        .map(node => getComputedStyle(node).fill);
    const written = [...root.querySelectorAll('.gbg-stage-panel.gbg-later :is(td, th, span)')]
        .filter(node => !node.matches('.gbg-track') && !node.children.length && seen(node))
        .map(node => getComputedStyle(node).color).filter(colour => colour !== 'rgba(0, 0, 0, 0)');
    const contrasts = [...drawn, ...written].map(light).map(
        text => (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05));
    return [drawn.length, written.length, Math.min(...contrasts)];
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_comes_later_can_be_read(show_widgets, theme):
    page = show_widgets(made(), viewport=PROJECTOR, theme=theme)
    drawn, written, least = page.locator(STEPPER).evaluate(LEAST_CONTRAST_LATER)
    assert min(drawn, written) > 20
    assert 3 <= least < 8


def test_the_frame_of_a_number_hides_the_line_behind_it(show_widgets):
    page = show_widgets(made(), viewport=PROJECTOR)
    frames = page.locator(f"{STEPPER} .gbg-chip.gbg-later rect")
    assert frames.count() == len(BLOCKS) + 6
    assert set(frames.evaluate_all("all => all.map(one => getComputedStyle(one).opacity)")) == {"1"}


def test_labels_of_what_enters(show_widgets):
    page = show_widgets(made())
    names = page.locator("[data-panel='1'] tbody th").all_inner_texts()
    assert names == [f"x{subscript(k)}" for k in (1, 2, 3)] + [f"h{subscript(k)}" for k in (1, 2)]


WIDTHS = """root => Object.fromEntries(['forget', 'input', 'candidate', 'output'].map(gate =>
    [gate, parseFloat(root.querySelector(`[data-part="${gate}"] [data-flow]`)
        .getAttribute('stroke-width'))]))"""
ON_BELT = """root => [...root.querySelectorAll('.gbg-on-belt')]
    .map(node => parseFloat(node.getAttribute('height')))"""


def test_lines_are_as_wide_as_their_values(show_widgets, stepper):
    page = show_widgets(made(stage=4, step=4))
    view = page.locator(STEPPER)
    numbers = in_the_picture(stepper, 3, 0)
    widths = view.evaluate(WIDTHS)
    for gate in BLOCKS:
        assert widths[gate] == pytest.approx(1.5 + 8.5 * min(1, abs(numbers[gate])), abs=0.01)
    largest = np.abs(stepper.trace.cell_state).max()
    wanted = [24 * abs(numbers[name]) / largest for name in ("old_c", "kept", "new_c")]
    assert view.evaluate(ON_BELT) == pytest.approx([max(1.5, width) for width in wanted], abs=0.02)


BARS = """root => ({
    signed: [...root.querySelectorAll('[data-panel] .gbg-signed i')].map(bar => [
        bar.closest('td').querySelector('.gbg-value').textContent,
        ...['left', 'width'].map(side => parseFloat(bar.style[side]))]),
    weights: [...root.querySelectorAll('.gbg-block-weights td[style]')].map(
        td => [td.textContent, parseFloat(td.style.getPropertyValue('--weight'))]),
    now: [...root.querySelectorAll('.gbg-now-step')].map(node => Number(node.getAttribute('x'))),
    plate: Number(root.querySelector('.gbg-plate').getAttribute('height')),
    chosen: [...root.querySelectorAll('.gbg-chosen')].map(node => node.dataset.unit),
    gates: ['.gbg-block-weights', '[data-part=input]'].map(
        selector => getComputedStyle(root.querySelector(selector)).getPropertyValue('--gate')),
})"""


def test_bars_and_marks_show_the_numbers_beside_them(show_widgets, stepper):
    page = show_widgets(made(stage=4, step=4, unit=2, block="input"))
    shown = page.locator(STEPPER).evaluate(BARS)
    assert len(shown["signed"]) > 10
    for text, left, width in shown["signed"]:
        # To the left of the middle what is negative, to the right what is positive.
        assert left + (width if text.startswith("−") else 0) == pytest.approx(50, abs=0.01)
        assert 0 <= width <= 50
    kernel, recurrent, _ = layer_and_inputs()[0].get_weights()
    largest = np.abs(np.vstack([kernel, recurrent])).max()
    assert len(shown["weights"]) >= UNITS * (FEATURES + UNITS)
    for text, share in shown["weights"]:
        assert share == pytest.approx(45 * abs(float(text.replace("−", "-"))) / largest, abs=1)
    assert set(shown["now"]) == {3}
    forget = in_the_picture(stepper, 3, 1)["forget"]
    assert shown["plate"] == pytest.approx(24 * (1 - forget), abs=0.01)
    assert set(shown["chosen"]) == {"2"}
    assert len(set(shown["gates"])) == 1


def test_next_previous_and_play_at_the_ends(show_widgets):
    page = show_widgets(made(step=TIMESTEPS))
    slider = page.get_by_role("slider", name="step")
    previous, following = (page.get_by_role("button", name=name) for name in ("Previous", "Next"))
    assert previous.get_attribute("aria-disabled") == "false"
    assert following.get_attribute("aria-disabled") == "true"
    page.get_by_role("button", name="Play").click()
    expect(slider).to_have_attribute("aria-valuetext", "1 of 7")
    page.get_by_role("button", name=WORDS["pause"]).click()
    assert previous.get_attribute("aria-disabled") == "true"
    assert following.get_attribute("aria-disabled") == "false"


# Counted in the frame that draws them: a slow machine would look when all have arrived.
MOVING_AFTER = """async (control) => {
    const nextFrame = () => new Promise(resolve => requestAnimationFrame(resolve));
    if (control.matches('button')) control.click();
    else {
        control.stepUp();
        control.dispatchEvent(new Event('input'));
    }
    await nextFrame();
    await nextFrame();
    return control.closest('.gbg').getAnimations({subtree: true})
        .filter(move => move.effect.target.matches('.gbg-traveller'))
        .map(({effect}) => [effect.target.dataset.number, effect.getKeyframes()
            .map(({transform}) => transform.match(/[\\d.]+/g).map(Number))]);
}"""
# From where to where each number goes.
WAYS = {
    "old_c": ("belt_start", "valve"),
    "kept": ("valve", "inlet"),
    "written": ("inlet_start", "inlet"),
    "new_c": ("inlet", "belt_end"),
    "h": ("tap_start", "tap_end"),
}


def test_numbers_travel_at_the_next_step_unless_motion_is_reduced(show_widgets):
    page = show_widgets(made(stage=3))
    following = page.get_by_role("button", name="Next")
    places = made().places
    assert dict(following.evaluate(MOVING_AFTER)) == {
        name: [list(places[end]) for end in way] for name, way in WAYS.items()
    }
    assert page.get_by_role("button", name="Previous").evaluate(MOVING_AFTER) == []
    # The slider looks a step up, and its next key is answered the sooner.
    slider = page.get_by_role("slider", name="step")
    assert slider.evaluate(MOVING_AFTER) == []
    expect(slider).to_have_attribute("aria-valuetext", "2 of 7")
    assert len(following.evaluate(MOVING_AFTER)) == len(WAYS)
    page = show_widgets(made(stage=3), reduced_motion="reduce")
    assert page.get_by_role("button", name="Next").evaluate(MOVING_AFTER) == []


def test_gates_stand_as_strips_above_the_memory(show_widgets, stepper):
    page = show_widgets(made(unit=2))
    rows = page.locator(f"{STEPPER} .gbg-time-row")
    assert rows.evaluate_all("rows => rows.map(row => row.dataset.row)") == [
        "forget",
        "input",
        "c",
        "h",
    ]
    filled = rows.first.locator("rect.gbg-square").evaluate_all(
        "squares => squares.map(square => Number(square.getAttribute('fill-opacity')))"
    )
    assert filled == pytest.approx(list(stepper.trace.forget_gate[:, 1]), abs=1e-4)
    # The memory has the whole height of its row.
    places = (
        rows.nth(2)
        .locator("rect:not(.gbg-now-step)")
        .evaluate_all(
            "bars => bars.map(b => ['y', 'height'].map(name => Number(b.getAttribute(name))))"
        )
    )
    assert min(y for y, _ in places) == pytest.approx(0, abs=1e-6)
    assert max(y + height for y, height in places) == pytest.approx(1, abs=0.03)
    rows.nth(2).locator("svg").click(position={"x": 3, "y": 5})
    assert page.get_by_role("slider", name="step").get_attribute("aria-valuetext") == "1 of 7"
