"""The counts of PyTorch's convention, with PyTorch itself as the judge."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import gru_parameters, lstm_parameters, simple_rnn_parameters
from helpers.counting import StackCount
from helpers.counting.formulas import evaluate

pytestmark = pytest.mark.thorough

COUNTS = {"LSTM": lstm_parameters, "GRU": gru_parameters, "RNN": simple_rnn_parameters}


@pytest.mark.parametrize("kind", COUNTS)
@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("bidirectional", [True, False])
def test_one_layer_is_that_of_torch(kind, use_bias, bidirectional):
    torch = pytest.importorskip("torch")
    theirs = getattr(torch.nn, kind)(3, 5, bias=use_bias, bidirectional=bidirectional)
    options = {"use_bias": use_bias, "bidirectional": bidirectional}
    ours = COUNTS[kind](5, 3, convention="pytorch", **options)
    expected = {name: tuple(weight.shape) for name, weight in theirs.named_parameters()}
    assert ours.stored == expected
    assert ours.total == sum(weight.numel() for weight in theirs.parameters())


@settings(deadline=None, database=None, max_examples=60)
@given(
    kind=st.sampled_from(tuple(COUNTS)),
    units=st.integers(2, 6),
    features=st.integers(1, 6),
    num_layers=st.integers(1, 4),
    use_bias=st.booleans(),
    bidirectional=st.booleans(),
    proj_size=st.integers(0, 5),
)
def test_any_stack_is_that_of_torch(
    kind, units, features, num_layers, use_bias, bidirectional, proj_size
):
    torch = pytest.importorskip("torch")
    projection = {"proj_size": proj_size} if kind == "LSTM" and proj_size < units else {}
    module = getattr(torch.nn, kind)(
        features, units, num_layers, bias=use_bias, bidirectional=bidirectional, **projection
    )
    options = {"use_bias": use_bias, "bidirectional": bidirectional, "num_layers": num_layers}
    ours = COUNTS[kind](units, features, **options, **projection, convention="pytorch")
    shapes = {name: tuple(array.shape) for name, array in module.state_dict().items()}
    assert ours.stored == shapes
    assert ours.total == sum(array.numel() for array in module.parameters())
    left, right = ours.formula.split(" = ")
    assert evaluate(left) == int(right.replace(",", "")) == ours.total
    assert sum(gate.total for gate in ours.gates.values()) == ours.total
    assert isinstance(ours, StackCount) == (num_layers > 1)
