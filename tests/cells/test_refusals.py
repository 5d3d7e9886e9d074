"""What the cells by hand refuse names the argument, whichever function it was given to."""

from functools import partial

import numpy as np
import pytest

from helpers.cells import (
    gru_sequence,
    gru_step,
    lstm_gradients,
    lstm_sequence,
    lstm_step,
    simple_rnn_gradients,
)

UNITS, FEATURES = 2, 3
SEQUENCE = {"x": np.zeros((7, FEATURES))}
STEP = {"x": np.zeros(FEATURES), "hidden_state": np.zeros(UNITS)}


def weights(blocks):
    columns = blocks * UNITS
    return {
        "kernel": np.zeros((FEATURES, columns)),
        "recurrent_kernel": np.zeros((UNITS, columns)),
        "bias": np.zeros(columns),
    }


ARRAYS = {
    lstm_step: STEP | {"cell_state": np.zeros(UNITS)} | weights(4),
    lstm_sequence: SEQUENCE | weights(4),
    lstm_gradients: SEQUENCE | weights(4),
    gru_step: STEP | weights(3),
    gru_sequence: SEQUENCE | weights(3),
    simple_rnn_gradients: SEQUENCE | weights(1),
}
ACTIVATED = [lstm_step, lstm_sequence, gru_step, gru_sequence]
CASES = [
    *((function, name, wrong) for function in ARRAYS for name in ARRAYS[function] for wrong in
      ("seven", np.zeros((9, 9, 9)))),
    *((function, name, 3) for function in ACTIVATED
      for name in ("activation", "recurrent_activation")),
    *((function, "initial_state", 3) for function in (lstm_sequence, lstm_gradients, gru_sequence)),
    *((function, "skipped", "all") for function in (lstm_sequence, gru_sequence)),
    *((function, "reset_after", 1) for function in (gru_step, gru_sequence)),
]  # fmt: skip


@pytest.mark.parametrize(
    "function", [each for each in ARRAYS if "hidden_state" not in ARRAYS[each]]
)
def test_the_shape_of_a_sequence_is_said_by_its_axes(function):
    with pytest.raises(ValueError, match=r"^x must .*\(timesteps, 3\), not of shape \(7, 4\)"):
        function(**ARRAYS[function] | {"x": np.zeros((7, 4))})


@pytest.mark.parametrize(("function", "name", "wrong"), CASES)
def test_a_wrong_argument_is_refused_by_its_name(function, name, wrong):
    right = partial(function, **ARRAYS[function])
    right()
    with pytest.raises((TypeError, ValueError), match=rf"^{name} must "):
        right(**{name: wrong})
