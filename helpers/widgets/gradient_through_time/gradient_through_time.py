"""The gradient through time: how much of it is left, and what the forget gate's bias changes."""

from functools import cache
from numbers import Real
from typing import Any

import traitlets

from helpers.cells.gradients import Decay, DecayAtInitialisation, decay_at_initialisation
from helpers.checks.arguments import described, shown, whole_number
from helpers.figures.stills import shares_on_a_log_scale
from helpers.text.numbers import SHARES, packed, share_text
from helpers.text.refusals import refusal
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import Flag, OneOf

UNITS = 8
TIMESTEPS = 100
SEEDS = 10
KERAS_FORGET_BIAS = 1.0
STEP = 0.25
LARGEST_BIAS = 5
FORGET_BIASES = tuple(i * STEP for i in range(int(LARGEST_BIAS / STEP) + 1))
WITH_RESPECT_TO = ("inputs", "hidden_state")
_TABLE_BIASES = (0.0, 1.0, 2.0, 3.0, 5.0)
_LOWEST_POWER = -12
_TABLE_STEPS_BACK = (1, 10, 25, 50, 75, TIMESTEPS - 1)
_STILL_STEPS_BACK = (0, *_TABLE_STEPS_BACK)


class GradientThroughTime(LessonWidget, files="gradient_through_time"):
    """How much of the gradient is left at every step back: SimpleRNN, LSTM, and a slider.

    It shows new layers of 8 units that read 100 steps of noise, the median of 10 seeds, measured
    by `helpers.cells.gradients` when the first such widget is made.

    Parameters
    ----------
    forget_bias
        what the forget gate's bias starts from: a multiple of 0.25 from 0 to 5. Keras has 1.
    with_respect_to
        "inputs" for dh_T/dx_t, what the last output still feels of the input at step t, or
        "hidden_state" for dh_T/dh_t.
    references
        whether 0.9ⁿ and 1.1ⁿ are drawn too, for comparison.

    All are traits: they can be read, set and observed while the widget is shown. A wrong value
    raises a TypeError or ValueError, and the widget keeps the last good one.
    """

    forget_bias = traitlets.TraitType(KERAS_FORGET_BIAS).tag(sync=True)
    with_respect_to = OneOf("inputs", WITH_RESPECT_TO).tag(sync=True)
    references = Flag(False).tag(sync=True)

    measured = traitlets.Dict(read_only=True).tag(sync=True)

    @traitlets.validate("forget_bias")
    def _validate_forget_bias(self, proposal: dict[str, Any]) -> float:
        return _forget_bias(proposal["value"])

    @traitlets.default("measured")
    def _default_measured(self) -> dict[str, Any]:
        decays = measure()
        return {
            "keras_forget_bias": KERAS_FORGET_BIAS,
            "forget_biases": list(FORGET_BIASES),
            "simple_rnn": _packed(decays.simple_rnn),
            "lstm": [_packed(decays.lstm[bias]) for bias in FORGET_BIASES],
        }

    def left(self, steps_back: int = TIMESTEPS - 1) -> float:
        """Return the share of the gradient that the LSTM, as set now, has left so far back.

        Raises
        ------
        TypeError, ValueError
            unless `steps_back` is a whole number from 0 to 99.
        """
        steps_back = whole_number("steps_back", steps_back, smallest=0, largest=TIMESTEPS - 1)
        return float(_shares(measure().lstm[self.forget_bias], self)[-1 - steps_back])

    def __repr__(self) -> str:
        """Return the call that makes this widget."""
        names = ("forget_bias", "with_respect_to", "references")
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"GradientThroughTime({values})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        lines = {
            name: [(n, float(share_text(_shares(decay, self)[-1 - n]))) for n in _STILL_STEPS_BACK]
            for name, decay in self._lines()
        }
        return shares_on_a_log_scale(lines, _LOWEST_POWER, self.words["still"])

    def fallback_html(self) -> str:
        """Return a table of what is left of the gradient, for the cells that the picture compares.

        One figure is enough to see the decay, and is the same on every CPU.
        """
        words = self.words
        return html_table(
            words["table"][self.with_respect_to],
            [words["steps_back"], *map(str, _TABLE_STEPS_BACK)],
            [
                [name, *(share_text(_shares(decay, self)[-1 - n]) for n in _TABLE_STEPS_BACK)]
                for name, decay in self._lines()
            ],
            note=words["measured"],
        )

    def _lines(self) -> list[tuple[str, Decay]]:
        """Return the cells that picture and table compare, by name."""
        words, decays = self.words, measure()
        biases = sorted({*_TABLE_BIASES, self.forget_bias})
        lines = [(words["simple_rnn"], decays.simple_rnn)]
        for bias in biases:
            name = "lstm_default" if bias == KERAS_FORGET_BIAS else "lstm"
            lines.append((words[name].format(bias=f"{bias:.2f}"), decays.lstm[bias]))
        return lines


def _forget_bias(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(
            refusal("forget_bias_kind", step=STEP, largest=LARGEST_BIAS, given=described(value))
        )
    if value not in FORGET_BIASES:
        raise ValueError(
            refusal("forget_bias_multiple", step=STEP, largest=LARGEST_BIAS, given=shown(value))
        )
    return float(value)


@cache
def measure() -> DecayAtInitialisation:
    """Measure what the picture shows; once is enough, for the seeds are fixed."""
    return decay_at_initialisation(FORGET_BIASES, units=UNITS, timesteps=TIMESTEPS, seeds=SEEDS)


def _packed(decay: Decay) -> dict[str, str]:
    """Return the shares from the last step back to the first."""
    return {name: packed(getattr(decay, name)[::-1], SHARES) for name in WITH_RESPECT_TO}


def _shares(decay: Decay, widget: GradientThroughTime) -> Any:
    return getattr(decay, widget.with_respect_to)
