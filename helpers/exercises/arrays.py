"""Exercises with arrays: a function that gives data another shape, or lets a layer read them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

from helpers.checks.arguments import described
from helpers.checks.arrays import Array
from helpers.exercises.calls import arguments, call
from helpers.exercises.complaints import call_complaint, parameters_complaint
from helpers.text.words import numbered, words

_SECONDS = 5.0
_KERAS_SECONDS = 60.0


@dataclass(frozen=True)
class ToSequences:
    """Cut a table, one row for each step, into sequences: [samples, timesteps, features]."""

    name = "to_sequences"
    parameters = ("rows", "timesteps")
    # Samples, timesteps, features: all differ, so that a swap shows.
    sizes = ((4, 6, 3), (2, 5, 3), (7, 2, 1), (1, 4, 2), (5, 1, 3))

    def complaints(self, function: Callable[..., Any]) -> list[str]:
        """Return what is wrong with the tensor that the function makes of a table."""
        for samples, timesteps, features in self.sizes:
            # Each number says where it belongs: 213 is sample 2, step 1, feature 3.
            number = np.arange(samples)[:, None, None] * 100 + np.arange(timesteps)[:, None] * 10
            wanted = (number + np.arange(features) + 111).astype(float)
            rows = wanted.reshape(samples * timesteps, features)
            given = {"rows": rows.copy(), "timesteps": timesteps}
            said = words("exercises")["sequences"]
            where = said["where"].format(rows=rows.shape, timesteps=timesteps)
            value, complaints = _array_of(self, function, given, where, _SECONDS)
            if complaints:
                return _with_hint(complaints, (samples, timesteps, features) == self.sizes[0])
            named = {"samples": samples, "timesteps": timesteps, "features": features}
            found = _about(value, wanted, named)
            if found:
                return [f"{said['gave'].format(where=where, shape=value.shape)} {found}"]
        return []

    def praise(self) -> list[str]:
        """Return what is said of a function that is right."""
        return [words("exercises")["sequences"]["right"].format(number=len(self.sizes))]


@dataclass(frozen=True)
class TurnAxes:
    """Turn (samples, features, timesteps) into (samples, timesteps, features)."""

    name = "turn"
    parameters = ("x",)
    # The first are those of the lesson.
    sizes = ((50, 3, 120), (2, 3, 5), (4, 2, 9), (1, 3, 2))

    def complaints(self, function: Callable[..., Any]) -> list[str]:
        """Return what is wrong with the array that comes back."""
        said = words("exercises")["sequences"]
        for samples, features, timesteps in self.sizes:
            x = np.arange(samples * features * timesteps, dtype=float)
            x = x.reshape(samples, features, timesteps)
            wanted = x.transpose(0, 2, 1)
            where = said["where_x"].format(x=x.shape)
            value, complaints = _array_of(self, function, {"x": x.copy()}, where, _SECONDS)
            if complaints:
                return _with_hint(complaints, (samples, features, timesteps) == self.sizes[0])
            gave = said["gave"].format(where=where, shape=value.shape)
            if value.shape == x.shape and np.array_equal(value, x):
                return [f"{gave} {said['not_turned']}"]
            named = {"samples": samples, "timesteps": timesteps, "features": features}
            if found := _about(value, wanted, named):
                return [f"{gave} {found}"]
        return []

    def praise(self) -> list[str]:
        """Return what is said of a function that is right."""
        return [words("exercises")["sequences"]["turned"]]


@dataclass(frozen=True)
class ReadOne:
    """Let an LSTM with 5 units read one sequence, which comes without the axis of the samples."""

    name = "read_one"
    parameters = ("sequence",)
    units = 5
    shapes = ((7, 3), (9, 2))

    def complaints(self, function: Callable[..., Any]) -> list[str]:
        """Return what is wrong with the answer of the layer."""
        said = words("exercises")["sequences"]
        wanted = (1, self.units)
        for shape in self.shapes:
            where = said["where_one"].format(shape=shape)
            sequence = np.arange(shape[0] * shape[1], dtype="float32").reshape(shape) / 10
            given = {"sequence": sequence.copy()}
            with _read_by_lstms() as read:
                value, complaints = _array_of(self, function, given, where, _KERAS_SECONDS)
            if complaints:
                return _with_hint(complaints, shape == self.shapes[0])
            gave = said["gave"].format(where=where, shape=value.shape)
            if value.shape == (shape[0], self.units):
                return [f"{gave} {said['as_many_samples'].format(number=shape[0])}"]
            if value.shape == (3, *wanted):
                return [said["states"].format(where=where)]
            if value.shape == (1, shape[0], self.units):
                return [f"{gave} {said['all_steps'].format(wanted=wanted)}"]
            if value.shape != wanted:
                return [f"{gave} {said['not_one'].format(wanted=wanted)}"]
            if complaint := _about_what_was_read(read, sequence):
                return [f"{gave} {complaint}"]
        return []

    def praise(self) -> list[str]:
        """Return what is said of a function that is right."""
        return [words("exercises")["sequences"]["read"]]


@contextmanager
def _read_by_lstms() -> Iterator[list[Any]]:
    """Note every tensor that an LSTM is called on: the shape of its answer does not tell."""
    import keras

    read: list[Any] = []
    usual = keras.layers.LSTM.__call__

    def noting(layer: Any, sequence: Any, *others: Any, **named: Any) -> Any:
        read.append(sequence)
        return usual(layer, sequence, *others, **named)

    keras.layers.LSTM.__call__ = noting
    try:
        yield read
    finally:
        keras.layers.LSTM.__call__ = usual


def _about_what_was_read(read: list[Any], sequence: Array) -> str | None:
    """Return what is wrong with what the last LSTM read; None if it was the sequence, as one."""
    said = words("exercises")["sequences"]
    if not read:
        return said["no_lstm"]
    shape = tuple(read[-1].shape)
    if shape[1:] != sequence.shape:
        _, steps, features = shape
        sizes = {"right_timesteps": sequence.shape[0], "right_features": sequence.shape[1]}
        return said["read_other"].format(
            read=shape, timesteps=steps, features=features, wanted=(1, *sequence.shape), **sizes
        )
    try:
        numbers = np.asarray(read[-1])
    except Exception:  # in a compiled function a tensor has no numbers yet
        return None
    return None if np.array_equal(numbers[0], sequence) else said["read_numbers"]


def _with_hint(complaints: list[str], first: bool) -> list[str]:
    """Add a hint to complaints about data of another size than those that went well."""
    return complaints if first else [*complaints, words("exercises")["sequences"]["one_size_only"]]


def _array_of(
    exercise: Any,
    function: Callable[..., Any],
    given: Mapping[str, Any],
    where: str,
    seconds: float,
) -> tuple[Array, list[str]]:
    """Return the array that a function makes of `given`, or what is wrong with what it does."""
    nothing = np.empty(0)
    fitting = arguments(function, given, {})
    if fitting is None:
        return nothing, parameters_complaint(exercise.name, exercise.parameters, function)
    positional, named = fitting
    outcome = call(function, *positional, seconds=seconds, **named)
    if not outcome.returned:
        return nothing, call_complaint(outcome, where, seconds)
    said = words("exercises")["sequences"]
    if outcome.value is None:
        key = "printed_only" if outcome.printed.strip() else "none"
        return nothing, [said[key].format(where=where)]
    if isinstance(outcome.value, tuple) and all(isinstance(n, int) for n in outcome.value):
        return nothing, [said["shape_only"].format(where=where, shape=outcome.value)]
    try:
        value = np.asarray(outcome.value)
    except ValueError:
        if isinstance(outcome.value, list | tuple):
            return nothing, [said["ragged"].format(where=where)]
        value = np.asarray(None)
    except Exception:  # whatever a class of somebody else's does there
        value = np.asarray(None)
    if value.dtype.kind not in "iuf" or value.ndim == 0:
        what = described(outcome.value)
        return nothing, [said["no_array"].format(where=where, value=what)]
    return value, []


def _about(value: Array, wanted: Array, named: Mapping[str, int]) -> str | None:
    """Return what the shape or the order of the numbers says about how it was made."""
    said = words("exercises")["sequences"]
    if value.shape == wanted.shape:
        if np.array_equal(value, wanted):
            return None
        same = np.array_equal(np.sort(value, axis=None), np.sort(wanted, axis=None))
        return said["scrambled" if same else "other_numbers"]
    names = list(named)
    for order in permutations(range(3)):
        if order != (0, 1, 2) and value.shape == tuple(wanted.shape[axis] for axis in order):
            axes = ", ".join(names[axis] for axis in order)
            return said["order"].format(axes=axes)
    samples, timesteps, features = wanted.shape
    if value.ndim != 3:
        return numbered(said["axes"], value.ndim)
    if value.shape == (1, samples * timesteps, features):
        return said["one_sample"]
    if value.shape == (samples * timesteps, 1, features):
        return said["one_step"].format(timesteps=timesteps)
    starts = samples * timesteps - timesteps
    if samples > 1 and value.shape in [(n, timesteps, features) for n in (starts, starts + 1)]:
        return said["windows"]
    return said["other"].format(wanted=wanted.shape)
