"""One step of a cell by hand, in NumPy; traces, and gradients through time."""

from helpers.cells.blocks import split_gates
from helpers.cells.gradients import decay_at_initialisation
from helpers.cells.gru import GRUTrace, gru_sequence, gru_step, trace_gru
from helpers.cells.lstm import LSTMTrace, lstm_sequence, lstm_step, trace_lstm
from helpers.cells.through_time import lstm_gradients, simple_rnn_gradients

__all__ = [
    "GRUTrace",
    "LSTMTrace",
    "decay_at_initialisation",
    "gru_sequence",
    "gru_step",
    "lstm_gradients",
    "lstm_sequence",
    "lstm_step",
    "simple_rnn_gradients",
    "split_gates",
    "trace_gru",
    "trace_lstm",
]
