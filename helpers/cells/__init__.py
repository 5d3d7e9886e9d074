"""One step of a cell by hand, in NumPy; traces, and gradients through time."""

from helpers.cells.gradients import decay_at_initialisation
from helpers.cells.lstm import (
    LSTMTrace,
    lstm_gradients,
    lstm_sequence,
    lstm_step,
    simple_rnn_gradients,
    split_gates,
    trace_lstm,
)

__all__ = [
    "LSTMTrace",
    "decay_at_initialisation",
    "lstm_gradients",
    "lstm_sequence",
    "lstm_step",
    "simple_rnn_gradients",
    "split_gates",
    "trace_lstm",
]
