"""The padded line: the page computes what Keras does, with a mask and without, on either side."""

import json
import math
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import Padding
from helpers.text.numbers import decimals
from tests.examples import at_most

RUNNER = Path(__file__).parent / "padding_runner.mjs"
WORDS = ["Thou", "art", "more", "lovely"]
GOOD = {"places": 2, "padding": "pre", "mask": True}


def padding_of(words, features, units, seed, **traits):
    """A Padding of random vectors and weights, as large as those of a trained model."""
    import keras

    rng = np.random.default_rng(seed)
    embedding = keras.layers.Embedding(words + 1, features)
    embedding.build((None,))
    layer = keras.layers.LSTM(units)
    layer.build((None, None, features))
    for part in (embedding, layer):
        part.set_weights([rng.normal(size=weights.shape) for weights in part.get_weights()])
    numbers = rng.integers(1, words + 1, words)
    return Padding([f"word{n}" for n in numbers], numbers, embedding, layer, **traits)


@pytest.fixture(scope="module")
def small():
    return padding_of(4, features=3, units=2, seed=0)


@pytest.fixture(scope="module")
def page():
    """Ask the page's code: page(widget) returns h, (steps, units), for the settings it has now."""
    node = subprocess.Popen(
        ["node", str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def ask(widget):
        names = ("line", "places", "padding", "mask")
        job = {name: getattr(widget, name) for name in names}
        node.stdin.write(json.dumps(job) + "\n")
        node.stdin.flush()
        return np.array(json.loads(node.stdout.readline()))

    yield ask
    node.stdin.close()
    node.wait(10)
    node.stdout.close()


@settings(
    max_examples=at_most(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    words=st.integers(1, 10),
    features=st.integers(1, 6),
    units=st.integers(1, 4),
    seed=st.integers(0, 2**32 - 1),
    places=st.integers(0, 10),
    padding=st.sampled_from(["post", "pre"]),
    mask=st.booleans(),
)
def test_the_page_computes_what_keras_does(
    page, words, features, units, seed, places, padding, mask
):
    widget = padding_of(words, features, units, seed, places=places, padding=padding, mask=mask)
    h = page(widget)
    assert h.shape == (words + places, units)
    np.testing.assert_allclose(h, widget.hidden_states(places, padding, mask), rtol=0, atol=2e-6)
    if mask:
        widget.places = 0
        np.testing.assert_allclose(h[-1], page(widget)[-1], rtol=0, atol=1e-12)


@pytest.mark.parametrize("padding", ["post", "pre"])
def test_a_mask_is_what_mask_zero_makes(small, padding):
    """`hidden_states` hands its own mask to Keras; here Embedding makes it of the numbers."""
    import keras

    embedding = keras.layers.Embedding(5, 3, mask_zero=True)
    embedding.build((None,))
    table = np.random.default_rng(1).normal(size=(5, 3))
    embedding.set_weights([table])
    layer = keras.layers.LSTM(2, return_sequences=True)
    numbers = [3, 1, 4, 2]
    x = keras.utils.pad_sequences([numbers], maxlen=7, padding=padding)
    expected = layer(embedding(x)).numpy()[0]
    widget = Padding(WORDS, numbers, embedding, layer)
    np.testing.assert_allclose(widget.hidden_states(3, padding, True), expected, atol=1e-6)


def test_without_a_mask_the_padding_changes_the_last_h(small):
    alone = small.hidden_states(0, "post", False)[-1]
    for padding in ("post", "pre"):
        assert abs(small.hidden_states(3, padding, False)[-1] - alone).max() > 0.01


def test_the_table_has_the_last_h_as_keras_computes_it(small):
    html = small.fallback_html()
    rows = [
        re.findall(r">([^<>]+)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)[1:]
    ]
    assert len(rows) == 16
    for side, mask, places, *h in rows:
        padding = {"behind": "post", "in front": "pre"}[side]
        last = small.hidden_states(int(places), padding, mask == "with")[-1]
        assert h == [decimals(value) for value in last]


def test_repr_says_what_is_chosen():
    widget = padding_of(4, features=3, units=2, seed=0, **GOOD)
    assert repr(widget) == "Padding(<4 words, 2 units>, places=2, padding='pre', mask=True)"


BAD = [
    *(("places", value) for value in (-1, 11, 2.5, 3.0, "3", None, True, math.nan)),
    *(("padding", value) for value in ("behind", "", None, 1, True)),
    *(("mask", value) for value in (1, 0, None, "yes")),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_trait_refuses_a_wrong_value_and_keeps_the_last_good_one(small, name, value):
    for good_name, good in GOOD.items():
        setattr(small, good_name, good)
    with pytest.raises((TypeError, ValueError), match=name):
        setattr(small, name, value)
    assert {good_name: getattr(small, good_name) for good_name in GOOD} == GOOD


def layers(**options):
    import keras

    embedding = keras.layers.Embedding(5, 3)
    embedding.build((None,))
    layer = keras.layers.LSTM(**{"units": 2} | options)
    layer.build((None, None, 3))
    return embedding, layer


@pytest.mark.parametrize(
    ("words", "numbers", "named"),
    [
        ("Thou art", [1, 2], "words"),
        ([], [], "words"),
        (["a"] * 11, [1] * 11, "words.*11"),
        (["a", 2], [1, 2], "words.*2"),
        (WORDS, [1, 2, 3], "numbers.*3"),
        (WORDS, [1, 2, 3, 5], "numbers.*5"),
        (WORDS, [1, 2, 3, -1], "numbers.*-1"),
        (WORDS, [1, 2, 3, 2.5], "numbers.*2.5"),
        (WORDS, "1234", "numbers"),
    ],
)
def test_words_and_numbers_that_do_not_fit_are_named(words, numbers, named):
    with pytest.raises((TypeError, ValueError), match=named):
        Padding(words, numbers, *layers())


def test_layers_that_do_not_fit_are_named():
    import keras

    embedding, layer = layers()
    numbers = [1, 2, 3, 4]
    for wrong in (None, keras.layers.Embedding(5, 3), layer):
        with pytest.raises(TypeError, match="embedding must be a built"):
            Padding(WORDS, numbers, wrong, layer)
    for wrong in (None, keras.layers.LSTM(2), keras.layers.GRU(2), embedding):
        with pytest.raises(TypeError, match="layer must be a built"):
            Padding(WORDS, numbers, embedding, wrong)
    other = keras.layers.LSTM(2)
    other.build((None, None, 4))
    with pytest.raises(ValueError, match="layer must read the 3 features of embedding, not 4"):
        Padding(WORDS, numbers, embedding, other)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"units": 5}, "at most 4 units.*5"),
        ({"activation": "relu"}, "activation='tanh', not 'relu'"),
        ({"recurrent_activation": "hard_sigmoid"}, "recurrent_activation='sigmoid'"),
        ({"use_bias": False}, "use_bias=True, not False"),
        ({"go_backwards": True}, "go_backwards=False, not True"),
    ],
)
def test_a_layer_that_the_page_does_not_compute_is_refused(options, named):
    with pytest.raises(ValueError, match=named):
        Padding(WORDS, [1, 2, 3, 4], *layers(**options))
