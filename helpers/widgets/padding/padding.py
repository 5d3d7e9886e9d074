"""Padding: one line of words, padded more and less, and what an LSTM makes of it at every step."""

from collections.abc import Sequence
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import traitlets

from helpers.checks.arguments import described, whole_number
from helpers.checks.arrays import Array
from helpers.figures.stills import padded_line
from helpers.text.numbers import decimals, packed
from helpers.text.refusals import refusal
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import Flag, OneOf, WholeNumber

MOST_PLACES = 10
SIDES = ("post", "pre")  # as keras.utils.pad_sequences calls behind and in front
# What can still be told apart in one picture.
LARGEST = {"words": 10, "units": 4}
# All that a number of 24 binary digits has: the page starts from the very weights of Keras.
EXACT = ".9g"
_TABLE_PLACES = (0, 1, 3, 10)


class Padding(LessonWidget, files="padding"):
    """A line of words with 0 to 10 places of padding, and h at every step, with a mask or without.

    Parameters
    ----------
    words
        the line, a text for each word: 1 to 10.
    numbers
        the number of each word, as an Embedding takes it. 0 stands for padding.
    embedding
        a built `keras.layers.Embedding`; its row 0 is what an LSTM reads at a padded place.
    layer
        a built `keras.layers.LSTM` of at most 4 units that reads what `embedding` gives.
    places
        how many places are padded, from 0 to 10.
    padding
        "post" for behind the words, "pre" for in front of them.
    mask
        whether the padded places are masked, as with `mask_zero=True`.

    The last three are traits: they can be read, set and observed while the widget is shown. A wrong
    value raises a TypeError or ValueError, and the widget keeps the last good one.
    """

    places = WholeNumber(3, smallest=0, largest=MOST_PLACES).tag(sync=True)
    padding = OneOf("post", SIDES).tag(sync=True)
    mask = Flag(False).tag(sync=True)

    line = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(
        self,
        words: Sequence[str],
        numbers: Sequence[int],
        embedding: Any,
        layer: Any,
        **traits: Any,
    ):
        """Look up the vectors once; refuse what does not fit together."""
        texts, table = _texts(words), _table(embedding)
        self._vectors = table[_rows(numbers, len(texts), len(table))]
        self._padding_vector = table[0]
        self._layer = _lstm(layer, features=table.shape[1])
        self._texts = texts
        super().__init__(**traits)

    @traitlets.default("line")
    def _default_line(self) -> dict[str, Any]:
        return {
            "tokens": self._texts,
            "vectors": [packed(vector, EXACT) for vector in self._vectors],
            "padding_vector": packed(self._padding_vector, EXACT),
            "weights": [packed(weights.ravel(), EXACT) for weights in self._layer.get_weights()],
        }

    def hidden_states(self, places: int, padding: str, mask: bool) -> Array:
        """Return h at every step as Keras computes it: (words + places, units)."""
        import keras

        around = np.tile(self._padding_vector, (places, 1))
        is_word = [True] * len(self._vectors)
        parts, flags = [self._vectors, around], [*is_word, *[False] * places]
        if padding == "pre":
            parts, flags = parts[::-1], [*[False] * places, *is_word]
        x = np.concatenate(parts)[np.newaxis]
        h = self._at_every_step(x, mask=np.array([flags]) if mask else None)
        return np.asarray(keras.ops.convert_to_numpy(h[0]))

    @cached_property
    def _at_every_step(self) -> Any:
        """The same LSTM, which returns h at every step."""
        import keras

        config = self._layer.get_config() | {"return_sequences": True, "return_state": False}
        layer = keras.layers.LSTM.from_config(config)
        layer.build((1, None, len(self._padding_vector)))
        layer.set_weights(self._layer.get_weights())
        return layer

    def __repr__(self) -> str:
        """Return how many words and units there are, and what is chosen."""
        sizes = f"{len(self._texts)} words, {self._layer.units} units"
        chosen = ", ".join(f"{name}={getattr(self, name)!r}" for name in _TRAITS)
        return f"Padding(<{sizes}>, {chosen})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        alt = self.words["still"].format(places=self.places, side=self.words["sides"][self.padding])
        behind = self.padding == "post"
        return padded_line(self._texts, self.places, behind, self.mask, alt)

    def fallback_html(self) -> str:
        """Return a table of the last h, computed by Keras, for several amounts of padding."""
        words = self.words
        settings = product(SIDES, (False, True), _TABLE_PLACES)
        rows = [
            [
                words["sides"][padding],
                words["masked" if mask else "unmasked"],
                str(places),
                *map(decimals, self.hidden_states(places, padding, mask)[-1]),
            ]
            for padding, mask, places in settings
        ]
        units = [words["unit"].format(unit=unit + 1) for unit in range(self._layer.units)]
        head = [words["side"], words["mask"], words["places"], *units]
        return html_table(
            words["table"].format(line=" ".join(self._texts)), head, rows, left=(0, 1)
        )


_TRAITS = ("places", "padding", "mask")


def _texts(words: Any) -> list[str]:
    if isinstance(words, str) or not isinstance(words, Sequence):
        raise TypeError(refusal("words_kind", largest=LARGEST["words"], given=described(words)))
    if not 1 <= len(words) <= LARGEST["words"]:
        raise ValueError(refusal("words_number", largest=LARGEST["words"], number=len(words)))
    for word in words:
        if not isinstance(word, str):
            raise TypeError(refusal("words_texts", largest=LARGEST["words"], given=described(word)))
    return list(words)


def _table(embedding: Any) -> Array:
    """Return the vectors of an Embedding, (rows, features)."""
    from keras.layers import Embedding

    if not isinstance(embedding, Embedding) or not embedding.built:
        raise TypeError(refusal("embedding_kind", given=described(embedding)))
    (vectors,) = embedding.get_weights()
    return vectors


def _rows(numbers: Any, words: int, rows: int) -> list[int]:
    """Return the numbers of the words as ints, one for each word."""
    if not isinstance(numbers, Sequence | np.ndarray) or isinstance(numbers, str):
        raise TypeError(refusal("numbers_kind", given=described(numbers)))
    if len(numbers) != words:
        raise ValueError(refusal("numbers_each", words=words, given=len(numbers)))
    return [whole_number("numbers", number, smallest=0, largest=rows - 1) for number in numbers]


def _lstm(layer: Any, features: int) -> Any:
    """Return the layer if it is an LSTM as the page computes it."""
    from keras.layers import LSTM

    if not isinstance(layer, LSTM) or not layer.built:
        raise TypeError(refusal("layer_lstm", given=described(layer)))
    if layer.units > LARGEST["units"]:
        raise ValueError(refusal("layer_units", largest=LARGEST["units"], units=layer.units))
    if layer.cell.kernel.shape[0] != features:
        raise ValueError(
            refusal("layer_features", features=features, given=layer.cell.kernel.shape[0])
        )
    usual = {"activation": "tanh", "recurrent_activation": "sigmoid", "use_bias": True}
    for name, value in usual.items():
        given = layer.get_config()[name]
        if given != value:
            raise ValueError(refusal("layer_setting", name=name, value=value, given=given))
    if layer.go_backwards:
        raise ValueError(refusal("layer_backwards"))
    return layer
