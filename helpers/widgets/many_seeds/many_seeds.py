"""ManySeeds: one of the three examples, trained in the page from up to 100 seeds."""

from typing import Any

import traitlets

from helpers.figures.stills import ends_of_seeds
from helpers.tasks.examples import EXAMPLES, initializer_seeds
from helpers.tasks.seeds import measured_ends
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import OneOf

MOST_SEEDS = 100
UNITS = 5


class ManySeeds(LessonWidget, files="many_seeds"):
    """A point for each trained model: how large its error is, and whether it prints the target.

    Parameters
    ----------
    example
        "one_to_one", "many_to_one" or "many_to_many": the one to begin with.
    """

    example = OneOf("many_to_many", tuple(EXAMPLES)).tag(sync=True)
    tasks = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, example: str = "many_to_many"):
        """Take the example to begin with."""
        super().__init__(example=example)

    @traitlets.default("tasks")
    def _default_tasks(self) -> dict[str, Any]:
        examples = {}
        for name, example in EXAMPLES.items():
            x, y = example.data()
            examples[name] = {
                "title": example.title,
                "epochs": example.epochs,
                # As a person writes them: 0.2, not 0.20000000298.
                "x": x.astype(float).round(6).tolist(),
                "y": y.astype(float).round(6).tolist(),
            }
        seeds = [" ".join(map(str, initializer_seeds(seed))) for seed in range(MOST_SEEDS)]
        # The names also by themselves: a saved notebook sorts the keys of what it holds.
        return {"names": [*EXAMPLES], "examples": examples, "seeds": seeds, "units": UNITS}

    def __repr__(self) -> str:
        """Return the call that makes this widget."""
        return f"ManySeeds({self.example!r})"

    def still_html(self) -> str:
        """Return the picture that stands above the table: how the runs ended when measured."""
        words = self.words
        title = EXAMPLES[self.example].title
        alt = words["still"].format(example=title, n=MOST_SEEDS)
        return ends_of_seeds(measured_ends(self.example), words["kinds"], words["axis"], alt)

    def fallback_html(self) -> str:
        """Return a table of what is trained; what comes out differs a little between processors."""
        words = self.words
        rows = [
            [example.title, f"{example.epochs:,}", str(MOST_SEEDS)] for example in EXAMPLES.values()
        ]
        return html_table(words["title"], [words["example"], words["epochs"], words["seeds"]], rows)
