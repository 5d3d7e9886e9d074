"""How many weights a layer has, and where each of them sits. Pure arithmetic, without Keras."""

from helpers.counting.parameters import (
    GATES,
    ParameterCount,
    dense_parameters,
    embedding_parameters,
    gru_parameters,
    lstm_parameters,
    recurrent_output_shapes,
    simple_rnn_parameters,
    time_distributed_parameters,
)

__all__ = [
    "GATES",
    "ParameterCount",
    "dense_parameters",
    "embedding_parameters",
    "gru_parameters",
    "lstm_parameters",
    "recurrent_output_shapes",
    "simple_rnn_parameters",
    "time_distributed_parameters",
]
