"""UnitsAreRoom: five numbers have to fit into the last h; the learner chooses how large it is."""

from functools import cache
from typing import Any

import numpy as np
import traitlets

from helpers.figures.stills import shares_as_bars
from helpers.tasks.examples import initializer_seeds
from helpers.tasks.seeds import first_weights
from helpers.tasks.sequences import many_to_one, random_sequences
from helpers.text.numbers import packed
from helpers.text.tables import html_table
from helpers.training.at_once import train_at_once
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import WholeNumber

MOST_UNITS = 8
SAMPLES, EPOCHS, LEARNING_RATE, SEED = 200, 500, 0.02, 0
EXACT = ".9g"  # all that a number of 24 binary digits has


class UnitsAreRoom(LessonWidget, files="units_are_room"):
    """A many-to-one LSTM that has to give five numbers back in reverse order, trained in the page.

    Parameters
    ----------
    units
        of the LSTM that the learner begins with, from 1 to 8.
    """

    units = WholeNumber(3, largest=MOST_UNITS).tag(sync=True)
    task = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, units: int = 3):
        """Take the units to begin with."""
        super().__init__(units=units)

    @traitlets.default("task")
    def _default_task(self) -> dict[str, Any]:
        sequences = random_sequences(SAMPLES, seed=SEED)
        return {
            "sequences": [packed(row, EXACT) for row in sequences],
            "seeds": list(initializer_seeds(SEED)),
            "epochs": EPOCHS,
            "learning_rate": LEARNING_RATE,
            "most_units": MOST_UNITS,
        }

    def __repr__(self) -> str:
        """Return the call that makes this widget."""
        return f"UnitsAreRoom(units={self.units})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        return shares_as_bars(shares_left(), self.words["still"])

    def fallback_html(self) -> str:
        """Return a table of how much of the error is left with 1 to 8 units.

        One decimal is the same on every processor.
        """
        words = self.words
        head = [words["units"], *map(str, range(1, MOST_UNITS + 1))]
        rows = [[words["left"], *(f"{share:.1f}" for share in shares_left())]]
        return html_table(words["table"], head, rows)


@cache
def shares_left() -> tuple[float, ...]:
    """Return what is left of the error of always answering the mean, for 1 to 8 units."""
    x, y = many_to_one(random_sequences(SAMPLES, seed=SEED), "reversed")
    always_the_mean = float(np.var(y, axis=0).mean())
    shares = []
    for units in range(1, MOST_UNITS + 1):
        start = first_weights(SEED, 1, units, y.shape[-1])
        losses, _ = train_at_once([start], x, y, epochs=EPOCHS, learning_rate=LEARNING_RATE)
        shares.append(float(losses[0]) / always_the_mean)
    return tuple(shares)
