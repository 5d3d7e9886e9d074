"""What conversions return: arrays, and the options under which they mean what they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from helpers.checks.arrays import Array

if TYPE_CHECKING:
    import keras


class NamedArrays(dict[str, Array]):
    """Arrays by the names of another library.

    `options` are what that library has to know beside them: the arguments of a `torch.nn` module,
    the attributes of an ONNX node. `kind` is "LSTM", "GRU" or "SimpleRNN".
    """

    def __init__(self, kind: str, arrays: Mapping[str, Array], options: Mapping[str, Any]):
        """Keep the arrays, and copy the options."""
        super().__init__(arrays)
        self.kind = kind
        self.options = dict(options)


class LayerWeights(list[Array]):
    """What `set_weights` of a Keras layer takes.

    `arguments` are those that the layer must be made with, `bidirectional` says whether it stands
    in a Bidirectional. `kind` is "LSTM", "GRU" or "SimpleRNN".
    """

    def __init__(
        self,
        kind: str,
        arrays: Iterable[Array],
        arguments: Mapping[str, Any],
        bidirectional: bool = False,
    ):
        """Keep the arrays, and copy the arguments."""
        super().__init__(arrays)
        self.kind = kind
        self.arguments = dict(arguments)
        self.bidirectional = bidirectional

    def layer(self, **more: Any) -> keras.Layer:
        """Return such a layer with these weights; `more` are further arguments, return_sequences.

        With `go_backwards` the layer returns its steps in the order of reading, the last first.
        """
        from keras import layers

        made = getattr(layers, self.kind)(**self.arguments | more)
        made = layers.Bidirectional(made) if self.bidirectional else made
        made.build((None, None, len(self[0])))
        made.set_weights(self)
        return made
