"""The training lab: watch one of the three examples learn, at once, then look back at each epoch.

The page trains, and shows what it finds. Python trains the same model with Keras, when the settings
have come to rest, and gives the page Keras's result to compare with its own.
"""

import threading
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

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
from helpers.figures.palette import GATE_COLOURS
from helpers.figures.stills import bars_over_time
from helpers.tasks.examples import Example, example_named, initializer_seeds
from helpers.text.numbers import loss_text
from helpers.text.tables import html_table
from helpers.text.words import numbered
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.sizes import block_data, size_data
from helpers.widgets.shared.traits import Numbers, PositiveNumber, WholeNumber
from helpers.widgets.training_lab.keras_runs import Asked, KerasRuns

if TYPE_CHECKING:
    from helpers.training.trainer import TrainingRun

LARGEST = {"units": 32, "epochs": 5000, "seed": 99}
STOPS = {
    "units": [*range(1, 17), 20, 24, 28, 32],
    "epochs": [1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000],
    "learning_rate": [
        0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0,
    ],
    "seed": list(range(LARGEST["seed"] + 1)),
}  # fmt: skip
# How many numbers an example reads and answers, and how far from 0 a learner may set them.
NUMBERS = 5
FARTHEST = 100
ASKED = ("units", "epochs", "learning_rate", "seed", "inputs", "target")
# Keras works for one lab at a time: to build two models at once gains nothing.
_KERAS = threading.Lock()


class _Worker(threading.Thread):
    """A thread in which Keras works for a lab.

    An interrupt while one waits in `join` makes Python 3.11 take a thread for ended; hence `ended`.
    """

    def __init__(self, **options: Any):
        """Take what a thread takes."""
        super().__init__(**options, daemon=True)
        self.ended = threading.Event()

    def run(self) -> None:
        """Work, and say that it is done."""
        try:
            super().run()
        finally:
            self.ended.set()


class TrainingLab(LessonWidget, files="training_lab"):
    """Train one of the three examples, see it learn, and go back to any epoch.

    Parameters
    ----------
    example
        "one_to_one", "many_to_one" or "many_to_many".
    units, epochs, learning_rate, seed
        the settings, which are traits: they can be read, set and observed while the widget is
        shown. A wrong value raises a TypeError or ValueError and leaves the last good one.
    inputs, target
        five numbers each, which go in and should come out. Those of the example unless given.

    Each change trains again at once, in the page, from the initial weights that Keras draws from
    the seed. `train` trains with Keras, in Python. Either way `status` tells how it stands:
    "ready", "training", "done", "stopped", "diverged" or "failed"; `message` says it in words;
    `run_settings` are those of the last run, `losses` its loss at each epoch, and `predictions`
    those of every epoch, from before the first: both float32, as bytes.
    """

    units = WholeNumber(5, largest=LARGEST["units"]).tag(sync=True)
    epochs = WholeNumber(1000, largest=LARGEST["epochs"]).tag(sync=True)
    learning_rate = PositiveNumber(0.001).tag(sync=True)
    seed = WholeNumber(7, smallest=0, largest=LARGEST["seed"]).tag(sync=True)
    inputs = Numbers(NUMBERS, largest=FARTHEST).tag(sync=True)
    target = Numbers(NUMBERS, largest=FARTHEST).tag(sync=True)

    status = traitlets.Unicode("ready", read_only=True).tag(sync=True)
    # What Keras made of a run: {"asked": what it was asked for, "status", "done", "loss" of the
    # last epoch, "predictions" at the end}, or {"asked", "error"}.
    keras_run = traitlets.Dict(read_only=True).tag(sync=True)

    # What the page sends once it has come to rest, and does not need back.
    message = traitlets.Unicode(read_only=True)
    run_settings = traitlets.Dict(read_only=True)
    losses = traitlets.Bytes(b"", read_only=True)
    predictions = traitlets.Bytes(b"", read_only=True)

    # What the page makes the model of: the shapes of x and y, and for each seed the three of its
    # initializers, as text with spaces in between.
    data_shapes = traitlets.Dict(read_only=True).tag(sync=True)
    initializer_seeds = traitlets.Unicode(read_only=True).tag(sync=True)
    model_layers = traitlets.List(read_only=True).tag(sync=True)
    defaults = traitlets.Dict(read_only=True).tag(sync=True)
    stops = traitlets.Dict(STOPS, read_only=True).tag(sync=True)

    def __init__(self, example: str = "one_to_one", **settings: Any):
        """Look up the example; nothing is trained, and TensorFlow is not loaded, before Train."""
        # First, for a widget that is refused is closed too.
        self._stop, self._stop_proof = threading.Event(), threading.Event()
        self.example: Example = example_named(example)
        self._data = {name: _plain(array) for name, array in self.example.data()._asdict().items()}
        data = {"inputs": self._data["x"], "target": self._data["y"]}
        super().__init__(**({"epochs": self.example.epochs} | data | settings))
        # What is shown is written by one thread at a time.
        self._writing = threading.RLock()
        self._keras = KerasRuns(self.example)
        # Whether Keras trains because `train` was called, and has come to its first epoch.
        self._trains = self._learns = False
        x, y = self.example.data()
        constants = {
            "message": self.words["messages"]["ready"],
            "data_shapes": {"x": list(x.shape), "y": list(y.shape)},
            "initializer_seeds": " ".join(
                str(own) for seed in STOPS["seed"] for own in initializer_seeds(seed)
            ),
            "model_layers": _model_layers(self.example),
            "defaults": self._asked().as_dict(),
        }
        for name, value in constants.items():
            self.set_trait(name, value)
        self.on_msg(self._obey)

    def train(self, *, wait: bool = False) -> None:
        """Train with Keras from fresh weights, with the settings of now.

        `wait` until that has ended. A run of Keras that is under way is replaced.
        """
        asked, stop = self._asked(), threading.Event()
        work = _Worker(target=self._train, args=(asked, stop))
        try:
            with self._writing:
                self._forget()
                self._stop, self._trains = stop, True
                self._show("training", self.words["messages"]["training"], asked)
            work.start()
            # Who observes a run is called in its thread, which cannot wait for another one.
            if wait and not isinstance(threading.current_thread(), _Worker):
                work.ended.wait()
        except KeyboardInterrupt:
            self.stop()
            if work.ident is not None:  # else it was never begun
                work.ended.wait()
            raise

    def stop(self) -> None:
        """Stop the run under way, here and in the page, and keep what it has learned."""
        with self._writing:
            if self._trains and not self._learns:
                # A model that is being prepared cannot be interrupted; it is finished unseen.
                self._forget()
                self._show("stopped", self.words["messages"]["stopped_at_once"])
            self._stop.set()
            self._stop_proof.set()
        self.send({"command": "stop"})

    def reset(self) -> None:
        """Forget the last run, and go back to the settings that the widget was made with."""
        self._start_again()
        self.send({"command": "reset"})

    def close(self) -> None:
        """Stop training, and take the widget from the page."""
        self._forget()
        super().close()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the view has set."""
        # Holding back notifications, as this does, is not made for two threads at once.
        with self._writing:
            super().set_state(sync_data)

    def _start_again(self) -> None:
        with self._writing:
            self._forget()
            with self.hold_sync():
                for name, value in self.defaults.items():
                    self.set_trait(name, value)
                self.set_trait("keras_run", {})
                self.set_trait("run_settings", {})
                self._show("ready", self.words["messages"]["ready"])

    def _forget(self) -> None:
        """End whatever Keras does for this lab, without a word about it."""
        for stop in (self._stop, self._stop_proof):
            stop.set()
        self._stop, self._stop_proof = threading.Event(), threading.Event()
        self._trains = self._learns = False

    def _asked(self) -> Asked:
        data = {"inputs": tuple(self.inputs), "target": tuple(self.target)}
        return Asked(self.units, self.epochs, self.learning_rate, self.seed, **data)

    def _obey(self, _: Any, content: Any, buffers: list[Any]) -> None:
        """Take a message of the page; one that makes no sense changes nothing."""
        match content:
            case {"command": "ran", "asked": dict(asked), "status": status, "message": message}:
                self.send({"heard": "ran"})
                self._keep_run_of_page(asked, status, message, buffers)
            case {"command": "stop"}:
                self.stop()
            case {"command": "reset"}:
                self._start_again()

    def _keep_run_of_page(self, given: Any, status: Any, message: Any, buffers: list[Any]) -> None:
        """Keep what the page found, and let Keras prove it."""
        asked = self._checked(given)
        with self._writing:
            if self._trains:  # what Keras finds will take its place
                return
            self._stop_proof.set()
            self._stop_proof = stop = threading.Event()
            losses, predictions = (np.frombuffer(buffer, "<f4") for buffer in buffers)
            self._show(str(status), str(message), asked, losses, predictions)
        _Worker(target=self._prove, args=(asked, stop)).start()

    def _checked(self, given: dict[str, Any]) -> Asked:
        """Return what the page asks for, checked as if it were set here."""
        wanted = {}
        for name in ASKED:
            trait = self.traits()[name]
            wanted[name] = trait.validate(self, given[name])
        return Asked(**(wanted | {name: tuple(wanted[name]) for name in ("inputs", "target")}))

    def _train(self, asked: Asked, stop: threading.Event) -> None:
        """Train with Keras, and show it. This is the work of a thread, so no error may be lost."""
        messages = self.words["messages"]

        def learn(_: Any) -> None:
            self._learns = stop is self._stop

        try:
            with _KERAS:
                run = self._keras.run(asked, stop=stop, callback=learn)
        except Exception as error:
            shown = "failed", messages["failed"].format(error=_named(error)), asked
            keras_run = {"asked": asked.as_dict(), "error": _named(error)}
        else:
            status, message = self._outcome(run)
            shown = status, message, asked, run.history.get("loss", []), run.predictions
            keras_run = _keras_run(asked, status, run)
        with self._writing:
            if stop is self._stop:  # nobody has asked for another one
                self._trains = self._learns = False
                with self.hold_sync():
                    self.set_trait("keras_run", keras_run)
                    self._show(*shown)

    def _prove(self, asked: Asked, stop: threading.Event) -> None:
        """Train as the page did, and say what came of it. This is the work of a thread too."""
        try:
            with _KERAS:
                if stop.is_set():
                    return
                run = self._keras.run(asked, stop=stop)
        except Exception as error:
            keras_run = {"asked": asked.as_dict(), "error": _named(error)}
        else:
            keras_run = _keras_run(asked, self._outcome(run)[0], run)
        with self._writing:
            if not stop.is_set():
                self.set_trait("keras_run", keras_run)

    def _outcome(self, run: "TrainingRun") -> tuple[str, str]:
        """Return the status of a run, and what there is to say about it."""
        losses = run.history.get("loss", [])
        status = "diverged" if run.diverged else "stopped" if run.stopped else "done"
        # Nothing learned at all: a common surprise with a large learning rate, and no failure.
        kind = "worse" if status == "done" and losses[-1] > losses[0] else status
        return status, self.words["messages"][kind].format(
            done=f"{run.epochs_done:,}",
            epochs=f"{run.epochs:,}",
            loss=loss_text(losses[-1]) if losses else "",
        )

    def _show(
        self,
        status: str,
        message: str,
        asked: Asked | None = None,
        losses: Any = (),
        predictions: Any = (),
    ) -> None:
        if asked is not None:
            self.set_trait("run_settings", asked.settings)
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
        given = dict(self._asked().settings)
        for name, numbers in (("inputs", self._data["x"]), ("target", self._data["y"])):
            if getattr(self, name) != numbers:
                given[name] = getattr(self, name)
        settings = ", ".join(f"{name}={value}" for name, value in given.items())
        return f"TrainingLab({self.example.name!r}, {settings})"

    def still_html(self) -> str:
        """Return a picture of the numbers that go in, and of those that should come out."""
        words = self.words["still"]
        rows = [
            (words["inputs"], self.inputs, GATE_COLOURS["candidate"]),
            (words["target"], self.target, GATE_COLOURS["output"]),
        ]
        return bars_over_time(rows, (), words["alt"].format(example=self.example.title))

    def fallback_html(self) -> str:
        """Return the model and the settings; what a run gave is drawn by the lesson's figures."""
        shapes = _output_shapes(self.example)
        sizes = {"batch": None, "timesteps": NUMBERS, "units": self.units}
        rows = [
            [count.layer, _shape_text(shape, sizes), f"{count.total:,}", count.formula]
            for count, shape in zip(self.counts, shapes, strict=True)
        ]
        total = sum(count.total for count in self.counts)
        said = self.words["table"]
        rows.append([said["total"], "", f"{total:,}", ""])
        settings = {"rate": f"{self.learning_rate:g}", "seed": self.seed}
        caption = numbered(said["caption"], self.epochs, example=self.example.title, **settings)
        table = html_table(caption, said["columns"], rows)
        return f"{table}\n<p>{escape(self.words['without_view'])}</p>"


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


def _keras_run(asked: Asked, status: str, run: "TrainingRun") -> dict[str, Any]:
    """Return what the page compares with its own run; JSON knows no infinity."""
    losses = run.history.get("loss", [])
    if status == "stopped":
        asked = replace(asked, epochs=len(losses))
    return {
        "asked": asked.as_dict(),
        "status": status,
        "done": len(losses),
        "loss": losses[-1] if losses and np.isfinite(losses[-1]) else None,
        "predictions": [float(n) if np.isfinite(n) else None for n in run.predictions[-1].ravel()],
    }


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _plain(array: np.ndarray) -> list[float]:
    """Return the numbers in a row, 0.2 as 0.2 and not as the float32 next to it."""
    return [round(float(number), 6) for number in array.ravel()]


def _packed(numbers: Any) -> bytes:
    return np.asarray(numbers, dtype="<f4").tobytes()
