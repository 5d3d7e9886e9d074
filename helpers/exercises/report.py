"""What a learner is told about a function of theirs."""

import re
from dataclasses import dataclass
from html import escape

_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Report:
    """The outcome of `check`. Shown as the last line of a cell, it is text.

    Attributes
    ----------
    exercise
        the name of the exercise.
    right
        whether the function does what it should.
    lines
        what is said of it, a sentence or two in each. Code stands between backticks.
    """

    exercise: str
    right: bool
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        """Return the sentences, one below the other."""
        return "\n".join([f"{self._mark} {self.lines[0]}", *self.lines[1:]])

    def _repr_html_(self) -> str:
        first, *others = (_CODE.sub(r"<code>\1</code>", escape(line)) for line in self.lines)
        rest = "".join(f"<p>{line}</p>" for line in others)
        return f"<p><strong>{self._mark} {first}</strong></p>{rest}"

    @property
    def _mark(self) -> str:
        return "✓" if self.right else "✗"
