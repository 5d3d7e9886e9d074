"""How often does an example work? The same model, trained from many seeds.

A run that starts from `keras.utils.set_random_seed(7)` is one draw. Every run here starts from the
weights that Keras draws after its seed was set, and all of them are trained at once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from helpers.checks.arguments import whole_number, whole_numbers
from helpers.tasks.examples import example_named, initializer_seeds
from helpers.text.refusals import refusal
from helpers.training.at_once import train_at_once


@dataclass(frozen=True, eq=False)
class SeededRuns:
    """The runs of an example, in the order of `seeds`.

    Attributes
    ----------
    example
        "one_to_one", "many_to_one" or "many_to_many".
    seeds
        the seed of each run.
    losses
        the loss of each run's last epoch, of shape (runs,).
    predictions
        what each trained model predicts, of shape (runs, numbers).
    target
        what it should predict, of shape (numbers,).
    """

    example: str
    seeds: tuple[int, ...]
    losses: NDArray[np.float32]
    predictions: NDArray[np.float32]
    target: NDArray[np.float32]

    @property
    def errors(self) -> NDArray[np.float32]:
        """The mean squared error of each trained model, of shape (runs,)."""
        return ((self.predictions - self.target) ** 2).mean(axis=1)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What each run prints: "exact", the target; "minus_zero", with -0.0 for 0.0; "other".

        Where the loss is tiny, rounding decides the sign of a zero. So the first two can differ
        from one processor to the next; their sum hardly does.
        """
        target = printed(self.target)
        return tuple(
            "exact"
            if text == target
            else "minus_zero"
            if text.replace("-0.0", "0.0") == target
            else "other"
            for text in map(printed, self.predictions)
        )

    @property
    def exact(self) -> int:
        """How many runs print exactly the target: 0.0 0.2 0.4 0.6 0.8."""
        return self.outcomes.count("exact")

    @property
    def minus_zero(self) -> int:
        """How many print it but for a -0.0, a tiny number below zero, in place of 0.0."""
        return self.outcomes.count("minus_zero")

    @property
    def other(self) -> int:
        """How many print something else."""
        return self.outcomes.count("other")

    def __repr__(self) -> str:
        """Return the counts."""
        return (
            f"SeededRuns({self.example}, {len(self.seeds)} seeds: {self.exact} exact, "
            f"{self.minus_zero} with -0.0, {self.other} other)"
        )


def printed(numbers: Iterable[float]) -> str:
    """Return the numbers as the sources print them, with one digit after the point."""
    return " ".join(f"{number:.1f}" for number in numbers)


def first_weights(seed: int, features: int, units: int, outputs: int) -> list[NDArray[np.float32]]:
    """Return what a new LSTM and a Dense on it hold after `keras.utils.set_random_seed(seed)`.

    The five arrays of `model.get_weights()`, in a fiftieth of the time of building the model.
    """
    from keras import initializers

    kernel, recurrent_kernel, dense_kernel = initializer_seeds(seed)
    bias = np.zeros((4, units), np.float32)
    bias[1] = 1  # unit_forget_bias
    arrays = (
        initializers.GlorotUniform(seed=kernel)((features, 4 * units)),
        initializers.Orthogonal(seed=recurrent_kernel)((units, 4 * units)),
        bias.ravel(),
        initializers.GlorotUniform(seed=dense_kernel)((units, outputs)),
        np.zeros(outputs, np.float32),
    )
    return [np.asarray(array) for array in arrays]


def measured_ends(example: str) -> list[tuple[str, float]]:
    """Return how 100 seeds ended when they were measured: (outcome, power of ten of the error).

    The last digits of a trained model differ between processors; these are the same everywhere.
    tools/many_seeds.py has measured them.
    """
    file = Path(__file__).with_name("many_seeds.json")
    runs = json.loads(file.read_text(encoding="utf-8"))["runs"][example]
    return [(outcome, power) for outcome, power in runs]


def train_seeds(
    example: str, seeds: Iterable[int] = range(100), *, epochs: int | None = None, units: int = 5
) -> SeededRuns:
    """Train an example from many seeds, each as `model.fit` would: 100 of them take a second.

    Parameters
    ----------
    example
        "one_to_one", "many_to_one" or "many_to_many".
    seeds
        what `keras.utils.set_random_seed` would be given before each model is built.
    epochs
        how many epochs each run has; None stands for as many as in the sources.
    units
        how many units the LSTM has.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    chosen = example_named(example)
    numbers = whole_numbers("seeds", seeds, smallest=0, largest=2**32 - 1)
    if not numbers:
        raise ValueError(refusal("seeds_none"))
    epochs = chosen.epochs if epochs is None else whole_number("epochs", epochs)
    units = whole_number("units", units)
    x, y = chosen.data()
    starts = [first_weights(seed, x.shape[-1], units, y.shape[-1]) for seed in numbers]
    losses, predictions = train_at_once(starts, x, y, epochs=epochs)
    return SeededRuns(example, numbers, losses, predictions.reshape(len(numbers), -1), y.ravel())
