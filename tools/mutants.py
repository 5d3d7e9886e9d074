"""Change the code in one place at a time, and see whether a test fails: `make mutants`.

    python -m tools.mutants                          # every room below
    python -m tools.mutants counting questions       # only these
    python -m tools.mutants counting --sample 100    # a hundred of a room, drawn by --seed
    python -m tools.mutants counting --minutes 10    # as many of them as ten minutes allow

A mutant that no test notices is printed, and the exit status is 1 if fewer than 95 of 100 are
noticed. Those that live for a reason stand in tests/mutants.md, and are left out of that share.

Keras, TensorFlow and PyTorch are loaded once, and each mutant runs in a fork of that process, since
to load them takes longer than many a test. The tests named for the changed module come first.
"""

import argparse
import ast
import importlib
import importlib.abc
import importlib.util
import os
import random
import re
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
KNOWN = ROOT / "tests" / "mutants.md"
# The code of a room, and the tests that must notice a change in it.
ROOMS = {
    room: (ROOT / "helpers" / room, [f"tests/{tests}" for tests in (room, *others)])
    for room, *others in [
        ("counting",),
        ("questions",),
        ("cells",),
        ("conversion",),
        ("figures",),
        ("training",),
    ]
}
LEAST_NOTICED = 0.95
# What is slow to import and starts no thread of its own by being imported.
HEAVY = ("keras", "tensorflow", "torch", "onnx", "onnxruntime", "hypothesis.strategies", "pytest")
# Hypothesis is there before pytest could rewrite its asserts, which is no fault here.
QUIETLY = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore:Module already"]
# A mutant may loop, or wait, for ever. It has so many times the seconds, of the processor and
# of the clock, that the tests take without any change: a busy machine makes all of them slow.
TIMES_SLOWER, LEAST_SECONDS = 5, 100

OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.Mod: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


class Mutant(NamedTuple):
    """A module with one place changed: its file, the line, the change, and the whole source."""

    path: Path
    line: int
    change: str
    source: str

    @property
    def key(self) -> str:
        """The file and the change, which stay the same when lines are added above."""
        return f"{self.path.relative_to(ROOT)}: {self.change}"


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a file."""
    text = path.read_bytes()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in _walk(ast.parse(text)):
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[node.end_lineno - 1] + node.end_col_offset
        before = text[first:last]
        for now in _changes(node):
            after = now if isinstance(node, ast.stmt) else f"({now})"
            source = (text[:first] + after.encode() + text[last:]).decode()
            change = f"{_short(before.decode())} → {_short(now)}"
            yield Mutant(path, node.lineno, change, source)


def _walk(node: ast.AST) -> Iterator[Any]:
    """Yield what can be changed: no types, imports, docstrings, lists of names or messages."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_comment", "format_spec"):
            continue
        for inner in value if isinstance(value, list) else [value]:
            if not isinstance(inner, ast.AST):
                continue
            text = isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant)
            names = isinstance(inner, ast.Assign) and ast.unparse(inner.targets[0]) == "__all__"
            typing = isinstance(inner, ast.If) and ast.unparse(inner.test) == "TYPE_CHECKING"
            strict = isinstance(inner, ast.keyword) and inner.arg == "strict"
            raised = isinstance(inner, ast.Raise | ast.Import | ast.ImportFrom)
            if raised or text or names or typing or strict:
                continue
            if hasattr(inner, "lineno"):
                yield inner
            # Before Python 3.12 the places inside an f-string are wrong.
            if not isinstance(inner, ast.JoinedStr):
                yield from _walk(inner)


def _changes(node: Any) -> Iterator[str]:
    """Yield the source of what may stand in the node's place."""
    match node:
        case ast.Constant(value=bool(value)):
            yield str(not value)
        case ast.Constant(value=int() | float() as value):
            yield repr(value + 1)
        # What is written for people is compared in the lessons, by nbval.
        case ast.Constant(value=str(value)) if value and len(value.split()) < 3:
            yield repr(value + "XX")
        case ast.JoinedStr() if len(ast.unparse(node).split()) < 3:
            yield f"{ast.unparse(node)} + 'XX'"
        case ast.Compare(ops=[operator]) if type(operator) in OTHER:
            node.ops = [OTHER[type(operator)]()]
            yield ast.unparse(node)
            node.ops = [operator]
        case ast.BinOp(op=operator) | ast.BoolOp(op=operator) if type(operator) in OTHER:
            node.op = OTHER[type(operator)]()
            yield ast.unparse(node)
            node.op = operator
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield ast.unparse(operand)
        case ast.IfExp(test=test):
            node.test = ast.UnaryOp(ast.Not(), test)
            yield ast.unparse(node)
            node.test = test
        case ast.If(test=test):
            node.test = ast.UnaryOp(ast.Not(), test)
            yield _indented(node)
            node.test = test
        case ast.AugAssign(op=operator) if type(operator) in OTHER:
            node.op = OTHER[type(operator)]()
            yield ast.unparse(node)
            node.op = operator
        case ast.Return(value=value) if value is not None:
            if not isinstance(value, ast.Constant):
                yield "return None"
        case ast.Expr(value=ast.Call()):
            yield "pass"
        case ast.Call(keywords=keywords) if keywords:
            for keyword in keywords:
                node.keywords = [other for other in keywords if other is not keyword]
                if keyword.arg not in (None, "strict"):
                    yield ast.unparse(node)
            node.keywords = keywords


def _indented(node: ast.stmt) -> str:
    return ast.unparse(node).replace("\n", "\n" + " " * node.col_offset)


def _short(text: str, longest: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest // 2]} … {text[-longest // 2 :]}"


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


def own_first(mutant: Mutant, tests: list[str]) -> list[str]:
    """Return the files of the tests, first those that are named for the mutant's module."""
    files = [file for folder in tests for file in sorted((ROOT / folder).glob("test_*.py"))]
    stem = mutant.path.stem
    return [str(file) for file in sorted(files, key=lambda file: stem not in file.stem)]


class Limits(NamedTuple):
    """After so many seconds of the processor, or of the clock, tests count as failed."""

    work: int = resource.RLIM_INFINITY
    wait: int = 0  # none


def noticed(mutant: Mutant | None, tests: list[str], limits: Limits) -> bool:
    """Run the tests in a copy of this process, with a mutant in place; return whether one fails."""
    if mutant is not None:
        tests = own_first(mutant, tests)
    child = os.fork()
    if not child:
        signal.alarm(limits.wait)
        resource.setrlimit(resource.RLIMIT_CPU, (limits.work, limits.work))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        os.setsid()
        status = 1
        try:
            if mutant is not None:
                sys.meta_path.insert(0, _Changed(mutant))
            _without_shrinking()
            pytest = importlib.import_module("pytest")
            status = pytest.main([*QUIETLY, *tests])
        finally:
            # Without what Python does at its end, which waits for threads that no fork has.
            os._exit(status)
    return os.waitpid(child, 0)[1] != 0


def _without_shrinking() -> None:
    """Let hypothesis stop at the first example that fails; the smallest is of no interest here."""
    hypothesis = importlib.import_module("hypothesis")
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, deadline=None)
    hypothesis.settings.load_profile("mutants")


def main() -> int:
    """Try the mutants that the command line asks for; return 1 if too many live."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rooms", nargs="*", choices=[[], *ROOMS], default=[])
    parser.add_argument("--sample", type=int, help="try so many of each room")
    parser.add_argument("--seed", type=int, default=0, help="which ones, and in which order")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="the most for a room")
    parser.add_argument("--file", default="", help="only files whose name contains this")
    arguments = parser.parse_args()
    os.chdir(ROOT)
    for name in HEAVY:
        try:
            importlib.import_module(name)
        except ImportError:
            print(f"NOT INSTALLED: {name}", file=sys.stderr)
    known = set(re.findall(r"^- `(.+?)`", KNOWN.read_text(encoding="utf-8"), re.MULTILINE))
    enough = [_room(room, arguments, known) for room in arguments.rooms or ROOMS]
    return 0 if all(enough) else 1


def _work_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _room(room: str, arguments: argparse.Namespace, known: set[str]) -> bool:
    folder, tests = ROOMS[room]
    start, worked = time.monotonic(), _work_of_children()
    if noticed(None, tests, Limits()):
        print(f"{room}: its tests fail without any change")
        return False
    taken = _work_of_children() - worked, time.monotonic() - start
    limits = Limits(*(LEAST_SECONDS + round(TIMES_SLOWER * seconds) for seconds in taken))
    paths = [path for path in sorted(folder.glob("*.py")) if arguments.file in path.name]
    every = [mutant for path in paths for mutant in mutants_of(path)]
    chosen = [mutant for mutant in every if mutant.key not in known]
    size = len(chosen) if arguments.sample is None else min(arguments.sample, len(chosen))
    if size < len(chosen) or arguments.minutes < float("inf"):
        # In an order that is drawn, so that whatever time allows is a sample of all.
        chosen = random.Random(arguments.seed).sample(chosen, size)
    end = time.monotonic() + 60 * arguments.minutes
    living, tried = [], 0
    for mutant in chosen:
        if time.monotonic() > end:
            break
        tried += 1
        if not noticed(mutant, tests, limits):
            living.append(mutant)
            print(f"{mutant.path.relative_to(ROOT)}:{mutant.line}: {mutant.change}", flush=True)
        if sys.stderr.isatty() or tried % 20 == 0:
            print(f"  {room}: {tried} of {len(chosen)}", file=sys.stderr, flush=True)
    share = 1 - len(living) / tried if tried else 1
    print(
        f"{room}: {tried - len(living)} of {tried} mutants noticed, {share:.1%}; the room has "
        f"{len(every)}, of which some live for a reason (tests/mutants.md)",
        flush=True,
    )
    return share >= LEAST_NOTICED


if __name__ == "__main__":
    sys.exit(main())
