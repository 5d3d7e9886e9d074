"""`diagnose` against what `model.fit` does with the same model and data."""

import keras
import numpy as np
import pytest
from keras import layers

from helpers import diagnose

N, T, F = 6, 7, 3
SPARSE, SHARES = "sparse_categorical_crossentropy", "categorical_crossentropy"


def zeros(*shape, dtype="float32"):
    return np.zeros(shape, dtype)


def model_of(*stack, loss="mse", shape=(T, F)):
    model = keras.Sequential([keras.Input(shape), *stack])
    model.compile(loss=loss)
    return model


def fit_raises(model, x, y):
    model.run_eagerly = True  # one batch is done before it would be traced
    try:
        model.fit(x, y, batch_size=N, verbose=0)
    except Exception:
        return True
    return False


LAST, EVERY = (lambda: layers.LSTM(4)), (lambda: layers.LSTM(4, return_sequences=True))
SOFTMAX = lambda: layers.Dense(5, activation="softmax")  # noqa: E731

WRONG_TARGETS = [
    ([LAST, lambda: layers.Dense(1)], "mse", zeros(N, 5), "other width", "Dense(5)"),
    ([LAST, lambda: layers.Dense(2)], "mse", zeros(N, 5), "other width", "Dense(5)"),
    ([LAST, lambda: layers.Dense(5)], "mse", zeros(N), "other width", "Dense(1)"),
    ([EVERY, lambda: layers.Dense(1)], "mse", zeros(N, 1), "one target for a sequence", "LSTM(4"),
    ([LAST, lambda: layers.Dense(1)], "mse", zeros(N, T, 1), "missing return_sequences", "=True"),
    ([LAST, lambda: layers.Dense(4)], "mse", zeros(N, T, 4), "missing return_sequences", "=True"),
    ([LAST, SOFTMAX], SHARES, zeros(N, dtype=int), "class numbers", SPARSE),
    ([LAST, SOFTMAX], SHARES, zeros(N, 1, dtype=int), "class numbers", SPARSE),
    ([EVERY, SOFTMAX], SHARES, zeros(N, T, dtype=int), "class numbers", SPARSE),
    ([LAST, SOFTMAX], SPARSE, zeros(N, 5), "shares of classes", '"categorical_crossentropy"'),
    ([LAST, SOFTMAX], SPARSE, zeros(N) + 9, "labels out of range", "Dense(10"),
    ([LAST, SOFTMAX], SPARSE, zeros(N, T), "missing return_sequences", "=True"),
    ([EVERY, SOFTMAX], SPARSE, zeros(N), "one target for a sequence", "=False"),
    (
        [LAST, lambda: layers.Dense(1)],
        "binary_crossentropy",
        zeros(N, 5),
        "other width",
        "Dense(5)",
    ),
    ([LAST, lambda: layers.Dense(1)], "mse", zeros(N - 1), "other number of samples", "x[:n]"),
]


@pytest.mark.thorough
@pytest.mark.parametrize(("stack", "loss", "y", "kind", "cure"), WRONG_TARGETS)
def test_a_target_that_does_not_fit(stack, loss, y, kind, cure):
    model = model_of(*(make() for make in stack), loss=loss)
    diagnosis = diagnose(model, zeros(N, T, F), y)
    (finding,) = diagnosis.findings
    assert finding.kind == kind
    assert cure in finding.cure
    assert finding.raises == fit_raises(model, zeros(N, T, F), y)


WRONG_INPUTS = [
    (zeros(T, F), "missing batch axis", "[np.newaxis]"),
    (zeros(N, F, T), "swapped axes", "transpose(0, 2, 1)"),
    (zeros(N, T, 4), "other features", "keras.Input((7, 4))"),
    (zeros(N, T), "other number of axes", ""),
    (zeros(N), "series without windows", "sliding_window_view"),
    (zeros(N, 1, T, F), "other number of axes", "reshape(-1, 7, 3)"),
    (zeros(N, T, F).tolist(), "unseen data", "np.asarray(x)"),
    ([[1.0], [1.0, 2.0]], "unseen data", "pad_sequences"),
    (np.full((N, T, F), "a"), "not numbers", "TextVectorization"),
    (zeros(N, T, F) * np.nan, "not finite", "nan_to_num"),
]


@pytest.mark.thorough
@pytest.mark.parametrize(("x", "kind", "cure"), WRONG_INPUTS)
def test_an_input_that_does_not_fit(x, kind, cure):
    model = model_of(LAST(), layers.Dense(1))
    (finding,) = diagnose(model, x).findings
    assert finding.kind == kind
    assert cure in finding.cure
    assert finding.raises == fit_raises(model, x, zeros(len(x)))


FITTING = [
    ([LAST, lambda: layers.Dense(1)], "mse", zeros(N)),
    ([LAST, lambda: layers.Dense(1)], "mse", zeros(N, 1)),
    ([EVERY, lambda: layers.Dense(1)], "mse", zeros(N, T)),
    ([EVERY, lambda: layers.Dense(1)], "mse", zeros(N, T, 1)),
    ([EVERY, lambda: layers.TimeDistributed(layers.Dense(2))], "mae", zeros(N, T, 2)),
    ([lambda: layers.Bidirectional(layers.LSTM(4)), SOFTMAX], SPARSE, zeros(N, dtype=int) + 4),
    ([LAST, SOFTMAX], SHARES, zeros(N, 5)),
    ([EVERY, SOFTMAX], SPARSE, zeros(N, T, 1)),
    ([LAST, lambda: layers.Dense(1, activation="sigmoid")], "binary_crossentropy", zeros(N) + 1),
]


@pytest.mark.thorough
@pytest.mark.parametrize(("stack", "loss", "y"), FITTING)
def test_nothing_is_found_where_all_fits(stack, loss, y):
    model = model_of(*(make() for make in stack), loss=loss)
    assert diagnose(model, zeros(N, T, F), y).findings == ()
    assert not fit_raises(model, zeros(N, T, F), y)


def test_a_list_of_layers_that_keras_refuses():
    (finding,) = diagnose([keras.Input((T, F)), layers.LSTM(5), layers.LSTM(2)]).findings
    assert finding.kind == "missing return_sequences"
    assert finding.cure == "keras.layers.LSTM(5, return_sequences=True)"
    wrapped = [layers.Bidirectional(layers.GRU(5)), layers.TimeDistributed(layers.Dense(1))]
    (finding,) = diagnose(wrapped, zeros(N, T, F)).findings
    assert finding.cure == "keras.layers.Bidirectional(keras.layers.GRU(5, return_sequences=True))"


def test_a_model_without_an_input_is_walked_through():
    model = keras.Sequential([layers.LSTM(5), layers.LSTM(2), layers.Dense(1)])
    assert [f.kind for f in diagnose(model, zeros(N, T, F), zeros(N)).findings] == [
        "missing return_sequences"
    ]
    assert next(f.kind for f in diagnose(model, zeros(N, T)).findings) == "missing axis"
    assert not model.built


def test_stateful_needs_a_batch_that_divides_the_samples():
    stack = [keras.Input((T, F)), layers.LSTM(5, stateful=True)]
    (finding,) = diagnose(stack, zeros(N, T, F)).findings
    assert finding.cure == "keras.Input(batch_shape=(6, 7, 3))"
    model = keras.Sequential([keras.Input(batch_shape=(4, T, F)), layers.LSTM(5, stateful=True)])
    assert [f.kind for f in diagnose(model, zeros(N, T, F)).findings] == ["stateful batch"]
    assert diagnose(model, zeros(8, T, F)).fits


def test_ids_and_embeddings():
    ids = np.arange(N * T).reshape(N, T)
    numbers = model_of(LAST(), shape=(T, 1))
    assert [f.kind for f in diagnose(numbers, ids).findings] == ["ids without an Embedding"]
    assert diagnose(numbers, ids.astype("float32")).fits
    small = model_of(layers.Embedding(9, 4), LAST(), shape=(T,))
    (finding,) = diagnose(small, ids).findings
    assert finding.cure == "keras.layers.Embedding(42, 4)"
    assert diagnose(model_of(layers.Embedding(42, 4), LAST(), shape=(T,)), ids).fits


def test_axes_that_were_probably_swapped():
    model = model_of(LAST(), shape=(3, 100))
    (finding,) = diagnose(model, zeros(N, 3, 100)).findings
    assert (finding.kind, finding.raises) == ("swapped axes", False)


def kinds(model, *data):
    return [finding.kind for finding in diagnose(model, *data).findings]


def small_ids(shape):
    return model_of(layers.Embedding(5, 2), LAST(), shape=shape)


OTHER_INPUTS = [
    ([layers.LSTM(4)], zeros(T), ["series without windows"]),
    ([layers.LSTM(4)], zeros(1, N, T, F), ["other number of axes"]),
    ([layers.LSTM(4, return_state=True), layers.Dense(1)], zeros(N, T, F),
     ["return_state in a chain"]),
    (model_of(LAST(), shape=(N, T, F)[1:]), zeros(N, T, F).astype(object), ["not numbers"]),
    (model_of(LAST()), zeros(N, 5, F), ["other length"]),
    (model_of(LAST()), [zeros(N, T, F)], []),
    (model_of(layers.Dense(1), shape=(3,)), zeros(N, 3, 1), []),
    (model_of(layers.Flatten(), layers.Dense(1), shape=(N, T, F)), zeros(N, T, F),
     ["missing batch axis"]),
    (small_ids((T,)), zeros(N, T, 1, dtype=int), ["ids with a feature axis"]),
    (small_ids((T,)), zeros(N, T) + 0.5, ["ids that are not whole"]),
    (small_ids((T,)), zeros(N, T, dtype=int) - 1, ["ids out of range"]),
]  # fmt: skip


@pytest.mark.parametrize(("model", "x", "wanted"), OTHER_INPUTS)
def test_other_inputs_that_do_not_fit(model, x, wanted):
    assert kinds(model, x) == wanted


def compiled(*stack, loss):
    model = keras.Sequential([keras.Input((T, F)), LAST(), *stack])
    model.compile(loss=loss)
    return model


OTHER_TARGETS = [
    (compiled(SOFTMAX(), loss=SPARSE), zeros(N) - 1, ["labels out of range"]),
    (compiled(layers.Dense(1), loss=SHARES), zeros(N, 1), ["one class"]),
    (compiled(layers.Dense(1), loss="binary_crossentropy"), zeros(N, 1) + 3, ["not shares"]),
    # However the loss is given.
    (compiled(SOFTMAX(), loss=keras.losses.SparseCategoricalCrossentropy()), zeros(N) + 9,
     ["labels out of range"]),
    (compiled(SOFTMAX(), loss=keras.losses.sparse_categorical_crossentropy), zeros(N) + 9,
     ["labels out of range"]),
    (compiled(SOFTMAX(), loss=[SPARSE]), zeros(N) + 9, ["labels out of range"]),
    # Of a loss of somebody else's nothing is known.
    (compiled(SOFTMAX(), loss=lambda y, given: 0.0 * given), zeros(N) + 9, []),
]  # fmt: skip


@pytest.mark.parametrize(("model", "y", "wanted"), OTHER_TARGETS)
def test_other_targets_that_do_not_fit(model, y, wanted):
    assert kinds(model, zeros(N, T, F), y) == wanted


def test_a_sequence_read_across_its_features():
    model = model_of(EVERY(), shape=(F, T))
    (finding,) = diagnose(model, zeros(N, F, T), zeros(N, T, 4)).findings
    assert (finding.kind, finding.cure) == ("swapped axes", "x = x.transpose(0, 2, 1)")
    assert finding.problem.endswith("y has 7 steps, as many as x has features")


def test_of_a_dataset_the_shapes_are_read_and_no_batch_is_drawn():
    tf = pytest.importorskip("tensorflow")

    def never():
        raise AssertionError("diagnose drew a batch")
        yield

    def dataset(*shapes, dtype="float32"):
        specs = tuple(tf.TensorSpec(shape, dtype) for shape in shapes)
        return tf.data.Dataset.from_generator(never, output_signature=specs)

    model = compiled(layers.Dense(1), loss="mse")
    assert kinds(model, dataset((None, T, F), (None, 1))) == []
    assert kinds(model, dataset((None, F, T), (None, 1))) == ["swapped axes"]
    assert kinds(model, dataset((None, T, F), (None, 5))) == ["other width"]
    assert kinds(model, dataset((None, T, F), (None, 1), dtype="string")) == ["not numbers"] * 2


def test_data_that_fail_when_looked_at_are_named():
    class Strange:
        shape = (N, T, F)

        @property
        def dtype(self):
            raise RuntimeError("no type today")

    (finding,) = diagnose(model_of(LAST()), Strange()).findings
    assert finding.kind == "unseen data"
    assert "RuntimeError: no type today" in finding.problem
    assert not finding.raises


def test_several_inputs():
    a, b = keras.Input((T, F), name="a"), keras.Input((2,), name="b")
    joined = layers.Concatenate()([layers.LSTM(4)(a), b])
    model = keras.Model([a, b], layers.Dense(1)(joined))
    x = {"a": zeros(N, T, F), "b": zeros(N, 2)}
    assert diagnose(model, x, zeros(N)).fits
    assert diagnose(model, list(x.values()), zeros(N)).fits
    assert [f.kind for f in diagnose(model, {"a": x["a"]}).findings] == ["missing input"]
    (finding,) = diagnose(model, x | {"a": zeros(N, F, T)}).findings
    assert finding.problem.startswith("x['a'] has the shape (6, 3, 7)")


class Untouchable(layers.Layer):
    def call(self, x):
        raise AssertionError("diagnose ran a layer of the user's")

    def compute_output_shape(self, input_shape):
        raise AssertionError("diagnose ran a layer of the user's")


@pytest.mark.parametrize("model", [None, 3, "model", [], [3], layers.LSTM, object()])
def test_it_raises_nothing_for_what_is_no_model(model):
    assert [f.kind for f in diagnose(model, 1, 2).findings] == ["no model"]


@pytest.mark.parametrize("data", [3, "x", object(), [], {}, [None], zeros(0, T, F), iter([1])])
def test_it_raises_nothing_for_any_data_and_runs_nothing(data):
    diagnose(model_of(LAST()), data, data)
    diagnose([Untouchable(), layers.LSTM(3)], data, data)
    diagnose([Untouchable(), layers.LSTM(3)], zeros(N, T, F), zeros(N))


def test_it_reads_as_text_and_as_a_page():
    diagnosis = diagnose(model_of(LAST()), zeros(T, F))
    assert str(diagnosis).splitlines()[-1] == "   Mend it: x = x[np.newaxis]"
    assert "<code>x = x[np.newaxis]</code>" in diagnosis._repr_html_()
    assert "nothing found" in str(diagnose(model_of(LAST()), zeros(N, T, F)))


def test_two_directions_of_different_width_are_found():
    uneven = keras.layers.Bidirectional(
        keras.layers.LSTM(5, name="forth"),
        backward_layer=keras.layers.LSTM(7, go_backwards=True),
        name="uneven",
    )
    model = keras.Sequential([keras.Input((7, 3)), uneven, keras.layers.Dense(1)])
    (finding,) = diagnose(model, np.ones((2, 7, 3)), np.ones((2, 1))).findings
    assert finding.kind == "two widths"
    assert "Keras reports the shape (None, 10), and (None, 12) comes out" in finding.problem
    assert finding.cure == "keras.layers.Bidirectional(keras.layers.LSTM(5))"
    with pytest.raises(Exception, match="12"):
        model(np.ones((2, 7, 3)))
    even = keras.layers.Bidirectional(keras.layers.LSTM(5))
    model = keras.Sequential([keras.Input((7, 3)), even, keras.layers.Dense(1)])
    assert diagnose(model, np.ones((2, 7, 3)), np.ones((2, 1))).fits
