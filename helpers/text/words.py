"""The words that learners read, from one catalogue for Python and for the views.

The catalogue of a language is a folder beside this file, `en` for English, with one JSON file for
each section: a widget, the figures, the questions. An edition in another language is one more
folder with the same keys; the environment variable GATE_BY_GATE_LANGUAGE chooses it.

    words("ask")["check"]                    "Check"
    counted("units", 3)                      "3 units", by the plural rules of the language
    numbered(words("figures")["loss"]["alt"], 1)     a sentence about one epoch

An edition that is still being made may lie anywhere: the variable takes a path to its folder too.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

EDITIONS = Path(__file__).parent
LANGUAGE = os.environ.get("GATE_BY_GATE_LANGUAGE", "en")


def words(section: str, language: str | None = None) -> dict[str, Any]:
    """Return the words of one section, in the language that was chosen unless another is named.

    Raises
    ------
    ValueError
        if there is no such section, or no such language.
    """
    return _read(section, LANGUAGE if language is None else language)


@cache
def _read(section: str, language: str) -> dict[str, Any]:
    file = EDITIONS / language / f"{section}.json"
    if not file.is_file():
        raise ValueError(f"the words of {section!r} in {language!r} are missing: no {file.name}")
    return json.loads(file.read_text(encoding="utf-8"))


def plural(forms: dict[str, str], number: float, language: str | None = None) -> str:
    """Return the form for `number` out of `forms`: {"one": …, "other": …}, and more by language."""
    from babel import Locale  # 20 ms that most lessons never need

    rules = words("shared")["language"] if language is None else language
    return forms[Locale.parse(rules).plural_form(number)]


def numbered(
    forms: dict[str, str], number: int, language: str | None = None, **values: object
) -> str:
    """Return the form for `number` with its places filled: {n}, the number, and any other."""
    return plural(forms, number, language).format(n=f"{number:,}", **values)


def counted(noun: str, number: int) -> str:
    """Return a number with its noun: "1 feature", "3 features"."""
    return numbered(words("shared")["counted"][noun], number)
