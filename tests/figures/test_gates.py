"""The heat maps of a trace: what is drawn, and in which colours."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from helpers.cells import gru_sequence, lstm_sequence
from helpers.figures.gates import GATE_COLOURS, GRU_PANELS, PANELS, gate_heat_maps
from helpers.text.words import words


def a_trace(timesteps=7, units=5, scale=1.0, **options):
    rng = np.random.default_rng(units)
    weights = [rng.normal(0, scale, (rows, 4 * units)) for rows in (3, units)]
    return lstm_sequence(rng.normal(size=(timesteps, 3)), *weights, **options)


def panels_of(figure):
    return dict(zip(PANELS, figure.axes[:6], strict=True))


@pytest.fixture(scope="module")
def plain():
    """A trace and its figure, drawn, for tests that change neither."""
    trace = a_trace()
    figure = gate_heat_maps(trace)
    figure.draw_without_rendering()
    return trace, figure


def test_every_panel_shows_its_values_time_to_the_right(plain):
    trace, figure = plain
    assert isinstance(figure, Figure)
    for name, panel in panels_of(figure).items():
        (image,) = panel.images
        np.testing.assert_array_equal(image.get_array(), getattr(trace, name).T)
    assert [panel.get_xlabel() for panel in figure.axes[:6]][-2:] == ["timestep"] * 2
    assert figure.axes[0].get_ylabel() == "unit"


def test_a_gate_has_its_letter_and_its_colour(plain):
    panels = panels_of(plain[1])
    for gate, letter in zip(GATE_COLOURS, "ifgo", strict=True):
        panel = panels[gate if gate == "candidate" else f"{gate}_gate"]
        assert panel.get_title(loc="left").startswith(f"{letter} · {gate}")
        edge = to_hex(panel.spines["left"].get_edgecolor())
        assert edge == GATE_COLOURS[gate].lower()


@pytest.mark.parametrize("reset_after", [True, False])
def test_a_gru_has_two_gates_and_one_state(reset_after):
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(rows, 15)) for rows in (3, 5)]
    trace = gru_sequence(rng.normal(size=(7, 3)), *weights, reset_after=reset_after)
    figure = gate_heat_maps(trace)
    panels = dict(zip(GRU_PANELS, figure.axes[:4], strict=True))
    for name, panel in panels.items():
        np.testing.assert_array_equal(panel.images[0].get_array(), getattr(trace, name).T)
    titles = [panel.get_title(loc="left") for panel in panels.values()]
    assert titles == ["z · update gate", "r · reset gate", "g · candidate", "h · hidden state"]
    assert figure.alt.endswith(": " + ", ".join(titles) + ".")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("skipped", [[True, False, True], [True] * 3])
def test_skipped_steps_stay_empty(skipped):
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(rows, 8)) for rows in (3, 2)]
    figure = gate_heat_maps(lstm_sequence(rng.normal(size=(3, 3)), *weights, skipped=skipped))
    figure.draw_without_rendering()
    shown = figure.axes[0].images[0].get_array()
    assert np.ma.getmaskarray(shown).any(axis=0).tolist() == skipped
    assert figure.axes[0].images[0].get_clim() == (0, 1)


def test_what_means_the_same_has_the_same_scale_of_colours():
    trace = a_trace(scale=4.0)
    images = {name: panel.images[0] for name, panel in panels_of(gate_heat_maps(trace)).items()}
    for name in ("input_gate", "forget_gate", "output_gate"):
        assert images[name].get_clim() == (0, 1)
        assert images[name].get_cmap().name == "cividis"
    for name in ("candidate", "hidden_state"):
        assert images[name].get_clim() == (-1, 1)
    low, high = images["cell_state"].get_clim()
    assert -low == high == abs(trace.cell_state).max() > 1
    assert (
        len({images[n].get_cmap().name for n in ("candidate", "cell_state", "hidden_state")}) == 1
    )


def test_values_beyond_the_usual_bounds_stay_on_the_scale():
    unbounded = {"activation": lambda z: 3 * z, "recurrent_activation": lambda z: 2 * z}
    trace = a_trace(timesteps=2, **unbounded)
    panels = panels_of(gate_heat_maps(trace))
    assert panels.keys() == PANELS.keys()
    for name, panel in panels.items():
        low, high = panel.images[0].get_clim()
        assert low <= getattr(trace, name).min() <= getattr(trace, name).max() <= high


def test_marks_stand_above_every_panel():
    figure = gate_heat_maps(a_trace(), marks=[2, 5], title="With two flags")
    for panel in figure.axes[:6]:
        assert [line.get_xdata()[0] for line in panel.lines] == [2, 5]
        for line in panel.lines:
            assert line.get_marker() == "v"
            assert line.get_transform() == panel.get_xaxis_transform()
            assert 1 < line.get_ydata()[0] < 1.2
            assert not line.get_clip_on()
    assert figure.get_suptitle() == "With two flags"
    assert figure.alt == (
        "With two flags. Heat maps of timesteps × units, 7 × 5: i · input gate, f · forget gate, "
        "g · candidate, o · output gate, c · cell state, h · hidden state. "
        "Triangles above the timesteps 3, 6."
    )


def test_a_layer_that_reads_backwards_has_its_timesteps_in_the_order_of_reading():
    figure = gate_heat_maps(replace(a_trace(), go_backwards=True), marks=[0])
    figure.draw_without_rendering()
    panel = figure.axes[4]
    first, *_, last = (label.get_text() for label in panel.get_xticklabels())
    assert (first, last) == ("7", "1")
    assert panel.get_xlabel() == "timestep, read backwards"
    assert figure.alt.endswith("Triangles above the timesteps 7.")


@pytest.mark.thorough
@pytest.mark.filterwarnings("error")
@given(st.integers(1, 130), st.integers(1, 70))
@settings(max_examples=5, deadline=None, database=None)
def test_any_size_can_be_drawn(timesteps, units):
    figure = gate_heat_maps(a_trace(timesteps, units), marks=[0])
    figure.draw_without_rendering()
    for axis, length in ((figure.axes[4].xaxis, timesteps), (figure.axes[4].yaxis, units)):
        ticks = list(axis.get_ticklocs())
        assert ticks[0] == 0
        assert ticks == sorted(set(ticks))
        assert max(ticks) < length


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"trace": None}, TypeError, "trace must be an LSTMTrace or a GRUTrace, not None"),
        ({"marks": [7]}, ValueError, "marks must be a whole number from 0 to 6, not 7"),
        ({"marks": [True]}, TypeError, "marks must be a whole number"),
    ],
)
def test_wrong_arguments_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        gate_heat_maps(**{"trace": a_trace()} | arguments)


@pytest.mark.thorough
def test_a_notebook_shows_it_without_pyplot():
    data, _ = gate_heat_maps(a_trace())._repr_mimebundle_()
    assert data.keys() == {"image/png", "text/plain"}


@pytest.mark.thorough
def test_neither_pyplot_nor_tensorflow_is_loaded():
    code = (
        "import sys, helpers, helpers.cells, helpers.conversion, helpers.tasks.remember, "
        "helpers.figures.gates, helpers.figures.training; helpers.trace_lstm; "
        "print([m for m in ('matplotlib.pyplot', 'tensorflow', 'keras') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_the_first_unit_is_the_uppermost_row_and_each_map_has_its_own_scale(plain):
    trace, figure = plain
    panels, bars = figure.axes[:6], figure.axes[6:]
    for panel, bar, name in zip(panels, bars, PANELS, strict=True):
        (image,) = panel.images
        # In data coordinates: cell (unit, step) is centred at (step, unit), the first row on top.
        assert tuple(image.get_extent()) == (-0.5, 6.5, 4.5, -0.5)
        assert panel.get_ylim() == (4.5, -0.5)
        assert panel.get_xlim() == (-0.5, 6.5)
        low, high = image.get_clim()
        np.testing.assert_allclose(bar.get_yticks(), [low, (low + high) / 2, high])
        values = getattr(trace, name)
        shown = image.cmap(image.norm(values.T[2, 3]))
        assert tuple(image.to_rgba(image.get_array())[2, 3]) == pytest.approx(shown)
    for panel in panels[::2]:  # the others have the same axis
        assert [label.get_text() for label in panel.get_yticklabels()] == list("12345")


def test_open_is_light_and_closed_dark_above_zero_is_red_and_below_blue(plain):
    images = {name: panel.images[0] for name, panel in panels_of(plain[1]).items()}
    closed, opened = (sum(images["forget_gate"].to_rgba([v])[0][:3]) for v in (0.0, 1.0))
    assert opened > closed + 1
    for name in ("candidate", "cell_state", "hidden_state"):
        low, high = images[name].get_clim()
        red, _, blue = images[name].to_rgba([high])[0][:3]
        assert red > blue
        red, _, blue = images[name].to_rgba([low])[0][:3]
        assert blue > red


def test_every_side_of_a_frame_has_the_colour_of_its_block(plain):
    headings = words("figures")["gates"]["panels"]
    panels = panels_of(plain[1])
    assert panels.keys() == PANELS.keys()
    for name, panel in panels.items():
        assert panel.get_title(loc="left") == headings[name]
        edges = {to_hex(spine.get_edgecolor()) for spine in panel.spines.values()}
        expected = GATE_COLOURS.get(name.removesuffix("_gate"), "#000000")
        assert edges == {expected.lower()} == {to_hex(PANELS[name])}
