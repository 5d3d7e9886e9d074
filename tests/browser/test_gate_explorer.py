"""The gate explorer as a learner meets it, and Python's numbers beside it."""

import itertools
import json
import random
import re
import statistics
from xml.etree import ElementTree

import nbformat
import pytest

from helpers import GateExplorer
from helpers.counting import ROLES, lstm_parameters, recurrent_output_shapes
from helpers.widgets.shared.sizes import LARGEST, SLIDER_STOPS
from helpers.widgets.shared.view_module import view_words
from tests.browser.errors import Errors
from tests.browser.exported_page import write_saved
from tests.browser.looks import jumps_back, moved_while_sliding
from tests.browser.steps import DRAWN, drawn, resize, run, until

WORDS = view_words("gate_explorer")
GATES = ("input", "forget", "candidate", "output")
SIZES = ("units", "features", "timesteps")
SWITCHES = ("return_sequences", "use_bias", "bidirectional")
START = {
    "units": 5,
    "features": 3,
    "timesteps": 7,
    "return_sequences": False,
    "use_bias": True,
    "bidirectional": False,
}
EXPLORER = ".gbg-gate-explorer"
CELLS = ["from helpers import GateExplorer", "explorer = GateExplorer()\nexplorer"]

# What one view shows, read in one go.
READ = """root => {
    const all = (selector, node = root) => [...node.querySelectorAll(selector)];
    const text = node => node.textContent;
    const shown = nodes => nodes.filter(node => !node.hidden);
    const roles = (nodes, read) =>
        Object.fromEntries(shown(nodes).map(node => [node.dataset.role, read(node)]));
    return {
        sliders: Object.fromEntries(all('input[type=range]').map(
            node => [node.name, node.getAttribute('aria-valuetext')])),
        boxes: all('input[type=number]').map(node => node.value),
        switches: Object.fromEntries(all('input[type=checkbox]').map(
            node => [node.name, node.checked])),
        code: text(root.querySelector('.gbg-code code')),
        tensors: all('.gbg-tensor').map(node => ({
            shape: text(node.querySelector('.gbg-shape')),
            label: node.querySelector('[role=img]').getAttribute('aria-label'),
        })),
        cards: Object.fromEntries(all('.gbg-card').map(card => [card.dataset.gate, {
            labels: roles(all('[role=button]', card), node => node.getAttribute('aria-label')),
            rows: roles(all('tbody tr', card), row => all('td', row).slice(1).map(text)),
            sum: text(card.querySelector('tfoot td:last-child')),
        }])),
        formula: text(root.querySelector('.gbg-formula')).trim(),
        total: text(root.querySelector('.gbg-result strong')),
        stored: shown(all('.gbg-stored-array')).map(array => ({
            role: text(array.querySelector('strong')),
            shape: text(array.querySelector('code')),
            label: array.querySelector('[role=img]').getAttribute('aria-label'),
            gates: all('[data-block]', array).map(node => node.dataset.gate),
        })),
    };
}"""


def shape_text(shape):
    numbers = ["batch" if size is None else f"{size:,}" for size in shape]
    return f"({numbers[0]},)" if len(numbers) == 1 else f"({', '.join(numbers)})"


def expected(setting):
    """What a view must show, from Python's own count."""
    units, features, timesteps = (setting[name] for name in SIZES)
    return_sequences, use_bias, bidirectional = (setting[name] for name in SWITCHES)
    count = lstm_parameters(units, features, use_bias=use_bias, bidirectional=bidirectional)
    one = lstm_parameters(units, features, use_bias=use_bias)
    (output,) = recurrent_output_shapes(
        "LSTM",
        units,
        timesteps,
        return_sequences=return_sequences,
        bidirectional=bidirectional,
    )
    formula, total = count.formula.split(" = ")
    roles = ROLES if use_bias else ROLES[:2]
    return {
        "sliders": {name: f"{setting[name]:,}" for name in SIZES},
        "boxes": [str(setting[name]) for name in SIZES],
        "switches": {name: setting[name] for name in SWITCHES},
        "code": code_line(setting),
        "tensors": [
            {"shape": shape_text(shape), "label": f"{WORDS[name]}: {shape_text(shape)}"}
            for name, shape in (("input", (None, timesteps, features)), ("output", output))
        ],
        "cards": {
            gate: {
                "labels": {role: block_label(gate, role, setting) for role in roles},
                "rows": {
                    role: [product(role, setting), f"{getattr(numbers, role):,}"] for role in roles
                },
                "sum": f"{numbers.total:,}",
            }
            for gate, numbers in one.gates.items()
        },
        "formula": formula,
        "total": total,
        "stored": [
            {
                "role": role,
                "shape": shape_text(one.stored[role]),
                "label": WORDS["array"].format(
                    role=WORDS["roles"][role], shape=shape_text(one.stored[role])
                ),
                "gates": list(GATES),
            }
            for role in roles
        ],
    }


def code_line(setting):
    options = ", return_sequences=True" if setting["return_sequences"] else ""
    options += "" if setting["use_bias"] else ", use_bias=False"
    layer = f"keras.layers.LSTM({setting['units']}{options})"
    if setting["bidirectional"]:
        layer = f"keras.layers.Bidirectional({layer})"
    given = f"keras.Input(({setting['timesteps']}, {setting['features']}))"
    return f"keras.Sequential([{given}, {layer}])"


def product(role, setting):
    units, rows = setting["units"], setting["features" if role == "kernel" else "units"]
    return f"{units:,}" if role == "bias" else f"{rows:,} × {units:,}"


def block_label(gate, role, setting):
    units = setting["units"]
    rows = {"kernel": setting["features"], "recurrent_kernel": units, "bias": 1}[role]
    return WORDS["block_bias" if role == "bias" else "block"].format(
        gate=WORDS["gates"][gate]["name"],
        role=WORDS["roles"][role],
        rows=f"{rows:,}",
        columns=f"{units:,}",
        count=f"{rows * units:,}",
    )


def read(page, view=0):
    """What is shown when what has changed is on the screen."""
    read_then = f"async root => {{ await ({DRAWN})(); return ({READ})(root); }}"
    return page.locator(EXPLORER).nth(view).evaluate(read_then)


def total(page, view=0):
    return page.locator(f"{EXPLORER} .gbg-result strong").nth(view).inner_text()


def slider(page, name):
    return page.get_by_role("slider", name=name, exact=True).first


def box(page, name):
    return page.get_by_role("spinbutton", name=name).first


def switch(page, name):
    return page.get_by_role("checkbox", name=name).first


def python_setting(page):
    names = (*SIZES, *SWITCHES)
    printed = run(page, f"import json; print(json.dumps([getattr(explorer, n) for n in {names}]))")
    return dict(zip(names, json.loads(printed), strict=True))


def set_in_view(page, setting):
    """Set the controls of the first view as typing and ticking do, in one go."""
    page.locator(EXPLORER).first.evaluate(
        """(root, {sizes, switches}) => {
            root.querySelectorAll('input[type=number]').forEach((box, i) => {
                box.value = sizes[i];
                box.dispatchEvent(new Event('input', {bubbles: true}));
                box.dispatchEvent(new Event('blur'));
            });
            root.querySelectorAll('input[type=checkbox]').forEach((box, i) => {
                if (box.checked !== switches[i]) box.click();
            });
        }""",
        {
            "sizes": [setting[name] for name in SIZES],
            "switches": [setting[name] for name in SWITCHES],
        },
    )
    drawn(page)


@pytest.fixture
def page(show_widgets):
    return show_widgets(GateExplorer())


@pytest.fixture
def two_views(show_widgets):
    """A page with two views of one explorer."""
    explorer = GateExplorer()
    return show_widgets(explorer, explorer)


def random_settings(count, seed=0):
    dice = random.Random(seed)
    sizes = [1, 1, 2, 3, 5, 7, 10, 33, 64, 100, 128, 300, 999, 1000, 1001, 2048, LARGEST, LARGEST]
    for _ in range(count):
        yield {name: dice.choice(sizes) for name in SIZES} | {
            name: dice.random() < 0.5 for name in SWITCHES
        }


ENDS = [
    {"units": units, "features": features, "timesteps": timesteps} | switches
    for units, features, timesteps in ((1, 1, 1), (LARGEST,) * 3, (LARGEST, 1, 1), (1, LARGEST, 2))
    for switches in (
        {"return_sequences": False, "use_bias": True, "bidirectional": False},
        {"return_sequences": True, "use_bias": False, "bidirectional": True},
    )
]


def test_shows_what_python_counts_whatever_is_typed_and_ticked(page):
    for setting in [*ENDS, *random_settings(32)]:
        set_in_view(page, setting)
        assert read(page) == expected(setting), setting


def test_python_and_the_view_hear_of_each_other_and_jupyterlab_takes_no_key(open_notebook):
    page = open_notebook(CELLS, alone=True)
    errors = Errors(page)
    for setting in [*ENDS, *random_settings(8, seed=1)]:
        run(page, "\n".join(f"explorer.{name} = {value}" for name, value in setting.items()))
        until(lambda: read(page) == expected(setting))  # noqa: B023
        assert read(page) == expected(setting), setting
    set_in_view(page, START)
    assert until(lambda: python_setting(page) == START)
    here = SLIDER_STOPS.index(START["units"])
    for key, stop in (("ArrowRight", 1), ("ArrowUp", 2), ("ArrowLeft", 1), ("ArrowDown", 0)):
        slider(page, "units").press(key)
        assert read(page) == expected(START | {"units": SLIDER_STOPS[here + stop]}), key
    slider(page, "features").press("End")
    assert until(lambda: python_setting(page) == START | {"features": LARGEST})
    sum_ = page.locator(f"{EXPLORER} .gbg-result strong").first
    assert jumps_back(slider(page, "units"), sum_) == []
    assert slider(page, "features").evaluate("node => node === document.activeElement")
    cells = page.locator(".jp-Cell").count()
    block_ = page.locator(f"{EXPLORER} [role=button][data-block]").first
    for control in (slider(page, "units"), switch(page, "use_bias"), block_):
        control.focus()
        for key in "ddab":
            page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells
    assert errors == []


def test_code_line_makes_a_model_with_the_count_and_the_shape_that_are_shown(page):
    keras = pytest.importorskip("keras")
    settings = [
        dict(zip(START, values, strict=True))
        for values in (
            (5, 3, 7, False, True, False),
            (64, 128, 100, True, True, False),
            (10, 300, 1, False, False, False),
            (1, 1, 1, True, True, True),
            (33, 7, 20, False, False, True),
        )
    ]
    for setting in settings:
        set_in_view(page, setting)
        seen = read(page)
        model = eval(seen["code"], {"keras": keras})
        assert f"{model.count_params():,}" == seen["total"]
        assert shape_text(model.output_shape) == seen["tensors"][1]["shape"]
        assert shape_text(model.input_shape) == seen["tensors"][0]["shape"]


@pytest.mark.parametrize("name", SIZES)
def test_arrow_keys_move_a_slider(page, name):
    here = SLIDER_STOPS.index(START[name])
    control = slider(page, name)
    steps = {"ArrowRight": 1, "ArrowUp": 1, "ArrowLeft": -1, "ArrowDown": -1}
    for key in ("ArrowRight", "ArrowUp", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight"):
        here += steps[key]
        control.press(key)
        assert read(page) == expected(START | {name: SLIDER_STOPS[here]}), key
    for key, stop in (("End", LARGEST), ("ArrowRight", LARGEST), ("Home", 1), ("ArrowDown", 1)):
        control.press(key)
        assert read(page) == expected(START | {name: stop}), key
    assert control.evaluate("node => node === document.activeElement")


def test_a_press_moves_the_sum_at_once_and_the_picture_one_frame_later(show_widgets):
    page = show_widgets(GateExplorer(**START))
    at_once, then = page.evaluate(
        """async selectors => {
            const root = document.querySelector('.gbg-gate-explorer');
            const slider = root.querySelector('input[name=units]');
            const seen = () => selectors.map(selector => root.querySelector(selector).textContent);
            const nextFrame = () => new Promise(resolve => requestAnimationFrame(resolve));
            slider.value = Number(slider.value) + 3;
            slider.dispatchEvent(new Event('input'));
            const atOnce = seen();
            await nextFrame();
            await nextFrame();
            return [atOnce, seen()];
        }""",
        [".gbg-result strong", ".gbg-array-name code", ".gbg-code code"],
    )
    # Three stops up from 5.
    after = lstm_parameters(8, START["features"])
    line = code_line(START | {"units": 8})
    assert at_once[0] == f"{after.total:,}"
    assert then == [f"{after.total:,}", shape_text(after.stored["kernel"]), line]


def test_slider_reaches_every_stop(page):
    control = slider(page, "units")
    control.press("Home")
    seen = [control.get_attribute("aria-valuetext")]
    for _ in SLIDER_STOPS[1:]:
        page.keyboard.press("ArrowRight")
        seen.append(control.get_attribute("aria-valuetext"))
    assert seen == [f"{stop:,}" for stop in SLIDER_STOPS]


def test_slider_is_dragged_with_the_mouse(page):
    place = slider(page, "features").bounding_box()
    middle = place["y"] + place["height"] / 2
    page.mouse.move(place["x"] + 5, middle)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] - 1, middle, steps=10)
    page.mouse.up()
    assert read(page) == expected(START | {"features": LARGEST})


def test_nonsense_in_a_number_box_leaves_the_view_as_it_was(page):
    field = box(page, "units")
    for nonsense in ("", "abc", "-3", "2.5", "1e9", "0", "4097", "e", "--"):
        field.click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.type(nonsense)
        seen = read(page)
        last = seen["sliders"]["units"]  # what was typed may have begun well: 4, 40, 409
        wanted = expected(START | {"units": int(last)})
        assert {**seen, "boxes": None} == wanted | {"boxes": None}, nonsense
        assert field.get_attribute("aria-invalid") == "true", nonsense
        note = page.locator(f"#{field.get_attribute('aria-describedby')}")
        assert note.inner_text() == WORDS["not_a_size"].format(
            label="units", smallest="1", largest="4,096", value=last
        )
        field.press("Tab")
        assert field.input_value() == last, nonsense
        assert field.get_attribute("aria-invalid") is None, nonsense
        assert note.inner_text() == "", nonsense
        assert read(page) == wanted, nonsense


def test_number_is_taken_while_it_is_typed_and_put_right_when_the_box_is_left(page):
    field = box(page, "features")
    field.fill("0128")
    assert total(page) == expected(START | {"features": 128})["total"]
    field.press("Tab")
    assert read(page) == expected(START | {"features": 128})


def lit(page, view=0):
    """The blocks and the parts of the formula that are lit up in a view, by place."""
    return (
        page.locator(EXPLORER)
        .nth(view)
        .evaluate(
            """root => {
                if (!root.classList.contains('gbg-lit')) return null;
                const on = selector => [...root.querySelectorAll(selector + '.gbg-on')];
                const named = node => `${node.dataset.gate} ${node.dataset.role}`;
                return {
                    cards: on('.gbg-cards [data-block]').map(named),
                    stored: on('.gbg-stored [data-block]').map(named),
                    formula: on('.gbg-formula span').map(node => node.textContent),
                    sums: on('.gbg-sum tr').map(named),
                };
            }"""
        )
    )


# START's formula is 4 × ((3 + 5) × 5 + 5).
PARTS = {"kernel": ["3", " × 5"], "recurrent_kernel": ["5", " × 5"], "bias": ["5"]}


def block(page, gate, role, place="cards", view=0):
    selector = f".gbg-{place} [data-gate={gate}][data-role={role}][data-block]"
    return page.locator(EXPLORER).nth(view).locator(selector)


def all_lit(gate, role):
    name = f"{gate} {role}"
    return {"cards": [name], "stored": [name], "formula": PARTS[role], "sums": [name]}


def test_pointing_at_a_block_lights_up_the_same_block_everywhere_in_its_view(two_views):
    page = two_views
    for place, role, gate in itertools.product(("cards", "stored"), ROLES, GATES):
        block(page, gate, role, place).first.hover()
        assert lit(page) == all_lit(gate, role), place
        assert lit(page, view=1) is None
    page.mouse.move(0, 0)
    assert lit(page) is None


def test_focus_lights_up_a_block_and_arrow_keys_move_among_blocks(page):
    page.locator(f"{EXPLORER} .gbg-slide").first.focus()
    page.keyboard.press("Tab")
    assert lit(page) == all_lit("input", "kernel")
    path = [
        ("ArrowRight", "forget", "kernel"),
        ("ArrowDown", "forget", "recurrent_kernel"),
        ("ArrowRight", "candidate", "recurrent_kernel"),
        ("ArrowRight", "output", "recurrent_kernel"),
        ("ArrowRight", "output", "recurrent_kernel"),
        ("ArrowDown", "output", "bias"),
        ("ArrowDown", "output", "bias"),
        ("ArrowLeft", "candidate", "bias"),
        ("ArrowUp", "candidate", "recurrent_kernel"),
    ]
    for key, gate, role in path:
        page.keyboard.press(key)
        assert lit(page) == all_lit(gate, role), key
    # One stop of the Tab key for all twelve; it comes back to the block that it left.
    page.keyboard.press("Shift+Tab")
    assert lit(page) is None
    page.keyboard.press("Tab")
    assert lit(page) == all_lit("candidate", "recurrent_kernel")


def test_blocks_stay_in_reach_of_the_keyboard_when_the_focused_one_goes(page):
    block(page, "forget", "bias").focus()
    page.keyboard.press("ArrowLeft")  # the input gate's bias is now the stop of the Tab key
    switch(page, "use_bias").uncheck()
    drawn(page)
    page.locator(f"{EXPLORER} .gbg-slide").first.focus()
    page.keyboard.press("Tab")
    assert lit(page)["cards"] == ["input recurrent_kernel"]
    assert (
        page.locator(f"{EXPLORER}").first.locator("[role=button][data-block][tabindex='0']").count()
        == 1
    )


def test_two_views_of_one_widget_stay_in_step(two_views):
    page = two_views
    slider(page, "units").press("End")
    switch(page, "bidirectional").check()
    setting = START | {"units": LARGEST, "bidirectional": True}
    assert read(page, view=1) == read(page, view=0) == expected(setting)
    page.get_by_role("slider", name="units").nth(1).press("Home")
    setting["units"] = 1
    assert read(page, view=1) == read(page, view=0) == expected(setting)


BOXES = """root => [...root.querySelectorAll(
    'h4, .gbg-number, .gbg-number input, .gbg-switch, .gbg-code, .gbg-tensor, .gbg-layer, '
    + '.gbg-card, .gbg-sum td, .gbg-total, .gbg-result, .gbg-stored-array')]
    .filter(node => node.offsetParent)
    .map(node => {
        const {left, top, height} = node.getBoundingClientRect();
        const origin = root.getBoundingClientRect();
        const name = node.tagName + '.' + node.className + ' ' + (node.dataset.gate ?? '');
        return [name, left - origin.left, top - origin.top, height].join(' ');
    })"""
# Right-aligned numbers and the total, which is centred, may grow to the left.
STILL = BOXES.replace(".gbg-sum td, .gbg-total, .gbg-result", ".gbg-sum tr, .gbg-total")


def test_nothing_jumps_while_a_slider_moves(show_widgets):
    page = show_widgets(GateExplorer())
    for width in (600, 1366, 1920):
        resize(page, width, 800)
        for name in SIZES:
            control = slider(page, name)
            start = control.input_value()
            assert moved_while_sliding(control, STILL) == [], (width, name)
            control.fill(start)


TOO_WIDE = """() => {
    const scrolling = [...document.querySelectorAll(
        'html, body, .gbg')]
        .filter(node => node.scrollWidth > node.clientWidth + 1);
    const root = document.querySelector('.gbg-gate-explorer');
    const right = root.getBoundingClientRect().right;
    const outside = [...root.querySelectorAll('*')].filter(node =>
        node.offsetParent && !node.closest('.gbg-hidden')
        && node.getBoundingClientRect().right > right);
    const cut = [...root.querySelectorAll('.gbg-array, .gbg-letters, .gbg-card')]
        .filter(node => node.scrollWidth > node.clientWidth + 1);
    return [...scrolling, ...outside, ...cut].map(
        node => `${node.tagName} ${node.className} ${node.textContent.slice(0, 40)}`);
}"""


def test_page_does_not_scroll_sideways_and_nothing_is_cut_off(page):
    settings = [ENDS[0], START, *ENDS[1:], START | dict.fromkeys(SIZES, LARGEST)]
    for width in (600, 1366, 1920):
        resize(page, width, 800)
        for setting in settings:
            set_in_view(page, setting)
            assert page.evaluate(TOO_WIDE) == [], (width, setting)


@pytest.mark.parametrize("width", [390, 1366])
def test_the_line_of_code_breaks_between_names(page, width):
    resize(page, width, 800)
    set_in_view(page, dict.fromkeys(SIZES, LARGEST) | dict.fromkeys(SWITCHES, True))
    broken = page.locator(f"{EXPLORER} .gbg-code code").first.evaluate(
        """code => [...code.childNodes].flatMap(node =>
            [...(node.data ?? '').matchAll(/[\\w.]+/g)].filter(name => {
                const range = new Range();
                range.setStart(node, name.index);
                range.setEnd(node, name.index + name[0].length);
                return range.getClientRects().length > 1;
            }).map(name => name[0]))"""
    )
    assert broken == []


def test_matrices_are_drawn_to_scale(page):
    for setting in (START, START | {"units": 64, "features": 128}, START | {"units": 12}):
        set_in_view(page, setting)
        places = {role: block(page, "forget", role).bounding_box() for role in ROLES}
        across = {role: place["width"] for role, place in places.items()}
        assert max(across.values()) - min(across.values()) < 0.1
        cell = across["kernel"] / setting["units"]
        rows = {"kernel": setting["features"], "recurrent_kernel": setting["units"], "bias": 1}
        for role, place in places.items():
            # What would be too thin to see is drawn with two pixels; where no cell can be told from
            # the next, both sides are whole pixels.
            near = 0.2 if cell >= 4 else 1 + rows[role] / setting["units"]
            assert abs(place["height"] - max(2, rows[role] * cell)) < near, role
    sequences = START | {"return_sequences": True}
    set_in_view(page, sequences)
    both = page.locator(EXPLORER).first.locator(".gbg-tensor .gbg-matrix")
    given, returned = both.nth(0).bounding_box(), both.nth(1).bounding_box()
    assert abs(given["height"] - returned["height"]) < 0.2
    assert abs(given["width"] / 3 - returned["width"] / 5) < 0.2


def test_labels_of_the_blocks_touch_nothing_below_them(show_widgets):
    page = show_widgets(GateExplorer())
    large = START | {"units": 160, "features": 160}
    settings = [START, *ENDS, large, *random_settings(4, 5)]
    for width in (390, 800, 1366):
        resize(page, width, 800)
        for setting in settings:
            set_in_view(page, setting)
            below = page.locator(EXPLORER).first.evaluate(
                """root => [...root.querySelectorAll('.gbg-rows')]
                    .filter(node => !node.hidden)
                    .map(node => node.getBoundingClientRect().bottom
                        - node.parentNode.nextSibling.getBoundingClientRect().top)"""
            )
            assert max(below) <= 0, (width, setting)


def test_blocks_are_large_enough_to_point_at(page):
    set_in_view(page, START | dict.fromkeys(SIZES, LARGEST))
    for role in ROLES:
        place = block(page, "output", role).bounding_box()
        assert min(place["width"], place["height"]) >= 2
        block(page, "output", role).hover()
        assert lit(page)["cards"] == [f"output {role}"]


def test_axe_finds_nothing_wrong_with_a_refused_number(show_widgets, violations_in_both_themes):
    page = show_widgets(GateExplorer(bidirectional=True, return_sequences=True))
    box(page, "units").fill("0")
    assert violations_in_both_themes(page, EXPLORER) == []


def test_copy_takes_the_line_of_code(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator(f"{EXPLORER} .gbg-code button").first
    button.click()
    assert until(lambda: button.inner_text() == WORDS["copied"])
    assert page.evaluate("navigator.clipboard.readText()") == code_line(START)


def test_without_a_clipboard_the_line_of_code_is_selected(page):
    page.context.clear_permissions()
    page.evaluate(
        """() => {
            navigator.clipboard.writeText = () => Promise.reject(new Error('no clipboard'));
        }"""
    )
    try:
        page.locator(f"{EXPLORER} .gbg-code button").first.click()
        assert until(lambda: page.evaluate("getSelection().toString()") == code_line(START))
    finally:
        page.evaluate("() => delete navigator.clipboard.writeText")


# Far from the kernel, or without one.

# Records every text that the total shows, and what it shows when a control's event is over. Nobody
# sees that the same text is written once more.
RECORD = """() => {
    const total = document.querySelector('.gbg-gate-explorer .gbg-result strong');
    window.shown = [];
    window.atOnce = [];
    const record = () => {
        if (total.textContent !== window.shown.at(-1)) window.shown.push(total.textContent);
    };
    new MutationObserver(record)
        .observe(total, {childList: true, characterData: true, subtree: true});
    document.querySelector('.gbg-gate-explorer').addEventListener(
        'input', () => window.atOnce.push(total.textContent));
}"""


def move_and_record(page, presses=12):
    """Press a key on the units slider; return what the total must show, press by press."""
    here = SLIDER_STOPS.index(START["units"])
    page.evaluate(RECORD)
    control = slider(page, "units")
    for _ in range(presses):
        control.press("ArrowRight")
    stops = SLIDER_STOPS[here + 1 : here + 1 + presses]
    return [expected(START | {"units": stop})["total"] for stop in stops]


# How long the kernel takes to answer, in milliseconds.
ANSWER_TIMES = """async () => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    await kernel.info;
    const times = [];
    for (let i = 0; i < 5; i++) {
        const start = performance.now();
        await kernel.requestKernelInfo();
        times.push(performance.now() - start);
    }
    return times;
}"""


def test_answers_at_once_and_never_jumps_back_on_a_slow_line(open_notebook):
    page = open_notebook(CELLS, delay=0.2, alone=True)
    assert statistics.median(page.evaluate(ANSWER_TIMES)) > 200
    wanted = move_and_record(page)
    # Before the event of the key is over: no waiting for a timer, still less for the network.
    assert page.evaluate("window.atOnce") == wanted
    last = START | {"units": int(slider(page, "units").get_attribute("aria-valuetext"))}
    assert until(lambda: python_setting(page) == last)
    # What the kernel said before it answers this has arrived, late echoes among it.
    run(page, "1")
    assert page.evaluate("window.shown") == wanted
    assert read(page) == expected(last)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A notebook that was saved with the state of its widget."""
    path = tmp_path_factory.mktemp("saved") / "saved.ipynb"
    write_saved(path, GateExplorer())
    return path


def test_saved_notebook_holds_the_table_for_readers_without_widgets(saved):
    data = nbformat.read(saved, as_version=4).cells[0].outputs[0].data
    assert data["text/plain"].startswith("GateExplorer(units=5")
    assert "180" in data["text/html"]


def test_exported_page_is_alive_without_kernel_and_network(open_exported, saved):
    page = open_exported(saved)
    page.locator(EXPLORER).wait_for()
    errors = Errors(page)
    assert read(page) == expected(START)
    assert move_and_record(page) == page.evaluate("window.atOnce")
    for setting in (START, *random_settings(6, seed=2), ENDS[-1]):
        set_in_view(page, setting)
        assert read(page) == expected(setting)
    block(page, "candidate", "recurrent_kernel").hover()
    assert lit(page)["cards"] == ["candidate recurrent_kernel"]
    assert errors == []


def test_tapping_a_block_lights_it_up_until_another_place_is_tapped(show_widgets):
    page = show_widgets(GateExplorer(), has_touch=True)
    for place in ("cards", "stored"):
        for gate, role in (("forget", "kernel"), ("output", "bias")):
            block(page, gate, role, place).first.tap()
            wanted = all_lit(gate, role)
            assert until(lambda wanted=wanted: lit(page) == wanted), place
    page.locator(f"{EXPLORER} h4").first.tap()
    assert until(lambda: lit(page) is None)


# The four blocks slide together, the bar stays, the setting is shared.

SLIDE, APART = WORDS["together"], WORDS["apart"]
FIRST_SLICE = ".gbg-stored [data-block][data-gate=output][data-role=kernel]"
# Where that slice and its block in the card stand in the view.
PLACES = f"""root => {{
    const origin = root.getBoundingClientRect();
    const place = node => {{
        const {{left, top, width, height}} = node.getBoundingClientRect();
        return [left - origin.left, top - origin.top, width, height];
    }};
    const card = '{FIRST_SLICE}'.replace('stored', 'cards');
    const [slice, block] = ['{FIRST_SLICE}', card].map(name => root.querySelector(name));
    return {{slice: place(slice), card: place(block)}};
}}"""


def test_the_blocks_slide_into_the_arrays_and_back(page):
    view = page.locator(EXPLORER).first
    home = view.evaluate(PLACES)["slice"]
    button = view.get_by_role("button", name=SLIDE)
    # The first frame of the way, before anything has moved.
    start = button.evaluate(
        f"""async button => {{
            button.click();
            const root = button.closest('.gbg');
            const [move] = root.querySelector('{FIRST_SLICE}').getAnimations();
            move.pause();
            move.currentTime = 0;
            const places = ({PLACES})(root);
            move.play();
            return {{...places, ends: move.effect.getComputedTiming().endTime}};
        }}"""
    )
    assert start["slice"] == pytest.approx(start["card"], abs=0.1)
    assert start["slice"] != pytest.approx(home, abs=10)
    assert start["ends"] == pytest.approx(400)
    arrived = "button => button.closest('.gbg').matches('.gbg-together:not(.gbg-sliding)')"
    back = view.get_by_role("button", name=APART)
    assert until(lambda: back.evaluate(arrived))
    assert view.evaluate(PLACES)["slice"] == pytest.approx(home, abs=0.1)
    back.click()
    assert until(lambda: button.evaluate("button => !button.closest('.gbg-together')"))
    assert view.evaluate(PLACES)["slice"] == pytest.approx(home, abs=0.1)
    assert read(page) == expected(START)


def test_with_reduced_motion_the_blocks_are_there_at_once(show_widgets):
    page = show_widgets(GateExplorer(), reduced_motion="reduce")
    moving = page.get_by_role("button", name=SLIDE).evaluate(
        """button => {
            button.click();
            const root = button.closest('.gbg');
            return [root.getAnimations({subtree: true}).length, root.className];
        }"""
    )
    assert moving[0] == 0
    assert "gbg-together" in moving[1]


def test_sliders_and_total_stay_in_view(open_notebook):
    page = open_notebook(CELLS, viewport={"width": 1280, "height": 600}, alone=True)
    panel = page.locator(".jp-WindowedPanel-outer")
    panel.evaluate(
        """panel => {
            const last = panel.querySelector('.gbg-foot').getBoundingClientRect();
            panel.scrollTop += last.bottom - panel.getBoundingClientRect().bottom + 8;
        }"""
    )
    top, seen = panel.bounding_box()["y"], page.locator(f"{EXPLORER} .gbg-bar").bounding_box()
    assert page.locator(f"{EXPLORER} .gbg-tensor").first.bounding_box()["y"] < top + seen["height"]
    assert seen["y"] == pytest.approx(top, abs=1)
    slider(page, "units").press("ArrowRight")
    assert total(page) == expected(START | {"units": 6})["total"]


@pytest.mark.parametrize(
    "viewport", [{"width": 1280, "height": 720}, {"width": 1366, "height": 768}]
)
def test_the_whole_explorer_fits_into_one_screen(show_widgets, viewport):
    """Of 720 pixels JupyterLab leaves 608 to the notebook."""
    page = show_widgets(GateExplorer(), viewport=viewport)
    view = page.locator(EXPLORER)
    assert view.bounding_box()["height"] <= 608
    switch(page, "bidirectional").check()
    drawn(page)
    assert view.bounding_box()["height"] <= 608
    # The four cards stand beside one another, a "+" between each two, and all are of one size.
    cards = [card.bounding_box() for card in view.locator(".gbg-card").all()]
    assert len({(card["y"], card["width"], card["height"]) for card in cards}) == 1


def test_the_whole_explorer_fits_onto_a_sheet(show_widgets):
    page = show_widgets(GateExplorer(units=64, bidirectional=True))
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


def test_the_picture_is_saved_as_it_is_set(page):
    set_in_view(page, START | {"units": 12, "bidirectional": True})
    with page.expect_download() as download:
        page.locator(EXPLORER).first.get_by_role("button", name=WORDS["save_picture"]).click()
    assert download.value.suggested_filename == "lstm-12-units-3-features.svg"
    picture = ElementTree.parse(download.value.path())
    texts = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    setting = START | {"units": 12, "bidirectional": True}
    assert code_line(setting) in texts
    count, one = lstm_parameters(12, 3, bidirectional=True), lstm_parameters(12, 3)
    assert f"{count.formula} {WORDS['total']}" in texts
    assert texts.count(f"{count.total // 8:,}") == 4
    assert [f"{role} {shape}" for role, shape in one.stored.items()] == texts[-3:]
    # A card has the frame of its gate's colour, as has its kernel; the other blocks are shades.
    boxes = [node.attrib for node in picture.iter("{http://www.w3.org/2000/svg}rect")]
    frames = [box["stroke"] for box in boxes if box.get("stroke-width") == "2"]
    samples = [box["fill"] for box in boxes if box["width"] == box["height"] == "12"]
    assert len(set(frames)) == 4
    assert samples[::3] == frames
    assert len(set(samples)) == 12


def test_what_is_drawn_for_two_directions_and_for_the_last_step_only(page):
    view = page.locator(EXPLORER).first
    for both, every in ((False, False), (True, True)):
        set_in_view(page, START | {"bidirectional": both, "return_sequences": every})
        assert view.locator(".gbg-twice").is_visible() == both
        # Hollow are the steps whose h is not returned.
        assert view.locator(".gbg-ghosts:visible").count() == (0 if every else 1)
