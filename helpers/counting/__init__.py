"""How many weights a layer has, and where each of them sits. Pure arithmetic, without Keras.

`blocks` says what sizes and blocks are, `layers` which blocks each layer has. `formulas` derives
the formula from them, `conventions` how each library keeps them; `count` puts it together.
`parameters` holds the functions that learners call, and `shapes` the shapes of what comes out.

A cell or a library of your own is an object (`Cell`, `Convention`) that these functions take.
"""

from helpers.counting.blocks import (
    BATCH,
    FEATURES,
    ONE,
    ROLES,
    TIMESTEPS,
    UNITS,
    Block,
    Gate,
    Size,
    bias_block,
    by_gate,
    multiplied_blocks,
)
from helpers.counting.conventions import CONVENTIONS, KERAS, ONNX, PYTORCH, Convention
from helpers.counting.count import ParameterCount
from helpers.counting.formulas import FormulaPart, formula_parts, multiply_add_parts
from helpers.counting.layers import CELLS, GATES, GRU, LSTM, SIMPLE_RNN, Cell
from helpers.counting.parameters import (
    dense_parameters,
    embedding_parameters,
    gru_parameters,
    lstm_parameters,
    recurrent_parameters,
    simple_rnn_parameters,
    time_distributed_parameters,
)
from helpers.counting.shapes import (
    MERGE_MODES,
    recurrent_output_shapes,
    symbolic_output_shapes,
)
from helpers.counting.stack import StackCount

__all__ = [
    "BATCH",
    "CELLS",
    "CONVENTIONS",
    "FEATURES",
    "GATES",
    "GRU",
    "KERAS",
    "LSTM",
    "MERGE_MODES",
    "ONE",
    "ONNX",
    "PYTORCH",
    "ROLES",
    "SIMPLE_RNN",
    "TIMESTEPS",
    "UNITS",
    "Block",
    "Cell",
    "Convention",
    "FormulaPart",
    "Gate",
    "ParameterCount",
    "Size",
    "StackCount",
    "bias_block",
    "by_gate",
    "dense_parameters",
    "embedding_parameters",
    "formula_parts",
    "gru_parameters",
    "lstm_parameters",
    "multiplied_blocks",
    "multiply_add_parts",
    "recurrent_output_shapes",
    "recurrent_parameters",
    "simple_rnn_parameters",
    "symbolic_output_shapes",
    "time_distributed_parameters",
]
