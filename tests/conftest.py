"""For all tests: what is slow, and nothing inherited from the shell."""

import gc
import importlib.util
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

import tests.examples  # noqa: F401  (its profile, before Hypothesis is asked for it)

HERE = Path(__file__).parent
# Left out of `make check`: each trains, builds an environment, or starts interpreters.
SLOW = {
    HERE / "test_environment.py",
    HERE / "test_forked_kernels.py",
    HERE / "tasks" / "test_seeds.py",
    HERE / "training" / "test_as_fit.py",
    HERE / "training" / "test_loop.py",
    HERE / "training" / "test_trainer.py",
    HERE / "widgets" / "test_training_lab.py",
}
NO_TORCH = (
    "NO PYTORCH: conversions are not compared with it. `make torch` installs it, where a build "
    "without CUDA is to be had."
)


def pytest_configure() -> None:
    # A background shell starts its commands with interrupts ignored, and so would be every kernel.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path in SLOW:
            item.add_marker(pytest.mark.slow)
        # Other frameworks are judges that take long to load.
        if HERE / "conversion" in item.path.parents:
            item.add_marker(pytest.mark.thorough)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    # TensorFlow, PyTorch and the rest are half a million objects that stay. The garbage collector
    # went through all of them again and again: while they were imported for 2 s, and later 740
    # tests with Keras took 128 s in place of 99.
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if importlib.util.find_spec("torch") is None:
        terminalreporter.write_line(NO_TORCH, red=True, bold=True)
