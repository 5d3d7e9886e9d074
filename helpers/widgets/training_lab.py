"""The training lab: watch one of the three examples learn, live, then look back at each epoch."""

import threading
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakValueDictionary

import numpy as np
import traitlets

from helpers._tables import html_table
from helpers.counting import (
    BATCH,
    TIMESTEPS,
    UNITS,
    ParameterCount,
    Size,
    dense_parameters,
    formula_parts,
    lstm_parameters,
)
from helpers.examples import Example, example_named
from helpers.widgets._latest_only import LatestOnly
from helpers.widgets._lesson_widget import LessonWidget
from helpers.widgets._sizes import block_data, size_data
from helpers.widgets._traits import PositiveNumber, WholeNumber

if TYPE_CHECKING:
    from helpers.training import Progress, Trainer, TrainingRun

LARGEST = {"units": 32, "epochs": 5000, "seed": 99}
STOPS = {
    "units": [*range(1, 17), 20, 24, 28, 32],
    "epochs": [1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000],
    "learning_rate": [
        0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0,
    ],
    "seed": list(range(LARGEST["seed"] + 1)),
}  # fmt: skip
# Compiled models take memory, and a learner goes back and forth between few sizes.
KEPT_MODELS = 3


@dataclass(frozen=True)
class _Settings:
    """What one run is made with."""

    units: int
    epochs: int
    learning_rate: float
    seed: int


class TrainingLab(LessonWidget, files="training_lab"):
    """Train one of the three examples, see it learn, and go back to any epoch.

    Parameters
    ----------
    example
        "one_to_one", "many_to_one" or "many_to_many".
    units, epochs, learning_rate, seed
        the settings, which are traits: they can be read, set and observed while the widget is
        shown. A wrong value raises a TypeError or ValueError and leaves the last good one.

    Training runs in a thread of its own. `status` tells how it stands: "ready", "training",
    "done", "stopped", "diverged" or "failed"; `message` says the same in words. After the first
    run, a new learning rate or seed trains again at once.
    """

    units = WholeNumber(5, largest=LARGEST["units"]).tag(sync=True)
    epochs = WholeNumber(1000, largest=LARGEST["epochs"]).tag(sync=True)
    learning_rate = PositiveNumber(0.001).tag(sync=True)
    seed = WholeNumber(7, smallest=0, largest=LARGEST["seed"]).tag(sync=True)

    status = traitlets.Unicode("ready", read_only=True).tag(sync=True)
    message = traitlets.Unicode("", read_only=True).tag(sync=True)
    # The loss of each epoch so far, and the predictions that are known: while training, those of
    # now; afterwards those of every epoch, from before the first. Both are float32.
    losses = traitlets.Bytes(b"", read_only=True).tag(sync=True)
    predictions = traitlets.Bytes(b"", read_only=True).tag(sync=True)

    target = traitlets.List(read_only=True).tag(sync=True)
    model_layers = traitlets.List(read_only=True).tag(sync=True)
    stops = traitlets.Dict(STOPS, read_only=True).tag(sync=True)

    _shown: ClassVar["WeakValueDictionary[str, TrainingLab]"] = WeakValueDictionary()

    def __init__(self, example: str = "one_to_one", **settings: Any):
        """Look up the example; nothing is trained, and TensorFlow is not loaded, before Train."""
        self.example: Example = example_named(example)
        super().__init__(**({"epochs": self.example.epochs} | settings))
        self._defaults = self._settings()
        self._jobs = LatestOnly()
        self._trainers: dict[int, tuple[Trainer, list[np.ndarray]]] = {}
        self._trained = False
        _, y = self.example.data()
        self.set_trait("target", [round(float(number), 6) for number in y.ravel()])
        self.set_trait("model_layers", _model_layers(self.example))
        self.on_msg(lambda _, content, buffers: self._obey(content))
        self.observe(self._train_again, ["learning_rate", "seed"])
        # Running a cell again leaves the widget that it made before; it must not go on training.
        earlier = self._shown.get(example)
        if earlier is not None:
            earlier.stop()
        self._shown[example] = self

    def train(self, *, wait: bool = False) -> None:
        """Train from fresh weights with the settings of now; `wait` until that has ended.

        While a run is under way this does nothing, as the button does.
        """
        if not self._jobs.busy:
            self._start()
        if wait:
            self._jobs.wait()

    def stop(self) -> None:
        """Stop the run under way, and keep what it has learned."""
        self._jobs.stop()

    def reset(self) -> None:
        """Forget the last run, and go back to the settings that the widget was made with."""
        self._jobs.stop()
        self._jobs.wait()
        self._trained = False
        with self.hold_sync():
            for name, value in vars(self._defaults).items():
                self.set_trait(name, value)
            self._show("ready", "", b"", b"")

    def close(self) -> None:
        """Stop training, and take the widget from the page."""
        self._jobs.stop()
        super().close()

    def _settings(self) -> _Settings:
        return _Settings(self.units, self.epochs, self.learning_rate, self.seed)

    def _obey(self, content: Any) -> None:
        commands = {"train": self.train, "stop": self.stop, "reset": self.reset}
        command = commands.get(content.get("command")) if isinstance(content, dict) else None
        if command is not None:
            command()

    def _train_again(self, _: Any) -> None:
        # Not in the middle of a first run: the settings of that one are in the picture.
        if self._trained:
            self._start()

    def _start(self) -> None:
        settings = self._settings()
        self._jobs.start(lambda stop: self._run(settings, stop))

    def _run(self, settings: _Settings, stop: threading.Event) -> None:
        """Train once. This is the job of the thread, so whatever goes wrong must be shown."""
        try:
            if not self._trained:
                self._show("training", self.words["preparing"], b"", b"")
            trainer, start = self._trainer(settings.units)
            trainer.restore(start)
            fresh = self.example.model(settings.seed, settings.units)
            trainer.model.set_weights(fresh.get_weights())
            run = trainer.run(
                settings.epochs,
                learning_rate=settings.learning_rate,
                callback=self._report,
                stop=stop,
            )
            if not self._jobs.replaced:
                self._show_run(run)
        except Exception as error:
            self._show("failed", f"{type(error).__name__}: {error}", self.losses, self.predictions)

    def _trainer(self, units: int) -> "tuple[Trainer, list[np.ndarray]]":
        """Return what trains a model of this size, and the state to put it in first."""
        from helpers.training import Trainer

        if units not in self._trainers:
            while len(self._trainers) >= KEPT_MODELS:
                del self._trainers[next(iter(self._trainers))]
            x, y = self.example.data()
            model = self.example.model(self.seed, units)
            trainer = Trainer(model, x, y, record_predictions=True)
            self._trainers[units] = trainer, trainer.state()
        return self._trainers[units]

    def _report(self, progress: "Progress") -> None:
        # A run that is over between two frames would only flicker.
        if progress.epoch < progress.epochs and not self._jobs.replaced:
            predictions = _packed(progress.predictions())
            self._show("training", "", _packed(progress.history["loss"]), predictions)

    def _show_run(self, run: "TrainingRun") -> None:
        self._trained = True
        status = "diverged" if run.diverged else "stopped" if run.stopped else "done"
        losses = run.history.get("loss", [])
        self._show(status, run.message, _packed(losses), _packed(run.predictions))

    def _show(self, status: str, message: str, losses: bytes, predictions: bytes) -> None:
        with self.hold_sync():
            self.set_trait("losses", losses)
            self.set_trait("predictions", predictions)
            self.set_trait("message", message)
            self.set_trait("status", status)

    @property
    def counts(self) -> list[ParameterCount]:
        """The weights of the LSTM and of the Dense layer, as the widget is set now."""
        return _counts(self.example, self.units)

    def __repr__(self) -> str:
        """Return the call that makes this widget."""
        settings = ", ".join(f"{name}={value}" for name, value in vars(self._settings()).items())
        return f"TrainingLab({self.example.name!r}, {settings})"

    def fallback_html(self) -> str:
        """Return the model and the settings; what a run gave is drawn by the lesson's figures."""
        shapes = _output_shapes(self.example)
        sizes = {"batch": None, "timesteps": len(self.target), "units": self.units}
        rows = [
            [count.layer, _shape_text(shape, sizes), f"{count.total:,}", count.formula]
            for count, shape in zip(self.counts, shapes, strict=True)
        ]
        total = sum(count.total for count in self.counts)
        rows.append(["total", "", f"{total:,}", ""])
        caption = (
            f"{self.example.title}: {self.epochs:,} epochs, learning rate {self.learning_rate:g}"
        )
        table = html_table(caption, ["layer", "output shape", "parameters", "formula"], rows)
        return f"{table}\n<p>{escape(self.words['needs_kernel'])}</p>"


def _counts(example: Example, units: int) -> list[ParameterCount]:
    x, y = example.data()
    return [lstm_parameters(units, x.shape[-1]), dense_parameters(y.shape[-1], units)]


def _output_shapes(example: Example) -> list[tuple[Size, ...]]:
    """Return the symbolic shapes of what the LSTM and the Dense layer give."""
    _, y = example.data()
    leading = (BATCH, TIMESTEPS) if y.ndim == 3 else (BATCH,)
    return [(*leading, UNITS), (*leading, Size(None, y.shape[-1]))]


def _shape_text(shape: tuple[Size, ...], sizes: dict[str, int | None]) -> str:
    return str(tuple(None if size == BATCH else size.value(sizes) for size in shape))


def _model_layers(example: Example) -> list[dict[str, Any]]:
    """Describe the layers in names of sizes. Their own `units` and `features` are given too."""
    x, y = example.data()
    own_sizes = [
        {"units": UNITS, "features": Size(None, x.shape[-1])},
        {"units": Size(None, y.shape[-1]), "features": UNITS},
    ]
    names = ["LSTM", "TimeDistributed(Dense)" if y.ndim == 3 else "Dense"]
    described = zip(_counts(example, 1), own_sizes, names, _output_shapes(example), strict=True)
    layers = [{"name": "input", "output": [size_data(BATCH), *map(_fixed, x.shape[1:])]}]
    for count, sizes, name, output in described:
        layers.append(
            {
                "name": name,
                "sizes": {size: size_data(value) for size, value in sizes.items()},
                "blocks": [block_data(block) for block in count.blocks],
                "formula": "".join(part.text for part in formula_parts(count.blocks)),
                "output": [size_data(size) for size in output],
            }
        )
    return layers


def _fixed(number: int) -> dict[str, Any]:
    return size_data(Size(None, number))


def _packed(numbers: Any) -> bytes:
    return np.asarray(numbers, dtype="<f4").tobytes()
