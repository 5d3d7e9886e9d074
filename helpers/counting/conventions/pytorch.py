"""PyTorch: the gates one below the other, in rows, and a second bias that is added to the first.

Its GRU is that of Keras with `reset_after=True`, where the two biases have to be kept apart. Its
LSTM can project h to fewer numbers, `proj_size`, through one more matrix.
Source: the documentation of torch.nn.LSTM, torch.nn.GRU and torch.nn.RNN.
"""

from helpers.counting.conventions.convention import Convention, Layout, Stored
from helpers.counting.layers import GRU_RESET_BEFORE

PYTORCH = Convention(
    "pytorch",
    "PyTorch",
    biases=2,
    second_bias="bias_ih and bias_hh",
    gate_orders=(("reset", "update", "candidate"),),
    arrays={
        "kernel": Stored(("weight_ih_l{layer}",), Layout.ROWS),
        "recurrent_kernel": Stored(("weight_hh_l{layer}",), Layout.ROWS),
        "bias": Stored(("bias_ih_l{layer}", "bias_hh_l{layer}"), Layout.VECTORS),
        "projection": Stored(("weight_hr_l{layer}",), Layout.ROWS),
    },
    sides=("{name}", "{name}_reverse"),
    lacks=(GRU_RESET_BEFORE,),
    stacks=True,
)
