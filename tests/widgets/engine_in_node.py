"""Runs helpers/widgets/shared/engine.js in Node, for the tests that compare it with Keras."""

import json
import subprocess
from pathlib import Path
from typing import Any

import helpers.widgets.shared

RUNNER = Path(__file__).parent / "engine_runner.mjs"
ENGINE = Path(helpers.widgets.shared.__file__).parent / "engine.js"


class Engine:
    """One Node process with the engine loaded; `with Engine() as engine: engine.train(…)`."""

    def __init__(self, file: Path = ENGINE) -> None:
        self._file = file

    def __enter__(self) -> "Engine":
        self._node = subprocess.Popen(
            ["node", str(RUNNER), str(self._file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *exception: object) -> None:
        self._node.stdin.close()
        self._node.wait(10)
        self._node.stdout.close()

    def train(self, x, y, weights, **settings: Any) -> dict[str, Any]:
        return self._ask("train", x, y, weights, settings)

    def gradients(self, x, y, weights, **settings: Any) -> dict[str, Any]:
        return self._ask("gradients", x, y, weights, settings)

    def _ask(self, job, x, y, weights, settings) -> dict[str, Any]:
        asked = {
            "job": job,
            "x": x.tolist(),
            "y": y.tolist(),
            "weights": [array.tolist() for array in weights],
            **settings,
        }
        self._node.stdin.write(json.dumps(asked) + "\n")
        self._node.stdin.flush()
        return json.loads(self._node.stdout.readline())
