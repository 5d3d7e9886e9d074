"""How the lessons are run by nbval: in which processes and kernels, and what is compared besides.

What nbval passes over is compared too: see `tools/lesson_outputs.py`.
"""

import json
import os
import time
from collections.abc import Iterator
from queue import Empty
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from tools.forked_kernels import fork_kernels
from tools.lesson_outputs import WIDGETS, output_differences, state_differences

# How long a widget may go on changing after the last cell has run, on a slow machine.
SETTLED_AFTER = 10  # seconds


def pytest_configure() -> None:
    """Let the lessons' kernels begin where Keras is loaded."""
    fork_kernels()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Run lessons, and tests that share something slow to start, each in one process."""
    from tools.one_process import Groups  # learners have no xdist

    return Groups(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return how many processes `-n logical` starts: one for each core; and `-n auto`: one more.

    A test in a browser waits for another process most of the time, and its core would idle.
    """
    known = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1
    return cores + 1 if config.option.numprocesses == "auto" else cores


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what takes long as a whole first, so that no process works alone at the end."""
    if hasattr(config, "workerinput"):
        from tools.one_process import sort

        sort(items)


class Widgets:
    """The state of all widgets of a lesson, kept as nbclient keeps it when it saves a lesson."""

    def __init__(self, lesson: IPyNbFile) -> None:
        """Listen to all that the kernel says from now on."""
        self._client = NotebookClient(nbformat.v4.new_notebook())
        self._client.reset_execution_trackers()
        self._get, lesson.get_kernel_message = lesson.get_kernel_message, self._listen
        self.cells_run = 0

    def _listen(self, timeout: float | None = None, stream: str = "iopub") -> dict[str, Any]:
        message = self._get(timeout=timeout, stream=stream)
        if message["msg_type"] in ("comm_open", "comm_msg"):
            self._client.handle_comm_msg([], message, 0)
        return message

    def models(self) -> dict[str, Any]:
        """Return every model by its id, in the order in which they were made."""
        self._client.set_widgets_metadata()
        metadata = self._client.nb.metadata.get("widgets", {WIDGETS: {"state": {}}})
        return json.loads(json.dumps(metadata[WIDGETS]["state"]))

    def differences(self, saved: dict[str, Any]) -> list[str]:
        """Return how the saved widgets differ, once they have had the time to settle."""
        deadline = time.monotonic() + SETTLED_AFTER
        while differences := list(state_differences(saved, self.models())):
            try:
                self._listen(timeout=max(0, deadline - time.monotonic()))
            except Empty:
                break
        return differences


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Run a cell of a lesson, then compare its pictures and, after the last cell, all widgets."""
    if not isinstance(item, IPyNbCell):
        return (yield)
    lesson = item.parent
    if not hasattr(lesson, "widgets"):
        lesson.widgets = Widgets(lesson)
    result = yield
    lesson.widgets.cells_run += 1
    differences = []
    if item.options["check"]:
        differences += output_differences(item.cell.outputs, item.test_outputs)
    # Only after a run of all cells are there all widgets.
    if lesson.widgets.cells_run == sum(cell.cell_type == "code" for cell in lesson.nb.cells):
        saved = lesson.nb.metadata.get("widgets", {WIDGETS: {"state": {}}})[WIDGETS]["state"]
        differences += lesson.widgets.differences(saved)
    if differences:
        differences = [*differences[:10], *(["…"] if len(differences) > 10 else [])]
        raise NbCellError(item.cell_num, "Cell outputs differ", item.cell.source,
                          "\n".join(differences))  # fmt: skip
    return result
