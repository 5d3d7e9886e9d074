"""The gradient through time without a browser: what is measured, sent and left behind."""

import json
import math
import re

import numpy as np
import pytest

from helpers.cells.gradients import decay_at_initialisation
from helpers.text.numbers import share_text
from helpers.widgets.gradient_through_time.gradient_through_time import (
    FORGET_BIASES,
    TIMESTEPS,
    WITH_RESPECT_TO,
    GradientThroughTime,
    measure,
)

CHOICES = {"forget_bias": 2.5, "with_respect_to": "hidden_state", "references": True}
BAD = [
    *(("forget_bias", value) for value in (1.1, -0.25, 5.25, 10**9, math.nan, math.inf)),
    *(("forget_bias", value) for value in ("1", "", None, True, False, [1.0])),
    *(("with_respect_to", value) for value in ("input", "h", "", None, 1)),
    *(("references", value) for value in (0, 1, "yes", None)),
]


@pytest.fixture(scope="module")
def widget():
    return GradientThroughTime()


def curve(packed):
    return np.array([float(share) for share in packed.split()])


def test_view_is_given_what_was_measured(widget):
    measured = widget.measured
    assert measured["forget_biases"] == list(FORGET_BIASES)
    assert FORGET_BIASES[0] == 0
    assert FORGET_BIASES[-1] == 5
    again = decay_at_initialisation([0.0, 1.0, 5.0])
    pairs = [(measured["simple_rnn"], again.simple_rnn)]
    for bias, decay in again.lstm.items():
        pairs.append((measured["lstm"][FORGET_BIASES.index(bias)], decay))
    for sent, decay in pairs:
        for name in WITH_RESPECT_TO:
            # Sent from the last step back to the first, in three figures.
            np.testing.assert_allclose(curve(sent[name])[::-1], getattr(decay, name), rtol=0.006)
            assert len(curve(sent[name])) == TIMESTEPS
            assert curve(sent[name])[0] == 1


def test_default_lstm_forgets_as_fast_as_a_simple_rnn_and_a_high_bias_does_not():
    decays = measure()
    for name in WITH_RESPECT_TO:
        first = {bias: getattr(decays.lstm[bias], name)[0] for bias in FORGET_BIASES}
        assert getattr(decays.simple_rnn, name)[0] < 1e-8
        assert first[1.0] < 1e-8
        assert first[0.0] < 1e-20
        assert first[5.0] > 0.05


def test_left_is_the_share_that_the_picture_ends_at(widget):
    widget.forget_bias, widget.with_respect_to = 1, "inputs"
    assert widget.left(0) == 1
    assert widget.left() == measure().lstm[1.0].inputs[0]
    widget.with_respect_to = "hidden_state"
    assert widget.left(10) == measure().lstm[1.0].hidden_state[-11]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_trait_refuses_a_wrong_value_and_keeps_the_last_good_one(widget, name, value):
    for good_name, good in CHOICES.items():
        setattr(widget, good_name, good)
    with pytest.raises((TypeError, ValueError), match=f"^{name} must be ") as caught:
        setattr(widget, name, value)
    assert repr(value) in str(caught.value)
    assert {good: getattr(widget, good) for good in CHOICES} == CHOICES
    with pytest.raises((TypeError, ValueError), match=f"^{name} must be "):
        GradientThroughTime(**{name: value})


@pytest.mark.parametrize("wrong", [-5, -1, TIMESTEPS, 2.5, "8", None, True, math.nan])
def test_left_refuses_a_step_that_is_not_there(widget, wrong):
    with pytest.raises((TypeError, ValueError), match=r"^steps_back must be .* 0 to 99"):
        widget.left(wrong)


def test_traits_can_be_observed(widget):
    seen = []
    widget.forget_bias = 1
    widget.observe(lambda change: seen.append((change["old"], change["new"])), "forget_bias")
    widget.forget_bias = 3
    assert seen == [(1.0, 3.0)]


def test_leaves_a_table_for_a_reader_without_widgets():
    widget = GradientThroughTime(forget_bias=1.75)
    html = widget.fallback_html()
    assert html == GradientThroughTime(forget_bias=1.75).fallback_html()
    assert f">{share_text(widget.left())}<" in html
    assert "SimpleRNN" in html
    assert "LSTM, bias 1.00, Keras&#x27;s default" in html
    assert "LSTM, bias 1.75" in html
    assert not re.search(r"\d0*[1-9]\d{2}", html.split("<tbody>")[1].split("</tbody>")[0])
    assert repr(widget) == (
        "GradientThroughTime(forget_bias=1.75, with_respect_to='inputs', references=False)"
    )


def test_stays_small_in_a_saved_notebook(widget):
    assert len(json.dumps(widget.measured)) < 40_000


def test_shares_are_written_out():
    shares = (1, 0.976, 0.5, 0.0123, 0.00096, 2e-9, 1e-24)
    assert [share_text(share) for share in shares] == [
        "1.00", "0.98", "0.50", "0.01", "0.001", "0.000000002", "0.000000000000000000000001",
    ]  # fmt: skip
