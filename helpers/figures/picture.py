"""A matplotlib figure that describes itself: for readers who do not see it, and for the tests."""

from base64 import b64encode
from io import BytesIO
from typing import Any

from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from helpers.figures.palette import INK

# Pixels per inch: sharp on a projector, and still a small file.
RESOLUTION = 110


class Picture(Figure):
    """A figure that a notebook shows without pyplot, which must not run on a widget's thread.

    Its ground is transparent, and what matplotlib draws in black is shown in a grey that reads on
    white and in a dark theme.

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
        self._take_any_ground()
        self.savefig(image, format="png", dpi=RESOLUTION, transparent=True)
        data = {"image/png": b64encode(image.getvalue()).decode(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}}

    def _take_any_ground(self) -> None:
        """Draw in grey what is black."""
        for artist in self.findobj():
            for what in ("color", "facecolor", "edgecolor", "markeredgecolor"):
                get, set_ = (getattr(artist, f"{how}_{what}", None) for how in ("get", "set"))
                if get is not None and set_ is not None and _is_black(get()):
                    set_(INK)
        for axes in self.axes:
            if (legend := axes.get_legend()) is not None:
                legend.get_frame().set_facecolor("none")


def _is_black(colour: Any) -> bool:
    """Tell whether this is one colour, drawn at all, and black."""
    try:
        return to_hex(colour, keep_alpha=True) == "#000000ff"
    except (TypeError, ValueError):  # a list of colours, or "auto"
        return False
