"""TextTensor in Python: its traits, its counts, its table."""

import re

import numpy as np
import pytest
import traitlets

from helpers import TextTensor
from helpers.widgets.shared.sizes import SLIDER_STOPS

LINES = [
    "from fairest creatures we desire increase",
    "that thereby beauty's rose might never die",
    "but as the riper should by time decease",
]
FIFTY = [LINES[i % 3] for i in range(50)]
WRONG = [0, -1, 2.5, "8", None, float("nan"), True, 10**9]


def test_shape_is_samples_timesteps_features():
    tensor = TextTensor(FIFTY)
    assert tensor.shape == (50, 10, 300)
    assert TextTensor(FIFTY, 4, 7, samples=2).shape == (2, 4, 7)


def test_lines_are_split_into_words_and_kept():
    tensor = TextTensor(["  two   words ", "one"])
    assert tensor.lines == ("  two   words ", "one")
    assert tensor.tokens == [["two", "words"], ["one"]]


@pytest.mark.parametrize("name", ["samples", "timesteps", "features"])
@pytest.mark.parametrize("value", WRONG)
def test_wrong_size_is_refused_and_the_last_good_one_kept(name, value):
    tensor = TextTensor(FIFTY)
    with pytest.raises((TypeError, ValueError), match=f"{name} must be a whole number from 1 to"):
        setattr(tensor, name, value)
    assert tensor.shape == (50, 10, 300)
    if (name, value) != ("samples", None):
        with pytest.raises((TypeError, ValueError), match=name):
            TextTensor(FIFTY, **{name: value})


def test_samples_cannot_exceed_the_lines():
    with pytest.raises(ValueError, match="samples must be a whole number from 1 to 3, not 4"):
        TextTensor(LINES, samples=4)


@pytest.mark.parametrize("lines", ["one text", None, 7, [1], [b"bytes"], {"a"}])
def test_what_is_no_list_of_texts_is_refused(lines):
    with pytest.raises(TypeError, match="lines must be a list of texts"):
        TextTensor(lines)


@pytest.mark.parametrize("lines", [[], [""], ["word", "  "]])
def test_lines_without_words_are_refused(lines):
    with pytest.raises(ValueError, match="lines must be a list of texts"):
        TextTensor(lines)


def test_lines_are_read_only():
    with pytest.raises(traitlets.TraitError, match="read-only"):
        TextTensor(LINES).lines = ("other",)


def test_sizes_can_be_observed():
    tensor = TextTensor(LINES)
    seen = []
    tensor.observe(lambda change: seen.append((change["name"], change["new"])))
    tensor.timesteps = np.int64(4)
    tensor.samples = 2
    assert seen == [("timesteps", 4), ("samples", 2)]


def test_sliders_reach_the_limits_with_the_explorer_s_stops():
    stops = TextTensor(FIFTY).slider_stops
    assert (stops["samples"][0], stops["samples"][-1]) == (1, 50)
    assert (stops["timesteps"][0], stops["timesteps"][-1]) == (1, 30)
    assert stops["features"] == SLIDER_STOPS[: SLIDER_STOPS.index(1024) + 1]


def test_repr_is_the_call():
    assert (
        repr(TextTensor(FIFTY, 4))
        == "TextTensor(<50 lines>, timesteps=4, features=300, samples=50)"
    )


def test_table_follows_the_state():
    tensor = TextTensor(FIFTY)
    html = tensor.fallback_html()
    assert html == TextTensor(FIFTY).fallback_html()
    assert "(50, 10, 300) = (samples, timesteps, features)" in html
    assert "line 50" in html
    assert "keras.Input((10, 300))" in html
    tensor.samples, tensor.timesteps, tensor.features = 2, 3, 7
    html = tensor.fallback_html()
    assert "(2, 3, 7)" in html
    assert "keras.Input((3, 7))" in html
    assert re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", html) == [
        *("", "1", "2", "3"),
        *("line 1", "from", "fairest", "creatures"),
        *("line 2", "that", "thereby", "beauty&#x27;s"),
    ]


def test_table_leaves_out_what_is_too_long_and_marks_padding():
    html = TextTensor(FIFTY, timesteps=30).fallback_html()
    assert html.count("<tr>") == 1 + 7
    assert ">30</th>" in html
    assert "…" in html
    assert "(padding)" in html
