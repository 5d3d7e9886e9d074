"""How far back a freshly made cell can feel: its gradients through time, measured in NumPy.

The weights are drawn as Keras draws them for a new layer, so no TensorFlow is needed: Glorot
uniform (Glorot and Bengio 2010) for the kernel, orthogonal (Saxe et al. 2014) for the recurrent
kernel, zeros for the bias but for the forget gate's, which is the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.cells.through_time import (
    TimeGradients,
    lstm_gradients_by_bias,
    simple_rnn_gradients,
)
from helpers.checks.arguments import whole_number
from helpers.checks.arrays import Array, numbers
from helpers.counting import GATES


@dataclass(frozen=True, eq=False)
class Decay:
    """Norms of the gradients of h_T by step, each as a share of that of the last step.

    `hidden_state[t]` is |dh_T/dh_t| / |dh_T/dh_T|, `inputs[t]` is |dh_T/dx_t| / |dh_T/dx_T|, both
    of shape (timesteps,). Both end in 1.
    """

    hidden_state: Array
    inputs: Array


@dataclass(frozen=True, eq=False)
class DecayAtInitialisation:
    """The decay in a new SimpleRNN, and in a new LSTM for each value of the forget gate's bias."""

    simple_rnn: Decay
    lstm: dict[float, Decay]


def decay_at_initialisation(
    forget_biases: Sequence[float] = (1.0,),
    *,
    units: int = 8,
    features: int = 1,
    timesteps: int = 100,
    seeds: int = 10,
) -> DecayAtInitialisation:
    """Measure how the gradient fades in new layers: the median over several seeds.

    The input is noise from a normal distribution. For one seed all layers read the same input, and
    all LSTMs have the same weights but for the forget gate's bias.

    Parameters
    ----------
    forget_biases
        the values of the bias; 1 is the default of Keras.
    units, features, timesteps
        the sizes of the layers and of the sequence.
    seeds
        how many times new weights and a new input are drawn.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    biases = [float(bias) for bias in numbers("forget_biases", forget_biases, ("values",))]
    units, features = whole_number("units", units), whole_number("features", features)
    timesteps, seeds = whole_number("timesteps", timesteps), whole_number("seeds", seeds)
    lstm_biases = np.reshape([_lstm_bias(units, bias) for bias in biases], (len(biases), 4 * units))
    simple_rnn, lstm = [], []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(timesteps, features))
        simple_rnn.append(simple_rnn_gradients(x, *_new_weights(rng, features, units)))
        weights = _new_weights(rng, features, units, len(GATES["LSTM"]))
        lstm.append(lstm_gradients_by_bias(x, *weights, lstm_biases))
    all_lstms = _median(lstm)
    by_bias = zip(biases, all_lstms.hidden_state.T, all_lstms.inputs.T, strict=True)
    return DecayAtInitialisation(
        _median(simple_rnn),
        {bias: Decay(hidden_state, inputs) for bias, hidden_state, inputs in by_bias},
    )


def _median(gradients: Sequence[TimeGradients]) -> Decay:
    def shares(norms: list[Any]) -> Array:
        return np.median([norm / norm[-1] for norm in norms], axis=0)

    return Decay(
        shares([gradient.hidden_state_norm for gradient in gradients]),
        shares([gradient.inputs_norm for gradient in gradients]),
    )


def _new_weights(
    rng: np.random.Generator, features: int, units: int, blocks: int = 1
) -> tuple[Array, Array]:
    columns = blocks * units
    return glorot_uniform(rng, features, columns), orthogonal(rng, units, columns)


def _lstm_bias(units: int, forget_bias: float) -> Array:
    blocks = {gate: np.zeros(units) for gate in GATES["LSTM"]}
    blocks["forget"] += forget_bias
    return np.concatenate(list(blocks.values()))


def glorot_uniform(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """Draw (rows, columns) weights evenly between ± the square root of 6 / (rows + columns)."""
    limit = np.sqrt(6 / (rows + columns))
    return rng.uniform(-limit, limit, (rows, columns))


def orthogonal(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """Draw a (rows, columns) matrix whose rows, if there are no more than columns, are orthonormal.

    Otherwise its columns are.
    """
    tall = rng.normal(size=(max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    # Without the signs, some orthogonal matrices would be drawn more often than others.
    q = q * np.sign(np.diag(r))
    return q.T if rows < columns else q
