"""The compiled loop of tools/forecast_runs.py trains as model.fit does."""

import numpy as np
import pytest

from tools.forecast_runs import BATCH, LEARNING_RATE, Trainer

EPOCHS = 3


@pytest.mark.thorough
@pytest.mark.parametrize("units", [3, None])
def test_the_compiled_loop_ends_where_fit_does(units):
    import keras

    rng = np.random.default_rng(0)
    # XLA compiles each size of batch by itself, an LSTM for two seconds: only Dense gets a rest.
    samples = 2 * BATCH if units else BATCH + 36
    x = rng.normal(size=(samples, 6, 1)).astype("float32")
    y = rng.normal(size=samples).astype("float32")

    trainer = Trainer(6, units)
    for seed in (5, 1):  # the second one must not start from what the first left behind
        for _, _ in zip(range(EPOCHS), trainer.epochs(seed, x, y), strict=False):
            pass

    keras.utils.set_random_seed(1)
    hidden = keras.layers.LSTM(units) if units else keras.layers.Flatten()
    model = keras.Sequential([keras.Input((6, 1)), hidden, keras.layers.Dense(1)])
    untrained = np.asarray(model(x))
    optimizer = keras.optimizers.Adam(LEARNING_RATE)
    model.compile(optimizer=optimizer, loss="mean_squared_error", run_eagerly=True)
    order = np.random.default_rng(1)
    for _ in range(EPOCHS):
        shuffled = order.permutation(len(x))
        model.fit(x[shuffled], y[shuffled], batch_size=BATCH, epochs=1, shuffle=False, verbose=0)

    ours, theirs = np.asarray(trainer.model(x)), np.asarray(model(x))
    np.testing.assert_allclose(ours, theirs, atol=1e-5)
    assert abs(theirs - untrained).max() > 0.01
