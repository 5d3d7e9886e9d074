"""Runs of the lab's model with Keras itself, to prove what the page computes."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.tasks.examples import Example

if TYPE_CHECKING:
    import keras

    from helpers.training.trainer import Progress, Stop, Trainer, TrainingRun


@dataclass(frozen=True)
class Asked:
    """All that a run depends on. `inputs` and `target` are the numbers of x and of y in a row."""

    units: int
    epochs: int
    learning_rate: float
    seed: int
    inputs: tuple[float, ...]
    target: tuple[float, ...]

    @property
    def settings(self) -> dict[str, Any]:
        """The four settings, without the data."""
        return {name: getattr(self, name) for name in ("units", "epochs", "learning_rate", "seed")}

    def as_dict(self) -> dict[str, Any]:
        """Return everything as a view gets it."""
        return asdict(self) | {"inputs": list(self.inputs), "target": list(self.target)}


class KerasRuns:
    """Trains the model of an example, one run at a time.

    The model of the last number of units is kept with its compiled step: the first run of a size
    takes about a second, the next ones a few milliseconds.
    """

    def __init__(self, example: Example) -> None:
        """Load nothing yet."""
        self._example = example
        self._units = 0
        self._model: keras.Model | None = None
        self._start: list[np.ndarray] = []

    def run(
        self,
        asked: Asked,
        *,
        stop: "Stop | None" = None,
        callback: "Callable[[Progress], object] | None" = None,
    ) -> "TrainingRun":
        """Train from the initial weights of the seed; see `helpers.train`.

        The predictions of every epoch are recorded. Random numbers of other cells stay as they are.
        """
        try:
            trainer = self._trainer(asked)
            return trainer.run(
                asked.epochs,
                learning_rate=asked.learning_rate,
                callback=callback,
                stop=stop,
                wait_for_xla=False,
            )
        except BaseException:
            # Whatever state its model is in now, the next run begins with a new one.
            self._units = 0
            raise

    def _trainer(self, asked: Asked) -> "Trainer":
        """Return what trains, with the weights of a model just made from the seed."""
        from helpers.training.trainer import Trainer

        x, y = self._example.data()
        x = np.array(asked.inputs, x.dtype).reshape(x.shape)
        y = np.array(asked.target, y.dtype).reshape(y.shape)
        fresh = self._example.model_apart(asked.seed, asked.units)
        if self._units != asked.units:
            self._model, self._units = fresh, asked.units
            trainer = Trainer(fresh, x, y, record_predictions=True)
            self._start = trainer.state()
            return trainer
        trainer = Trainer(self._model, x, y, record_predictions=True)
        trainer.restore(self._start)  # the optimizer too
        self._model.set_weights(fresh.get_weights())
        return trainer
