"""A matplotlib figure that describes itself: for readers who do not see it, and for the tests."""

from base64 import b64encode
from io import BytesIO
from typing import Any

from matplotlib.figure import Figure

# Pixels per inch: sharp on a projector, and still a small file.
RESOLUTION = 110


class Picture(Figure):
    """A figure that a notebook shows without pyplot, which must not run on a widget's thread.

    Parameters
    ----------
    alt
        what the picture shows, in words. A notebook saves it beside the picture, and nbval
        compares it, so it must hold only what is the same on every machine.
    others
        as for `matplotlib.figure.Figure`.
    """

    def __init__(self, *others: Any, alt: str, **options: Any):
        """Make an empty figure."""
        super().__init__(*others, **options)
        self.alt = alt

    def __repr__(self) -> str:
        """Return what the picture shows, in words."""
        return self.alt

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        image = BytesIO()
        self.savefig(image, format="png", dpi=RESOLUTION, facecolor="white")
        data = {"image/png": b64encode(image.getvalue()).decode(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}}
