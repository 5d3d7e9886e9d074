"""The layers, each described once, as blocks.

The blocks are those of the papers and of the libraries' own sources: LSTM, Hochreiter and
Schmidhuber 1997 with the forget gate of Gers et al. 2000; GRU, Cho et al. 2014. The tests compare
every count and every shape with Keras itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpers.checks.arguments import all_of_type, text, whole_number
from helpers.counting.blocks import FEATURES, UNITS, Block, Size, bias_block
from helpers.text.refusals import refusal


@dataclass(frozen=True)
class Cell:
    """A recurrent cell: its gates in the order of Keras, and what else it has.

    Each gate has a kernel, a recurrent kernel and, where the layer has one, a bias.

    Attributes
    ----------
    name
        what the layer is called: "LSTM".
    gates
        the names of its gates.
    states
        how many vectors it remembers from one step to the next: h, and for the LSTM also c.
    biases
        how many biases a gate has of its own. A GRU that applies its reset gate after the matrix
        product has two, since the gate stands between them.
    extra
        blocks that only some gates have, such as a peephole.
    """

    name: str
    gates: tuple[str, ...]
    states: int = 1
    biases: int = 1
    extra: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be counted."""
        text("name", self.name)
        if not all_of_type("gates", self.gates, str, "names"):
            raise ValueError(refusal("gates_none"))
        whole_number("states", self.states)
        whole_number("biases", self.biases, smallest=0)
        all_of_type("extra", self.extra, Block, "blocks")

    def blocks(self, biases: int, order: Sequence[str] | None = None) -> tuple[Block, ...]:
        """Return the blocks of one direction, gate after gate, each with so many `biases`.

        `order` is that in which a library keeps the gates; left out, it is that of Keras.
        """
        return tuple(
            block
            for gate in order or self.gates
            for block in (
                Block(gate, "kernel", FEATURES, UNITS),
                Block(gate, "recurrent_kernel", UNITS, UNITS),
                *(extra for extra in self.extra if extra.gate == gate),
                *([bias_block(gate, biases)] if biases else []),
            )
        )


LSTM = Cell("LSTM", ("input", "forget", "candidate", "output"), states=2)
GRU = Cell("GRU", ("update", "reset", "candidate"), biases=2)
GRU_RESET_BEFORE = replace(GRU, biases=1)  # reset_after=False
SIMPLE_RNN = Cell("SimpleRNN", ("hidden",))

CELLS = {cell.name: cell for cell in (LSTM, GRU, SIMPLE_RNN)}
GATES = {name: cell.gates for name, cell in CELLS.items()}


def dense_blocks(use_bias: bool) -> tuple[Block, ...]:
    """Return the blocks of a Dense layer, which has no gates."""
    kernel = Block(None, "kernel", FEATURES, UNITS)
    return (kernel, bias_block(None)) if use_bias else (kernel,)


def embedding_blocks() -> tuple[Block, ...]:
    """Return the one block of an Embedding layer: a row for each word, which is looked up."""
    return (Block(None, "embeddings", Size("input_dim"), Size("output_dim"), multiplied=False),)
