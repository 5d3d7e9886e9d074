"""ONNX: the gates in rows, input, output, forget, candidate; both biases in one array.

The first axis of every array is the direction. A GRU with `reset_after=True` is one with
`linear_before_reset=1`. Source: the documentation of the operators LSTM, GRU and RNN, version 14.
"""

from helpers.counting.conventions.convention import Convention, Layout, Stored

ONNX = Convention(
    "onnx",
    "ONNX",
    biases=2,
    second_bias="both in B",
    gate_orders=(("input", "output", "forget", "candidate"),),
    arrays={
        "kernel": Stored(("W",), Layout.ROWS),
        "recurrent_kernel": Stored(("R",), Layout.ROWS),
        "bias": Stored(("B",), Layout.END_TO_END),
        "peephole": Stored(("P",), Layout.END_TO_END),
    },
    direction_axis=True,
)
