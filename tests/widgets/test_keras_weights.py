"""The initial weights that the page draws against Keras's own, for many seeds and sizes.

TensorFlow takes logarithms, sines and the QR decomposition with 24 binary digits, the page with 53,
so the last digit or two of 24 may differ.
"""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

import helpers.widgets.shared
from helpers.tasks.examples import EXAMPLES, initializer_seeds
from tests.widgets.test_javascript import NODE

RUNNER = Path(__file__).parent / "weights_runner.mjs"
SOURCE = Path(helpers.widgets.shared.__file__).parent / "keras_weights.js"
# Units of 1 and 32, odd and even counts of numbers, the smallest and the largest seed.
MODELS = [
    *((name, seed, 5) for name in EXAMPLES for seed in (0, 1, 7, 99, 12345, 2**32 - 1)),
    *(("many_to_one", seed, units) for seed, units in enumerate([1, 2, 3, 4, 7, 8, 13, 32])),
]


def in_the_page(models, file=SOURCE):
    done = subprocess.run(
        [NODE, str(RUNNER), str(file)],
        input=json.dumps(models),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def described(name, seed, units):
    x, y = EXAMPLES[name].data()
    seeds = initializer_seeds(seed)
    return {"seeds": seeds, "units": units, "features": x.shape[-1], "outputs": y.shape[-1]}


@pytest.fixture(scope="module")
def keras_weights():
    return [EXAMPLES[name].model(seed, units).get_weights() for name, seed, units in MODELS]


def test_every_weight_is_the_one_that_keras_draws(keras_weights):
    drawn = in_the_page([described(*model) for model in MODELS])
    for model, ours, theirs in zip(MODELS, drawn, keras_weights, strict=True):
        for numbers, array in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(numbers, array.ravel(), atol=2e-6, err_msg=str(model))
        # What only adds and multiplies is the same to the last digit.
        for k in (0, 2, 3, 4):
            assert np.array_equal(np.float32(ours[k]), theirs[k].ravel()), model


def test_several_features_too():
    import keras

    seeds, units, features, outputs = (3, 1_000_000_000, 5), 6, 4, 3
    model = {"seeds": seeds, "units": units, "features": features, "outputs": outputs}
    (drawn,) = in_the_page([model])
    kernel = keras.initializers.GlorotUniform(seeds[0])((features, 4 * units))
    recurrent = keras.initializers.Orthogonal(seed=seeds[1])((units, 4 * units))
    dense = keras.initializers.GlorotUniform(seeds[2])((units, outputs))
    for numbers, array in zip(
        (drawn[0], drawn[1], drawn[3]), (kernel, recurrent, dense), strict=True
    ):
        np.testing.assert_allclose(numbers, np.ravel(array), atol=2e-6)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("0xd2511f53", "0xd2511f54"),
        ("round < 10", "round < 9"),
        ("Math.sin(angle)", "Math.cos(angle)"),
        ("bias.fill(1, units, 2 * units)", "bias.fill(1, 0, units)"),
        ("word % 2 ** 23", "word % 2 ** 22"),
    ],
)
def test_a_broken_draw_is_seen(right, wrong, keras_weights, tmp_path):
    source = SOURCE.read_text(encoding="utf-8")
    assert source.count(right) == 1
    file = tmp_path / "keras_weights.mjs"
    file.write_text(source.replace(right, wrong), encoding="utf-8")
    (ours,) = in_the_page([described(*MODELS[0])], file)
    assert any(
        not np.allclose(numbers, array.ravel(), atol=2e-6)
        for numbers, array in zip(ours, keras_weights[0], strict=True)
    )
