"""`check` looks at the model that a learner's function builds: mended, and made to measure."""

import pytest

from helpers import check


@pytest.fixture(scope="module")
def layers():
    import keras

    return keras.layers


def sequential(*parts):
    import keras

    return keras.Sequential(list(parts))


def given(shape=(7, 3), **options):
    import keras

    return keras.Input(**options) if options else keras.Input(shape)


def test_repairs_that_are_right(layers):
    for name, build in {
        "two_layers": lambda: sequential(
            given(), layers.LSTM(5, return_sequences=True), layers.LSTM(2)
        ),
        "answer_each_step": lambda: sequential(
            given(),
            layers.LSTM(5, return_sequences=True),
            layers.TimeDistributed(layers.Dense(1)),
        ),
        "remembers": lambda: sequential(
            given(batch_shape=(4, 7, 3)), layers.LSTM(5, stateful=True)
        ),
        "old_name": lambda: sequential(given(), layers.LSTM(5), layers.Dense(1)),
        "exactly_1000": lambda: sequential(given((7, 14)), layers.LSTM(10)),
    }.items():
        assert check(build, name).right, check(build, name)


def functional():
    import keras

    x = keras.Input((7, 3))
    h = keras.layers.LSTM(5, return_sequences=True)(x)
    return keras.Model(x, keras.layers.LSTM(2)(h))


def test_a_functional_model_will_do():
    assert check(functional, "two_layers").right


WRONG = {
    "expected ndim=3, found ndim=2": lambda k: sequential(given(), k.LSTM(5), k.LSTM(2)),
    "gives (None, 7, 2), an answer at every step": lambda k: sequential(
        given(), k.LSTM(5, return_sequences=True), k.LSTM(2, return_sequences=True)
    ),
    "`RepeatVector` copies the last h": lambda k: sequential(
        given(), k.LSTM(5), k.RepeatVector(7), k.LSTM(2)
    ),
    "as it should, but with other layers: LSTM(2). Here keep LSTM(5), LSTM(2)": lambda k: (
        sequential(given(), k.LSTM(2))
    ),
    "as it should, but with other layers: LSTM(6), LSTM(2)": lambda k: sequential(
        given(), k.LSTM(6, return_sequences=True), k.LSTM(2)
    ),
    "Bidirectional(LSTM(5))": lambda k: sequential(
        given(), k.Bidirectional(k.LSTM(5, return_sequences=True)), k.LSTM(2)
    ),
    "reads (None, 7, 4). Keep the input: (None, 7, 3)": lambda k: sequential(
        given((7, 4)), k.LSTM(5, return_sequences=True), k.LSTM(2)
    ),
    "no weights yet": lambda k: sequential(k.LSTM(5, return_sequences=True), k.LSTM(2)),
    "Put it into `keras.Sequential(...)`": lambda k: [given(), k.LSTM(5)],
    "gave one layer, LSTM(2)": lambda k: k.LSTM(2),
    "Return a Keras model": lambda k: k.LSTM,
    "Is there a `return`?": lambda k: None,
    "Return the model": lambda k: sequential(given(), k.LSTM(2)).summary(),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_is_not_mended_is_told_what_it_lacks(words, layers):
    report = check(lambda: WRONG[words](layers), "two_layers")
    assert not report.right
    assert words in repr(report), report


def test_a_layer_that_must_keep_its_state_keeps_it(layers):
    forgets = check(lambda: sequential(given(batch_shape=(4, 7, 3)), layers.LSTM(5)), "remembers")
    assert "Leave `stateful=True`" in repr(forgets)
    free = check(lambda: sequential(given(), layers.LSTM(5)), "remembers")
    assert "The first axis must be 4" in repr(free)


def test_a_wrong_number_of_parameters_is_accounted_for(layers):
    model = lambda: sequential(given((7, 14)), layers.LSTM(10), layers.Dense(1))  # noqa: E731
    said = repr(check(model, "exactly_1000"))
    assert "1,011 parameters: 11 too many" in said
    assert "LSTM(10): 4 × ((14 + 10) × 10 + 10) = 1,000. Dense(1): 10 × 1 + 1 = 11." in said
    few = repr(check(lambda: sequential(given(), layers.LSTM(1)), "exactly_1000"))
    assert "20 parameters: 980 are missing" in few
    assert "no LSTM" in repr(check(lambda: sequential(given(), layers.GRU(5)), "exactly_1000"))


def test_a_function_that_wants_something_is_told_that_it_gets_nothing():
    assert "must take nothing. Yours takes (x)" in repr(check(lambda x: x, "two_layers"))
