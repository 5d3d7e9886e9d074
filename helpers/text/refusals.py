"""What the errors say by which wrong arguments are refused: texts of the catalogue, filled in."""

from helpers.text.words import words


def refusal(key: str, /, **values: object) -> str:
    """Return the message of an error: the text of that name with its places filled.

        raise TypeError(refusal("stop_kind", given=described(stop)))

    A message names the argument, what was expected, and what was given.
    """
    return words("refusals")[key].format(**values)
