"""All interactives on one page: their styles share it, and none may change how another looks."""

import pytest

from tools.lab import PROJECTOR, run_all

# The root of each view, the module of its widget and how one is made.
WIDGETS = {
    "gate-explorer": ("gate_explorer", "GateExplorer()"),
    "one-gate": ("one_gate", "OneGate()"),
    "tensor-shapes": ("tensor_shapes", "TensorShapes(bidirectional=True, second_layer=True)"),
    "text-tensor": ("text_tensor", "TextTensor(['one two three four', 'five'] * 20)"),
    "unrolled-cell": ("unrolled_cell", "UnrolledCell()"),
    "gradient-through-time": ("gradient_through_time", "GradientThroughTime()"),
    "cell-stepper": ("cell_stepper", "CellStepper(layer, x)"),
    "training-lab": ("training_lab", "TrainingLab('one_to_one')"),
    "say-it-back": ("say_it_back", "SayItBack('one_gate')"),
    "cell-picture": ("cell_picture", "CellPicture('forget')"),
    "ask": ("ask", "Ask(count_question(lstm_parameters(64, 128)))"),
}
NEEDED = """
import keras, numpy as np
from helpers.counting import lstm_parameters
from helpers.questions.mistakes import count_question
keras.utils.set_random_seed(1)
layer = keras.layers.LSTM(2)
layer.build((None, 7, 3))
x = np.ones((7, 3))
"""
CELLS = [
    NEEDED,
    *(
        f"from helpers.widgets.{module} import *\nwidget{i} = {made}\nwidget{i}"
        for i, (module, made) in enumerate(WIDGETS.values())
    ),
    # A second view of each.
    f"display({', '.join(f'widget{i}' for i in range(len(WIDGETS)))})",
]

# With the style sheet of one widget only ("alone"), or of all of them, its own first ("first") or
# last: where each node of the view stands, and how it is painted.
LOOK = """async ([root, module, how]) => {
    const sheets = [...document.head.querySelectorAll('style[id^="gate-by-gate-"]')];
    const own = sheets.find(sheet => sheet.id === `gate-by-gate-${module}`);
    for (const sheet of sheets) sheet.disabled = how === 'alone' && sheet !== own;
    if (how === 'first') document.head.insertBefore(own, sheets.find(sheet => sheet !== own));
    else document.head.append(own);
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);

    const names = ['display', 'visibility', 'opacity', 'color', 'background', 'border', 'padding',
        'margin', 'font', 'text-align', 'text-decoration', 'white-space', 'letter-spacing',
        'overflow', 'outline', 'box-shadow', 'clip-path', 'transform', 'fill', 'stroke',
        'stroke-width', 'stroke-dasharray', 'cursor', 'pointer-events'];
    const view = document.querySelector(`.gbg-${root}`);
    const {x, y} = view.getBoundingClientRect();
    return [view, ...view.querySelectorAll('*')].map(node => {
        const box = node.getBoundingClientRect();
        const style = getComputedStyle(node);
        const place = node.getClientRects().length === 0 ? 'no place' :
            [box.x - x, box.y - y, box.width, box.height].map(n => Math.round(n));
        const painted = names.map(name => `${name}: ${style.getPropertyValue(name)}`).join('; ');
        return `${node.tagName} ${node.getAttribute('class')} at ${place}; ${painted}`;
    });
}"""


@pytest.fixture(scope="module")
def page(lab, browser):
    page = lab.open(browser, lab.write("together.ipynb", CELLS), viewport=PROJECTOR, alone=True)
    run_all(page)
    for root in WIDGETS:
        page.locator(f".gbg-{root}").nth(1).wait_for()
    yield page
    page.context.close()
    lab.stop_kernels()


@pytest.mark.parametrize("root", WIDGETS)
def test_other_widgets_on_the_page_change_nothing(page, root):
    looks = {
        how: page.evaluate(LOOK, [root, WIDGETS[root][0], how])
        for how in ("alone", "first", "last")
    }
    for how in ("first", "last"):
        changed = [
            pair for pair in zip(looks["alone"], looks[how], strict=True) if pair[0] != pair[1]
        ]
        assert changed == []


def test_two_of_a_kind_are_no_two_landmarks_of_one_name(page, violations):
    assert violations(page, ".gbg") == []
