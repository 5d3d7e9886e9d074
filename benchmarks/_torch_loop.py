"""Train the many-to-many model in PyTorch, eagerly; run by benchmarks/training.py, where installed.

Usage: python _torch_loop.py WEIGHTS.npz EPOCHS. Prints JSON: seconds, again, loss.
"""

import json
import sys
import time

import numpy as np
import torch


def main(path: str, epochs: int) -> None:
    start = [torch.tensor(array) for array in np.load(path).values()]
    x = torch.arange(5.0).reshape(1, 5, 1) / 5
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        loss = train(start, x, epochs)
        seconds.append(time.perf_counter() - began)
    print(json.dumps({"seconds": seconds[0], "again": min(seconds[1:]), "loss": loss}))


def train(start: list[torch.Tensor], x: torch.Tensor, epochs: int) -> float:
    kernel, recurrent_kernel, bias, dense_kernel, dense_bias = start
    lstm, dense = torch.nn.LSTM(1, len(recurrent_kernel), batch_first=True), torch.nn.Linear(5, 1)
    with torch.no_grad():
        lstm.weight_ih_l0.copy_(kernel.T)
        lstm.weight_hh_l0.copy_(recurrent_kernel.T)
        lstm.bias_ih_l0.copy_(bias)
        lstm.bias_hh_l0.zero_()
        dense.weight.copy_(dense_kernel.T)
        dense.bias.copy_(dense_bias)
    # Keras has one bias.
    lstm.bias_hh_l0.requires_grad_(False)
    weights = [w for w in (*lstm.parameters(), *dense.parameters()) if w.requires_grad]
    optimizer = torch.optim.Adam(weights, lr=0.001, eps=1e-7)
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = ((dense(lstm(x)[0]) - x) ** 2).mean()
        loss.backward()
        optimizer.step()
    return loss.item()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
