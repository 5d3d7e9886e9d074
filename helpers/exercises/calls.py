"""Call a function that a learner wrote: whatever it does, an outcome comes back.

It runs in a thread of its own, so that one that never ends can be left. Signals would do that on
one system and not on another, tracing would slow down Keras and quarrel with debuggers, and another
process would know neither the cells above nor Keras. The price: a single call into C is left to
itself (`Outcome.running`), and one that never lets Python go on, such as
`sum(itertools.repeat(1))`, stops the whole kernel until it is started anew.
"""

import builtins
import ctypes
import inspect
import linecache
import sys
import sysconfig
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from types import CodeType
from typing import Any

# A first `import keras` takes longer on a slow machine than any count should.
_IMPORT_SECONDS = 120.0
# A loop that catches everything swallows the first attempts to end it.
_ATTEMPTS, _PAUSE = 40, 0.05
_LONGEST_MESSAGE = 400
_NOT_THEIRS = tuple(
    str(Path(folder))
    for folder in {
        sysconfig.get_path("purelib"),
        sysconfig.get_path("platlib"),
        sysconfig.get_path("stdlib"),
        Path(__file__).parent.parent,
    }
)


class _Ended(BaseException):
    """Thrown into a thread that does not come to its end."""


class _Asked(Exception):
    """Raised in place of waiting for somebody to type."""


@dataclass(frozen=True)
class Line:
    """A line of the learner's: its number in the cell or file, and its text."""

    number: int
    text: str


@dataclass(frozen=True)
class Outcome:
    """What came of a call.

    Attributes
    ----------
    value
        what the function returned.
    error
        "TypeError: …", if it raised; then `value` is None.
    asked
        whether it called `input`.
    endless
        whether it was ended because it did not end.
    interrupted
        whether the learner did not wait for that.
    running
        whether it could not be ended: it waits inside C.
    line
        the learner's line in which it failed, or was when it was ended; None if unknown.
    printed
        what it printed.
    """

    value: Any = None
    error: str | None = None
    asked: bool = False
    endless: bool = False
    interrupted: bool = False
    running: bool = False
    line: Line | None = None
    printed: str = ""

    @property
    def unfinished(self) -> str | None:
        """What it returned in place of an answer, if that would compute it later."""
        if inspect.isgenerator(self.value):
            return "generator"
        return "coroutine" if inspect.iscoroutine(self.value) else None

    @property
    def returned(self) -> bool:
        """Whether the function came to its end, and with an answer."""
        ended = not (self.asked or self.endless or self.interrupted)
        return ended and self.error is None and self.unfinished is None


def call(function: Callable[..., Any], /, *given: Any, seconds: float, **named: Any) -> Outcome:
    """Call `function` and return what came of it; after `seconds` it is ended."""
    outcomes: list[Outcome] = []
    printed, line, interrupted = StringIO(), None, False

    def run() -> None:
        try:
            try:
                outcomes.append(Outcome(function(*given, **named)))
            except _Ended:
                raise
            except BaseException as error:
                outcomes.append(_failed(error))
        except _Ended:
            pass

    thread = threading.Thread(target=run, daemon=True)
    try:
        with redirect_stdout(printed), _nobody_types(), _kernel_stays(function):
            thread.start()
            thread.join(seconds)
            line = _line_now(thread)
            if line is not None and line.text.startswith(("import ", "from ")):
                thread.join(_IMPORT_SECONDS)
    except KeyboardInterrupt:
        line, interrupted = _line_now(thread), True
    finally:
        _end(thread)
    if outcomes:
        outcome = outcomes[0]
    else:
        outcome = Outcome(endless=not interrupted, interrupted=interrupted, line=line)
    if inspect.iscoroutine(outcome.value):
        outcome.value.close()  # or Python would warn that nobody awaited it
    return replace(outcome, running=thread.is_alive(), printed=printed.getvalue())


@contextmanager
def _nobody_types() -> Iterator[None]:
    def ask(*_: object) -> str:
        raise _Asked

    usual, builtins.input = builtins.input, ask
    try:
        yield
    finally:
        builtins.input = usual


@contextmanager
def _kernel_stays(function: Callable[..., Any]) -> Iterator[None]:
    """Let `exit()` and `quit()` raise SystemExit: in a notebook they would end the kernel."""

    def leave(*_: object) -> None:
        raise SystemExit

    names = getattr(function, "__globals__", {})
    usual = {name: names[name] for name in ("exit", "quit") if name in names}
    names.update(dict.fromkeys(usual, leave))
    try:
        yield
    finally:
        names.update(usual)


def arguments(
    function: Callable[..., Any], wanted: Mapping[str, Any], extra: Mapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    """Return the arguments for a call, by position and by name; None if they do not fit.

    A function that has parameters of the names in `wanted` gets them by name, in whatever order
    they stand. Parameters that it has besides may have the names in `extra`.
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a function written in C
        return tuple(wanted.values()), {}
    kinds = {name: parameter.kind for name, parameter in signature.parameters.items()}
    also = {
        name: extra[name]
        for name, parameter in signature.parameters.items()
        if name in extra and parameter.kind is not parameter.POSITIONAL_ONLY
    }
    by_name = all(
        kinds.get(name, inspect.Parameter.POSITIONAL_ONLY) is not inspect.Parameter.POSITIONAL_ONLY
        for name in wanted
    )
    ways = [((), {**wanted, **also})] if by_name else []
    for positional, named in [*ways, (tuple(wanted.values()), also), (tuple(wanted.values()), {})]:
        try:
            signature.bind(*positional, **named)
        except TypeError:
            continue
        return positional, named
    return None


def parameters_of(function: Callable[..., Any]) -> str:
    """Return the parameters of a function as they are written: "(units)"."""
    return str(inspect.signature(function))


def _failed(error: BaseException) -> Outcome:
    # From Python 3.12 on `traceback` adds a guess at what was meant: another text on each Python.
    try:
        said = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:  # an error of the learner's own, which cannot be written either
        said = ""
    text = f"{type(error).__name__}: {said}" if said else type(error).__name__
    first = " ".join(text.split())
    shortened = first if len(first) <= _LONGEST_MESSAGE else f"{first[:_LONGEST_MESSAGE]} …"
    frames = [
        (frame.f_code, number, frame.f_globals)
        for frame, number in traceback.walk_tb(error.__traceback__)
    ]
    line = _last_of_theirs(frames)
    if isinstance(error, _Asked):
        return Outcome(asked=True, line=line)
    return Outcome(error=shortened, line=line)


def _line_now(thread: threading.Thread) -> Line | None:
    frame = sys._current_frames().get(thread.ident or 0)
    if frame is None or not thread.is_alive():
        return None
    frames = [(at.f_code, number, at.f_globals) for at, number in traceback.walk_stack(frame)]
    return _last_of_theirs(frames[::-1])


def _last_of_theirs(frames: list[tuple[CodeType, int, dict[str, Any]]]) -> Line | None:
    """Return the deepest line that neither Python, nor a package, nor this one wrote."""
    for code, number, names in reversed(frames):
        if not code.co_filename.startswith(_NOT_THEIRS) and code.co_filename[:1] != "<":
            text = linecache.getline(code.co_filename, number, names).strip()
            return Line(number, text)
    return None


def _end(thread: threading.Thread) -> None:
    """End a thread that runs on. One that waits inside C ends when it comes back from there."""
    for _ in range(_ATTEMPTS):
        if not thread.is_alive():
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Ended)
        )
        thread.join(_PAUSE)
