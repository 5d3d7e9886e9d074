"""Sentences with gaps to fill, and our own sentences to compare with: the end of a lesson."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpers.checks.arguments import described
from helpers.text.refusals import refusal


@dataclass(frozen=True)
class Gap:
    """A place for one of a few fillings; `wrong` maps the others to what is said of them."""

    right: str
    wrong: Mapping[str, str]

    def __post_init__(self) -> None:
        """Refuse a gap that leaves no choice, or whose right filling is also wrong."""
        if not isinstance(self.wrong, Mapping) or not self.wrong:
            raise ValueError(refusal("wrong_fillings", given=described(self.wrong)))
        if self.right in self.wrong:
            raise ValueError(refusal("wrong_right", right=self.right))

    @property
    def fillings(self) -> list[str]:
        """All fillings, in an order that gives nothing away."""
        return sorted([self.right, *self.wrong], key=lambda filling: (len(filling), filling))


@dataclass(frozen=True)
class Summary:
    """What a lesson is said back with.

    `lines` are sentences, each a list of texts and gaps; `ours` are our sentences, in plain text.
    """

    lines: Sequence[Sequence[str | Gap]]
    ours: Sequence[str]

    def __post_init__(self) -> None:
        """Refuse a summary without a gap, or without a sentence to compare with."""
        for line in self.lines:
            if isinstance(line, str) or not all(isinstance(part, str | Gap) for part in line):
                raise TypeError(refusal("lines_kind", given=described(line)))
        if not self.gaps:
            raise ValueError(refusal("lines_no_gap"))
        if not self.ours:
            raise ValueError(refusal("ours_none"))

    @property
    def gaps(self) -> list[Gap]:
        """The gaps of all lines, in the order in which they are read."""
        return [part for line in self.lines for part in line if isinstance(part, Gap)]
