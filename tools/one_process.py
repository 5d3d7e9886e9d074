"""Which tests run in one process, and in which order processes take them.

pytest-xdist's own groups do nothing: its version 3.8 adds a group to the id of a test in a way that
pytest 9.2 no longer takes notice of.
"""

from collections import Counter

import pytest
from xdist.scheduler import LoadScopeScheduling

# Only one process starts JupyterLab's server, opens its page and loads Keras into its kernel.
IN_JUPYTERLAB = {
    f"tests/browser/test_{name}.py"
    for name in (
        "ask",
        "gate_explorer",
        "harness",
        "kept_pages",
        "left_behind",
        "training_lab",
        "with_a_kernel",
    )
}
# To load PyTorch takes 4 s, and to render everything in another language 8.
WITH_PYTORCH = ("tests/conversion/", "tests/counting/test_pytorch.py")
IN_ANOTHER_LANGUAGE = ("tests/browser/test_other_language.py", "tests/text/test_other_language.py")


def is_lesson(test: str) -> bool:
    """Return whether a test is a cell of a lesson."""
    return test.partition("::")[0].endswith(".ipynb")


def forks_kernels(test: str) -> bool:
    """Return whether a test runs in kernels that are forks of one that has loaded Keras."""
    return is_lesson(test) or test.startswith("tests/test_forked_kernels.py::")


def group_of(test: str) -> str:
    """Return what a test belongs to that runs in one process as a whole, or nothing.

    The tests in JupyterLab belong together, those that load PyTorch, and those of another language,
    which is rendered once. The cells of a lesson share a kernel, the other tests of a browser a
    page, those of environments a folder, those of forked kernels what these are forked from: they
    go file by file. All other tests go to any process that is free.
    """
    file = test.partition("::")[0]
    if file in IN_JUPYTERLAB:
        return "JupyterLab"
    if file.startswith(WITH_PYTORCH):
        return "PyTorch"
    if file in IN_ANOTHER_LANGUAGE:
        return "another language"
    shared = file.startswith("tests/browser/") or file == "tests/test_environment.py"
    return file if shared or forks_kernels(test) else ""


def in_order(tests: list[str]) -> list[str]:
    """Return tests in the order in which they start: what takes long as a whole before the rest.

    The files of the browser come first and stay side by side, since a process starts its browser
    once for all of them; then lessons, then single tests. The group with the most tests leads.
    """
    sizes = Counter(map(group_of, tests))

    def place(test: str) -> tuple[int, int, str]:
        group = group_of(test)
        return (2, 0, "") if not group else (group.endswith(".ipynb"), -sizes[group], group)

    return sorted(tests, key=place)


class Groups(LoadScopeScheduling):
    """Hand out whole groups, and single tests where there is no group.

    All that forks kernels goes to one process, so that Keras is loaded once for them. But lessons
    by themselves go to all processes, so that no core waits.
    """

    def schedule(self) -> None:
        """Hand out what every process has collected."""
        collected = next(iter(self.registered_collections.values()))
        self._lessons_alone = all(map(is_lesson, collected))
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        if forks_kernels(nodeid) and not self._lessons_alone:
            return "kernels"
        return group_of(nodeid) or nodeid


def sort(items: list[pytest.Item]) -> None:
    """Sort what pytest has collected by `in_order`, in place."""
    places = {test: place for place, test in enumerate(in_order([item.nodeid for item in items]))}
    items.sort(key=lambda item: places[item.nodeid])
