"""What `diagnose` returns: the findings, and the list that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from helpers.text.words import numbered, words


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit.

    Attributes
    ----------
    kind
        a stable name for it: "missing return_sequences".
    problem
        what does not fit, in a sentence.
    cure
        the line that mends it.
    raises
        True where Keras raises an error. False where it runs and computes something else than
        what was probably meant, which is worse.
    """

    kind: str
    problem: str
    cure: str
    raises: bool = True

    @property
    def level(self) -> str:
        """How bad it is, in a word."""
        return words("diagnosis")["levels"]["error" if self.raises else "warning"]


@dataclass(frozen=True)
class Diagnosis:
    """What does not fit between a model and its data. Shown as the last line of a cell, a list."""

    name: str
    findings: tuple[Finding, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def caption(self) -> str:
        """The outcome in one line."""
        said = words("diagnosis")
        if self.fits:
            return said["fits"].format(name=self.name)
        return numbered(said["found"], len(self.findings), name=self.name)

    def __repr__(self) -> str:
        """Return the findings as text."""
        mend = words("diagnosis")["mend"]
        lines = [self.caption]
        for number, finding in enumerate(self.findings, start=1):
            lines += [f"{number}. {finding.level}: {finding.problem}."]
            lines += [f"   {mend} {finding.cure}"] if finding.cure else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        mend = escape(words("diagnosis")["mend"])
        items = "".join(
            f"<li><strong>{escape(finding.level)}:</strong> {escape(finding.problem)}."
            + (f"<br>{mend} <code>{escape(finding.cure)}</code>" if finding.cure else "")
            + "</li>"
            for finding in self.findings
        )
        return f"<p>{escape(self.caption)}</p>" + (f"<ol>{items}</ol>" if items else "")


def sentence(part: str, key: str, number: int | None = None, **values: Any) -> str:
    """Return a text of the catalogue with its places filled, in the form for `number` if given."""
    said = words("diagnosis")[part][key]
    return said.format(**values) if number is None else numbered(said, number, **values)
