"""Whatever a learner's function does, a report comes back: errors are theirs, loops are stopped."""

import itertools
import threading
import time

import pytest

from helpers.exercises import calls, counts
from helpers.exercises.calls import arguments, call
from helpers.exercises.checking import check


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


def test_what_waits_in_c_is_left_behind():
    outcome = call(lambda: time.sleep(2), seconds=0.1)
    assert outcome.endless


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
