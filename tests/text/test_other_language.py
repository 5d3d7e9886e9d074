"""An edition in another language is a folder: nothing that a reader sees stands in the code."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.text.pseudo_language import english, write_edition

ROOT = Path(__file__).parent.parent.parent
HELPERS = ROOT / "helpers"

# Everything that Python itself renders for a reader, by a name for the message.
RENDER = """
import json, re, sys
import numpy as np
import helpers
from helpers import counting, figures, tasks
from helpers.cells import lstm_sequence
from helpers.questions.bank import QUESTIONS
from helpers.questions.recall import RECALLS
from helpers.questions.summaries import SUMMARIES
from helpers.widgets.be_the_gate.be_the_gate import ROUNDS

shown = {}
def text_of(html):
    html = re.sub("<(style|script|code|pre).*?</\\\\1>", " ", html, flags=re.S)
    return re.sub("<[^>]*>", " ", html)

layers = [counting.lstm_parameters(5, 3), counting.lstm_parameters(1, 1, bidirectional=True),
          counting.gru_parameters(5, 3), counting.simple_rnn_parameters(5, 3),
          counting.dense_parameters(5, 3), counting.embedding_parameters(5, 3),
          counting.lstm_parameters(5, 3, convention="pytorch")]
for count in layers:
    shown[f"count of {count.caption}"] = text_of(count._repr_html_())
    question = helpers.questions.mistakes.count_question(count, timesteps=7, batch=32)
    shown[f"question of {count.caption}"] = "\\n".join(
        [question.prompt, question.explanation, *question.mistakes.values(),
         *(question.feedback(n) for n in (question.answer, question.answer + 1, 0))])
for name in [*QUESTIONS, *RECALLS]:
    shown[f"Ask({name})"] = text_of(helpers.Ask(name).fallback_html())

for name in SUMMARIES:
    shown[f"SayItBack({name})"] = text_of(helpers.SayItBack(name).fallback_html())
shown["one gate"] = text_of(helpers.OneGate().fallback_html())
shown["explorer"] = text_of(helpers.GateExplorer().fallback_html())
shown["unrolled"] = text_of(helpers.UnrolledCell().fallback_html())
shown["shapes"] = text_of(helpers.TensorShapes(return_state=True).fallback_html())
shown["text"] = text_of(helpers.TextTensor(["1 2", "3"]).fallback_html())
shown["curves"] = text_of(helpers.ActivationCurves().fallback_html())
shown["gradient"] = text_of(helpers.GradientThroughTime().fallback_html())
for name in ROUNDS:
    shown[f"game {name}"] = text_of(helpers.BeTheGate(name).fallback_html())

rng = np.random.default_rng(0)
trace = lstm_sequence(rng.normal(size=(7, 3)), rng.normal(size=(3, 20)), rng.normal(size=(5, 20)),
                      rng.normal(size=20))
runs = tasks.seeds.SeededRuns("one_to_one", (0, 1), np.ones(2), np.ones((2, 3)), np.ones(3))
history = {"loss": [2.0, 1.0], "val_loss": [2.0, 1.0]}
months = ["1958-03", "1958-04"]
drawn = {
    "gate_heat_maps": figures.gate_heat_maps(trace, marks=[2]),
    "tensor_figure": figures.tensor_figure(np.ones((1, 2, 3)), np.ones((1, 2))),
    "loss_figure": figures.loss_figure(history),
    "predictions_figure": figures.predictions_figure([1, 2], [1, 2]),
    "seeds_figure": figures.seeds_figure([runs]),
    "series_figure": figures.series_figure(months, [1, 2]),
    "curves_figure": figures.curves_figure({"": history}),
    "errors_figure": figures.errors_figure(months, [1, 2], {"": [1, 2]}),
}
from matplotlib.text import Text
for name, figure in drawn.items():
    texts = [text.get_text() for text in figure.findobj(Text) if text.get_visible()]
    shown[name] = "\\n".join([repr(figure), *texts])
    undrawn = set(figures.__all__) - set(drawn) - {"cell_picture"}
assert not undrawn, undrawn
picture = figures.cell_picture("forget")
shown["cell_picture"] = picture.alt + text_of(picture.svg)
shown["score"] = repr(tasks.score(lambda past: past[-1], np.arange(600.0)))

json.dump(shown, sys.stdout)
"""
# Names of code and of libraries, which are the same in every language.
NAMES = set(
    re.findall(
        r"\w+",
        """Keras PyTorch ONNX LSTM GRU SimpleRNN Dense Embedding Bidirectional None True False tanh
        units features timesteps samples batch kernel recurrent bias hidden embeddings dim forget
        input candidate output update reset forward backward return state sequences one
        keras Input CO ppm""",
    )
)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    folder = write_edition(tmp_path_factory.mktemp("editions") / "xx")
    environment = {**os.environ, "GATE_BY_GATE_LANGUAGE": str(folder), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", RENDER],
        env=environment, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_that_python_renders_is_english_in_another_language(rendered):
    assert len(rendered) > 100
    left = {name: sorted(set(english(text)) - NAMES) for name, text in rendered.items()}
    assert {name: words for name, words in left.items() if words} == {}
    for name, text in rendered.items():
        assert "⟦" in text, name


def test_the_finder_of_english_finds_it():
    assert english("⟦a word in ⟦its⟧ brackets⟧ and not") == ["and", "not"]
