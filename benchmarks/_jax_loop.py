"""Train the many-to-many model in JAX, the whole loop compiled; run by benchmarks/training.py.

Usage: python _jax_loop.py WEIGHTS.npz EPOCHS. Prints JSON: seconds, again, loss.
"""

import json
import sys
import time
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


def predict(weights, x):
    kernel, recurrent_kernel, bias, dense_kernel, dense_bias = weights
    h = c = jnp.zeros((x.shape[0], recurrent_kernel.shape[0]))
    outputs = []
    for step in range(x.shape[1]):
        z = x[:, step] @ kernel + h @ recurrent_kernel + bias
        i, f, g, o = jnp.split(z, 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        outputs.append(h @ dense_kernel + dense_bias)
    return jnp.stack(outputs, axis=1)


@partial(jax.jit, static_argnames="epochs")
def train(weights, x, epochs):
    loss_and_gradient = jax.value_and_grad(lambda w: jnp.mean((predict(w, x) - x) ** 2))

    def epoch(state, number):
        weights, m, v = state
        loss, gradient = loss_and_gradient(weights)
        m = jax.tree.map(lambda m, g: m + (g - m) * 0.1, m, gradient)
        v = jax.tree.map(lambda v, g: v + (g * g - v) * 0.001, v, gradient)
        rate = 0.001 * jnp.sqrt(1 - 0.999**number) / (1 - 0.9**number)
        weights = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-7), weights, m, v)
        return (weights, m, v), loss

    zeros = jax.tree.map(jnp.zeros_like, weights)
    return jax.lax.scan(epoch, (weights, zeros, zeros), jnp.arange(1.0, epochs + 1))


def main(path: str, epochs: int) -> None:
    weights = [jnp.asarray(array) for array in np.load(path).values()]
    x = jnp.arange(5.0).reshape(1, 5, 1) / 5
    seconds = []
    for _ in range(50):
        began = time.perf_counter()
        _, losses = train(weights, x, epochs)
        loss = float(losses[-1])
        seconds.append(time.perf_counter() - began)
    print(json.dumps({"seconds": seconds[0], "again": min(seconds[1:]), "loss": loss}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
