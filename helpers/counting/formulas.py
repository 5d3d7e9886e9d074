"""Formulas, derived from the blocks that they count.

Gates that are alike are written out once and multiplied; gates that differ stand side by side. So
the formula of an LSTM is 4 × ((3 + 5) × 5 + 5), and with a peephole into three of its gates it is
3 × ((3 + 5) × 5 + 5 + 5) + ((3 + 5) × 5 + 5).
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from helpers.checks.arguments import whole_number
from helpers.counting.blocks import Block, Size, by_gate, multiplied_blocks
from helpers.text.refusals import refusal


@dataclass(frozen=True)
class FormulaPart:
    """A piece of a formula, and the roles of the blocks that it counts.

    `text` holds names of sizes in braces. The roles let a view light up a block and its part of
    the formula together.
    """

    text: str
    roles: tuple[str, ...] = ()


Term = list[FormulaPart]


def formula_parts(blocks: Sequence[Block], directions: int = 1) -> tuple[FormulaPart, ...]:
    """Return the formula that counts `blocks`: 4 × ((3 + 5) × 5 + 5).

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    whole_number("directions", directions)
    return tuple(_groups(blocks, directions, terms_that_close=1))


def multiply_add_parts(blocks: Sequence[Block], directions: int = 1) -> tuple[FormulaPart, ...]:
    """Return the formula that counts the multiply-adds of one step: 4 × (3 + 5) × 5.

    Errors as in `formula_parts`.
    """
    whole_number("directions", directions)
    multiplied = multiplied_blocks(blocks)
    if not multiplied:
        return (FormulaPart("0"),)
    return tuple(_groups(multiplied, directions, terms_that_close=2))


def evaluate(formula: str) -> int:
    """Work out a formula of numbers, +, × and parentheses: "4 × (1,000 + 5)" is 4020.

    Raises
    ------
    ValueError
        if it holds anything else.
    """
    return _evaluate(ast.parse(formula.replace("×", "*").replace(",", ""), mode="eval").body)


def _evaluate(node: ast.expr) -> int:
    match node:
        case ast.Constant(value=int() as number):
            return number
        case ast.BinOp(left, ast.Add(), right):
            return _evaluate(left) + _evaluate(right)
        case ast.BinOp(left, ast.Mult(), right):
            return _evaluate(left) * _evaluate(right)
    raise ValueError(refusal("formula_only", given=ast.unparse(node)))


def _groups(blocks: Sequence[Block], directions: int, terms_that_close: int) -> Term:
    """Return the sum over all groups of equal gates.

    What is multiplied stands in parentheses if it has at least `terms_that_close` terms.
    """
    groups: dict[tuple[tuple[str, Size, Size], ...], int] = {}
    for gate in by_gate(blocks).values():
        shape = tuple((block.role, block.rows, block.columns) for block in gate)
        groups[shape] = groups.get(shape, 0) + 1
    if len(groups) == 1:
        ((shape, gates),) = groups.items()
        return _times((directions, gates), _terms(shape), terms_that_close)
    # Here even a group of one gate stands in parentheses: that is what the reader compares.
    terms = [
        _times((gates,), _terms(shape), terms_that_close, always=True)
        for shape, gates in groups.items()
    ]
    return _times((directions,), terms, terms_that_close)


def _times(
    factors: Sequence[int], terms: list[Term], terms_that_close: int, *, always: bool = False
) -> Term:
    multiplier = "".join(f"{factor} × " for factor in factors if factor > 1)
    opened = len(terms) >= terms_that_close and (bool(multiplier) or always)
    before = multiplier + "(" * opened
    return [
        *([FormulaPart(before)] if before else []),
        *_joined(terms),
        *([FormulaPart(")")] if opened else []),
    ]


def _terms(gate: Sequence[tuple[str, Size, Size]]) -> list[Term]:
    """Return the terms of one gate: its matrices by their columns, then its vectors."""
    matrices: dict[Size, list[tuple[str, Size]]] = {}
    vectors: list[Term] = []
    for role, rows, columns in gate:
        if rows.name is None:
            vectors.append([FormulaPart(columns.multiplied(rows.times).template, (role,))])
        else:
            matrices.setdefault(columns, []).append((role, rows))
    return [_product(rows, columns) for columns, rows in matrices.items()] + vectors


def _product(matrices: Sequence[tuple[str, Size]], columns: Size) -> Term:
    """Return (features + units) × units, for matrices that stand one upon the other."""
    if len(matrices) == 1:
        ((role, rows),) = matrices
        return [FormulaPart(f"{rows.template} × {columns.template}", (role,))]
    sums = _joined([[FormulaPart(rows.template, (role,))] for role, rows in matrices])
    roles = tuple(role for role, _ in matrices)
    return [
        FormulaPart("("),
        *sums,
        FormulaPart(")"),
        FormulaPart(f" × {columns.template}", roles),
    ]


def _joined(terms: Sequence[Term]) -> Term:
    """Return the terms as one, with a plus between each two."""
    plus = FormulaPart(" + ")
    return list(chain.from_iterable([plus, *term] for term in terms))[1:]
