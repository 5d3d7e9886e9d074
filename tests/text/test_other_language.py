"""An edition in another language is a folder: nothing that a reader sees stands in the code."""

import re

import pytest

from tests.text.pseudo_language import english, rendered_in_the_edition

# Names of code and of libraries, which are the same in every language.
NAMES = set(
    re.findall(
        r"\w+",
        """Keras PyTorch ONNX LSTM GRU SimpleRNN Dense Embedding Bidirectional None True False tanh
        units features timesteps samples batch kernel recurrent bias hidden embeddings dim forget
        input candidate output update reset forward backward return state sequences one
        TimeDistributed keras Input CO ppm""",
    )
)


@pytest.mark.thorough
def test_nothing_that_python_renders_is_english_in_another_language():
    rendered = rendered_in_the_edition()["texts"]
    assert len(rendered) > 100
    left = {name: sorted(set(english(text)) - NAMES) for name, text in rendered.items()}
    assert {name: words for name, words in left.items() if words} == {}
    for name, text in rendered.items():
        assert "⟦" in text, name


def test_the_finder_of_english_finds_it():
    assert english("⟦a word in ⟦its⟧ brackets⟧ and not") == ["and", "not"]
