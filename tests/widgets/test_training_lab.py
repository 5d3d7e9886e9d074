"""The training lab without a browser: what it trains, what it refuses, what it leaves behind."""

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

import numpy as np
import pytest
from ipywidgets import embed

from helpers.tasks.examples import EXAMPLES
from helpers.text.numbers import loss_text
from helpers.widgets.shared.view_module import view_words
from helpers.widgets.training_lab import training_lab
from helpers.widgets.training_lab.training_lab import LARGEST, STOPS, TrainingLab

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
    ("units", 0),
    ("epochs", 0),
]


@pytest.fixture
def threads():
    """Nothing is left running, but for XLA, which ends by itself when it has compiled."""
    before = set(threading.enumerate())
    yield
    left = set(threading.enumerate()) - before
    assert [thread for thread in left if "_compile" not in thread.name] == []


@pytest.fixture(scope="module")
def trained():
    """A lab that has a model ready, so that a test need not wait for one."""
    lab = TrainingLab("one_to_one", epochs=EPOCHS)
    lab.train(wait=True)
    assert lab.status == "done", lab.message
    lab.reset()
    return lab


@pytest.fixture
def lab(trained, threads):
    """The same lab at its start, with its model ready."""
    yield trained
    trained.stop()
    trained._jobs.wait()
    trained.unobserve_all("status")
    trained.reset()


@pytest.fixture(scope="module")
def long_lab():
    """A lab whose runs take long enough to be stopped."""
    lab = TrainingLab("many_to_many", units=32, epochs=5000)
    lab.train()
    wait_for_epochs(lab)
    lab.stop()
    lab._jobs.wait()
    assert lab.status == "stopped", lab.message
    yield lab
    lab.close()


@pytest.fixture
def running(long_lab, threads):
    """A run under way, in the slow loop: as long as XLA compiles, or for good."""
    long_lab.units, long_lab.epochs, long_lab.learning_rate, long_lab.seed = 32, 5000, 0.001, 7
    trainer, _ = long_lab._trainers[32]
    long_lab.reset()
    long_lab._jobs.wait()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainer._epochs, "compile", lambda batch: None)
        patch.setattr(trainer._epochs, "_compiling", None)
        long_lab.train()
        wait_for_epochs(long_lab)
        assert long_lab.status == "training"
        yield long_lab
        long_lab.stop()
        long_lab._jobs.wait()


def wait_for(condition, seconds=SECONDS):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def wait_for_epochs(lab):
    wait_for(lambda: lab.losses or lab.status == "failed")
    assert lab.status != "failed", lab.message


def numbers(packed):
    return np.frombuffer(packed, "<f4")


def predictions(lab):
    return numbers(lab.predictions).reshape(-1, len(lab.target))


def settings_of(lab):
    return {name: getattr(lab, name) for name in GOOD}


def loses(model, example, epochs):
    """What model.fit makes of the example: the losses, and the predictions after each epoch."""
    import keras

    x, y = example.data()
    seen = [model.predict(x, verbose=0).ravel()]
    keep = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(model(x).numpy().ravel())
    )
    how = {"batch_size": len(x), "shuffle": False, "verbose": 0, "callbacks": [keep]}
    return model.fit(x, y, epochs=epochs, **how).history["loss"], np.array(seen)


@pytest.mark.parametrize("wrong", [{"example": "two"}, {"units": 0}, {"lr": 1}])
def test_a_refused_widget_goes_without_complaint(wrong, monkeypatch):
    complaints = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
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
    "name", ["status", "message", "losses", "predictions", "run_settings", "target", "model_layers"]
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
        assert data["text/html"] == again.fallback_html()
        assert view_words("training_lab")["needs_kernel"] in data["text/html"]


# What it trains.


@pytest.mark.parametrize("name", EXAMPLES)
def test_losses_and_predictions_are_those_of_model_fit(name, threads):
    lab = TrainingLab(name, units=3, epochs=EPOCHS, seed=11)
    lab.train(wait=True)
    assert lab.status == "done", lab.message
    losses, seen = loses(EXAMPLES[name].model(11, 3), EXAMPLES[name], EPOCHS)
    np.testing.assert_allclose(numbers(lab.losses), losses, rtol=2e-5)
    np.testing.assert_allclose(predictions(lab), seen, rtol=1e-4, atol=1e-6)
    assert lab.run_settings == {"units": 3, "epochs": EPOCHS, "learning_rate": 0.001, "seed": 11}
    assert f"{EPOCHS}" in lab.message
    assert loss_text(losses[-1]) in lab.message


def test_every_run_starts_afresh(lab):
    lab.train(wait=True)
    first = lab.losses, lab.predictions
    lab.seed = 8
    lab._jobs.wait()
    assert lab.losses != first[0]
    lab.seed = 7
    lab._jobs.wait()
    assert (lab.losses, lab.predictions) == first
    lab.train(wait=True)
    assert (lab.losses, lab.predictions) == first


def test_seed_learning_rate_and_epochs_train_again_and_units_wait_for_train(lab):
    lab.seed = 3
    assert lab.status == "ready"
    lab.train(wait=True)
    for name, value in (("seed", 4), ("learning_rate", 0.05), ("epochs", 7)):
        before = lab.losses
        setattr(lab, name, value)
        lab._jobs.wait()
        assert lab.status == "done"
        assert lab.losses != before
        assert lab.run_settings == settings_of(lab)
    losses, _ = loses_of(lab)
    np.testing.assert_allclose(numbers(lab.losses), losses, rtol=2e-5)
    before = lab.losses
    lab.units = 6
    assert not lab._jobs.busy
    assert lab.losses == before
    assert lab.run_settings["units"] == 5


def loses_of(lab):
    import keras

    model = lab.example.model(lab.seed, lab.units)
    model.optimizer.learning_rate = lab.learning_rate
    assert keras.ops.convert_to_numpy(model.optimizer.learning_rate) > 0
    return loses(model, lab.example, lab.epochs)


def test_leaves_random_numbers_of_other_cells_as_they_were(lab):
    random.seed(5)
    np.random.seed(5)
    expected = random.random(), np.random.random()
    random.seed(5)
    np.random.seed(5)
    lab.seed = 41
    lab.train(wait=True)
    assert (random.random(), np.random.random()) == expected


def test_keeps_few_models(lab, monkeypatch):
    monkeypatch.setattr(training_lab, "KEPT_MODELS", 2)
    lab.epochs = 1
    for units in (5, 1, 2):
        lab.units = units
        lab.train(wait=True)
    assert list(lab._trainers) == [1, 2]
    lab.units = 5
    lab.train(wait=True)
    assert list(lab._trainers) == [2, 5]


# Train, stop, reset.


def test_statuses_and_messages_of_a_run(lab):
    seen = []
    lab.observe(lambda change: seen.append((lab.status, lab.message)), "status")
    assert (lab.status, lab.message) == ("ready", MESSAGES["ready"])
    lab.train(wait=True)
    assert [status for status, _ in seen] == ["training", "done"]
    assert seen[0][1] == MESSAGES["training"]


def test_first_run_says_that_the_model_is_being_prepared(threads):
    lab = TrainingLab("one_to_one", units=1, epochs=1)
    lab.train()
    wait_for(lambda: lab.status != "ready")
    assert (lab.status, lab.message) == ("training", MESSAGES["preparing"])
    lab._jobs.wait()
    assert lab.status == "done"
    lab.close()


def test_second_train_does_nothing_while_one_runs(running):
    thread = running._jobs._thread
    for _ in range(5):
        running.train()
    assert not running._jobs.outdated
    assert running._jobs._thread is thread
    assert running.status == "training"
    before = len(running.losses)
    wait_for(lambda: len(running.losses) > before)


def test_a_newer_setting_takes_the_place_of_the_run_under_way(running):
    running.learning_rate = 0.01
    running.seed = 9
    running.epochs = 30
    wait_for(lambda: running.status == "done")
    assert running.run_settings == settings_of(running)
    assert len(numbers(running.losses)) == 30


def test_train_with_other_units_takes_the_place_of_the_run_under_way(running):
    running.units, running.epochs = 1, 3
    running.train(wait=True)
    assert running.run_settings == settings_of(running)
    assert running.status == "done"


def test_stop_is_quick_and_keeps_what_was_learned(running):
    times = []
    for turn in range(5):
        if turn:
            running.train()
            wait_for(lambda: running.status == "training" and running.losses)
        began = time.perf_counter()
        running.stop()
        wait_for(lambda: running.status != "training")
        times.append(time.perf_counter() - began)
        running._jobs.wait()
    assert running.status == "stopped"
    done = len(numbers(running.losses))
    assert 0 < done < 5000
    assert predictions(running).shape == (done + 1, 5)
    assert running.message == MESSAGES["stopped"].format(done=f"{done:,}", epochs="5,000")
    # One of them at least was not held up by other work on this machine.
    assert min(times) < 0.2, times


def test_stop_while_the_model_is_prepared_does_not_wait_for_it(threads):
    lab = TrainingLab("one_to_one", units=2, epochs=3)
    lab.train()
    wait_for(lambda: lab.status == "training")
    began = time.perf_counter()
    lab.stop()
    assert time.perf_counter() - began < 0.2
    assert (lab.status, lab.message) == ("stopped", MESSAGES["stopped_at_once"])
    lab._jobs.wait()
    assert (lab.status, lab.losses) == ("stopped", b"")
    # Pressed again at once, it trains.
    lab.train(wait=True)
    assert lab.status == "done"
    lab.close()


def test_train_right_after_stop_trains(running):
    running.epochs = 40
    running.stop()
    running.train(wait=True)
    assert running.status == "done"
    assert len(numbers(running.losses)) == 40


def test_stop_without_a_run_changes_nothing(lab):
    lab.stop()
    assert lab.status == "ready"
    lab.train(wait=True)
    before = lab.message, lab.losses
    lab.stop()
    assert (lab.status, lab.message, lab.losses) == ("done", *before)


def test_reset_goes_back_to_the_start(lab):
    lab.seed, lab.learning_rate, lab.units = 3, 0.5, 4
    lab.train(wait=True)
    lab.reset()
    assert settings_of(lab) == {"units": 5, "epochs": EPOCHS, "learning_rate": 0.001, "seed": 7}
    assert (lab.status, lab.message) == ("ready", MESSAGES["ready"])
    assert (lab.losses, lab.predictions, lab.run_settings) == (b"", b"", {})
    lab.seed = 5
    assert not lab._jobs.busy


def test_reset_in_the_middle_of_a_run_returns_at_once_and_nothing_comes_after_it(running):
    began = time.perf_counter()
    running.reset()
    assert time.perf_counter() - began < 0.2
    assert running.status == "ready"
    running._jobs.wait()
    assert (running.status, running.losses) == ("ready", b"")


def test_commands_from_the_view(lab, monkeypatch):
    sent = []
    monkeypatch.setattr(lab, "send", sent.append)
    lab._obey({"command": "train"})
    lab._jobs.wait()
    assert lab.status == "done"
    lab._obey({"command": "reset"})
    assert lab.status == "ready"
    nonsense = [{"command": "answer"}, {"command": "close"}, {}, None, "train", {"command": None}]
    for content in nonsense:
        lab._obey(content)
    assert lab.status == "ready"
    # To everything it answers, so that the view knows that there is a kernel.
    assert len(sent) == 2 + len(nonsense)


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


def test_settings_from_the_view_and_news_of_a_run_do_not_get_into_each_others_way(running):
    for turn in range(200):
        running.set_state({"units": 20 + turn % 5})
        time.sleep(0.001)
    assert running.status == "training", running.message
    assert running.units == 24
    assert running.run_settings["units"] == 32
    running.set_state({"learning_rate": 0.02, "epochs": 10, "units": 32})
    running._jobs.wait()
    assert running.run_settings == settings_of(running)


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
    lab.learning_rate = 0.001
    lab._jobs.wait()
    assert lab.status == "done"
    expected, _ = loses_of(lab)
    np.testing.assert_allclose(numbers(lab.losses), expected, rtol=2e-5)


def test_a_run_that_ends_worse_than_it_began_says_so(lab):
    lab.learning_rate = 1e6
    lab.train(wait=True)
    assert lab.status == "done"
    assert numbers(lab.losses)[-1] > numbers(lab.losses)[0]
    assert "higher than at the start" in lab.message


@pytest.mark.parametrize("where", ["prepare", "train"])
def test_a_failing_run_says_why_and_leaves_everything_usable(lab, monkeypatch, where):
    lab.train(wait=True)
    before = settings_of(lab)

    def fails(*arguments, **options):
        raise MemoryError("no room {for} the model")

    trainer, _ = lab._trainers[5]
    with monkeypatch.context() as patch:
        if where == "train":
            patch.setattr(trainer, "run", fails)
        else:
            patch.setattr(type(trainer), "__init__", fails)
            lab._trainers.clear()
        lab.train(wait=True)
    assert lab.status == "failed"
    assert "MemoryError: no room {for} the model" in lab.message
    assert settings_of(lab) == before
    assert not lab._jobs.busy
    lab.train(wait=True)
    assert lab.status == "done"


def test_an_interrupt_while_waiting_stops_the_run(running):
    threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        running.train(wait=True)
    wait_for(lambda: running.status == "stopped")


def test_running_the_cell_again_stops_the_run_of_the_widget_before(running):
    again = TrainingLab("many_to_many")
    wait_for(lambda: running.status == "stopped")
    running._jobs.wait()
    assert again.status == "ready"
    # Its models went with it; if it is still looked at, it makes new ones.
    assert running._trainers == {}
    running._trainers = {}
    running.units, running.epochs = 1, 2
    running.train(wait=True)
    assert running.status == "done"


def test_close_stops_the_run(threads):
    lab = TrainingLab("one_to_one", units=1, epochs=5000)
    lab.train()
    wait_for_epochs(lab)
    lab.close()
    lab._jobs.wait()
    assert lab.status == "training"
    assert lab.comm is None


# What is saved with a notebook.


def test_state_of_a_trained_lab_can_be_saved(lab):
    lab.train(wait=True)
    (state,) = (
        json.loads(json.dumps(state))
        for state in embed.dependency_state([lab], drop_defaults=False).values()
        if "losses" in str(state.get("buffers"))
    )
    buffers = {tuple(buffer["path"]): buffer for buffer in state["buffers"]}
    assert set(buffers) == {("losses",), ("predictions",)}
    assert {buffer["encoding"] for buffer in buffers.values()} == {"base64"}
    saved = state["state"]
    assert saved["status"] == "done"
    assert saved["run_settings"] == lab.run_settings
