"""What lessons 09 and 10 say that their tasks in the training lab lead to, trained with Keras."""

import numpy as np

from helpers import TrainingLab

TARGETS = [0.0, 0.2, 0.4, 0.6, 0.8]
ZEROS = [0.0] * 5


def answers(example, **settings):
    lab = TrainingLab(example, **settings)
    lab.train(wait=True)
    assert lab.status == "done"
    return np.frombuffer(lab.predictions, "float32").reshape(-1, 5)[-1]


def test_many_to_one_gives_its_list_without_an_input():
    np.testing.assert_allclose(answers("many_to_one", inputs=ZEROS), TARGETS, atol=0.01)


def test_many_to_one_with_one_unit_needs_more_than_500_epochs():
    wrong = abs(answers("many_to_one", units=1) - TARGETS)
    assert wrong[-2:].min() > 0.1
    np.testing.assert_allclose(answers("many_to_one", units=1, epochs=2000), TARGETS, atol=0.01)


def test_many_to_many_is_worst_at_the_first_step():
    assert abs(answers("many_to_many") - TARGETS).argmax() == 0


def test_many_to_many_tells_steps_with_equal_inputs_apart():
    np.testing.assert_allclose(answers("many_to_many", inputs=ZEROS), TARGETS, atol=0.1)


def test_one_to_one_gives_equal_inputs_equal_answers():
    np.testing.assert_allclose(answers("one_to_one", inputs=ZEROS), [0.4] * 5, atol=0.01)
