"""Print all that a reader sees in the language in use: Python's texts by name, and a page of views.

    python -m tests.text.rendered

It is printed as JSON. Words are read when a widget's class is made, so a language needs a process
of its own: `tests.text.pseudo_language` starts this one.
"""

import json
import re
import sys
from dataclasses import replace

import keras
import numpy as np
from keras import layers
from matplotlib.text import Text

import helpers
from helpers import counting, figures, tasks
from helpers.cells import lstm_sequence
from helpers.exercises.bank import EXERCISES
from helpers.questions.bank import QUESTIONS
from helpers.questions.recall import RECALLS
from helpers.questions.summaries import SUMMARIES
from helpers.training.trainer import TrainingRun
from helpers.widgets.be_the_gate.be_the_gate import ROUNDS
from tests.browser.bare_page import page_html
from tests.browser.every_widget import every_widget

shown = {}


def text_of(html):
    html = re.sub("<(style|script|code|pre).*?</\\1>", " ", html, flags=re.S)
    return re.sub("<[^>]*>", " ", html)


counts = [
    counting.lstm_parameters(5, 3),
    counting.lstm_parameters(1, 1, bidirectional=True),
    counting.gru_parameters(5, 3),
    counting.simple_rnn_parameters(5, 3),
    counting.dense_parameters(5, 3),
    counting.embedding_parameters(5, 3),
    counting.lstm_parameters(5, 3, convention="pytorch"),
]
for count in counts:
    shown[f"count of {count.caption}"] = text_of(count._repr_html_())
    question = helpers.questions.mistakes.count_question(count, timesteps=7, batch=32)
    shown[f"question of {count.caption}"] = "\n".join(
        [
            question.prompt,
            question.explanation,
            *question.mistakes.values(),
            *(question.feedback(n) for n in (question.answer, question.answer + 1, 0)),
        ]
    )
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

shown["lab"] = text_of(helpers.TrainingLab("many_to_many", units=1, epochs=1).fallback_html())

rng = np.random.default_rng(0)
trace = lstm_sequence(
    rng.normal(size=(7, 3)), rng.normal(size=(3, 20)), rng.normal(size=(5, 20)), rng.normal(size=20)
)
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
for name, figure in drawn.items():
    texts = [text.get_text() for text in figure.findobj(Text) if text.get_visible()]
    shown[name] = "\n".join([repr(figure), *texts])
undrawn = set(figures.__all__) - set(drawn) - {"cell_picture"}
assert not undrawn, undrawn
picture = figures.cell_picture("forget")
shown["cell_picture"] = picture.alt + text_of(picture.svg)
shown["score"] = repr(tasks.score(lambda past: past[-1], np.arange(600.0)))

shown["trace"] = repr(trace).partition(": ")[2]
shown["masked trace"] = repr(
    replace(trace, skipped=trace.inputs[:, 0] > 0, go_backwards=True)
).partition(": ")[2]
for settings in ({}, {"stopped": True}, {"diverged": True}):
    shown[f"run {settings}"] = TrainingRun(3, {"loss": [2.0, 1.0]}, **settings).message

x, y = np.zeros((6, 7, 3), "float32"), np.zeros((6, 1), "float32")
inner = keras.Sequential([keras.Input((7, 3)), layers.LSTM(4), layers.Dense(1)])
twice = keras.layers.Dense(1)
outer_in = keras.Input((7, 3))
outer = keras.Model(outer_in, [inner(outer_in), twice(twice(inner(outer_in)))])
outer.compile(loss="mse")
explained = helpers.explain(outer, multiply_adds=True, memory=True)
own = r"\b(sequential|functional|input_layer|dense|lstm)\w*|InputLayer|Sequential|Functional"
shown["explain"] = re.sub(own + r"|float32|[KMGT]?B\b", "", repr(explained))
dense, softmax = layers.Dense(1), layers.Dense(5, activation="softmax")


def model(*stack, loss="mse", shape=(7, 3)):
    made = keras.Sequential([keras.Input(shape), *stack])
    made.compile(loss=loss)
    return made


sparse, shares = "sparse_categorical_crossentropy", "categorical_crossentropy"


def every_step():
    return layers.LSTM(4, return_sequences=True)


def embedded():
    return model(layers.Embedding(5, 2), layers.LSTM(2), shape=(7,))


sick = [
    ("text", (np, x, y)),
    ([], x, y),
    (layers.LSTM, x),
    (object(), x),
    ([layers.LSTM(4), layers.LSTM(2)], x),
    ([layers.LSTM(4)], x[0]),
    ([layers.LSTM(4)], x[0, 0]),
    ([layers.LSTM(4)], x[None]),
    ([layers.LSTM(4, return_state=True), dense], x),
    (model(layers.LSTM(4)), x[0]),
    (model(layers.LSTM(4)), x.transpose(0, 2, 1)),
    (model(layers.LSTM(4)), x[..., :2]),
    (model(layers.LSTM(4)), x[:, :5]),
    (model(layers.LSTM(4)), x[0, 0]),
    (model(layers.LSTM(4)), x[None, None]),
    (model(layers.LSTM(4)), x.tolist()),
    (model(layers.LSTM(4)), [[1.0], [1.0, 2.0]]),
    (model(layers.LSTM(4)), np.full((6, 7, 3), "a")),
    (model(layers.LSTM(4)), x * np.nan),
    (model(layers.LSTM(4)), x.astype(object)),
    (model(layers.LSTM(4)), object()),
    (model(layers.LSTM(4), shape=(2, 7, 3)[1:]), x, y[:3]),
    (model(layers.LSTM(4), shape=(None, 1)), np.full((6, 7, 1), 9)),
    (model(layers.LSTM(4), shape=(None, 50)), np.zeros((6, 3, 50), "float32")),
    (embedded(), np.full((6, 7), 9)),
    (embedded(), np.full((6, 7), 0.5)),
    (embedded(), np.zeros((6, 7, 1), int)),
    ([keras.Input((7, 3)), layers.LSTM(4, stateful=True)], x),
    ([keras.Input(batch_shape=(4, 7, 3)), layers.LSTM(4, stateful=True)], x),
    (
        model(
            layers.Bidirectional(layers.LSTM(2), backward_layer=layers.LSTM(3, go_backwards=True))
        ),
        x,
    ),
    (model(every_step(), layers.Dense(1)), x, y),
    (model(layers.LSTM(4)), x, np.zeros((6, 7, 4))),
    (model(layers.LSTM(4), layers.Dense(5)), x, y),
    (model(every_step(), shape=(3, 7)), x.transpose(0, 2, 1), np.zeros((6, 7, 4))),
    (model(layers.LSTM(4), layers.Dense(5), loss=shares), x, np.zeros(6, int)),
    (model(layers.LSTM(4), layers.Dense(5), loss=sparse), x, np.zeros((6, 5))),
    (model(layers.LSTM(4), layers.Dense(5), loss=sparse), x, np.full(6, 9)),
    (model(layers.LSTM(4), layers.Dense(1), loss=shares), x, y),
    (model(layers.LSTM(4), layers.Dense(1), loss="binary_crossentropy"), x, y + 3),
    (inner, x, y),
]
for number, given in enumerate(sick):
    diagnosis = helpers.diagnose(*given)
    for line, finding in enumerate(diagnosis.findings):
        shown[f"finding {number}.{line}, {finding.kind}"] = finding.problem
        assert finding.level.startswith("⟦"), finding
    shown[f"diagnosis {number}"] = diagnosis.caption.replace("sequential", "")


def wrong(call):
    try:
        call()
    except (TypeError, ValueError) as error:
        return str(error)


refused = [
    lambda: helpers.lstm_parameters(0, 3),
    lambda: helpers.lstm_parameters("8", 3),
    lambda: helpers.lstm_parameters(5, 3, use_bias=1),
    lambda: helpers.trace_lstm(3, x),
    lambda: helpers.train(3, x, y, 1),
    lambda: helpers.Ask(3),
    lambda: helpers.explain(3),
    lambda: helpers.TextTensor([3]),
    lambda: helpers.lstm_parameters(5, 3, convention="jax"),
    lambda: figures.loss_figure({"loss": "a"}),
    lambda: figures.loss_figure(3),
]
for number, call in enumerate(refused):
    # All of it is one text of the catalogue, but for what was given.
    assert wrong(call).startswith("⟦"), wrong(call)
    shown[f"refusal {number}"] = wrong(call)
for name in EXERCISES:
    for function in (lambda: 3, lambda *given: None, lambda *given: given, len):
        shown[f"check {name} {function}"] = text_of(helpers.check(function, name)._repr_html_())

json.dump({"texts": shown, "page": page_html(*every_widget().values())}, sys.stdout)
