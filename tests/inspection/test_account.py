"""`explain` against Keras on models of every kind, and against published parameter counts."""

import os
import re
import subprocess
import sys
from collections import Counter

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from helpers import (
    dense_parameters,
    embedding_parameters,
    explain,
    gru_parameters,
    lstm_parameters,
    simple_rnn_parameters,
)
from helpers.counting import ROLES
from helpers.inspection.explanation import Explanation
from helpers.inspection.rows import ExplainedLayer
from tests.examples import at_most


def size(variables):
    return sum(int(np.prod(variable.shape)) for variable in variables)


def worked_out(formula):
    """The left side of a formula, evaluated: it must give the right side."""
    left, _, right = formula.rpartition(" = ")
    result = int(right.replace(",", ""))
    if left:
        left = re.sub(r" [A-Za-z_]\w*", "", left)  # the names of weights
        assert re.fullmatch(r"[\d,+×() ]+", left), left
        assert eval(left.replace("×", "*").replace(",", "")) == result, formula
    return result


def checked(model):
    """Explain a model, and hold all of the answer against Keras."""
    explanation = explain(model)
    assert explanation.total == model.count_params()
    assert explanation.trainable == size(model.trainable_weights)
    assert explanation.non_trainable == size(model.non_trainable_weights)
    assert sum(layer.total for layer in explanation.layers) == model.count_params()
    for layer in explanation.layers:
        assert worked_out(layer.formula) == layer.total
        assert layer.trainable + layer.non_trainable == layer.total
        if layer.gates is not None:
            gates = sum(gate.total for gate in layer.gates.values())
            assert gates + sum(weight.total for weight in layer.named) == layer.total
    head, rows = explanation.table()
    assert all(len(row) == len(head) for row in rows)
    # The column of parameters can be added up by a reader.
    foot = [row[0] for row in rows].index("total")
    numbers = [int(row[3].replace(",", "")) for row in rows[:foot] if row[3]]
    assert sum(numbers) == explanation.total
    assert str(explanation).count("\n") == len(rows) + 1 + bool(explanation.note)
    return explanation


def formulas(explanation):
    return {layer.name: layer.formula for layer in explanation.layers}


def sequential(*stack, shape, name="model"):
    return keras.Sequential([keras.Input(shape), *stack], name=name)


def one(layer, shape):
    """The explanation of the only layer of a model."""
    (explained,) = checked(sequential(layer, shape=shape)).layers
    return explained


# --- the lesson's own model, and how it looks ---------------------------------------------------


def whole_model():
    return sequential(
        layers.Embedding(1000, 128, name="embedding"),
        layers.LSTM(64, name="lstm"),
        layers.Dropout(0.5, name="dropout"),
        layers.Dense(10, name="dense"),
        shape=(50,),
        name="whole",
    )


TEXT = """\
whole: 178,058 parameters
layer          kind       output shape     parameters  formula
embedding      Embedding  (None, 50, 128)     128,000  1,000 × 128 = 128,000
lstm           LSTM       (None, 64)           49,408  4 × ((128 + 64) × 64 + 64) = 49,408
  └ input                                              GATE
  └ forget                                             GATE
  └ candidate                                          GATE
  └ output                                             GATE
dropout        Dropout    (None, 64)                0
dense          Dense      (None, 10)              650  64 × 10 + 10 = 650
total                                         178,058
trainable                                     178,058
non-trainable                                       0""".replace(
    "GATE", "8,192 kernel + 4,096 recurrent_kernel + 64 bias = 12,352"
)


def test_the_whole_model_of_the_lessons():
    explanation = checked(whole_model())
    assert isinstance(explanation, Explanation)
    assert explanation.total == 178_058
    assert [layer.total for layer in explanation.layers] == [128_000, 49_408, 0, 650]
    lstm = explanation.layers[1]
    assert isinstance(lstm, ExplainedLayer)
    assert lstm.gates == lstm_parameters(64, 128).gates
    assert explanation.layers[0].gates is explanation.layers[3].gates is None
    assert repr(explanation) == TEXT


def test_the_table_in_a_notebook_shows_the_same_as_the_text():
    explanation = explain(whole_model())
    html = explanation._repr_html_()
    head, rows = explanation.table()
    cells = re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", html)
    assert cells == head + [cell for row in rows for cell in row]
    assert "overflow-x: auto" in html
    assert "whole: 178,058 parameters</caption>" in html


def test_rows_of_a_flat_model_are_those_of_summary():
    model = whole_model()
    for explained, layer in zip(explain(model).layers, model.layers, strict=True):
        assert explained.name == layer.name
        assert explained.total == layer.count_params()
        assert explained.output_shape == tuple(layer.output.shape)


# --- formulas -----------------------------------------------------------------------------------

sizes = st.integers(1, 40)
flags = st.booleans()


@settings(max_examples=at_most(30), deadline=None, database=None)
@given(
    kind=st.sampled_from(["LSTM", "GRU", "SimpleRNN"]),
    units=sizes,
    features=sizes,
    use_bias=flags,
    reset_after=flags,
    wrapped=st.sampled_from(["plain", "cell", "bidirectional", "bidirectional cell"]),
)
def test_recurrent_formulas_are_those_of_the_counting_core(
    kind, units, features, use_bias, reset_after, wrapped
):
    options = {"use_bias": use_bias}
    if kind == "GRU":
        options["reset_after"] = reset_after
    start = {"recurrent_initializer": "zeros"}
    if "cell" in wrapped:
        layer = layers.RNN(getattr(layers, f"{kind}Cell")(units, **options, **start))
        name = f"RNN({kind}Cell)"
    else:
        layer = getattr(layers, kind)(units, **options, **start)
        name = kind
    if "bidirectional" in wrapped:
        layer, name = layers.Bidirectional(layer), f"Bidirectional({name})"
    count = {"LSTM": lstm_parameters, "GRU": gru_parameters, "SimpleRNN": simple_rnn_parameters}[
        kind
    ](units, features, bidirectional="bidirectional" in wrapped, **options)
    layer.build((None, 7, features))
    (explained,) = checked(layer).layers
    assert explained.kind == name
    assert explained.known
    assert explained.formula == count.formula
    assert explained.gates == count.gates
    assert list(explained.gates) == list(count.gates)


@settings(max_examples=at_most(30), deadline=None, database=None)
@given(sizes, sizes, flags)
def test_dense_and_embedding_formulas_are_those_of_the_counting_core(units, features, use_bias):
    count = dense_parameters(units, features, use_bias=use_bias)
    dense = one(layers.Dense(units, use_bias=use_bias), (features,))
    assert dense.formula == count.formula
    distributed = one(layers.TimeDistributed(layers.Dense(units, use_bias=use_bias)), (7, features))
    assert (distributed.kind, distributed.formula) == ("TimeDistributed(Dense)", count.formula)
    table = one(layers.Embedding(features, units), (7,))
    assert table.formula == embedding_parameters(features, units).formula


IMAGE = (8, 8, 6)


@pytest.mark.parametrize(
    ("layer", "shape", "formula"),
    [
        (layers.BatchNormalization(), IMAGE, "4 × 6 = 24"),
        (layers.BatchNormalization(scale=False), IMAGE, "3 × 6 = 18"),
        (layers.BatchNormalization(scale=False, center=False), IMAGE, "2 × 6 = 12"),
        (layers.LayerNormalization(), IMAGE, "2 × 6 = 12"),
        (layers.LayerNormalization(center=False), IMAGE, "6"),
        (layers.LayerNormalization(scale=False, center=False), IMAGE, "0"),
        (layers.LayerNormalization(axis=(-2, -1)), IMAGE, "2 × 8 × 6 = 96"),
        (layers.GroupNormalization(3), IMAGE, "2 × 6 = 12"),
        (layers.RMSNormalization(), IMAGE, "6"),
        (layers.UnitNormalization(), IMAGE, "0"),
        (layers.SpectralNormalization(layers.Dense(4)), (6,), "1 × 4 + 6 × 4 + 4 = 32"),
        (layers.Conv1D(4, 3), (9, 2), "3 × 2 × 4 + 4 = 28"),
        (layers.Conv2D(64, 3), (8, 8, 3), "3 × 3 × 3 × 64 + 64 = 1,792"),
        (layers.Conv2D(4, (5, 3), groups=2, use_bias=False), IMAGE, "5 × 3 × 3 × 4 = 180"),
        (layers.Conv3D(4, 2), (4, 4, 4, 3), "2 × 2 × 2 × 3 × 4 + 4 = 100"),
        (layers.Conv2DTranspose(4, 3), IMAGE, "3 × 3 × 4 × 6 + 4 = 220"),
        (layers.DepthwiseConv2D(3, depth_multiplier=2), IMAGE, "3 × 3 × 6 × 2 + 12 = 120"),
        (layers.SeparableConv2D(4, 3), IMAGE, "3 × 3 × 6 × 1 + 1 × 1 × 6 × 4 + 4 = 82"),
        (layers.PReLU(), (5, 3), "5 × 3 = 15"),
        (layers.PReLU(shared_axes=[1]), (5, 3), "1 × 3 = 3"),
        (layers.EinsumDense("abc,cd->abd", (None, 4), bias_axes="d"), (5, 3), "3 × 4 + 4 = 16"),
        (layers.Dropout(0.5), (5, 3), "0"),
        (layers.GaussianNoise(0.5, seed=1), (5, 3), "0"),
        (layers.Lambda(lambda x: x), (5, 3), "0"),
        (
            layers.TimeDistributed(layers.Conv2D(4, 3)),
            (5, 8, 8, 3),
            "3 × 3 × 3 × 4 + 4 = 112",
        ),
        (layers.ConvLSTM1D(4, 3), (5, 8, 2), "4 × ((3 × 2 + 3 × 4) × 4 + 4) = 304"),
        (
            layers.ConvLSTM2D(64, (3, 5)),
            (5, 8, 8, 3),
            "4 × ((15 × 3 + 15 × 64) × 64 + 64) = 257,536",
        ),
        (
            layers.RNN([layers.LSTMCell(8), layers.LSTMCell(8), layers.LSTMCell(4)]),
            (5, 8),
            "2 × 4 × ((8 + 8) × 8 + 8) + 4 × ((8 + 4) × 4 + 4) = 1,296",
        ),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_formulas(layer, shape, formula):
    explained = one(layer, shape)
    assert explained.formula == formula
    assert explained.known
    assert explained.total == layer.count_params()


def test_statistics_of_batch_normalization_are_not_trained():
    explained = one(layers.BatchNormalization(), (8, 8, 6))
    assert (explained.trainable, explained.non_trainable) == (12, 12)


def test_convolutional_lstm_has_gates():
    gates = one(layers.ConvLSTM2D(4, 3), (5, 8, 8, 3)).gates
    assert list(gates) == ["input", "forget", "candidate", "output"]
    assert (gates["forget"].kernel, gates["forget"].recurrent_kernel) == (9 * 3 * 4, 9 * 4 * 4)


def test_attention():
    x = keras.Input((8, 16))
    y = layers.MultiHeadAttention(4, 8, name="mha")(x, x)
    y = layers.GroupQueryAttention(8, 4, 2, name="gqa")(y, y)
    y = layers.Attention(use_scale=True, name="scaled")([y, y])
    y = layers.AdditiveAttention(name="additive")([y, y])
    found = formulas(checked(keras.Model(x, y)))
    assert found["mha"] == "3 × (16 × 4 × 8 + 4 × 8) + 4 × 8 × 16 + 16 = 2,160"
    assert found["gqa"].startswith("16 × 4 × 8 + 4 × 8 + 2 × (16 × 2 × 8 + 2 × 8) + ")
    assert found["scaled"] == "1"
    assert found["additive"] == "16"


def test_two_directions_of_different_size():
    layer = layers.Bidirectional(
        layers.LSTM(5), backward_layer=layers.LSTM(6, go_backwards=True), merge_mode=None
    )
    layer.build((None, 7, 3))
    (explained,) = checked(layer).layers
    forward, backward = lstm_parameters(5, 3), lstm_parameters(6, 3)
    assert explained.kind == "Bidirectional(LSTM)"
    assert explained.formula == "4 × ((3 + 5) × 5 + 5) + 4 × ((3 + 6) × 6 + 6) = 420"
    for name, gate in explained.gates.items():
        for role in ROLES:
            counts = (getattr(count.gates[name], role) for count in (forward, backward))
            assert getattr(gate, role) == sum(counts)


@settings(max_examples=at_most(12), deadline=None, database=None)
@given(
    kinds=st.tuples(*[st.sampled_from([layers.LSTM, layers.GRU, layers.SimpleRNN])] * 2),
    widths=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    merge_mode=st.sampled_from(["concat", None]),
    return_sequences=flags,
    return_state=flags,
)
def test_the_shape_of_two_directions_is_the_one_that_runs(
    kinds, widths, merge_mode, return_sequences, return_state
):
    options = {"return_sequences": return_sequences, "return_state": return_state}
    forward = kinds[0](widths[0], **options)
    backward = kinds[1](widths[1], go_backwards=True, **options)
    layer = layers.Bidirectional(forward, backward_layer=backward, merge_mode=merge_mode)
    x = keras.Input((7, 3))
    symbolic = keras.tree.flatten(layer(x))
    explanation = checked(keras.Model(x, symbolic))
    explained = explanation.layers[1]
    results = keras.tree.flatten(layer(np.zeros((2, 7, 3), "float32")))
    shapes = tuple((None, *tensor.shape[1:]) for tensor in results)
    assert explained.output_shape == (shapes[0] if len(shapes) == 1 else shapes)
    reported = tuple(tuple(tensor.shape) for tensor in symbolic)
    assert (explained.reported_shape is None) == (reported == shapes)
    assert ("when it runs, it returns" in str(explanation)) == (reported != shapes)


def test_two_directions_of_different_kind():
    layer = layers.Bidirectional(layers.LSTM(5), backward_layer=layers.GRU(5, go_backwards=True))
    layer.build((None, 7, 3))
    (explained,) = checked(layer).layers
    assert explained.kind == "Bidirectional(LSTM, GRU)"
    assert explained.gates["LSTM candidate"] == lstm_parameters(5, 3).gates["candidate"]
    assert explained.gates["GRU candidate"] == gru_parameters(5, 3).gates["candidate"]
    assert len(explained.gates) == 7


def test_stacked_cells_have_their_gates_together():
    explained = one(layers.RNN([layers.GRUCell(5), layers.GRUCell(4)]), (7, 3))
    assert explained.kind == "RNN(GRUCell, GRUCell)"
    assert list(explained.gates) == ["update", "reset", "candidate"]
    mixed = one(layers.RNN([layers.GRUCell(5), layers.LSTMCell(4)]), (7, 3))
    assert mixed.formula == "3 × ((3 + 5) × 5 + 2 × 5) + 4 × ((5 + 4) × 4 + 4) = 310"


# --- published models ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "total"),
    [  # the table of keras.io/api/applications, in the edition that gave exact numbers
        ("MobileNetV2", 3_538_984),
        ("ResNet50", 25_636_712),
        ("DenseNet121", 8_062_504),
        ("Xception", 22_910_480),
        ("EfficientNetB0", 5_330_571),
    ],
)
def test_published_image_models(name, total):
    model = getattr(keras.applications, name)(weights=None)
    explanation = checked(model)
    assert explanation.total == total
    assert len(explanation.layers) == len(model.layers)
    for explained, layer in zip(explanation.layers, model.layers, strict=True):
        assert (explained.name, explained.total) == (layer.name, layer.count_params())
        assert explained.known
        assert explained.output_shape is not None


def test_published_text_classifier():
    """keras.io/examples/nlp/bidirectional_lstm_imdb: 2,757,761 parameters."""
    inputs = keras.Input((None,), dtype="int32")
    x = layers.Embedding(20_000, 128, name="embedding")(inputs)
    x = layers.Bidirectional(layers.LSTM(64, return_sequences=True), name="first")(x)
    x = layers.Bidirectional(layers.LSTM(64), name="second")(x)
    outputs = layers.Dense(1, activation="sigmoid", name="dense")(x)
    explanation = checked(keras.Model(inputs, outputs))
    assert explanation.total == 2_757_761
    assert formulas(explanation) | {"input": "0"} == {
        explanation.layers[0].name: "0",
        "input": "0",
        "embedding": "20,000 × 128 = 2,560,000",
        "first": "2 × 4 × ((128 + 64) × 64 + 64) = 98,816",
        "second": "2 × 4 × ((128 + 64) × 64 + 64) = 98,816",
        "dense": "128 × 1 + 1 = 129",
    }


def test_published_sequence_to_sequence_model():
    """keras.io/examples/nlp/lstm_seq2seq: 71 and 93 tokens, 256 units."""
    encoder_inputs = keras.Input((None, 71))
    _, *states = layers.LSTM(256, return_state=True, name="encoder")(encoder_inputs)
    decoder_inputs = keras.Input((None, 93))
    decoder = layers.LSTM(256, return_sequences=True, return_state=True, name="decoder")
    sequence, *_ = decoder(decoder_inputs, initial_state=states)
    outputs = layers.Dense(93, activation="softmax", name="dense")(sequence)
    training = keras.Model([encoder_inputs, decoder_inputs], outputs)
    explanation = checked(training)
    rows = {layer.name: layer for layer in explanation.layers}
    assert rows["encoder"].formula == "4 × ((71 + 256) × 256 + 256) = 335,872"
    assert rows["decoder"].formula == "4 × ((93 + 256) × 256 + 256) = 358,400"
    assert rows["dense"].formula == "256 × 93 + 93 = 23,901"
    assert explanation.total == 718_173
    assert rows["decoder"].output_shape == ((None, None, 256), (None, 256), (None, 256))

    # For predicting, the example builds two more models from the same layers.
    state_inputs = [keras.Input((256,)), keras.Input((256,))]
    sequence, *_ = decoder(decoder_inputs, initial_state=state_inputs)
    sampling = checked(keras.Model([decoder_inputs, *state_inputs], sequence))
    assert sampling.total == 358_400
    assert checked(training) == explanation
    assert not any(layer.shared for layer in explanation.layers)


# --- models within models, and what is shared ---------------------------------------------------


def encoder(name="encoder"):
    return sequential(
        layers.LSTM(5, name="lstm"), layers.Dense(4, name="dense"), shape=(7, 3), name=name
    )


def test_nested_models_are_opened():
    inner = keras.Sequential([encoder(), layers.Dense(2, name="last")], name="inner")
    x = keras.Input((7, 3), name="x")
    explanation = checked(keras.Model(x, layers.Dense(3, name="head")(inner(x))))
    assert formulas(explanation) == {
        "x": "0",
        "inner/encoder/lstm": "4 × ((3 + 5) × 5 + 5) = 180",
        "inner/encoder/dense": "5 × 4 + 4 = 24",
        "inner/last": "4 × 2 + 2 = 10",
        "head": "2 × 3 + 3 = 9",
    }
    assert explanation.layers[1].output_shape == (None, 5)
    assert explanation.layers[1].gates == lstm_parameters(5, 3).gates


def test_a_model_in_a_wrapper_is_opened():
    explanation = checked(
        sequential(layers.TimeDistributed(encoder(), name="each"), shape=(2, 7, 3))
    )
    assert list(formulas(explanation)) == ["each/encoder/lstm", "each/encoder/dense"]


def rows_of_summary(model):
    """The rows that summary() prints of the layers, without the boxes around them."""
    lines: list[str] = []
    model.summary(print_fn=lines.append)
    cells = [re.split(r" *[│┃|] *", line)[1:4] for line in "\n".join(lines).splitlines()]
    return {c[0].split(" ")[0]: c[2] for c in cells if len(c) == 3 and re.match(r"[\d,]+$", c[2])}


def test_an_opened_model_shows_the_row_that_summary_prints():
    inner = keras.Sequential([encoder(), layers.Dense(2, name="last")], name="inner")
    x = keras.Input((2, 7, 3), name="x")
    each = layers.TimeDistributed(inner, name="each")(x)
    model = keras.Model(x, Block(name="block")(layers.Dense(3, name="head")(each)))
    explanation = checked(model)
    groups = {group.name: group for group in explanation.groups}
    assert list(groups) == ["each", "each/inner", "each/inner/encoder", "block"]
    printed = rows_of_summary(model)
    for name in ("each", "block"):
        assert f"{groups[name].total:,}" == printed[name]
    shown = {row[0]: (row[1], row[3], row[4]) for row in explanation.table()[1]}
    sums = "180 + 24 + 10 = 214, one row of summary()"
    assert shown["each"] == ("TimeDistributed(Sequential)", "", sums)
    assert shown["each/inner/encoder"][2] == "180 + 24 = 204, one row of summary()"
    assert groups["block"].total == model.layers[-1].count_params()


def test_the_sum_of_a_model_whose_weights_are_counted_above():
    shared = layers.Dense(4, name="shared")
    first = sequential(shared, layers.Dense(4, name="own"), shape=(4,), name="first")
    second = sequential(shared, layers.Dense(3, name="end"), shape=(4,), name="second")
    x = keras.Input((4,), name="x")
    model = keras.Model(x, second(first(x)))
    explanation = checked(model)
    group = explanation.groups[1]
    assert group.formula(explanation.layers) == "15 + 20 counted above = 35"
    assert f"{group.total}" == rows_of_summary(model)["second"]


def test_a_long_model_within_a_model_is_summed_without_its_terms():
    deep = sequential(*(layers.Dense(2) for _ in range(9)), shape=(2,), name="deep")
    explanation = checked(sequential(deep, shape=(2,)))
    assert "54 in the rows below = 54, one row of summary()" in str(explanation)


def test_siamese_model_counts_its_encoder_once():
    left, right = keras.Input((7, 3), name="left"), keras.Input((7, 3), name="right")
    shared = encoder()
    explanation = checked(keras.Model([left, right], shared(left) - shared(right)))
    rows = {layer.name: layer for layer in explanation.layers}
    assert explanation.total == 180 + 24
    assert rows["encoder/lstm"].shared
    assert not rows["left"].shared
    assert "4 × ((3 + 5) × 5 + 5) = 180, counted once" in str(explanation)


def test_a_layer_called_twice_is_counted_once():
    x = keras.Input((4,))
    shared = layers.Dense(4, name="shared")
    explanation = checked(keras.Model(x, layers.Dense(4, name="own")(shared(shared(x)))))
    rows = {layer.name: layer for layer in explanation.layers}
    assert explanation.total == 40
    assert rows["shared"].shared
    assert not rows["own"].shared


def test_the_output_shape_is_that_of_the_first_call_in_the_model():
    shared = layers.Dense(4, name="shared")
    shared(keras.Input((9, 8, 3)))  # a call outside the model
    one_step, steps = keras.Input((3,)), keras.Input((7, 3))
    explanation = checked(keras.Model([one_step, steps], [shared(one_step), shared(steps)]))
    rows = {layer.name: layer for layer in explanation.layers}
    assert rows["shared"].output_shape == (None, 4)


def test_a_layer_within_two_nested_models_is_counted_where_it_comes_first():
    shared = layers.Dense(4, name="shared")
    first = sequential(shared, layers.Dense(4, name="own"), shape=(4,), name="first")
    second = sequential(shared, layers.ReLU(name="relu"), shape=(4,), name="second")
    x = keras.Input((4,), name="x")
    explanation = checked(keras.Model(x, second(first(x))))
    assert formulas(explanation) == {
        "x": "0",
        "first/shared": "4 × 4 + 4 = 20",
        "first/own": "4 × 4 + 4 = 20",
        "second/shared": "0",
        "second/relu": "0",
    }
    rows = {layer.name: layer for layer in explanation.layers}
    assert rows["second/shared"].counted_in == ("first/shared",)
    assert rows["first/shared"].shared
    assert rows["second/shared"].shared
    assert "counted in first/shared" in str(explanation)


def test_the_same_model_within_two_models():
    shared = encoder("shared")
    first = sequential(shared, layers.ReLU(), shape=(7, 3), name="first")
    second = sequential(shared, layers.Dense(2, name="d"), shape=(7, 3), name="second")
    x = keras.Input((7, 3))
    explanation = checked(keras.Model(x, [first(x), second(x)]))
    rows = {layer.name: layer for layer in explanation.layers}
    assert rows["second/shared"].total == 0
    assert rows["second/shared"].counted_in == ("first/shared/lstm", "first/shared/dense")


class Tied(keras.Model):
    """A language model whose last layer has the weights of its embedding."""

    def __init__(self):
        super().__init__(name="tied")
        self.embedding = layers.Embedding(50, 8, name="embedding")
        self.lstm = layers.LSTM(8, name="lstm")
        self.head = Head(self.embedding)

    def call(self, x):
        return self.head(self.lstm(self.embedding(x)))


class Head(keras.Layer):
    def __init__(self, embedding):
        super().__init__(name="head")
        self.embedding = embedding

    def build(self, shape):
        self.kernel = self.embedding.embeddings
        self.bias = self.add_weight(shape=(50,), name="bias")

    def call(self, x):
        return keras.ops.matmul(x, keras.ops.transpose(self.kernel)) + self.bias


def test_tied_weights_are_counted_once():
    model = Tied()
    model(np.zeros((2, 7), int))
    explanation = checked(model)
    assert explanation.total == 400 + 544 + 50
    assert [layer.total for layer in explanation.layers if layer.total] == [400, 544, 50]


def test_layers_that_share_a_variable():
    first, second = layers.Dense(4, name="first"), layers.Dense(4, name="second")
    model = sequential(first, second, shape=(4,))
    second._trainable_variables[0] = first.kernel
    explanation = checked(model)
    assert [layer.formula for layer in explanation.layers] == ["4 × 4 + 4 = 20", "4"]
    assert explanation.layers[1].counted_in == ("first",)
    assert all(layer.shared for layer in explanation.layers)
    assert "4, 16 counted in first" in str(explanation)


def test_an_lstm_that_lends_its_kernel_has_no_gates_of_its_own():
    first, second = layers.LSTM(4, return_sequences=True), layers.LSTM(4)
    model = sequential(first, second, shape=(7, 4))
    second.cell._trainable_variables[0] = first.cell.kernel
    explained = checked(model).layers[1]
    assert explained.gates is None
    assert explained.formula == "4 × 16 recurrent_kernel + 16 bias = 80"


def test_cells_of_one_layer_that_share_a_variable():
    first, second = layers.LSTMCell(4), layers.LSTMCell(4)
    model = sequential(layers.RNN([first, second]), shape=(7, 4))
    second._trainable_variables[0] = first.kernel
    (explained,) = checked(model).layers
    assert explained.formula == "4 × ((4 + 4) × 4 + 4) + 4 × 16 recurrent_kernel + 16 bias = 224"
    assert sum(gate.total for gate in explained.gates.values()) == 144


# --- frozen weights, and variables that are no parameters ---------------------------------------


def test_frozen_layers():
    model = sequential(layers.Dense(4), layers.BatchNormalization(), layers.LSTM(3), shape=(7, 3))
    model.layers[0].trainable = False
    explanation = checked(model)
    assert [layer.trainable for layer in explanation.layers] == [0, 8, 96]
    assert [layer.non_trainable for layer in explanation.layers] == [16, 8, 0]
    model.trainable = False
    assert checked(model).trainable == 0
    # Keras trains nothing in a frozen model, whatever its variables say.
    model.layers[0].kernel.trainable = True
    assert checked(model).trainable == 0


def test_partly_frozen_layer_and_nested_model():
    inner = encoder()
    inner.layers[0].cell.bias.trainable = False
    inner.layers[1].trainable = False
    x = keras.Input((7, 3))
    explanation = checked(keras.Model(x, inner(x)))
    assert [layer.non_trainable for layer in explanation.layers] == [0, 20, 24]


def test_variables_that_are_no_parameters_are_not_counted():
    model = sequential(layers.Dense(4), layers.Dropout(0.5, seed=1), layers.Dense(1), shape=(3,))
    model.compile("adam", "mse", metrics=["mae"], run_eagerly=True)
    model.fit(np.zeros((2, 3)), np.zeros((2, 1)), verbose=0)
    assert size(model.variables) > model.count_params()
    assert checked(model).total == 21


def test_a_stateful_layer_keeps_its_state_out_of_the_count():
    x = keras.Input(batch_shape=(2, 7, 3))
    assert checked(keras.Model(x, layers.LSTM(5, stateful=True)(x))).total == 180


def test_normalization_layer_with_statistics():
    layer = layers.Normalization()
    layer.adapt(np.zeros((5, 3)))
    explained = one(layer, (3,))
    assert (explained.formula, explained.trainable) == ("2 × 3 + 1 = 7", 0)


def test_lora():
    model = sequential(layers.Embedding(20, 6), layers.Dense(5), shape=(7,))
    for layer in model.layers:
        layer.enable_lora(2)
    explanation = checked(model)
    table, dense = explanation.layers
    assert table.formula == (
        "20 × 6 embeddings + 20 × 2 lora_embeddings_a + 2 × 6 lora_embeddings_b = 172"
    )
    assert dense.formula == (
        "6 × 5 kernel + 5 bias + 6 × 2 lora_kernel_a + 2 × 5 lora_kernel_b = 57"
    )
    assert dense.known
    assert explanation.layers[1].trainable == 5 + 6 * 2 + 2 * 5


@pytest.mark.thorough
@pytest.mark.parametrize("mode", ["int8", "int4"])
def test_quantised_layers(mode):
    model = sequential(layers.Embedding(20, 6), layers.Dense(5), shape=(7,))
    model.quantize(mode)
    explanation = checked(model)
    for explained, layer in zip(explanation.layers, model.layers, strict=True):
        assert [weight.name for weight in explained.named] == [v.name for v in layer.weights]
        assert all(f" {weight.name}" in explained.formula for weight in explained.named)
    # The memory is that of summary(), which knows no integers of four bits.
    assert explanation.bytes == sum(v.numpy().nbytes for v in model.weights)


# --- custom layers and models -------------------------------------------------------------------


class Scale(keras.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1], 5), name="scale")
        self.shift = self.add_weight(shape=(5,), name="shift", trainable=False)

    def call(self, x):
        return x @ self.scale + self.shift


class Block(keras.Layer):
    """Layers in a list and in a dict, and a weight of its own."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.stack = [layers.Dense(4, name="a"), layers.Dense(4, name="b")]
        self.named = {"rnn": layers.LSTM(4, name="rnn")}
        self.gain = self.add_weight(shape=(4,), name="gain")

    def call(self, x):
        for layer in self.stack:
            x = layer(x)
        return self.named["rnn"](x) * self.gain


def test_a_custom_layer_is_shown_by_its_weights():
    explained = one(Scale(name="scale"), (3,))
    assert not explained.known
    assert explained.formula == "3 × 5 scale + 5 shift = 20"
    assert [(weight.name, weight.shape) for weight in explained.weights] == [
        ("scale", (3, 5)),
        ("shift", (5,)),
    ]
    assert (explained.trainable, explained.non_trainable) == (15, 5)
    text = str(explain(sequential(Scale(name="mine"), shape=(3,))))
    assert re.search(r"mine +Scale \* ", text)
    assert "└ shift" in text
    assert "* not a layer of Keras" in text


def test_a_custom_layer_made_of_layers_is_opened():
    explanation = checked(sequential(Block(name="block"), shape=(7, 3)))
    assert formulas(explanation) == {
        "block": "4 gain = 4",
        "block/a": "3 × 4 + 4 = 16",
        "block/b": "4 × 4 + 4 = 20",
        "block/rnn": "4 × ((4 + 4) × 4 + 4) = 144",
    }
    assert explanation.layers[3].gates == lstm_parameters(4, 4).gates


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__(name="subclassed")
        self.blocks = [Block(name="one"), Scale(name="two")]
        self.unused = layers.Dense(3, name="unused")
        self.temperature = self.add_weight(shape=(), name="temperature")

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return x / self.temperature


def test_a_subclassed_model():
    model = Subclassed()
    model(np.zeros((2, 7, 3), "float32"))
    explanation = checked(model)
    rows = {layer.name: layer for layer in explanation.layers}
    assert rows["subclassed"].formula == "1 temperature = 1"
    assert rows["one/rnn"].gates == lstm_parameters(4, 4).gates
    assert rows["two"].formula == "4 × 5 scale + 5 shift = 25"
    assert rows["one/a"].output_shape == (2, 7, 4)
    assert not rows["unused"].built
    assert rows["unused"].formula == "0"
    assert "not built yet: no weights" in str(explanation)


def test_weights_and_layers_attached_to_a_functional_model_count():
    class Extended(keras.Model):
        def __init__(self):
            x = keras.Input((3,))
            super().__init__(x, layers.Dense(2, name="dense")(x), name="extended")
            self.extra = layers.Dense(4, name="extra")
            self.extra.build((None, 5))
            self.gain = self.add_weight(shape=(6,), name="gain")

    extended = Extended()
    found = formulas(checked(extended))
    assert found["extended"] == "6 gain = 6"
    # The lowest Keras that is let in leaves such a layer out of what it counts.
    counted = 24 if extended.count_params() == 38 else None
    assert found.get("extra") == (counted and "5 × 4 + 4 = 24")


class MyLSTM(layers.LSTM):
    """An LSTM in all but its name."""


class LSTMWithMore(layers.LSTM):
    def build(self, shape):
        super().build(shape)
        self.more = self.add_weight(shape=(shape[-1], 2), name="more")


class CellWithMore(layers.LSTMCell):
    def build(self, shape):
        super().build(shape)
        self.more = self.add_weight(shape=(2, 2), name="more")


class CellWithTheSameName(layers.LSTMCell):
    def build(self, shape):
        super().build(shape)
        self.more = self.add_weight(shape=(4 * self.units,), name="bias")


class NarrowCell(layers.LSTMCell):
    """As many weights as an LSTM cell, in other shapes."""

    def build(self, shape):
        self.kernel = self.add_weight(shape=(self.units, 4 * shape[-1]), name="kernel")
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, 4 * self.units), name="recurrent_kernel"
        )
        self.bias = self.add_weight(shape=(4 * self.units,), name="bias")


class DenseWithMore(layers.Dense):
    def build(self, shape):
        super().build(shape)
        self.more = self.add_weight(shape=(7,), name="more")


def test_a_subclass_with_the_weights_of_an_lstm_is_an_lstm():
    explained = one(MyLSTM(5), (7, 3))
    assert (explained.kind, explained.known) == ("MyLSTM", True)
    assert explained.formula == lstm_parameters(5, 3).formula
    assert explained.gates == lstm_parameters(5, 3).gates


GATES = "4 × ((3 + 5) × 5 + 5)"


def two_directions(cell):
    forward, backward = (
        layers.RNN(cell(5, name=name), name="rnn", go_backwards=name == "backward")
        for name in ("forward", "backward")
    )
    with keras.saving.custom_object_scope({cell.__name__: cell}):
        return layers.Bidirectional(forward, backward_layer=backward)


@pytest.mark.parametrize(
    ("make", "kind", "formula", "named"),
    [
        (lambda: LSTMWithMore(5), "LSTMWithMore", f"3 × 2 more + {GATES} = 186", ["more"]),
        (
            lambda: layers.RNN(CellWithMore(5)),
            "RNN(CellWithMore)",
            f"{GATES} + 2 × 2 more = 184",
            ["cell_with_more/more"],
        ),
        (
            lambda: layers.RNN(CellWithTheSameName(5)),
            "RNN(CellWithTheSameName)",
            f"{GATES} + 20 bias = 200",
            ["cell_with_the_same_name/bias"],
        ),
        (
            lambda: two_directions(CellWithMore),
            "Bidirectional(RNN(CellWithMore))",
            f"{GATES} + 2 × 2 more + {GATES} + 2 × 2 more = 368",
            ["forward_rnn/forward/more", "rnn/backward/more"],
        ),
    ],
)
def test_gates_are_kept_where_a_cell_has_more_weights_beside_them(make, kind, formula, named):
    layer = make()
    layer.build((None, 7, 3))
    (explained,) = checked(layer).layers
    assert (explained.kind, explained.known) == (kind, False)
    assert explained.formula == formula
    assert [re.sub(r"_\d+", "", weight.name) for weight in explained.named] == named
    assert explained.gates == lstm_parameters(5, 3, bidirectional="Bidir" in kind).gates


def test_a_dense_with_more_weights_never_gets_the_formula_of_its_parent():
    explained = one(DenseWithMore(5), (3,))
    assert (explained.known, explained.gates) == (False, None)
    assert explained.formula == "3 × 5 kernel + 5 bias + 7 more = 27"


class OwnCell(keras.Layer):
    """A cell that owes nothing to Keras, with names that Keras uses too."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.state_size = self.units = units

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 4 * self.units), name="kernel")
        self.mix = self.add_weight(shape=(self.units, self.units), name="mix")

    def call(self, x, states):
        new = x @ self.kernel[:, : self.units] + states[0] @ self.mix
        return new, [new]


@pytest.mark.parametrize(
    ("make", "kind", "formula"),
    [
        (lambda: layers.RNN(OwnCell(5)), "RNN(OwnCell)", "3 × 20 kernel + 5 × 5 mix = 85"),
        (
            lambda: layers.TimeDistributed(Scale()),
            "TimeDistributed(Scale)",
            "3 × 5 scale + 5 shift = 20",
        ),
        (
            lambda: two_directions(OwnCell),
            "Bidirectional(RNN(OwnCell))",
            "2 × (3 × 20 kernel + 5 × 5 mix) = 170",
        ),
    ],
)
def test_custom_weights_inside_layers_of_keras_are_named_and_marked(make, kind, formula):
    layer = make()
    layer.build((None, 7, 3))
    explanation = checked(layer)
    (explained,) = explanation.layers
    assert (explained.kind, explained.formula) == (kind, formula)
    assert (explained.known, explained.gates) == (False, None)
    assert explained.named == explained.weights
    assert f"{kind} *" in str(explanation)


def test_a_cell_that_stands_twice_in_a_stack_is_counted_once_and_says_so():
    cell = layers.LSTMCell(4)
    explanation = checked(sequential(layers.RNN([cell, cell]), shape=(7, 4)))
    (explained,) = explanation.layers
    assert explained.formula == "4 × ((4 + 4) × 4 + 4) = 144"
    assert explained.shared
    assert "= 144, one cell at 2 places, counted once" in str(explanation)
    two = checked(sequential(layers.RNN([layers.LSTMCell(4), layers.LSTMCell(4)]), shape=(7, 4)))
    assert "counted once" not in str(two)


def test_a_subclass_with_other_shapes_never_gets_the_formula_of_its_parent():
    cell = NarrowCell(5)
    cell.build((None, 3))
    (explained,) = checked(cell).layers
    assert explained.total == 180
    assert explained.gates is None
    assert explained.formula == "5 × 12 kernel + 5 × 20 recurrent_kernel + 20 bias = 180"


def test_a_transformer_block():
    class Transformer(keras.Layer):
        def __init__(self):
            super().__init__(name="transformer")
            self.attention = layers.MultiHeadAttention(2, 32, name="attention")
            self.feed = keras.Sequential(
                [layers.Dense(32, name="wide"), layers.Dense(32, name="narrow")], name="feed"
            )
            self.norms = [layers.LayerNormalization(name=name) for name in ("n1", "n2")]

        def call(self, x):
            x = self.norms[0](x + self.attention(x, x))
            return self.norms[1](x + self.feed(x))

    x = keras.Input((200, 32))
    y = layers.GlobalAveragePooling1D()(Transformer()(x))
    explanation = checked(keras.Model(x, layers.Dense(2)(y)))
    # keras.io/examples/nlp/text_classification_with_transformer: 10,656 in the block.
    block = [layer for layer in explanation.layers if layer.name.startswith("transformer/")]
    assert sum(layer.total for layer in block) == 10_656
    assert [layer.name.split("/", 1)[1] for layer in block] == [
        "attention",
        "feed/wide",
        "feed/narrow",
        "n1",
        "n2",
    ]


# --- any model ----------------------------------------------------------------------------------

SEQUENCE_LAYERS = {
    "lstm": lambda n: layers.LSTM(n, return_sequences=True),
    "gru": lambda n: layers.Bidirectional(layers.GRU(n, return_sequences=True)),
    "cells": lambda n: layers.RNN([layers.LSTMCell(n), layers.GRUCell(n)], return_sequences=True),
    "dense": lambda n: layers.TimeDistributed(layers.Dense(n)),
    "conv": lambda n: layers.Conv1D(n, 3, padding="same"),
    "norm": lambda n: layers.BatchNormalization(),
    "drop": lambda n: layers.Dropout(0.5, seed=n),
    "scale": lambda n: Scale(),
    "model": lambda n: keras.Sequential([layers.Dense(n), layers.LayerNormalization()]),
}


@settings(max_examples=at_most(25), deadline=None, database=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(SEQUENCE_LAYERS)), st.integers(1, 12), flags),
        min_size=1,
        max_size=6,
    )
)
def test_any_stack_of_layers_sums_to_what_keras_counts(drawn):
    stack = [SEQUENCE_LAYERS[kind](width) for kind, width, _ in drawn]
    model = sequential(*stack, shape=(7, 3))
    for layer, (_, _, trainable) in zip(stack, drawn, strict=True):
        layer.trainable = trainable
    checked(model)


def test_a_model_without_weights():
    explanation = checked(sequential(layers.Flatten(), layers.ReLU(), shape=(7, 3)))
    assert (explanation.total, explanation.trainable, explanation.non_trainable) == (0, 0, 0)


def test_a_single_layer():
    layer = layers.LSTM(5, name="alone")
    layer.build((None, 7, 3))
    (explained,) = checked(layer).layers
    assert (explained.name, explained.total) == ("alone", 180)


def test_two_layers_of_one_name_keep_their_rows():
    class Twins(keras.Model):
        def __init__(self):
            super().__init__()
            self.pair = [layers.Dense(2, name="twin"), layers.Dense(3, name="twin")]

        def call(self, x):
            return self.pair[1](self.pair[0](x))

    model = Twins()
    model(np.zeros((1, 4)))
    assert [layer.total for layer in checked(model).layers] == [10, 9]


@pytest.mark.thorough
def test_the_work_grows_as_the_layers_do_and_not_with_their_square():
    calls = {}
    for branches in (10, 100):
        x = keras.Input((2,))
        model = keras.Model(x, [layers.Dense(1)(layers.ReLU()(x)) for _ in range(branches)])
        events = Counter()
        sys.setprofile(lambda frame, event, argument, events=events: events.update([event]))
        try:
            explanation = explain(model)
        finally:
            sys.setprofile(None)
        assert explanation.total == 3 * branches
        calls[branches] = events["call"]
    # Ten times the layers: about ten times the calls. With the square it would be a hundred times.
    assert 5 * calls[10] < calls[100] < 20 * calls[10]


# --- nothing is changed -------------------------------------------------------------------------


class Watched(keras.Layer):
    """Remembers each time that something of it is run."""

    def __init__(self):
        super().__init__(name="watched")
        self.runs = 0

    def build(self, shape):
        self.runs += 1
        self.kernel = self.add_weight(shape=(3, 3), name="kernel")

    def call(self, x):
        self.runs += 1
        return x @ self.kernel

    def compute_output_shape(self, shape):
        self.runs += 1
        return shape


class Watching(keras.Model):
    def __init__(self):
        super().__init__(name="watching")
        self.watched = Watched()
        self.seen = []
        self.peek = layers.Lambda(lambda x: self.seen.append(1) or x)
        self.late = layers.Dense(3)

    def call(self, x):
        return self.peek(self.watched(x))


def snapshot(model):
    """Everything about a model that could change."""
    return (
        [weight.path for weight in model.variables],
        [np.asarray(weight).tolist() for weight in model.variables],
        [weight.trainable for weight in model.weights],
        [(layer.name, layer.built, layer.trainable) for layer in model._flatten_layers()],
        [len(layer._inbound_nodes) for layer in model._flatten_layers()],
        [sorted(vars(layer)) for layer in model._flatten_layers()],
    )


@pytest.mark.thorough
def test_explain_changes_nothing():
    model = sequential(
        layers.Embedding(10, 3),
        layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
        layers.LayerNormalization(),
        Scale(),
        layers.Dropout(0.5, seed=1),
        layers.TimeDistributed(layers.Dense(2)),
        shape=(7,),
    )
    model.compile("adam", "mse", run_eagerly=True)
    model.fit(np.zeros((2, 7), int), np.zeros((2, 7, 2)), verbose=0)
    before, config = snapshot(model), model.to_json()
    first = explain(model)
    repr(first), first._repr_html_()
    assert snapshot(model) == before
    assert model.to_json() == config
    assert explain(model) == first


def test_explain_runs_nothing_of_the_user():
    model = Watching()
    model(np.zeros((1, 3), "float32"))
    runs, seen, before = model.watched.runs, len(model.seen), snapshot(model)
    explanation = checked(model)
    assert (model.watched.runs, len(model.seen)) == (runs, seen)
    assert snapshot(model) == before
    assert not model.late.built
    assert explanation.layers[0].output_shape is None


def test_an_explanation_is_a_value_that_cannot_be_changed():
    explanation = explain(whole_model())
    with pytest.raises(AttributeError):
        explanation.name = "other"
    with pytest.raises(AttributeError):
        explanation.layers[0].name = "other"


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        None,
        0,
        -1,
        8,
        2.5,
        float("nan"),
        True,
        "model",
        [layers.Dense(1)],
        keras.Sequential,
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_a_model_is_refused(value):
    with pytest.raises(TypeError) as caught:
        explain(value)
    message = str(caught.value)
    assert message.startswith("model must be a built Keras 3 model or layer, not ")
    assert type(value).__name__ in message
    if not isinstance(value, (list, type)) and type(value) is not object:
        assert repr(value) in message


@pytest.mark.parametrize("module", ["tf_keras.src.engine.sequential", "keras.engine.training"])
def test_a_model_of_keras_2_is_named(module):
    kind = type("Sequential", (), {"__module__": module})
    with pytest.raises(TypeError, match=r"which is Keras 2 .*model.save\('old.h5'\)"):
        explain(kind())


def test_a_module_of_pytorch_is_named():
    kind = type("LSTM", (), {"__module__": "torch.nn.modules.rnn"})
    with pytest.raises(TypeError, match=r"which is PyTorch: helpers\.conversion"):
        explain(kind())


@pytest.mark.parametrize(
    "model",
    [
        keras.Sequential([layers.LSTM(5)], name="unbuilt"),
        keras.Sequential(name="unbuilt"),
        layers.LSTM(5, name="unbuilt"),
        Tied(),
    ],
    ids=["Sequential", "empty", "layer", "subclassed"],
)
def test_an_unbuilt_model_is_refused(model):
    with pytest.raises(ValueError, match="model must be built") as caught:
        explain(model)
    message = str(caught.value)
    assert repr(model.name) in message
    assert "keras.Input(shape=...)" in message
    assert "call it once" in message
    assert not model.built


# --- how it is imported -------------------------------------------------------------------------

IMPORTS = [
    "from helpers import explain",
    "import helpers; explain = helpers.explain",
    "import helpers.inspection.account; from helpers import explain",
    "import helpers.inspection.explanation; import helpers; explain = helpers.explain",
    "from helpers import explain; import helpers.inspection.account; from helpers import explain",
    "from helpers import lstm_parameters; import helpers.counting; from helpers import explain",
    "from helpers import *",
]


@pytest.mark.thorough
def test_explain_is_the_function_however_it_is_imported_and_tensorflow_comes_quietly():
    code = f"""
import sys
for imports in {IMPORTS!r}:
    for name in [name for name in sys.modules if name.partition(".")[0] == "helpers"]:
        del sys.modules[name]
    names = {{}}
    exec(imports, names)
    explain = names["explain"]
    assert callable(explain) and explain.__name__ == "explain", imports
    import helpers
    assert helpers.explain is explain, imports
    # The last one, the star, loads every public name, and what each one needs.
    if "*" not in imports:
        print(*({{"tensorflow", "keras", "matplotlib.pyplot"}} & set(sys.modules)))
assert "tensorflow" in sys.modules
"""
    # Without what these tests' own import of helpers has told TensorFlow.
    fresh = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=fresh, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (done.stdout.strip(), done.stderr) == ("", "")


# --- multiply-adds, memory, and numbers that are none --------------------------------------------


def test_multiply_adds_of_one_step_and_of_one_sample():
    model = sequential(
        layers.Embedding(1000, 128, name="embedding"),
        layers.Conv1D(64, 3, padding="same", name="conv"),
        layers.Bidirectional(layers.LSTM(64, return_sequences=True), name="both"),
        layers.TimeDistributed(layers.Dense(10), name="each"),
        layers.LayerNormalization(name="norm"),
        layers.LSTM(5, name="last"),
        layers.Dense(2, name="dense"),
        shape=(50,),
    )
    explanation = explain(model, multiply_adds=True)
    work = {layer.name: layer.multiply_adds for layer in explanation.layers}
    assert {name: (w.per_step, w.per_sample) for name, w in work.items()} == {
        "embedding": (0, 0),
        "conv": (3 * 128 * 64, 50 * 3 * 128 * 64),
        "both": (2 * 4 * 128 * 64, 50 * 2 * 4 * 128 * 64),
        "each": (1280, 50 * 1280),
        "norm": (0, 0),
        "last": (4 * 15 * 5, 50 * 4 * 15 * 5),
        "dense": (10, 10),
    }
    assert explanation.multiply_adds_per_sample == sum(w.per_sample for w in work.values())
    head, rows = explanation.table()
    assert head[4:6] == ["multiply-adds, one step", "multiply-adds, one sample"]
    assert rows[2][4:6] == ["65,536", "3,276,800"]


def test_the_multiply_adds_are_those_that_tensorflow_counts():
    from tensorflow.python.profiler.model_analyzer import profile
    from tensorflow.python.profiler.option_builder import ProfileOptionBuilder

    stack = [
        layers.Conv2D(4, 3, strides=2, use_bias=False),
        layers.Conv2D(3, 2, padding="same", use_bias=False),
        layers.Dense(5, use_bias=False),
    ]
    model = sequential(*stack, shape=(9, 9, 2))
    run = tf.function(model).get_concrete_function(tf.TensorSpec((1, 9, 9, 2)))
    options = ProfileOptionBuilder(ProfileOptionBuilder.float_operation())
    counted = profile(run.graph, options=options.with_empty_output().build())
    # A multiply-add is two operations.
    assert counted.total_float_ops == 2 * explain(model).multiply_adds_per_sample


def test_multiply_adds_where_steps_vary_or_the_layer_is_not_known():
    x = keras.Input((None, 3))
    y = layers.LSTM(5, return_sequences=True, name="lstm")(x)
    model = keras.Model(x, layers.MultiHeadAttention(2, 4, name="attention")(y, y))
    explanation = explain(model, multiply_adds=True)
    rows = {row[0]: row for row in explanation.table()[1]}
    assert rows["lstm"][4:6] == ["160", "160 × steps"]
    assert rows["attention"][4:6] == ["?", "?"]
    assert rows["total"][5] == "?"
    assert explanation.multiply_adds_per_sample is None
    assert "? is not known" in explanation.note


def test_a_shared_encoder_works_at_each_call():
    left, right = keras.Input((7, 3)), keras.Input((7, 3))
    shared, dense = encoder(), layers.Dense(2, name="shared_dense")
    model = keras.Model([left, right], dense(shared(left)) + dense(shared(right)))
    work = {row.name: row.multiply_adds for row in explain(model).layers}
    assert work["encoder/lstm"].per_sample == 2 * 7 * 160
    assert work["shared_dense"].per_sample == 2 * 8


def test_a_convolutional_lstm_works_at_each_place_of_its_image():
    x = keras.Input((5, 8, 8, 3))
    (explained,) = explain(keras.Model(x, layers.ConvLSTM2D(4, 3, padding="same")(x))).layers[1:]
    assert explained.multiply_adds.per_sample == 5 * 64 * 4 * 9 * (3 + 4) * 4


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore:Layer \\w+ does not have a `quantize` method")
def test_memory_by_type_is_that_of_summary():
    model = whole_model()
    assert explain(model, memory=True).bytes == 4 * 178_058
    model.quantize("int8")
    explanation = explain(model, memory=True)
    head, rows = explanation.table()
    shown = {row[0]: row[head.index("memory")] for row in rows}
    assert shown["lstm"] == "193.00 KB float32"
    assert shown["embedding"] == "125.00 KB int8 + 3.91 KB float32"
    lines: list[str] = []
    model.summary(print_fn=lines.append)
    in_summary = re.search(r"Total params: .*\((.*)\)", "\n".join(lines))[1]
    assert in_summary == f"{explanation.bytes / 1024:.2f} KB"


@pytest.mark.parametrize("name", ["multiply_adds", "memory"])
def test_columns_are_asked_for_with_true(name):
    with pytest.raises(TypeError, match=f"{name} must be True or False, not 1"):
        explain(whole_model(), **{name: 1})


def test_weights_that_are_not_finite_are_shown():
    model = sequential(layers.LSTM(5, name="lstm"), layers.Dense(2, name="dense"), shape=(7, 3))
    assert explain(model).note == ""
    model.layers[0].cell.kernel.assign(np.full((3, 20), np.nan))
    model.layers[1].bias.assign([1.0, np.inf])
    explanation = checked(model)
    assert [weight.not_finite for weight in explanation.layers[0].weights] == [60, 0, 0]
    text = str(explanation)
    assert "lstm: 60 of its 180 numbers are NaN or infinite, in lstm_cell/kernel." in text
    assert "dense: 1 of its 12 numbers is NaN or infinite, in bias." in explanation._repr_html_()


# --- after training, summary() counts the optimizer too -------------------------------------------


def summary_of(model):
    lines: list[str] = []
    model.summary(print_fn=lines.append)
    return dict(re.findall(r"^ ?(\w[\w -]*): ([\d,]+)", "\n".join(map(str, lines)), re.M))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("optimizer", "formula"),
    [
        ("adam", "2 × 186 + iteration + learning_rate = 374"),
        ("sgd", "iteration + learning_rate = 2"),
        (keras.optimizers.SGD(0.1, momentum=0.9), "1 × 186 + iteration + learning_rate = 188"),
        ("rmsprop", "1 × 186 + iteration + learning_rate = 188"),
    ],
)
def test_the_lines_of_summary_after_training(optimizer, formula):
    model = sequential(layers.LSTM(5), layers.Dense(1), shape=(7, 3))
    model.compile(optimizer, loss="mse", run_eagerly=True)
    assert explain(model).optimizer is None
    model.fit(np.zeros((2, 7, 3)), np.zeros((2, 1)), verbose=0)
    explanation = explain(model)
    assert explanation.total == 186
    assert explanation.optimizer.formula == formula
    printed = summary_of(model)
    foot = {row[0]: row[3] for row in explanation.table()[1][-5:]}
    assert foot["optimizer"] == printed["Optimizer params"]
    assert foot["total in summary()"] == printed["Total params"]
    assert foot["trainable"] == printed["Trainable params"]


@pytest.mark.thorough
def test_an_optimizer_that_keeps_no_whole_copies():
    model = sequential(layers.LSTM(5), layers.Dense(1), shape=(7, 3))
    model.compile("adafactor", loss="mse", run_eagerly=True)
    model.fit(np.zeros((2, 7, 3)), np.zeros((2, 1)), verbose=0)
    optimizer = explain(model).optimizer
    assert optimizer.total == size(model.optimizer.variables)
    assert optimizer.formula.endswith(f" = {optimizer.total:,}")
