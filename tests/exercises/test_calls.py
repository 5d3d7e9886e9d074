"""Whatever a learner's function does, a report comes back: errors are theirs, loops are stopped."""

import builtins
import itertools
import sys
import threading
import time

import numpy as np
import pytest

from helpers.exercises import calls, counts
from helpers.exercises.calls import arguments, call
from helpers.exercises.checking import check
from helpers.exercises.complaints import call_complaint


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(counts, "_SECONDS", 0.3)
    monkeypatch.setattr(calls, "_ATTEMPTS", 4)


def test_what_is_returned_and_printed_comes_back(capsys):
    def speak(word, times):
        print(word)
        return word * times

    outcome = call(speak, "ab", seconds=5, times=2)
    assert (outcome.value, outcome.printed, outcome.returned) == ("abab", "ab\n", True)
    assert capsys.readouterr().out == ""


def test_an_error_is_told_with_the_learners_line():
    def divide(units):
        half = units / 0
        return half

    outcome = call(divide, 3, seconds=5)
    assert outcome.error == "ZeroDivisionError: division by zero"
    assert outcome.line.text == "half = units / 0"
    assert outcome.line.number == divide.__code__.co_firstlineno + 1


def test_an_error_inside_a_package_is_told_with_the_line_that_called_it():
    def build(units):
        import numpy as np

        return np.zeros(3) @ np.zeros((units, 2))

    outcome = call(build, 4, seconds=5)
    assert outcome.error.startswith("ValueError: matmul")
    assert outcome.line.text == "return np.zeros(3) @ np.zeros((units, 2))"


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit, BaseException])
def test_nothing_that_is_raised_gets_through(error):
    def leave():
        raise error("enough")

    assert call(leave, seconds=5).error == f"{error.__name__}: enough"


def forever():
    while True:
        pass


def forever_in_a_comprehension():
    return [number for number in itertools.count() if number < 0]


def forever_catching_everything():
    number = 0
    while True:
        try:
            number += 1
        except:  # noqa: E722
            number -= 1


@pytest.mark.parametrize("loop", [forever, forever_in_a_comprehension, forever_catching_everything])
def test_an_endless_loop_is_stopped_and_its_thread_ends(loop):
    before = threading.active_count()
    outcome = call(loop, seconds=0.2)
    assert outcome.endless
    assert outcome.line.number > loop.__code__.co_firstlineno
    assert threading.active_count() == before


def endless_in_numpy():
    while True:
        np.linalg.svd(np.ones((20, 20)))


def endless_in_keras():
    import keras

    layer = keras.layers.Dense(2)
    while True:
        layer(np.ones((1, 2)))


@pytest.mark.parametrize("loop", [endless_in_numpy, endless_in_keras])
def test_a_loop_around_calls_of_numpy_and_keras_is_stopped(loop):
    import keras  # noqa: F401

    outcome = call(loop, seconds=0.3)
    assert outcome.endless
    assert outcome.line.number > loop.__code__.co_firstlineno


def test_what_waits_in_c_is_left_behind_and_that_is_said():
    outcome = call(lambda: time.sleep(2), seconds=0.1)
    assert outcome.endless
    assert outcome.running
    said = call_complaint(outcome, "units 4, features 3", 5)
    assert "had not ended after 5 seconds, and cannot be stopped from here" in said[0]
    assert "restart the kernel" in said[0]


def test_an_interrupt_by_the_learner_is_no_error(monkeypatch):
    """The stop button of the notebook interrupts the main thread, which waits."""
    thread = threading.Thread

    class Impatient(thread):
        def join(self, timeout=None):
            if timeout == 60:
                raise KeyboardInterrupt
            super().join(timeout)

    monkeypatch.setattr(threading, "Thread", Impatient)
    outcome = call(forever, seconds=60)
    assert outcome.interrupted
    assert not outcome.running
    assert "You stopped your function" in call_complaint(outcome, "", 60)[0]


def test_nobody_is_asked_to_type(capsys):
    def count_lstm(units, features):
        return int(input("units? ")) * features

    usual = builtins.input
    said = repr(check(count_lstm))
    assert "waits at `input()` for somebody to type" in said
    assert "`return int(input(" in said
    assert builtins.input is usual


def test_exit_is_explained():
    def count_lstm(units, features):
        sys.exit(3)

    assert "`exit` ends a whole program" in repr(check(count_lstm))


@pytest.mark.parametrize("name", ["exit", "quit"])
def test_the_kernel_outlives_exit(name):
    """In a notebook `exit` is a name among the learner's own, and ends the kernel."""
    ended = []
    names = {name: lambda: ended.append(name)}
    exec(f"def count_lstm(units, features):\n    {name}()", names)
    usual = names[name]
    assert "`exit` ends a whole program" in repr(check(names["count_lstm"]))
    assert not ended
    assert names[name] is usual


def test_a_function_that_computes_later_is_told_so(recwarn):
    async def count_lstm(units, features):
        return units

    assert "begins with `async def`" in repr(check(count_lstm))
    assert not recwarn


def test_ten_thousand_lines_are_cut_short(capsys):
    def count_lstm(units, features):
        for number in range(10_000):
            print("line", number)
        return units

    said = repr(check(count_lstm))
    assert "It printed: `line 0 line 1" in said
    assert max(map(len, said.splitlines())) < 300
    assert capsys.readouterr().out == ""


def test_an_error_that_cannot_be_written_is_named():
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError

    def fail():
        raise Odd

    assert call(fail, seconds=5).error == "Odd"


def test_a_mistake_of_ours_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(counts, "fitted", lambda given: 1 / 0)
    said = repr(check(lambda u, f: u * f * 3, "count_lstm"))
    assert "Here `check` itself failed: ZeroDivisionError" in said


def test_an_endless_loop_is_stopped_off_the_main_thread_too():
    """As in a callback of a widget, where signals do not work."""
    reports = []
    thread = threading.Thread(
        target=lambda: reports.append(check(lambda u, f: forever(), "count_lstm"))
    )
    thread.start()
    thread.join(10)
    assert "had not ended" in repr(reports[0])


def test_an_endless_recursion_ends_by_itself():
    def again(units, features):
        return again(units, features)

    assert "calls itself without an end" in repr(check(again, "count_lstm"))


def test_parameters_are_found_by_name_or_by_place():
    wanted, extra = {"units": 4, "features": 3}, {"timesteps": 7}
    assert arguments(lambda features, units: 0, wanted, extra) == ((), wanted)
    assert arguments(lambda u, f: 0, wanted, extra) == ((4, 3), {})
    assert arguments(lambda u, f, timesteps: 0, wanted, extra) == ((4, 3), {"timesteps": 7})
    assert arguments(lambda *sizes: 0, wanted, extra) == ((4, 3), {})
    assert arguments(lambda u, f, gates=4: 0, wanted, extra) == ((4, 3), {})
    assert arguments(lambda **sizes: 0, wanted, extra) is None
    assert arguments(lambda u: 0, wanted, extra) is None
    assert arguments(lambda u, f, more: 0, wanted, extra) is None
    assert arguments(max, wanted, extra) == ((4, 3), {})
