"""Junk thrown at functions that used to answer with another library's error."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.cells.lstm import sigmoid
from helpers.checks.arguments import LONGEST, shown, whole_number
from helpers.counting import lstm_parameters
from helpers.figures import loss_figure, seeds_figure
from helpers.questions.kinds import ChoiceQuestion, NumberQuestion
from helpers.questions.mistakes import count_question

JUNK = (
    st.none()
    | st.booleans()
    | st.integers(-5, 0)
    | st.floats()
    | st.text(max_size=300)
    | st.sampled_from([Decimal(3), 3 + 2j, object(), b"", {"a"}, np.zeros((2, 2)), {"loss": "x"}])
    | st.lists(st.none() | st.text(max_size=3), min_size=1)
)
CALLS = {
    "history": loss_figure,
    "runs": seeds_figure,
    "choices": lambda junk: ChoiceQuestion("Which?", junk),
    "mistakes": lambda junk: NumberQuestion("How many?", 5, "Five.", junk),
    "answer": lambda junk: NumberQuestion("How many?", junk or None, "Five."),
    "also": lambda junk: count_question(lstm_parameters(5, 3), also=5 if junk is None else junk),
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", CALLS)
@settings(deadline=None, database=None)
@given(junk=JUNK)
def test_junk_is_refused_by_name(name, junk):
    if isinstance(junk, np.ndarray) and name == "answer":
        junk = "array"
    if name in ("also", "mistakes") and isinstance(junk, dict):
        junk = 5
    with pytest.raises((TypeError, ValueError), match=rf"^{name} must "):
        CALLS[name](junk)


def test_a_long_value_is_cut_in_the_message():
    with pytest.raises(TypeError) as caught:
        whole_number("units", "9" * 5000)
    assert len(str(caught.value)) < 2 * LONGEST
    assert " … " in str(caught.value)
    assert "of type str" in str(caught.value)
    assert shown("x" * (LONGEST - 2)) == repr("x" * (LONGEST - 2))


def test_a_closed_gate_is_nearly_closed():
    assert sigmoid(np.array(-40.0)) == pytest.approx(4.248354255291589e-18)
    assert sigmoid(np.array([0.0, 1000.0, -1000.0])).tolist() == [0.5, 1.0, 0.0]
    assert sigmoid(np.float32([-2, 2])).dtype == np.float32
