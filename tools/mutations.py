"""The mutants of a file: each is the file with one place changed, in a way a test should notice."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.Mod: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


class Place(NamedTuple):
    """The statement that something belongs to: its lines, and whether a function holds it."""

    lines: range
    in_function: bool


class Mutant(NamedTuple):
    """A module with one place changed: its file, the line, the change, and the whole source."""

    path: Path
    line: int
    change: str
    source: str
    place: Place


def mutants_of(path: Path, numbers: bool = True) -> Iterator[Mutant]:
    """Yield every mutant of a file; its numbers stay as they are if `numbers` is False."""
    text = path.read_bytes()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node, place in _walk(ast.parse(text), Place(range(0), in_function=False)):
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[node.end_lineno - 1] + node.end_col_offset
        before = text[first:last]
        if not numbers and isinstance(node, ast.Constant) and type(node.value) in (int, float):
            continue
        for now in _changes(node):
            after = now if isinstance(node, ast.stmt) else f"({now})"
            source = (text[:first] + after.encode() + text[last:]).decode()
            change = f"{_short(before.decode())} → {_short(now)}"
            yield Mutant(path, node.lineno, change, source, place)


def _walk(node: ast.AST, place: Place) -> Iterator[tuple[Any, Place]]:
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
            here = _place(inner, place)
            if hasattr(inner, "lineno"):
                yield inner, here
            # Before Python 3.12 the places inside an f-string are wrong.
            if not isinstance(inner, ast.JoinedStr):
                yield from _walk(inner, here)


def _place(node: ast.AST, around: Place) -> Place:
    """Return where a node stands, from where the node around it does."""
    match node:
        # What a function takes when it is not told, too, matters where its body runs.
        case ast.FunctionDef(body=body):
            return Place(range(body[0].lineno, node.end_lineno + 1), in_function=True)
        case ast.stmt():
            # Of `if`, `for` and `with`, what is above their bodies.
            body = getattr(node, "body", None)
            last = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno
            return Place(range(node.lineno, last + 1), around.in_function)
    return around


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
