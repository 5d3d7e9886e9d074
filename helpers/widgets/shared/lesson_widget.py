"""What every interactive of the lessons has in common."""

from typing import Any, ClassVar

import anywidget
import ipywidgets
import traitlets

from helpers.text.refusals import refusal
from helpers.widgets.shared.view_module import ViewModule, loader, view_module, view_words


class LessonWidget(anywidget.AnyWidget):
    """A widget whose view draws by itself, and which leaves a table where no view can be drawn.

    A subclass names its folder, `class GateExplorer(LessonWidget, files="gate_explorer")`, and
    defines `__repr__` and `fallback_html`. Both must be the same in every run: nbval compares them.
    """

    _esm = loader()
    words: ClassVar[dict[str, Any]]

    view_module = traitlets.Instance(ViewModule, read_only=True).tag(
        sync=True, **ipywidgets.widget_serialization
    )

    def __init_subclass__(cls, files: str | None = None, **kwargs: Any):
        """Find the files of a subclass that names some."""
        # anywidget makes a subclass for each instance; it has the files of its parent.
        if files is not None:
            cls._files = files
            cls.words = view_words(files)
        super().__init_subclass__(**kwargs)

    @traitlets.default("view_module")
    def _default_view_module(self) -> ViewModule:
        return view_module(self._files)

    def __init__(self, **traits: Any):
        """Refuse a name that is no trait; set the others."""
        unknown = sorted(set(traits) - set(self.trait_names()))
        if unknown:
            raise TypeError(refusal("no_argument", widget=type(self).__name__, argument=unknown[0]))
        super().__init__(**traits)

    def still_html(self) -> str:
        """Return a picture of the widget as it is set; "" for one that is all text."""
        return ""

    def fallback_html(self) -> str:
        """Return what the widget says as a table."""
        raise NotImplementedError

    def readable_html(self) -> str:
        """Return what a reader sees on GitHub, in print, or where widgets are switched off."""
        still = self.still_html()
        return f"<p>{still}</p>\n{self.fallback_html()}" if still else self.fallback_html()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {"text/html": self.readable_html()} | data, metadata
