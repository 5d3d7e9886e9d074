import keras
import numpy as np
import pytest

from helpers.tasks.examples import EXAMPLES, example_named
from helpers.tasks.sequences import (
    TARGETS,
    many_to_many,
    many_to_one,
    one_to_one,
    ramp,
    random_sequences,
)

SHAPES = {
    "one_to_one": ((5, 1, 1), (5, 1)),
    "many_to_one": ((1, 5, 1), (1, 5)),
    "many_to_many": ((1, 5, 1), (1, 5, 1)),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_those_of_the_sources(name):
    x, y = EXAMPLES[name].data()
    assert (x.shape, y.shape) == SHAPES[name]
    assert x.dtype == y.dtype == np.float32
    np.testing.assert_allclose(x.ravel(), [0, 0.2, 0.4, 0.6, 0.8])
    np.testing.assert_array_equal(x.ravel(), y.ravel())


@pytest.mark.parametrize(
    ("name", "parameters"), [("one_to_one", 146), ("many_to_one", 170), ("many_to_many", 146)]
)
def test_the_models_have_the_counts_and_shapes_of_the_lessons(name, parameters):
    model = EXAMPLES[name].model(seed=1)
    assert model.count_params() == parameters
    assert model.output_shape[1:] == SHAPES[name][1][1:]
    again = EXAMPLES[name].model(seed=1).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), again, strict=True))
    assert example_named(name).title == name.replace("_", "-")


def test_a_seed_gives_the_weights_that_the_lesson_s_own_code_gives():
    keras.utils.set_random_seed(7)
    model = keras.Sequential(
        [
            keras.Input((5, 1)),
            keras.layers.LSTM(5, return_sequences=True),
            keras.layers.TimeDistributed(keras.layers.Dense(1)),
        ]
    )
    ours = EXAMPLES["many_to_many"].model(seed=7).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(ours, model.get_weights(), strict=True))


def test_each_target_by_hand():
    sequences = np.array([[1, 2, 4], [3, 5, 9]], "float32")
    expected = {
        "same": [[1, 2, 4], [3, 5, 9]],
        "shifted": [[0, 1, 2], [0, 3, 5]],
        "cumulative sum": [[1, 3, 7], [3, 8, 17]],
        "reversed": [[4, 2, 1], [9, 5, 3]],
    }
    assert list(expected) == list(TARGETS)
    for target, numbers in expected.items():
        np.testing.assert_array_equal(TARGETS[target](sequences), numbers)
        np.testing.assert_array_equal(many_to_one(sequences, target).y, numbers)
        np.testing.assert_array_equal(many_to_many(sequences, target).y[..., 0], numbers)
        np.testing.assert_array_equal(one_to_one(sequences, target).y.ravel(), np.ravel(numbers))
    np.testing.assert_array_equal(sequences, expected["same"])


def test_many_sequences_at_once():
    sequences = random_sequences(7, 4, seed=3)
    assert sequences.shape == (7, 4)
    np.testing.assert_array_equal(sequences, random_sequences(7, 4, seed=3))
    assert [a.shape for a in one_to_one(sequences)] == [(28, 1, 1), (28, 1)]
    assert [a.shape for a in many_to_one(sequences)] == [(7, 4, 1), (7, 4)]
    assert [a.shape for a in many_to_many(sequences)] == [(7, 4, 1), (7, 4, 1)]


@pytest.mark.parametrize("make", [one_to_one, many_to_one, many_to_many])
def test_wrong_data_is_refused(make):
    with pytest.raises(TypeError, match=r"sequences must be an array of floats, not \[\[1, 2\]\]"):
        make([[1, 2]])
    with pytest.raises(ValueError, match=r"sequences must be .*, not of shape \(5,\)"):
        make(np.zeros(5))
    with pytest.raises(ValueError, match=r"target must be one of 'same', .*, not 'backwards'"):
        make(ramp(), "backwards")
    with pytest.raises(ValueError, match="length must be"):
        make(ramp(0))
    with pytest.raises(ValueError, match=r"example must be one of 'one_to_one', .*, not 'none'"):
        example_named("none")
