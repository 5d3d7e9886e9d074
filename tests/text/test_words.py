"""The catalogue of words: every edition has the same keys, with the same places to fill in."""

import re

import pytest

from helpers.text.words import EDITIONS, counted, plural, words

LANGUAGES = sorted(path.name for path in EDITIONS.iterdir() if (path / "shared.json").exists())
SECTIONS = sorted(path.stem for path in (EDITIONS / "en").glob("*.json"))
PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other"}


def entries(value, path=()):
    """Every text by the path of its keys; the forms of a plural count as one."""
    if isinstance(value, dict):
        if "other" in value and set(value) - {"sample"} <= PLURAL_FORMS:
            yield path, value["other"]
        else:
            for key, inner in value.items():
                yield from entries(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from entries(inner, (*path, index))
    else:
        yield path, value


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_editions_have_the_same_keys_and_places_to_fill(language, section):
    places = [
        {path: set(re.findall(r"\{(\w+)", text)) for path, text in entries(words(section, of))}
        for of in ("en", language)
    ]
    assert places[0] == places[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_says_its_language(language):
    assert words("shared", language)["language"] == language


def test_plural_takes_the_rules_of_the_language():
    forms = {"one": "1", "few": "2 to 4", "many": "0, 5 and more", "other": "1.5"}
    assert [plural(forms, number, "pl") for number in (1, 3, 5, 22, 1.5)] == [
        "1", "2 to 4", "0, 5 and more", "2 to 4", "1.5",
    ]  # fmt: skip


@pytest.mark.parametrize(("section", "language"), [("no_such_section", "en"), ("shared", "xx")])
def test_what_is_missing_is_named(section, language):
    with pytest.raises(ValueError, match=f"'{section}' in '{language}'"):
        words(section, language)


def test_a_missing_noun_is_an_error():
    with pytest.raises(KeyError):
        counted("no_such_noun", 3)
