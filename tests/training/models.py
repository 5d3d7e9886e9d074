"""Small models and data that the tests of training share."""

import keras
import numpy as np
import tensorflow as tf

layers = keras.layers
RNG = np.random.default_rng(7)
X = RNG.normal(size=(6, 4, 3)).astype("float32")
Y = RNG.normal(size=(6, 2)).astype("float32")
STEPS = RNG.normal(size=(6, 4, 1)).astype("float32")
CLASSES = np.array([0, 1, 2, 0, 1, 2])


def sequential(*inner, kind=keras.Sequential, shape=(4, 3), batch=None, **options):
    """Return a function that builds and compiles the same model each time it is called."""

    def build():
        keras.utils.set_random_seed(3)
        first = keras.Input(batch_shape=(batch, *shape)) if batch else keras.Input(shape)
        model = kind([first, *(make() for make in inner)])
        model.compile(**({"loss": "mse", "optimizer": "adam"} | fresh(options)))
        return model

    return build


def fresh(options):
    """Give every model its own optimizer: an option may be a function that makes its value."""
    return {
        name: value() if name == "optimizer" and callable(value) else value
        for name, value in options.items()
    }


def lstm(units=3, **options):
    return lambda: layers.LSTM(units, **options)


def dense(units=2, **options):
    return lambda: layers.Dense(units, **options)


def flat(units=2):
    return [layers.Flatten, dense(units)]


# What takes no second to trace: where it does not matter what is trained, or what is compiled.
FLAT = sequential(*flat())
EAGER = sequential(*flat(), run_eagerly=True)


def fits(model, x, y, epochs, eagerly=True, **options):
    """Return the history of model.fit, all samples in one batch.

    Unless told otherwise it computes step by step: another way still, with nothing to trace. From
    arrays fit makes its batch anew in every epoch, which takes longer than an epoch; so it gets
    arrays only where options go with them.
    """
    model.run_eagerly = eagerly
    how = {"epochs": epochs, "shuffle": False, "verbose": 0} | options
    if options:
        return model.fit(x, y, batch_size=len(keras.tree.flatten(x)[0]), **how).history
    batch = keras.tree.lists_to_tuples((x,) if y is None else (x, y))
    return model.fit(tf.data.Dataset.from_tensors(batch), **how).history


def steps(model, x, y, epochs, eagerly=True):
    """Yield the losses of so many of Keras's own steps: what fit does, without what is around it.

    Eagerly few epochs of a small model are over before a step would be traced.
    """
    model.run_eagerly = eagerly
    if not eagerly:  # a step that has to make the optimizer's variables is traced twice
        model.optimizer.build(model.trainable_variables)
    for _ in range(epochs):
        # Before Keras 3.14 a batch answered with the mean of all since this.
        model.reset_metrics()
        yield float(model.train_on_batch(x, y))
