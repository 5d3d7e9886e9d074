"""The training lab: watch one of the three examples learn, live, then look back at each epoch."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakValueDictionary

import numpy as np
import traitlets

from helpers.counting import (
    BATCH,
    TIMESTEPS,
    UNITS,
    ParameterCount,
    Size,
    dense_parameters,
    formula_parts,
    lstm_parameters,
    time_distributed_parameters,
)
from helpers.tasks.examples import Example, example_named
from helpers.text.numbers import loss_text
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.sizes import block_data, size_data
from helpers.widgets.shared.traits import PositiveNumber, WholeNumber
from helpers.widgets.training_lab.latest_only import LatestOnly

if TYPE_CHECKING:
    from helpers.training.trainer import Progress, Trainer, TrainingRun

LARGEST = {"units": 32, "epochs": 5000, "seed": 99}
STOPS = {
    "units": [*range(1, 17), 20, 24, 28, 32],
    "epochs": [1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000],
    "learning_rate": [
        0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0,
    ],
    "seed": list(range(LARGEST["seed"] + 1)),
}  # fmt: skip
# In seconds. More pictures than that would only make a run slower.
PICTURE_EVERY = 0.04
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
    "done", "stopped", "diverged" or "failed"; `message` says the same in words; `run_settings` are
    those of the run that is shown. After the first run, a new learning rate, seed or number of
    epochs trains again at once. A new number of units makes a new model, and waits for Train.
    """

    units = WholeNumber(5, largest=LARGEST["units"]).tag(sync=True)
    epochs = WholeNumber(1000, largest=LARGEST["epochs"]).tag(sync=True)
    learning_rate = PositiveNumber(0.001).tag(sync=True)
    seed = WholeNumber(7, smallest=0, largest=LARGEST["seed"]).tag(sync=True)

    status = traitlets.Unicode("ready", read_only=True).tag(sync=True)
    message = traitlets.Unicode(read_only=True).tag(sync=True)
    run_settings = traitlets.Dict(read_only=True).tag(sync=True)
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
        self._jobs = LatestOnly()  # first, for a widget that is refused is closed too
        self.example: Example = example_named(example)
        super().__init__(**({"epochs": self.example.epochs} | settings))
        self._defaults = self._settings()
        # What is shown is written by one thread at a time: that of a run, or the one that resets.
        self._writing = threading.RLock()
        # By units: what trains, and by seed the state that a run starts from.
        self._trainers: dict[int, tuple[Trainer, dict[int, list[np.ndarray]]]] = {}
        self._trained = False
        self._asked: _Settings | None = None
        self.set_trait("message", self.words["messages"]["ready"])
        _, y = self.example.data()
        self.set_trait("target", [round(float(number), 6) for number in y.ravel()])
        self.set_trait("model_layers", _model_layers(self.example))
        self.on_msg(lambda _, content, buffers: self._obey(content))
        self.observe(self._train_again, ["learning_rate", "seed", "epochs"])
        # Running a cell again leaves the widget that it made before; it must not go on training,
        # nor keep its models.
        earlier = self._shown.get(example)
        if earlier is not None:
            earlier.stop()
            earlier._trainers = {}
        self._shown[example] = self

    def train(self, *, wait: bool = False) -> None:
        """Train from fresh weights with the settings of now; `wait` until that has ended.

        While a run with these settings is under way this does nothing, as the button does.
        """
        with self._writing:
            self._start(clear=True, replace=self._asked != self._settings())
        if wait:
            try:
                self._jobs.wait()
            except KeyboardInterrupt:
                self.stop()
                raise

    def stop(self) -> None:
        """Stop the run under way, and keep what it has learned."""
        with self._writing:
            if self._jobs.busy and not self.losses:
                # A model that is being prepared cannot be interrupted; it is finished unseen.
                self._jobs.stop(forget=True)
                self._show("stopped", self.words["messages"]["stopped_at_once"])
            else:
                self._jobs.stop()

    def reset(self) -> None:
        """Forget the last run, and go back to the settings that the widget was made with."""
        with self._writing:
            self._jobs.stop(forget=True)
            self._trained = False
            with self.hold_sync():
                for name, value in vars(self._defaults).items():
                    self.set_trait(name, value)
                self._show("ready", self.words["messages"]["ready"], run_settings={})

    def close(self) -> None:
        """Stop training, and take the widget from the page."""
        self._jobs.stop(forget=True)
        super().close()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the view has set."""
        # Holding back notifications, as this does, is not made for two threads at once.
        with self._writing:
            super().set_state(sync_data)

    def _settings(self) -> _Settings:
        return _Settings(self.units, self.epochs, self.learning_rate, self.seed)

    def _obey(self, content: Any) -> None:
        # The view learns that there is a kernel, even if nothing else is going to change.
        self.send({"heard": content})
        commands = {"train": self.train, "stop": self.stop, "reset": self.reset}
        command = commands.get(content.get("command")) if isinstance(content, dict) else None
        if command is not None:
            command()

    def _train_again(self, _: Any) -> None:
        if self._trained or self._jobs.busy:
            self._start(clear=False, replace=True)

    def _start(self, *, clear: bool, replace: bool) -> None:
        settings = self._asked = self._settings()
        self._jobs.start(lambda stop: self._run(settings, stop, clear=clear), replace=replace)

    def _run(self, settings: _Settings, stop: threading.Event, *, clear: bool) -> None:
        """Train once. This is the job of the thread, so whatever goes wrong must be shown."""
        messages = self.words["messages"]
        try:
            # When a slider trains again, the last run stays in the picture until there is news.
            prepared = settings.units in self._trainers
            if clear or not prepared:
                message = messages["training" if prepared else "preparing"]
                self._show_run("training", message, run_settings=vars(settings))
            trainer = self._ready_trainer(settings)
            shown_at = time.perf_counter()

            def report(progress: "Progress") -> None:
                nonlocal shown_at
                # A run that is over between two pictures would only flicker.
                now = time.perf_counter()
                if progress.epoch < progress.epochs and now - shown_at >= PICTURE_EVERY:
                    shown_at = now
                    self._show_run(
                        "training",
                        messages["training"],
                        progress.history["loss"],
                        progress.predictions(),
                        vars(settings),
                    )

            run = trainer.run(
                settings.epochs,
                learning_rate=settings.learning_rate,
                callback=report,
                stop=stop,
                wait_for_xla=False,
            )
            self._show_end(run, settings)
        except Exception as error:
            # Whatever state its model is in now, the next run begins with a new one.
            self._trainers.pop(settings.units, None)
            message = messages["failed"].format(error=f"{type(error).__name__}: {error}")
            self._show_run("failed", message, run_settings=vars(settings))

    def _ready_trainer(self, settings: _Settings) -> "Trainer":
        """Return what trains a model of this size, in the state of a model made from the seed."""
        from helpers.training.trainer import Trainer

        trainers, units, seed = self._trainers, settings.units, settings.seed
        if units in trainers:
            trainer, starts = trainers[units]
        else:
            while len(trainers) >= KEPT_MODELS:
                del trainers[next(iter(trainers))]
            x, y = self.example.data()
            with _random_numbers_kept():
                model = self.example.model(seed, units)
            trainer = Trainer(model, x, y, record_predictions=True)
            starts = {seed: trainer.state()}
            trainers[units] = trainer, starts
        if seed not in starts:
            with _random_numbers_kept():
                weights = self.example.model(seed, units).get_weights()
            trainer.restore(next(iter(starts.values())))
            trainer.model.set_weights(weights)
            starts[seed] = trainer.state()
        trainer.restore(starts[seed])
        return trainer

    def _show_end(self, run: "TrainingRun", settings: _Settings) -> None:
        losses = run.history.get("loss", [])
        status = "diverged" if run.diverged else "stopped" if run.stopped else "done"
        # Nothing learned at all: a common surprise with a large learning rate, and no failure.
        kind = "worse" if status == "done" and losses[-1] > losses[0] else status
        message = self.words["messages"][kind].format(
            done=f"{run.epochs_done:,}",
            epochs=f"{run.epochs:,}",
            loss=loss_text(losses[-1]) if losses else "",
        )
        self._show_run(status, message, losses, run.predictions, vars(settings), trained=True)

    def _show_run(
        self,
        status: str,
        message: str,
        losses: Any = (),
        predictions: Any = (),
        run_settings: dict[str, Any] | None = None,
        *,
        trained: bool = False,
    ) -> None:
        """Show how the run stands whose thread this is, unless nobody wants to know any more."""
        with self._writing:
            if not self._jobs.outdated:
                self._trained = self._trained or trained
                self._show(status, message, losses, predictions, run_settings)

    def _show(
        self,
        status: str,
        message: str,
        losses: Any = (),
        predictions: Any = (),
        run_settings: dict[str, Any] | None = None,
    ) -> None:
        with self.hold_sync():
            if run_settings is not None:
                self.set_trait("run_settings", run_settings)
            self.set_trait("losses", _packed(losses))
            self.set_trait("predictions", _packed(predictions))
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
            f"{self.example.title}: {self.epochs:,} epochs, learning rate {self.learning_rate:g}, "
            f"seed {self.seed}"
        )
        table = html_table(caption, ["layer", "output shape", "parameters", "formula"], rows)
        return f"{table}\n<p>{escape(self.words['needs_kernel'])}</p>"


def _counts(example: Example, units: int) -> list[ParameterCount]:
    x, y = example.data()
    dense = dense_parameters(y.shape[-1], units)
    answers_each_step = y.ndim == 3
    return [
        lstm_parameters(units, x.shape[-1]),
        time_distributed_parameters(dense) if answers_each_step else dense,
    ]


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
    described = zip(_counts(example, 1), own_sizes, _output_shapes(example), strict=True)
    layers = [{"name": "input", "output": [size_data(BATCH), *map(_fixed, x.shape[1:])]}]
    for count, sizes, output in described:
        layers.append(
            {
                "name": count.layer,
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


@contextmanager
def _random_numbers_kept() -> Iterator[None]:
    """Leave the random numbers of the lesson's own cells as they would have been.

    Building a model from a seed sets the seed of the whole process.
    """
    kept, kept_by_numpy = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(kept)
        np.random.set_state(kept_by_numpy)
