"""Tests run in copies of this process, in which what is slow to import is there already.

What mutmut does to be fast is done here too: one run says which test reaches which line, and how
long it takes; a change is then shown only to the tests that reach it, the fastest first.
"""

import gc
import importlib
import importlib.abc
import importlib.util
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import coverage
import pytest

from tools.mutations import Mutant

ROOT = Path(__file__).parent.parent
# What is slow to import and starts no thread of its own by being imported.
HEAVY = (
    *("keras", "tensorflow", "torch", "onnx", "onnxruntime", "h5py"),
    *("matplotlib.pyplot", "matplotlib.testing.compare"),
    *("hypothesis.strategies", "hypothesis.extra.numpy", "ipywidgets", "nbclient", "nbval.plugin"),
)
# Stops at the first failure, and does without what takes longer than many a test: it collects
# garbage to warn of what was not closed, and looks for plugins.
SPARINGLY = ["-x", "-q", "--disable-plugin-autoload", "-p", "no:cacheprovider"]
SPARINGLY += ["-p", "no:unraisableexception", "-p", "no:threadexception"]
# A test that draws its examples, and does not say how many, draws so few: what fails at all mostly
# fails at once, and what lives is not shown 100 layers of Keras. This can only make more live.
EXAMPLES = 20
# A change may loop, or wait, for ever. Its tests have so many times the seconds that they took
# without it, and these besides; of the clock twice as many, since others may use the machine.
TIMES_SLOWER, LEAST_SECONDS = 5, 60


class Measured(NamedTuple):
    """A run without any change: the seconds of each test, and the tests that reach each line."""

    seconds: dict[str, float]
    reached: dict[str, dict[int, set[str]]]

    def tests_for(self, mutant: Mutant) -> list[str]:
        """Return the tests that can notice a change, those likely to, and the fastest, first."""
        lines = self.reached.get(str(mutant.path), {})
        reaching = set().union(*(lines.get(line, ()) for line in mutant.place.lines))
        if mutant.place.in_function and "" not in reaching:
            return sorted(reaching, key=self.seconds.__getitem__)
        # What runs as the module is imported matters to every test.
        module = set().union(*lines.values())

        def order(test: str) -> tuple[bool, bool, float]:
            named = mutant.path.stem in test.split("::")[0]
            return test not in reaching, not (named or test in module), self.seconds[test]

        return sorted(self.seconds, key=order)


def import_what_is_slow() -> None:
    """Import what the tests need, and say what is missing."""
    for name in HEAVY:
        try:
            importlib.import_module(name)
        except ImportError:
            print(f"NOT INSTALLED: {name}", file=sys.stderr)
    # What is there by now is left alone by the collector of garbage, in every copy.
    gc.freeze()


def measure(folder: Path, code: Path) -> Measured | None:
    """Run the tests of a folder and watch the code; return None if one fails without any change."""
    with tempfile.NamedTemporaryFile("r") as file:

        def run() -> int:
            watch = _Watch(code)
            status = _pytest([str(folder)], watch)
            Path(file.name).write_text(json.dumps(watch.results()), encoding="utf-8")
            return status

        if _in_a_fork(run):
            return None
        seconds, lines = json.load(file)
    in_file: dict[str, set[str]] = {"": {""}}
    for test in seconds:
        in_file.setdefault(test.split("::")[0], set()).add(test)
    reached = {
        path: {
            int(line): set().union(*(in_file.get(context, {context}) for context in contexts))
            for line, contexts in by_line.items()
        }
        for path, by_line in lines.items()
    }
    return Measured(seconds, reached)


def outcome(mutant: Mutant, measured: Measured) -> str:
    """Return "noticed" if a test fails once the mutant is in place, or "stopped", or "lived"."""
    tests = measured.tests_for(mutant)
    if not tests:
        return "lived"
    expected = sum(measured.seconds[test] for test in tests)
    limit = LEAST_SECONDS + round(TIMES_SLOWER * expected)

    def run() -> int:
        signal.alarm(2 * limit)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        sys.meta_path.insert(0, _Changed(mutant))
        files = dict.fromkeys(test.split("::")[0] for test in tests)
        return _pytest([*files], _Only(tests, measured.seconds))

    status = _in_a_fork(run)
    if os.WIFSIGNALED(status):
        return "stopped"
    return "noticed" if status else "lived"


def _in_a_fork(run: Callable[[], int]) -> int:
    """Return how a copy of this process ended, as os.wait does: 0 if it ran and returned 0."""
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        os.setsid()
        status = 1
        try:
            status = run()
        finally:
            # Without what Python does at its end, which waits for threads that no fork has.
            os._exit(status)
    return os.waitpid(child, 0)[1]


def _pytest(arguments: list[str], plugin: object) -> int:
    """Run pytest; Hypothesis draws the same examples each time, and does not look for smaller."""
    hypothesis = importlib.import_module("hypothesis")
    hypothesis.settings.register_profile(
        "mutants",
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
    )
    hypothesis.settings.load_profile("mutants")
    return pytest.main([*SPARINGLY, *arguments], plugins=[plugin])


class _Watch:
    """A plugin of pytest that notes the seconds of each test, and the lines that it reaches."""

    def __init__(self, code: Path) -> None:
        self._coverage = coverage.Coverage(source=[str(code)], data_file=None, config_file=False)
        self._coverage.start()
        self._seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        # What a fixture does may serve all tests of its file.
        self._coverage.switch_context(item.nodeid.split("::")[0])
        start = time.monotonic()
        result = yield
        self._seconds[item.nodeid] = time.monotonic() - start
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        self._coverage.switch_context(item.nodeid)
        return (yield)

    def results(self) -> tuple[dict[str, float], dict[str, dict[int, list[str]]]]:
        """Return the seconds of each test; and of each file's lines, the tests, "" for imports."""
        self._coverage.stop()
        data = self._coverage.get_data()
        files = sorted(data.measured_files())
        return self._seconds, {path: data.contexts_by_lineno(path) for path in files}


class _Only:
    """A plugin of pytest that keeps some tests, in their order, and those that a change added."""

    def __init__(self, tests: list[str], known: dict[str, float]) -> None:
        self._rank = {test: rank for rank, test in enumerate(tests)}
        self._known = known

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = [
            item for item in items if item.nodeid in self._rank or item.nodeid not in self._known
        ]
        items[:] = sorted(kept, key=lambda item: self._rank.get(item.nodeid, len(self._rank)))


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports one module from another source than its file."""

    def __init__(self, mutant: Mutant) -> None:
        parts = mutant.path.relative_to(ROOT).with_suffix("").parts
        self._name = ".".join(parts).removesuffix(".__init__")
        self._mutant = mutant

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name == self._name:
            return importlib.util.spec_from_file_location(name, self._mutant.path, loader=self)
        return None

    def is_package(self, name: str) -> bool:
        return self._mutant.path.name == "__init__.py"

    def get_source(self, name: str) -> str:
        return self._mutant.source

    def get_code(self, name: str) -> CodeType:
        # With the name of its file, by which TensorFlow's AutoGraph finds the source.
        return self.source_to_code(self._mutant.source, str(self._mutant.path))
