"""UnitsAreRoom: five numbers have to fit into the last h; the learner chooses how large it is."""

from typing import Any

import traitlets

from helpers.figures.stills import shares_as_bars
from helpers.tasks.examples import initializer_seeds
from helpers.tasks.sequences import random_sequences
from helpers.text.numbers import packed
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import WholeNumber

SAMPLES, EPOCHS, LEARNING_RATE, SEED = 200, 500, 0.02, 0
EXACT = ".9g"  # all that a number of 24 binary digits has
# What is left of the error of always answering the mean, with 1 to 8 units. Measured once, so that
# nobody waits; tests/widgets/test_units_are_room.py trains anew, in the page and in Keras.
SHARES_LEFT = (0.778, 0.575, 0.373, 0.188, 0.011, 0.004, 0.007, 0.002)
MOST_UNITS = len(SHARES_LEFT)


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
        return shares_as_bars(SHARES_LEFT, self.words["still"])

    def fallback_html(self) -> str:
        """Return a table of how much of the error is left with 1 to 8 units.

        One decimal is the same on every processor.
        """
        words = self.words
        head = [words["units"], *map(str, range(1, MOST_UNITS + 1))]
        rows = [[words["left"], *(f"{share:.1f}" for share in SHARES_LEFT)]]
        return html_table(words["table"], head, rows)
