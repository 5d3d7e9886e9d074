"""Every refusal of the code is in the catalogue, and fills all the places of its text."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from helpers.checks.arguments import of_type
from helpers.text.refusals import refusal
from helpers.text.words import words

HELPERS = Path(__file__).parent.parent.parent / "helpers"
TEXTS = words("refusals")
# The checks that take the name of a kind, and at which place.
OF_KIND = {"of_type": 3, "all_of_type": 3, "mapping": 2, "function": 2, "as_array": 2, "must_be": 1}


@cache
def all_calls():
    """Every call of a function by its name, with its file and line for a message."""
    return [
        (f"{file.relative_to(HELPERS).as_posix()}:{node.lineno}", node)
        for file in sorted(HELPERS.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def calls(name):
    return [(where, node) for where, node in all_calls() if getattr(node.func, "id", "") == name]


def keys(node):
    """The names that an argument may be: of "a" if … else "b" both; none of a variable."""
    match node:
        case ast.Constant(value=str(value)):
            return [value]
        case ast.IfExp(body=body, orelse=orelse):
            return keys(body) + keys(orelse)
    return []


def test_every_refusal_fills_its_text():
    found = 0
    for where, call in calls("refusal"):
        given = {keyword.arg for keyword in call.keywords}
        for key in keys(call.args[0]):
            found += 1
            assert key in TEXTS, where
            places = set(re.findall(r"(?<!\{)\{(\w+)", TEXTS[key]))
            # Of `**values` the names stand elsewhere.
            assert places <= given if None not in given else given - {None} <= places, where
    assert found > 100


def test_every_kind_that_is_expected_has_words():
    found = 0
    for check, place in OF_KIND.items():
        for where, call in calls(check):
            for key in keys(call.args[place]) if len(call.args) > place else []:
                found += 1
                assert key in TEXTS["kinds"], where
    assert found > 30


def test_a_refusal_that_is_missing_is_an_error():
    with pytest.raises(KeyError):
        refusal("no_such_refusal")
    with pytest.raises(KeyError):
        of_type("x", 3, str, "no_such_kind")
    with pytest.raises(KeyError):
        refusal("stop_kind")


def test_a_refusal_says_what_was_expected_and_what_was_given():
    with pytest.raises(TypeError, match=r"^x must be a text, not 3 of type int$"):
        of_type("x", 3, str, "text")
