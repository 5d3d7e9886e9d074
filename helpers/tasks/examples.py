"""The three Keras models of lessons 08 to 10, for what trains them again and again.

The lessons write them out in full. This is the same code once more, for the lab, the benchmarks and
the tests, with its seed and its units to be chosen.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.checks.arguments import one_of, whole_number
from helpers.tasks.sequences import Data, many_to_many, many_to_one, one_to_one
from helpers.text.words import words

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Example:
    """One of the three: its data, and for how many epochs the sources train it."""

    name: str
    epochs: int
    data: Callable[[], Data]

    @property
    def title(self) -> str:
        """The name as a reader sees it: "one-to-one"."""
        return words("examples")["titles"][self.name]

    def model(self, seed: int, units: int = 5) -> "keras.Model":
        """Return the model as a lesson builds and compiles it, after `set_random_seed(seed)`."""
        import keras

        keras.utils.set_random_seed(whole_number("seed", seed, smallest=0, largest=2**32 - 1))
        return self._built(units)

    def model_apart(self, seed: int, units: int = 5) -> "keras.Model":
        """Return the same model, and leave all random numbers of this process as they are.

        What works beside a learner's own cells must not change what they draw.
        """
        from keras import initializers

        kernel, recurrent_kernel, dense = initializer_seeds(seed)
        lstm = {
            "kernel_initializer": initializers.GlorotUniform(seed=kernel),
            "recurrent_initializer": initializers.Orthogonal(seed=recurrent_kernel),
            "seed": 0,  # for a dropout that it does not have
            "name": "lstm",
        }
        output = {"kernel_initializer": initializers.GlorotUniform(seed=dense), "name": "dense"}
        return self._built(units, lstm, output)

    def _built(
        self,
        units: int,
        lstm: Mapping[str, Any] | None = None,
        dense: Mapping[str, Any] | None = None,
    ) -> "keras.Model":
        import keras
        from keras import layers

        x, y = self.data()
        answers_each_step = y.ndim == 3
        whole_number("units", units)
        # Each layer draws its seed when it is made, so they are made in the order of the lessons.
        recurrent = layers.LSTM(units, return_sequences=answers_each_step, **(lstm or {}))
        output = layers.Dense(y.shape[-1], **(dense or {}))
        if answers_each_step:
            output = layers.TimeDistributed(output)
        model = keras.Sequential([keras.Input(x.shape[1:]), recurrent, output])
        model.compile(loss="mean_squared_error", optimizer="adam")
        return model


EXAMPLES = {
    example.name: example
    for example in (
        Example("one_to_one", 1000, one_to_one),
        Example("many_to_one", 500, many_to_one),
        Example("many_to_many", 1000, many_to_many),
    )
}


def example_named(example: str) -> Example:
    """Return the example; raise ValueError for a name that is none of the three."""
    return EXAMPLES[one_of("example", example, tuple(EXAMPLES))]


def initializer_seeds(seed: int) -> tuple[int, int, int]:
    """Return the seeds of the weights in a model of `Example.model(seed, …)`, without Keras.

    They are those of the LSTM's kernel, its recurrent kernel, and the Dense layer's kernel.
    `set_random_seed` seeds Python's `random`, from which each initializer draws its own seed when
    it is made. The third number drawn goes to the LSTM's dropout, which has none.
    """
    drawn = random.Random(whole_number("seed", seed, smallest=0, largest=2**32 - 1))
    kernel, recurrent_kernel, _, dense = (drawn.randint(1, 10**9) for _ in range(4))
    return kernel, recurrent_kernel, dense
