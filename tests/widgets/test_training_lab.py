"""The training lab without a browser: what it trains, what it refuses, what it leaves behind."""

import contextlib
import gc
import json
import math
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time

import ipywidgets
import numpy as np
import pytest
from ipywidgets import embed

from helpers.tasks.examples import EXAMPLES
from helpers.text.numbers import loss_text
from helpers.training.trainer import Trainer
from helpers.widgets.shared.view_module import view_words
from helpers.widgets.training_lab.training_lab import LARGEST, STOPS, TrainingLab, _Worker
from tests.training.models import steps

MESSAGES = view_words("training_lab")["messages"]
GOOD = {"units": 6, "epochs": 20, "learning_rate": 0.003, "seed": 4}
EPOCHS = 12
SECONDS = 60

BAD = [
    *(
        (name, value)
        for name in ("units", "epochs", "seed")
        for value in (-1, 2.5, 8.0, "8", "", None, math.nan, math.inf, True, False, 10**9)
    ),
    *(("learning_rate", value) for value in (-1, "0.1", None, math.nan, math.inf, True, [], 0)),
    *((name, largest + 1) for name, largest in LARGEST.items()),
    *(
        (name, value)
        for name in ("inputs", "target")
        for value in (None, 3, "12345", [], [1, 2], [[1, 2, 3, 4, 5]], ["a"] * 5, [True] * 5)
    ),
    *((name, [0, 0, 0, 0, x]) for name in ("inputs", "target") for x in (math.nan, math.inf, 101)),
    ("units", 0),
    ("epochs", 0),
]


@pytest.fixture
def threads():
    """Nothing is left running, but for XLA, which ends by itself when it has compiled."""
    before = set(threading.enumerate())
    yield
    wait_for_keras()
    left = {thread for thread in threading.enumerate() if thread.is_alive()} - before
    assert [thread for thread in left if "_compile" not in thread.name] == []


@pytest.fixture(scope="module")
def trained():
    """A lab that has a model ready, so that a test need not wait for one."""
    lab = TrainingLab("one_to_one", epochs=EPOCHS)
    lab.train(wait=True)
    assert lab.status == "done", lab.message
    return lab


@pytest.fixture
def lab(trained, threads):
    """The same lab at its start, with its model ready."""
    trained.reset()
    yield trained
    trained.unobserve_all()
    trained.reset()
    wait_for_keras()


def under_way(lab):
    lab.train()
    wait_for(lambda: lab._learns or lab.status != "training")
    assert lab.status == "training", lab.message
    return lab


@pytest.fixture(scope="module")
def large():
    """A lab whose run takes long enough to be stopped; its model is made once."""
    return TrainingLab("many_to_many", units=32, epochs=5000)


@pytest.fixture
def running(large, threads):
    """The large lab's run under way: XLA never comes to its help."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Trainer, "compile", lambda trainer: None)
        yield under_way(large)
        large.reset()
        wait_for_keras()


def wait_for(condition, seconds=SECONDS):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def wait_for_keras():
    for thread in threading.enumerate():
        if isinstance(thread, _Worker):
            thread.join(SECONDS)
            assert not thread.is_alive()


def numbers(packed):
    return np.frombuffer(packed, "<f4")


def predictions(lab):
    return numbers(lab.predictions).reshape(-1, len(lab.target))


def asked_of(lab):
    return lab._asked().as_dict()


def settings_of(lab):
    return {name: getattr(lab, name) for name in GOOD}


def loses(model, x, y):
    """What Keras makes of a model: the losses, and the predictions after each epoch."""
    losses, seen = [], [np.ravel(model(x))]
    for loss in steps(model, x, y, EPOCHS):
        losses.append(loss)
        seen.append(np.ravel(model(x)))
    return losses, np.array(seen)


def test_a_refused_widget_goes_without_complaint(monkeypatch):
    complaints = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    for wrong in ({"example": "two"}, {"units": 0}, {"lr": 1}):
        with pytest.raises((TypeError, ValueError)):
            TrainingLab(**wrong)
    gc.collect()
    assert complaints == []


# What it accepts.


@pytest.mark.parametrize(("name", "value"), BAD)
def test_refuses_a_wrong_setting_and_keeps_the_last_good_one(name, value):
    lab = TrainingLab(**GOOD)
    with pytest.raises((TypeError, ValueError), match=name):
        setattr(lab, name, value)
    assert settings_of(lab) == GOOD
    with pytest.raises((TypeError, ValueError), match=name):
        TrainingLab(**{name: value})
    with pytest.raises((TypeError, ValueError), match=name):
        lab.set_state({name: value})
    assert settings_of(lab) == GOOD
    assert lab.status == "ready"


@pytest.mark.parametrize("wrong", ["one-to-one", "", "many", None, 3, True, math.nan, []])
def test_refuses_what_is_no_example(wrong):
    with pytest.raises(ValueError, match="example must be one of 'one_to_one', 'many_to_one'"):
        TrainingLab(wrong)


@pytest.mark.parametrize("wrong", ["unit", "lr", "loss", "example_name"])
def test_names_an_argument_that_it_does_not_have(wrong):
    with pytest.raises(TypeError, match=f"TrainingLab has no argument '{wrong}'"):
        TrainingLab(**{wrong: 3})


@pytest.mark.parametrize(
    "name",
    ["status", "message", "losses", "predictions", "run_settings", "keras_run", "model_layers"],
)
def test_what_a_run_gave_cannot_be_replaced(name):
    with pytest.raises(Exception, match="read-only"):
        setattr(TrainingLab(), name, None)


@pytest.mark.parametrize("name", EXAMPLES)
def test_epochs_are_those_of_the_sources_unless_given(name):
    assert TrainingLab(name).epochs == EXAMPLES[name].epochs
    assert TrainingLab(name, epochs=3).epochs == 3


def test_sliders_reach_from_the_smallest_to_the_largest_and_stop_at_the_defaults():
    for name, stops in STOPS.items():
        assert sorted(set(stops)) == stops
        assert TrainingLab(**{name: stops[0]})
        assert stops[-1] == LARGEST.get(name, 1.0)
        assert getattr(TrainingLab(), name) in stops
    assert {example.epochs for example in EXAMPLES.values()} <= set(STOPS["epochs"])


def test_repr_is_the_call_that_makes_it():
    for name in EXAMPLES:
        lab = TrainingLab(name, **GOOD)
        assert repr(lab) == (
            f"TrainingLab({name!r}, units=6, epochs=20, learning_rate=0.003, seed=4)"
        )
        again = eval(repr(lab))
        assert again.example.name == name
        assert settings_of(again) == GOOD


def test_neither_tensorflow_nor_keras_is_loaded_before_train():
    code = (
        "import sys; from helpers import TrainingLab\n"
        "for name in ('one_to_one', 'many_to_one', 'many_to_many'):\n"
        "    lab = TrainingLab(name); repr(lab); lab._repr_mimebundle_(); lab.units = 7\n"
        "    lab.seed = 3; lab.stop(); lab.reset(); lab.close()\n"
        "print([m for m in ('keras', 'tensorflow', 'matplotlib.pyplot') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


# What it leaves where there is no view.


@pytest.mark.parametrize(
    ("name", "output", "total"),
    [("one_to_one", 6, 146), ("many_to_one", 30, 170), ("many_to_many", 6, 146)],
)
def test_fallback_holds_the_counts_of_the_sources(name, output, total):
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", TrainingLab(name).fallback_html())
    counts = cells[4 + 2 :: 4]
    assert counts == ["140", str(output), str(total)]


@pytest.mark.parametrize("units", [1, 5, 32])
@pytest.mark.parametrize("name", EXAMPLES)
def test_counts_and_shapes_are_those_of_keras(name, units):
    lab = TrainingLab(name, units=units)
    model = EXAMPLES[name].model(0, units)
    html = lab.fallback_html()
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", html)[4:]
    rows = [cells[start : start + 4] for start in range(0, len(cells), 4)]
    for row, layer in zip(rows, model.layers, strict=False):
        assert row[1] == str(layer.output.shape)
        assert row[2] == f"{layer.count_params():,}"
        assert row[3].endswith(f" = {layer.count_params():,}")
    assert rows[-1][2] == f"{model.count_params():,}"
    # The same from what the view multiplies.
    sizes = {"units": units, "timesteps": len(lab.target), "batch": None}

    def value(size, named=sizes):
        number = 1 if size["name"] is None else named[size["name"]]
        return number and size["times"] * number

    given, *layers = lab.model_layers
    assert tuple(value(size) for size in given["output"]) == tuple(model.input_shape)
    for described, layer in zip(layers, model.layers, strict=True):
        assert tuple(value(size) for size in described["output"]) == tuple(layer.output.shape)
        own = {size: value(named) for size, named in described["sizes"].items()}
        count = sum(
            value(block["rows"], own) * value(block["columns"], own)
            for block in described["blocks"]
        )
        assert count == layer.count_params()
        formula = described["formula"].format(**own).replace("×", "*")
        assert eval(formula) == layer.count_params()


@pytest.mark.parametrize("name", EXAMPLES)
def test_target_is_that_of_the_example(name):
    np.testing.assert_allclose(TrainingLab(name).target, EXAMPLES[name].data().y.ravel(), atol=1e-6)


def test_fallback_and_mime_bundle_are_the_same_in_every_run(lab):
    again = TrainingLab("one_to_one", epochs=EPOCHS)
    for data, _ in (lab._repr_mimebundle_(), again._repr_mimebundle_()):
        assert data["text/plain"] == repr(again)
        assert data["text/html"] == again.readable_html()
        assert view_words("training_lab")["without_view"] in data["text/html"]


# What it trains.


@pytest.mark.parametrize("name", EXAMPLES)
def test_losses_and_predictions_are_those_of_keras(name, threads):
    lab = TrainingLab(name, units=3, epochs=EPOCHS, seed=11)
    lab.train(wait=True)
    assert lab.status == "done", lab.message
    losses, seen = loses(EXAMPLES[name].model(11, 3), *EXAMPLES[name].data())
    np.testing.assert_allclose(numbers(lab.losses), losses, rtol=2e-5)
    np.testing.assert_allclose(predictions(lab), seen, rtol=1e-4, atol=1e-6)
    assert lab.run_settings == {"units": 3, "epochs": EPOCHS, "learning_rate": 0.001, "seed": 11}
    assert f"{EPOCHS}" in lab.message
    assert loss_text(losses[-1]) in lab.message


def test_every_run_starts_afresh(lab):
    lab.train(wait=True)
    first = lab.losses, lab.predictions
    lab.seed = 8
    lab.train(wait=True)
    assert lab.losses != first[0]
    lab.seed = 7
    lab.train(wait=True)
    assert (lab.losses, lab.predictions) == first


def test_other_numbers_are_trained_as_keras_trains_them(lab):
    lab.inputs, lab.target = [1, -2, 0.5, 0, 3], (0, 0, 1, 1, 0)
    lab.learning_rate, lab.seed = 0.02, 5
    lab.train(wait=True)
    model = EXAMPLES["one_to_one"].model(5)
    model.optimizer.learning_rate = 0.02
    x = np.reshape(lab.inputs, (5, 1, 1)).astype("float32")
    y = np.reshape(lab.target, (5, 1)).astype("float32")
    losses, seen = loses(model, x, y)
    np.testing.assert_allclose(numbers(lab.losses), losses, rtol=2e-5)
    np.testing.assert_allclose(predictions(lab), seen, rtol=1e-4, atol=1e-6)
    assert repr(lab).endswith(
        "inputs=[1.0, -2.0, 0.5, 0.0, 3.0], target=[0.0, 0.0, 1.0, 1.0, 0.0])"
    )


@pytest.mark.parametrize("units", [1, 5, 13])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_model_apart_is_the_model_of_the_lesson(name, units):
    apart = EXAMPLES[name].model_apart(41, units)
    lesson = EXAMPLES[name].model(41, units)
    for ours, theirs in zip(apart.get_weights(), lesson.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_leaves_random_numbers_of_other_cells_as_they_were(lab):
    import keras
    import tensorflow as tf

    def draws():
        return (
            random.random(),
            np.random.random(),
            float(tf.random.uniform(())),
            float(keras.random.uniform(())),
        )

    keras.utils.set_random_seed(5)
    expected = draws(), draws()
    keras.utils.set_random_seed(5)
    first = draws()
    lab.seed = 41
    lab.train(wait=True)
    lab.units = 3
    lab.train(wait=True)
    assert (first, draws()) == expected


# Train, stop, reset.


def test_statuses_and_messages_of_a_run(lab):
    seen = []
    lab.observe(lambda change: seen.append((lab.status, lab.message)), "status")
    assert (lab.status, lab.message) == ("ready", MESSAGES["ready"])
    lab.train(wait=True)
    assert [status for status, _ in seen] == ["training", "done"]
    assert seen[0][1] == MESSAGES["training"]


def test_a_newer_run_takes_the_place_of_the_one_under_way(running):
    running.seed, running.epochs = 1, 3
    running.train(wait=True)
    wait_for_keras()
    assert running.run_settings == settings_of(running)
    assert running.status == "done"
    assert len(numbers(running.losses)) == 3


def test_stop_is_quick_and_keeps_what_was_learned(running):
    running.stop()
    wait_for_keras()
    assert running.status == "stopped"
    done = len(numbers(running.losses))
    assert 0 < done < 5000
    assert predictions(running).shape == (done + 1, 5)
    assert running.message == MESSAGES["stopped"].format(done=f"{done:,}", epochs="5,000")
    assert running.keras_run["asked"]["epochs"] == running.keras_run["done"] == done


def test_stop_while_the_model_is_prepared_does_not_wait_for_it(threads):
    lab = TrainingLab("one_to_one", units=2, epochs=3)
    lab.train()
    lab.stop()
    assert (lab.status, lab.message) == ("stopped", MESSAGES["stopped_at_once"])
    wait_for_keras()
    assert (lab.status, lab.losses) == ("stopped", b"")
    lab.train(wait=True)
    assert lab.status == "done"
    lab.close()


def test_stop_without_a_run_changes_nothing(lab):
    lab.stop()
    assert lab.status == "ready"
    lab.train(wait=True)
    before = lab.message, lab.losses
    lab.stop()
    assert (lab.status, lab.message, lab.losses) == ("done", *before)


def test_reset_goes_back_to_the_start(lab):
    lab.seed, lab.learning_rate, lab.units, lab.target = 3, 0.5, 4, [1, 1, 1, 1, 1]
    lab.train(wait=True)
    lab.reset()
    assert settings_of(lab) == {"units": 5, "epochs": EPOCHS, "learning_rate": 0.001, "seed": 7}
    assert lab.target == [0.0, 0.2, 0.4, 0.6, 0.8]
    assert (lab.status, lab.message) == ("ready", MESSAGES["ready"])
    assert (lab.losses, lab.predictions) == (b"", b"")
    assert (lab.run_settings, lab.keras_run) == ({}, {})


def test_reset_in_the_middle_of_a_run_returns_at_once_and_nothing_comes_after_it(running):
    running.reset()
    assert running.status == "ready"
    wait_for_keras()
    assert (running.status, running.losses) == ("ready", b"")


def test_observers_may_use_the_lab_within_the_thread_of_the_run(lab):
    def train_once_more(change):
        if change.new == "done" and lab.seed == 7:
            lab.seed = 8
            lab.train(wait=True)
            lab.stop()
            lab.train()

    lab.observe(train_once_more, "status")
    lab.train(wait=True)
    wait_for(lambda: lab.status == "done" and lab.run_settings["seed"] == 8)


def test_settings_from_the_view_and_a_run_do_not_get_into_each_others_way(running):
    for turn in range(200):
        running.set_state({"units": 20 + turn % 5})
        time.sleep(0.001)
    assert running.status == "training", running.message
    assert running.units == 24
    assert running.run_settings["units"] == 32


def test_settings_from_the_view_are_taken_while_nobody_else_writes(lab, monkeypatch):
    free = []

    def from_another_thread():
        if lab._writing.acquire(blocking=False):
            lab._writing.release()
            free.append(True)

    def taken(widget, state):
        thread = threading.Thread(target=from_another_thread)
        thread.start()
        thread.join()
        free.append(False)

    monkeypatch.setattr(ipywidgets.Widget, "set_state", taken)
    lab.set_state({"units": 9})
    assert free == [False]


def test_the_model_of_a_size_is_kept_for_the_next_run(lab):
    lab.train(wait=True)
    model = lab._keras._model
    lab.seed += 1
    lab.train(wait=True)
    assert lab._keras._model is model
    lab.units += 1
    lab.train(wait=True)
    assert lab._keras._model is not model
    assert lab._keras._model.layers[0].units == lab.units


def test_a_second_lab_of_an_example_leaves_the_first_alone(running):
    again = TrainingLab("many_to_many", epochs=2)
    assert running.status == "training"
    running.stop()
    again.train(wait=True)
    assert (running.status, again.status) == ("stopped", "done")


# What the page sends, and what Keras says to it.


def ran(lab, losses, predictions, status="done", **asked):
    content = {
        "command": "ran",
        "asked": asked_of(lab) | asked,
        "status": status,
        "message": "as the page says it",
    }
    buffers = [np.asarray(array, "<f4").tobytes() for array in (losses, predictions)]
    lab._obey(lab, content, [memoryview(buffer) for buffer in buffers])


def test_a_run_of_the_page_is_kept_and_proven(lab, monkeypatch):
    sent = []
    monkeypatch.setattr(lab, "send", sent.append)
    lab.seed = 3
    ran(lab, range(EPOCHS), np.ones((EPOCHS + 1, 5)))
    assert (lab.status, lab.message) == ("done", "as the page says it")
    assert list(numbers(lab.losses)) == list(range(EPOCHS))
    assert predictions(lab).shape == (EPOCHS + 1, 5)
    assert lab.run_settings == settings_of(lab)
    assert sent == [{"heard": "ran"}]
    wait_for_keras()
    assert lab.keras_run["asked"] == asked_of(lab)
    losses, seen = loses(EXAMPLES["one_to_one"].model(3), *EXAMPLES["one_to_one"].data())
    assert lab.keras_run["done"] == EPOCHS
    np.testing.assert_allclose(lab.keras_run["loss"], losses[-1], rtol=2e-5)
    np.testing.assert_allclose(lab.keras_run["predictions"], seen[-1], rtol=1e-4, atol=1e-6)
    # What Python knows of the run is still what the page found.
    assert list(numbers(lab.losses)) == list(range(EPOCHS))


def test_the_newest_run_of_the_page_is_the_one_that_is_proven(lab):
    seen = []
    lab.observe(lambda change: seen.append(change.new["asked"]["seed"]), "keras_run")
    for seed in range(20):
        ran(lab, [1], [0] * 5, seed=seed)
    wait_for_keras()
    assert seen[-1] == 19
    assert len(seen) < 5


def test_a_run_of_the_page_does_not_disturb_one_of_keras(running):
    ran(running, [1], [0] * 5)
    assert running.status == "training"
    assert running.losses == b""
    running.stop()
    wait_for_keras()
    assert running.status == "stopped"


def test_a_proof_that_fails_says_why(lab, monkeypatch):
    def fails(*arguments, **options):
        raise MemoryError("no room")

    monkeypatch.setattr(Trainer, "run", fails)
    ran(lab, [1], [0] * 5)
    wait_for_keras()
    assert lab.keras_run == {"asked": asked_of(lab), "error": "MemoryError: no room"}
    assert lab.status == "done"


@pytest.mark.parametrize(
    "content",
    [
        {"command": "answer"},
        {"command": "ran"},
        {"command": "ran", "asked": {}, "status": "done", "message": ""},
        {"command": "ran", "asked": None, "status": "done", "message": ""},
        {},
        None,
        "train",
        {"command": None},
        {
            "command": "ran",
            "asked": {**GOOD, "inputs": [1], "target": []},
            "status": 1,
            "message": 2,
        },
    ],
)
def test_a_message_without_sense_changes_nothing(lab, content):
    before = lab.get_state()
    with contextlib.suppress(KeyError, TypeError, ValueError):
        lab._obey(lab, content, [])
    wait_for_keras()
    assert lab.get_state() == before


def test_stop_and_reset_from_the_page(running):
    running._obey(running, {"command": "stop"}, [])
    wait_for_keras()
    assert running.status == "stopped"
    running._obey(running, {"command": "reset"}, [])
    assert running.status == "ready"


# What goes wrong.


def test_a_diverged_run_says_so_and_the_next_one_works(lab):
    lab.learning_rate = 1e30
    lab.train(wait=True)
    assert lab.status == "diverged", lab.message
    losses = numbers(lab.losses)
    assert 0 < len(losses) < EPOCHS
    assert np.isfinite(losses[:-1]).all()
    assert not np.isfinite(losses[-1])
    assert predictions(lab).shape == (len(losses) + 1, 5)
    assert lab.message == MESSAGES["diverged"].format(done=len(losses))
    assert json.dumps(lab.keras_run, allow_nan=False)
    lab.learning_rate = 0.001
    lab.train(wait=True)
    assert lab.status == "done"
    expected, _ = loses(EXAMPLES["one_to_one"].model(7), *EXAMPLES["one_to_one"].data())
    np.testing.assert_allclose(numbers(lab.losses), expected, rtol=2e-5)


def test_a_run_that_ends_worse_than_it_began_says_so(lab):
    lab.learning_rate = 1e6
    lab.train(wait=True)
    assert lab.status == "done"
    assert numbers(lab.losses)[-1] > numbers(lab.losses)[0]
    assert "higher than at the start" in lab.message
    # A run of one epoch ends with the loss that it began with.
    lab.epochs = 1
    lab.train(wait=True)
    assert len(numbers(lab.losses)) == 1
    assert "higher" not in lab.message


@pytest.mark.parametrize("method", ["__init__", "run"])
def test_a_failing_run_says_why_and_leaves_everything_usable(lab, monkeypatch, method):
    before, model = settings_of(lab), lab._keras._model

    def fails(*arguments, **options):
        raise MemoryError("no room {for} the model")

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, method, fails)
        lab.train(wait=True)
    assert lab.status == "failed"
    assert "MemoryError: no room {for} the model" in lab.message
    assert settings_of(lab) == before
    lab.train(wait=True)
    assert lab.status == "done"
    # Nobody knows what state the old one was left in.
    assert lab._keras._model is not model


def test_an_interrupt_while_waiting_stops_the_run(running):
    raised = threading.Event()

    def interrupt():
        # Python drops one that comes while it clears garbage away, and a hand would press again.
        for seconds in (0.2, 5, 5):
            if raised.wait(seconds):
                return
            os.kill(os.getpid(), signal.SIGINT)

    hand = threading.Thread(target=interrupt)
    hand.start()
    with pytest.raises(KeyboardInterrupt):
        running.train(wait=True)
    raised.set()
    hand.join()
    assert running.status == "stopped"


def test_close_stops_the_run(threads):
    lab = under_way(TrainingLab("many_to_many", units=32, epochs=5000))
    lab.close()
    wait_for_keras()
    assert lab.status == "training"
    assert lab.comm is None


# What is saved with a notebook.


def test_state_of_a_trained_lab_can_be_saved(lab):
    lab.train(wait=True)
    (saved,) = (
        json.loads(json.dumps(state["state"]))
        for state in embed.dependency_state([lab], drop_defaults=False).values()
        if "keras_run" in state["state"]
    )
    assert saved["status"] == "done"
    assert saved["keras_run"] == lab.keras_run
    assert len(json.dumps(saved)) < 12_000
