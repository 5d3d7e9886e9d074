"""Call a function that a learner wrote: whatever it does, an outcome comes back.

It runs in a thread of its own, so that one that never ends can be left. Signals would do that on
one system and not on another, and tracing would slow down Keras and quarrel with debuggers.
"""

import ctypes
import inspect
import linecache
import sys
import sysconfig
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
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
    endless
        whether it was ended because it did not end.
    line
        the learner's line in which it failed, or was when it was ended; None if unknown.
    printed
        what it printed.
    """

    value: Any = None
    error: str | None = None
    endless: bool = False
    line: Line | None = None
    printed: str = ""

    @property
    def returned(self) -> bool:
        """Whether the function came to its end without an error."""
        return self.error is None and not self.endless


def call(function: Callable[..., Any], /, *given: Any, seconds: float, **named: Any) -> Outcome:
    """Call `function` and return what came of it; after `seconds` it is ended."""
    outcomes: list[Outcome] = []
    printed = StringIO()

    def run() -> None:
        try:
            try:
                outcomes.append(Outcome(function(*given, **named)))
            except _Ended:
                raise
            except BaseException as error:
                outcomes.append(_failed(error, function))
        except _Ended:
            pass

    thread = threading.Thread(target=run, daemon=True)
    try:
        with redirect_stdout(printed):
            thread.start()
            thread.join(seconds)
            line = _line_now(thread)
            if line is not None and line.text.startswith(("import ", "from ")):
                thread.join(_IMPORT_SECONDS)
    finally:
        _end(thread)
    outcome = outcomes[0] if outcomes else Outcome(endless=True, line=line)
    return Outcome(outcome.value, outcome.error, outcome.endless, outcome.line, printed.getvalue())


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


def _failed(error: BaseException, function: Callable[..., Any]) -> Outcome:
    # From Python 3.12 on `traceback` adds a guess at what was meant: another text on each Python.
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    text = f"{type(error).__name__}: {said}" if said else type(error).__name__
    first = " ".join(text.split())
    shortened = first if len(first) <= _LONGEST_MESSAGE else f"{first[:_LONGEST_MESSAGE]} …"
    frames = [
        (frame.f_code, number, frame.f_globals)
        for frame, number in traceback.walk_tb(error.__traceback__)
    ]
    return Outcome(error=shortened, line=_last_of_theirs(frames))


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
