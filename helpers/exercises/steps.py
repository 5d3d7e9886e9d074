"""The exercise to write one step of an LSTM, compared with Keras.

A wrong step is diagnosed by making the same mistake: each known deviation from the step is carried
out, alone and in pairs, until one gives what the learner's function gave.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import Any

import numpy as np

from helpers.cells.lstm import sigmoid
from helpers.checks.arguments import described
from helpers.checks.arrays import Array
from helpers.exercises.calls import Outcome, arguments, call
from helpers.exercises.complaints import call_complaint, parameters_complaint
from helpers.text.words import words

GATES = ("input", "forget", "candidate", "output")
_SECONDS = 5.0
# Keras computes with 32 bits.
_NEAR = {"rtol": 1e-4, "atol": 1e-5}
_SIZES = ((2, 3), (4, 3), (1, 5), (3, 2))  # units, features


@dataclass(frozen=True)
class Inputs:
    """What a step works on: x (features,), h and c (units,), and the weights as Keras has them."""

    x: Array
    h: Array
    c: Array
    kernel: Array
    recurrent_kernel: Array
    bias: Array


def _identity(value: Array) -> Array:
    return value


def _as_given(at: Inputs) -> Inputs:
    return at


def _blocks(sums: Array, order: tuple[int, ...]) -> tuple[Array, ...]:
    parts = np.split(sums, 4)
    return tuple(parts[place] for place in order)


def _write_and_keep(i: Array, f: Array, g: Array, c: Array) -> Array:
    return f * c + i * g


def _show(o: Array, g: Array, c: Array, new_c: Array) -> Array:
    return o * np.tanh(new_c)


@dataclass(frozen=True)
class Step:
    """An LSTM step in parts, so that a part can be exchanged for a wrong one."""

    inputs: Callable[[Inputs], Inputs] = _as_given
    order: tuple[int, ...] = (0, 1, 2, 3)
    split: Callable[[Array, tuple[int, ...]], tuple[Array, ...]] = _blocks
    squeeze: tuple[Callable[[Array], Array], ...] = (sigmoid, sigmoid, np.tanh, sigmoid)
    update: Callable[[Array, Array, Array, Array], Array] = _write_and_keep
    show: Callable[[Array, Array, Array, Array], Array] = _show

    def __call__(self, given: Inputs) -> tuple[Array, Array]:
        """Return the new h and the new c."""
        at = self.inputs(given)
        sums = at.x @ at.kernel + at.h @ at.recurrent_kernel + at.bias
        squeezed = zip(self.squeeze, self.split(sums, self.order), strict=True)
        i, f, g, o = (function(part) for function, part in squeezed)
        new_c = self.update(i, f, g, at.c)
        return self.show(o, g, at.c, new_c), new_c


def _forget_bias(at: Inputs, change: Callable[[Array], Array]) -> Inputs:
    bias, units = at.bias.copy(), len(at.h)
    bias[units : 2 * units] = change(bias[units : 2 * units])
    return replace(at, bias=bias)


def _relu(value: Array) -> Array:
    return np.maximum(value, 0)


def _interleaved(sums: Array, order: tuple[int, ...]) -> tuple[Array, ...]:
    return tuple(sums[place::4] for place in order)


def _turned(value: Array) -> Array:
    return 1 - sigmoid(value)


_SIGMA, _TANH = sigmoid, np.tanh
# Each deviation: the part of the step that it concerns, and what stands there instead.
DEVIATIONS: dict[str, tuple[str, Any]] = {
    "no_bias": ("inputs", lambda at: replace(at, bias=0 * at.bias)),
    "no_x": ("inputs", lambda at: replace(at, x=0 * at.x)),
    "no_h": ("inputs", lambda at: replace(at, h=0 * at.h)),
    "bias_twice": ("inputs", lambda at: replace(at, bias=2 * at.bias)),
    "c_for_h": ("inputs", lambda at: replace(at, h=at.c)),
    "h_for_c": ("inputs", lambda at: replace(at, c=at.h)),
    "forget_plus_one": ("inputs", lambda at: _forget_bias(at, lambda bias: bias + 1)),
    "no_forget_bias": ("inputs", lambda at: _forget_bias(at, lambda bias: 0 * bias)),
    "interleaved": ("split", _interleaved),
    "tanh_everywhere": ("squeeze", (_TANH, _TANH, _TANH, _TANH)),
    "sigmoid_input_tanh": ("squeeze", (_TANH, _SIGMA, _TANH, _SIGMA)),
    "sigmoid_forget_tanh": ("squeeze", (_SIGMA, _TANH, _TANH, _SIGMA)),
    "sigmoid_output_tanh": ("squeeze", (_SIGMA, _SIGMA, _TANH, _TANH)),
    "candidate_sigmoid": ("squeeze", (_SIGMA, _SIGMA, _SIGMA, _SIGMA)),
    "candidate_plain": ("squeeze", (_SIGMA, _SIGMA, _identity, _SIGMA)),
    "candidate_relu": ("squeeze", (_SIGMA, _SIGMA, _relu, _SIGMA)),
    "nothing_squeezed": ("squeeze", (_identity, _identity, _identity, _identity)),
    "gates_plain": ("squeeze", (_identity, _identity, _TANH, _identity)),
    "sigma_turned": ("squeeze", (_turned, _turned, _TANH, _turned)),
    "no_input_gate": ("update", lambda i, f, g, c: f * c + g),
    "no_forget_gate": ("update", lambda i, f, g, c: c + i * g),
    "no_old_c": ("update", lambda i, f, g, c: i * g),
    "nothing_new": ("update", lambda i, f, g, c: f * c),
    "exchanged": ("update", lambda i, f, g, c: i * c + f * g),
    "one_minus_f": ("update", lambda i, f, g, c: f * c + (1 - f) * g),
    "forget_turned": ("update", lambda i, f, g, c: (1 - f) * c + i * g),
    "c_squeezed": ("update", lambda i, f, g, c: np.tanh(f * c + i * g)),
    "i_plus_g": ("update", lambda i, f, g, c: f * c + i + g),
    "minus": ("update", lambda i, f, g, c: f * c - i * g),
    "f_of_all": ("update", lambda i, f, g, c: f * (c + i * g)),
    "no_tanh_c": ("show", lambda o, g, c, new_c: o * new_c),
    "tanh_old_c": ("show", lambda o, g, c, new_c: o * np.tanh(c)),
    "tanh_of_product": ("show", lambda o, g, c, new_c: np.tanh(o * new_c)),
    "sigmoid_of_c": ("show", lambda o, g, c, new_c: o * sigmoid(new_c)),
    "no_output_gate": ("show", lambda o, g, c, new_c: np.tanh(new_c)),
    "candidate_out": ("show", lambda o, g, c, new_c: o * g),
}


@dataclass(frozen=True)
class StepExercise:
    """Write one step: from x, h, c and the weights to the new h and the new c."""

    name = "lstm_step"
    parameters = ("x", "h", "c", "kernel", "recurrent_kernel", "bias")

    def complaints(self, function: Callable[..., Any]) -> list[str]:
        """Return what is wrong with the step; nothing if it is that of Keras."""
        given = [_drawn(units, features, seed) for seed, (units, features) in enumerate(_SIZES)]
        answers = []
        for at in given:
            answer, complaints = self._answer(function, at)
            if complaints:
                return [*complaints, *([_one_size_only()] if answers else [])]
            answers.append(answer)
        wanted = [_by_keras(at) for at in given]
        if _same(answers, wanted):
            return []
        said = words("exercises")["steps"]
        if (twice := _twice(answers, wanted)) is not None:
            return [said[twice]]
        if _same(answers, [(at.h, at.c) for at in given]):
            return [said["unchanged"]]
        if not any(part.any() for answer in answers for part in answer):
            return [said["zeros"]]
        turned = [answer[::-1] for answer in answers]
        for found, step in _wrong_steps():
            made = [step(at) for at in given[:1]]
            if _same(turned[:1], made) and _same(turned, [step(at) for at in given]):
                return [said["swapped"], *_as_if(found)]
            if _same(answers[:1], made) and _same(answers, [step(at) for at in given]):
                return _as_if(found)
        return [self._part_that_is_right(answers, wanted, given), *self._unused(function, given[0])]

    def praise(self) -> list[str]:
        """Return what is said of a step that is right."""
        return [words("exercises")["steps"]["right"].format(number=len(_SIZES))]

    def _answer(
        self, function: Callable[..., Any], at: Inputs
    ) -> tuple[tuple[Array, Array], list[str]]:
        nothing = (np.empty(0), np.empty(0))
        wanted = {name: getattr(at, name).copy() for name in self.parameters}
        fitting = arguments(function, wanted, {})
        if fitting is None:
            return nothing, parameters_complaint(self.name, self.parameters, function)
        positional, named = fitting
        outcome = call(function, *positional, seconds=_SECONDS, **named)
        units, features = len(at.h), len(at.x)
        if not outcome.returned:
            where = words("exercises")["counts"]["where"].format(units=units, features=features)
            return nothing, call_complaint(outcome, where, _SECONDS)
        return _two_arrays(outcome, units)

    def _part_that_is_right(
        self,
        answers: list[tuple[Array, Array]],
        wanted: list[tuple[Array, Array]],
        given: list[Inputs],
    ) -> str:
        said = words("exercises")["steps"]
        if all(np.allclose(a[1], w[1], **_NEAR) for a, w in zip(answers, wanted, strict=True)):
            return said["c_right"]
        for answer, at in zip(answers, given, strict=True):
            sums = at.x @ at.kernel + at.h @ at.recurrent_kernel + at.bias
            o = sigmoid(_blocks(sums, (0, 1, 2, 3))[3])
            if not np.allclose(answer[0], o * np.tanh(answer[1]), **_NEAR):
                return said["unknown"]
        return said["h_from_c"]

    def _unused(self, function: Callable[..., Any], at: Inputs) -> list[str]:
        """Return which weights make no difference to the answer, though they should."""
        said = words("exercises")["steps"]
        before, _ = self._answer(function, at)
        lines = []
        for weights in ("kernel", "recurrent_kernel", "bias"):
            unused = []
            for number, gate in enumerate(GATES):
                changed = getattr(at, weights).copy()
                changed[..., number * len(at.h) : (number + 1) * len(at.h)] += 1
                after, complaints = self._answer(function, replace(at, **{weights: changed}))
                if not complaints and _same([before], [after]):
                    unused.append(gate)
            if unused:
                lines.append(said["unused"].format(weights=weights, gates=", ".join(unused)))
        return lines


def _drawn(units: int, features: int, seed: int) -> Inputs:
    draw = np.random.default_rng(seed).normal
    return Inputs(
        x=draw(size=features),
        h=draw(size=units) / 2,
        c=draw(size=units),
        kernel=draw(size=(features, 4 * units)),
        recurrent_kernel=draw(size=(units, 4 * units)),
        bias=draw(size=4 * units),
    )


def _by_keras(at: Inputs) -> tuple[Array, Array]:
    import keras

    cell = keras.layers.LSTMCell(len(at.h))
    cell.build((None, len(at.x)))
    cell.set_weights([at.kernel, at.recurrent_kernel, at.bias])
    x, h, c = (np.asarray([row], dtype="float32") for row in (at.x, at.h, at.c))
    _, (new_h, new_c) = cell(x, [h, c])
    return np.asarray(new_h)[0], np.asarray(new_c)[0]


def _two_arrays(outcome: Outcome, units: int) -> tuple[tuple[Array, Array], list[str]]:
    """Return the new h and the new c out of what came back, or what is wrong with it."""
    nothing, said = (np.empty(0), np.empty(0)), words("exercises")["steps"]
    value = outcome.value
    if value is None:
        return nothing, [said["printed_only" if outcome.printed.strip() else "none"]]
    if isinstance(value, tuple | list) and len(value) != 2:
        return nothing, [said["three"].format(number=len(value))]
    if not isinstance(value, tuple | list):
        shape = getattr(value, "shape", None)
        key = "no_arrays" if shape is None else "one_of_two"
        return nothing, [said[key].format(value=described(value), shape=shape)]
    answer = []
    for name, part in zip((said["new_h"], said["new_c"]), value, strict=True):
        try:
            array = np.asarray(part)
        except Exception:  # whatever a class of somebody else's does there
            array = np.asarray(None)
        if array.dtype.kind not in "iuf":
            return nothing, [said["no_arrays"].format(value=described(value))]
        if array.shape != (units,):
            return nothing, [said["shape"].format(name=name, given=array.shape, wanted=(units,))]
        if not np.isfinite(array).all():
            strange = array[~np.isfinite(array)][0]
            return nothing, [said["not_finite"].format(name=name, value=strange)]
        answer.append(array.astype(float))
    return (answer[0], answer[1]), []


def _same(some: list[tuple[Array, Array]], others: list[tuple[Array, Array]]) -> bool:
    return all(
        np.allclose(one, other, **_NEAR)
        for pair, pair_of_other in zip(some, others, strict=True)
        for one, other in zip(pair, pair_of_other, strict=True)
    )


def _twice(answers: list[tuple[Array, Array]], wanted: list[tuple[Array, Array]]) -> str | None:
    for key, place in (("both_h", 0), ("both_c", 1)):
        if _same(answers, [(right[place], right[place]) for right in wanted]):
            return key
    return None


def _wrong_steps() -> Iterator[tuple[tuple[str, ...], Step]]:
    """Yield steps with no deviation, with each one, and with each two; and what to say of them."""
    said = words("exercises")["steps"]["deviations"]
    single = [(said[kind], part, other) for kind, (part, other) in DEVIATIONS.items()]
    for order in permutations(range(4)):
        if order != (0, 1, 2, 3):
            named = ", ".join(GATES[order.index(place)] for place in range(4))
            single.append((said["order"].format(order=named), "order", order))
    yield (), Step()
    for text, part, other in single:
        yield (text,), _with(Step(), part, other)
    for (text, part, other), (second, second_part, second_other) in combinations(single, 2):
        step = _with(Step(), part, other)
        if part != second_part:
            yield (text, second), _with(step, second_part, second_other)
        elif part == "inputs":
            yield (text, second), replace(step, inputs=_one_after_the_other(other, second_other))


def _one_after_the_other(
    first: Callable[[Inputs], Inputs], second: Callable[[Inputs], Inputs]
) -> Callable[[Inputs], Inputs]:
    return lambda at: second(first(at))


def _one_size_only() -> str:
    return words("exercises")["sequences"]["one_size_only"]


def _with(step: Step, part: str, other: Any) -> Step:
    return replace(step, **{part: other})


def _as_if(found: tuple[str, ...]) -> list[str]:
    said = words("exercises")["steps"]
    if not found:
        return []
    if len(found) == 1:
        return [said["as_if"].format(first=found[0])]
    return [said["as_if_two"].format(first=found[0], second=found[1])]
