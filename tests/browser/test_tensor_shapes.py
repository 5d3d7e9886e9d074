"""The tensor shapes: code, shapes and refusals are those of Python."""

import pytest
from playwright.sync_api import Locator, expect

from helpers import TensorShapes
from tests.browser.steps import drawn
from tools.lab import PROJECTOR

WIDGET = ".gbg-tensor-shapes"
NARROW = {"width": 640, "height": 720}
SIZES = [(1, 1, 1, 1), (5, 3, 7, 4), (64, 128, 100, 32), (4096, 4096, 4096, 4096)]
BOTH = {"bidirectional": True, "return_state": True}
SETTINGS = [
    {},
    {"return_sequences": True},
    {"return_state": True},
    {"return_sequences": True, "return_state": True, "go_backwards": True},
    {"return_sequences": True, "second_layer": True},
    {"second_layer": True},
    {**BOTH, "return_sequences": True, "second_layer": True},
    {**BOTH, "merge_mode": "sum"},
    {**BOTH, "merge_mode": "ave", "return_sequences": True},
    {**BOTH, "merge_mode": "mul"},
    {**BOTH, "merge_mode": None, "return_sequences": True},
    {**BOTH, "merge_mode": None, "return_sequences": True, "second_layer": True},
    {"bidirectional": True, "go_backwards": True},
]


def flip(page, settings):
    """Set every switch by its control, starting from the defaults."""
    names = ("return_sequences", "return_state", "go_backwards", "bidirectional")
    for name in names:
        page.get_by_role("checkbox", name=name).set_checked(settings.get(name, False))
    page.get_by_role("checkbox", name="second LSTM on top").set_checked(
        settings.get("second_layer", False)
    )
    if settings.get("bidirectional"):
        mode = str(settings.get("merge_mode", "concat"))
        page.get_by_role("radio", name=mode, exact=True).check()
    drawn(page)


def set_sizes(page, units, features, timesteps, batch):
    sizes = {"units": units, "features": features, "timesteps": timesteps, "batch": batch}
    for name, size in sizes.items():
        page.get_by_role("spinbutton", name=f"{name}, typed as a number", exact=True).fill(
            str(size)
        )
    drawn(page)
    return sizes


def assert_shows(page, widget):
    drawn(page)
    assert page.locator(f"{WIDGET} .gbg-code code").text_content() == widget.code
    rows = [
        tuple(row.locator("th, td").all_text_contents())
        for row in page.locator(f"{WIDGET} tbody tr").all()
    ]
    assert rows == [(name, str(shape), *texts) for name, shape, *texts in widget.tensors]
    shapes = {
        figure.get_attribute("data-name"): figure.locator(".gbg-shape").text_content()
        for figure in page.locator(f"{WIDGET} .gbg-tensor").all()
    }
    expected = {name: str(shape) for name, shape, *_ in widget.tensors}
    assert shapes == {"x": str(widget.input_shape), **expected}
    refusal = page.locator(f"{WIDGET} .gbg-refusal")
    if widget.refusal is None:
        expect(refusal).to_be_hidden()
    else:
        assert tuple(refusal.locator("code").all_text_contents()) == widget.refusal


def test_code_shapes_and_refusals_are_those_of_python(show_widgets):
    page = show_widgets(TensorShapes())
    for settings in SETTINGS:
        flip(page, settings)
        assert_shows(page, TensorShapes(**settings))


def test_sizes_reach_every_shape(show_widgets):
    page = show_widgets(TensorShapes())
    settings = {**BOTH, "return_sequences": True, "second_layer": True}
    flip(page, settings)
    for sizes in SIZES:
        assert_shows(page, TensorShapes(**settings, **set_sizes(page, *sizes)))
    page.get_by_role("spinbutton", name="its units, typed as a number").fill("9")
    drawn(page)
    assert page.locator('[data-name="second"] .gbg-shape').text_content() == "(4096, 9)"


def test_keys_move_sliders_and_choices(show_widgets):
    page = show_widgets(TensorShapes())
    flip(page, {"return_sequences": True, "bidirectional": True})
    page.get_by_role("slider", name="timesteps").press("ArrowRight")
    page.get_by_role("radio", name="concat").press("ArrowRight")
    assert_shows(
        page,
        TensorShapes(return_sequences=True, bidirectional=True, timesteps=8, merge_mode="sum"),
    )


def test_final_state_stands_level_with_the_row_that_equals_it(show_widgets):
    page = show_widgets(TensorShapes())
    flip(page, {**BOTH, "return_sequences": True})
    tops = {
        name: page.locator(f'[data-name="{name}"] .gbg-matrix').first.bounding_box()["y"]
        for name in ("output", "forward_h", "backward_h")
    }
    assert abs(tops["backward_h"] - tops["output"]) < 2
    assert tops["forward_h"] > tops["output"] + 50
    marks = page.locator('[data-name="output"] .gbg-mark').all()
    assert [mark.get_attribute("data-end") for mark in marks] == ["last", "first"]
    expect(page.locator(f"{WIDGET} .gbg-mind")).to_contain_text("has read 1 timestep of 7")


@pytest.mark.parametrize(
    ("settings", "legend", "reads", "steps"),
    [
        ({}, ["forward"], "reads forward", []),
        ({"return_state": True}, ["forward", "c"], "reads forward", []),
        ({"return_sequences": True}, ["forward", "fading", "complete"], "reads forward", [1, 7]),
        ({"go_backwards": True}, ["backward"], "reads backward", []),
        (
            {"return_sequences": True, "go_backwards": True},
            ["backward", "fading", "complete"],
            "reads backward",
            [7, 1],
        ),
        (
            {"return_sequences": True, "bidirectional": True, "merge_mode": "sum"},
            ["forward", "backward", "fading"],
            "one reads forward, one backward",
            [1, 7],
        ),
        ({"bidirectional": True}, ["forward", "backward"], "one reads forward, one backward", []),
    ],
)
def test_the_picture_says_how_it_was_read(show_widgets, settings, legend, reads, steps):
    page = show_widgets(TensorShapes(batch=2, **settings))
    view = page.locator(WIDGET)
    shown = view.locator("[data-legend]:visible")
    assert shown.evaluate_all("all => all.map(one => one.dataset.legend)") == legend
    assert view.locator(".gbg-layer .gbg-quiet").all_text_contents() == [reads]
    times = {
        name: view.locator(f"[data-name={name}] .gbg-time").all_text_contents()
        for name in ("x", "output")
    }
    assert times == {"x": ["t = 1", "t = 7"], "output": [f"t = {n}" for n in steps]}
    sheets = view.locator(".gbg-sheet").evaluate_all("all => all.map(s => s.dataset.sheets)")
    assert set(sheets) == {"2"}
    # The steps that one LSTM read and did not return leave a frame behind.
    ghosts = view.locator("[data-name=output] .gbg-ghost:visible").count()
    assert ghosts == (1 if not steps and "bidirectional" not in settings else 0)


def test_units_of_the_second_layer_are_faint_until_there_is_one(show_widgets):
    view = show_widgets(TensorShapes()).locator(WIDGET)
    assert view.locator(".gbg-unused label").all_text_contents() == ["its units"]
    view.get_by_role("checkbox", name="second LSTM on top").check()
    assert view.locator(".gbg-unused").count() == 0


def test_merge_mode_is_disabled_where_there_is_nothing_to_merge(show_widgets):
    page = show_widgets(TensorShapes())
    expect(page.get_by_role("radio", name="sum")).to_be_disabled()
    flip(page, {"bidirectional": True})
    expect(page.get_by_role("radio", name="sum")).to_be_enabled()


@pytest.mark.parametrize("viewport", [PROJECTOR, NARROW])
def test_nothing_moves_and_nothing_sticks_out_as_the_sliders_move(show_widgets, viewport):
    page = show_widgets(TensorShapes(), viewport=viewport)
    flip(page, {"return_sequences": True, "return_state": True})
    places = []
    for sizes in SIZES:
        set_sizes(page, *sizes)
        widget = page.locator(WIDGET)
        assert widget.evaluate("widget => widget.scrollWidth - widget.clientWidth") <= 0
        parts = page.locator(f"{WIDGET} :is(.gbg-code, .gbg-tensor, .gbg-layer, .gbg-returned)")
        places.append([(box["x"], box["y"]) for box in map(Locator.bounding_box, parts.all())])
    assert all(place == places[0] for place in places)


@pytest.mark.parametrize("settings", [SETTINGS[5], SETTINGS[6]])
def test_accessible(show_widgets, violations_in_both_themes, settings):
    page = show_widgets(TensorShapes())
    flip(page, settings)
    assert violations_in_both_themes(page, WIDGET) == []
