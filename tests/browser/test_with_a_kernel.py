"""What only JupyterLab and its kernel show, of every interactive: one of each in one notebook.

What a view must show is what it shows on a bare page; there it is compared with Python's numbers.
"""

import json

import pytest

from helpers.widgets.shared.view_module import view_words
from tests.browser.errors import Errors
from tests.browser.every_widget import MADE, NEEDED, SET, every_widget, settable
from tests.browser.exported_page import write_saved
from tests.browser.looks import STATE, of_each, use_all
from tests.browser.steps import run, until

CELLS = [NEEDED, *(f"{name} = {code}\n{name}" for name, code in MADE.items())]
# Keeps the kernel busy until a file is there.
BUSY = """
import os, time
while not os.path.exists("now"):
    time.sleep(0.01)
"""
KILL = "import os; os.kill(os.getpid(), 9)"


@pytest.fixture(scope="module")
def traits():
    """What Python and the view may set, by widget."""
    return {name: settable(widget) for name, widget in every_widget().items()}


@pytest.fixture
def bare(show_widgets):
    """Return a function that opens a page without a kernel, its views as wide as those of `page`.

    They show `values`, by widget.
    """

    def opened(page, values):
        widgets = every_widget()
        for name, widget in widgets.items():
            # All at once: some are right only together.
            with widget.hold_trait_notifications():
                for trait, value in values.get(name, {}).items():
                    setattr(widget, trait, value)
        width = round(page.locator(".gate-by-gate").first.bounding_box()["width"]) + 16
        return show_widgets(*widgets.values(), viewport={"width": width, "height": 800})

    return opened


def states(page):
    # JupyterLab has no address that opens the explorer as it is set.
    link = f" | {view_words('gate_explorer')['copy_link']}"
    # What Keras says in the lab, where there is a kernel: test_training_lab.py looks at it.
    proof = page.locator(".gbg-proof").first.text_content()
    # Whether there was a run before depends on how long one was looked at.
    before = f" | {view_words('training_lab')['loss_before']}"
    return {
        name: [said.replace(link, "").replace(proof, "").replace(before, "") for said in seen]
        for name, seen in of_each(page, STATE).items()
    }


def differences(found, wanted):
    """Where two pages differ, by widget."""
    return {
        name: [pair for pair in zip(found[name], wanted[name], strict=False) if len(set(pair)) > 1]
        for name in MADE
        if found[name] != wanted[name]
    }


# Whether the lab has trained all that its settings ask for, if it has trained at all. In the middle
# of a run its next use would look back from wherever that is.
AT_REST = """lab => lab.querySelector('[data-status]').dataset.status === 'ready'
    || lab.querySelector('progress').value === Number(
        lab.querySelector('input[name=epochs]').closest('.gbg-number')
            .querySelector('[type=number]').value)"""


def assert_agree(page, other):
    labs = [each.locator(".gbg-training-lab") for each in (page, other)]
    until(lambda: all(lab.evaluate(AT_REST) for lab in labs) and states(page) == states(other))
    assert differences(states(page), states(other)) == {}


def view(page, name):
    return page.locator(".gate-by-gate > .gbg").nth(list(MADE).index(name))


def in_python(page, traits):
    """The values that Python has now, by widget."""
    code = f"""
import json
traits = {traits!r}
read = lambda widget, names: {{name: getattr(widget, name) for name in names}}
print(json.dumps({{name: read(globals()[name], names) for name, names in traits.items()}}))
"""
    return json.loads(run(page, code))


def test_every_view_and_python_hear_of_each_other_until_the_kernel_ends(
    open_notebook, lab, bare, traits
):
    """One run of all cells for what comes one after the other; `alone` has no kernel throughout."""
    page = open_notebook(CELLS, alone=True)
    errors = Errors(page)
    alone = bare(page, {})
    assert_agree(page, alone)
    jupyterlab_takes_the_keys_of_no_control(page)

    lines = [
        f"{name}.{trait} = {value!r}"
        for name, values in SET.items()
        for trait, value in values.items()
    ]
    assert run(page, "\n".join(lines)) == ""
    alone = bare(page, SET)
    assert_agree(page, alone)

    before = in_python(page, traits)
    now = lab.root / "now"
    now.unlink(missing_ok=True)
    start(page, BUSY)
    use_both(page, alone)
    for pages in (page, alone):
        press_what_tells_python(pages)
    assert_agree(page, alone)
    now.touch()

    def heard():
        values = in_python(page, traits)
        return {name for name in MADE if values[name] != before[name]} == {*MADE} - {"cell_picture"}

    assert until(heard)

    start(page, KILL)
    page.get_by_role("dialog").get_by_role("button", name="Ok").click()
    use_both(page, alone)
    page.mouse.move(0, 0)
    lab.stop_kernel(page)
    use_both(page, alone)
    # JupyterLab's own word on what a kernel says that has just been restarted.
    assert [error for error in errors if not error.startswith("Comm not found")] == []


def jupyterlab_takes_the_keys_of_no_control(page):
    cells = page.locator(".jp-Cell").count()
    # Of an interactive that has several faces each kind of control is asked once.
    kinds = of_each(
        page,
        """root => {
            const mark = 'data-first-of-its-kind';
            const kind = node =>
                `${node.closest('.gbg').classList[1]} ${node.tagName} ${node.type}`;
            const known = new Set(
                [...document.querySelectorAll(`[${mark}]`)].map(kind));
            const all = 'button, input, select, textarea, [tabindex="0"]';
            const nodes = [...root.querySelectorAll(all)]
                .filter(node => node.checkVisibility() && !node.disabled);
            const first = nodes.filter((node, i) => !known.has(kind(node))
                && nodes.findIndex(other => kind(other) === kind(node)) === i);
            first.forEach(node => node.setAttribute(mark, ''));
            return first.length;
        }""",
    )
    controls = page.locator("[data-first-of-its-kind]").all()
    assert len(controls) == sum(kinds.values()) > 30
    for control in controls:
        control.focus()
        for key in "ddab":
            page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells
    # What has the focus says more than what has not.
    page.evaluate("document.activeElement.blur()")


def press_what_tells_python(page):
    """These tell Python only when a button is pressed."""
    view(page, "ask_number").get_by_role("textbox").fill("520")
    for name in ("ask_number", "ask_choice"):
        view(page, name).get_by_role("button", name=view_words("ask")["check"]).click()
    for name in ("be_the_gate", "be_the_gate_story"):
        next_ = view_words("be_the_gate")["next"]
        view(page, name).get_by_role("button", name=next_, exact=True).click()


def start(page, code):
    """Run code in the kernel, and do not wait for its end."""
    page.evaluate(
        """code => void jupyterapp.shell.currentWidget.sessionContext.session.kernel
            .requestExecute({code})""",
        code,
    )


def use_both(page, alone):
    for pages in (page, alone):
        use_all(pages)
    assert_agree(page, alone)


def test_every_view_of_a_saved_notebook_lives_before_anything_is_run(open_notebook, lab, bare):
    write_saved(lab.root / "saved.ipynb", *every_widget().values())
    lab.trust("saved.ipynb")
    page = open_notebook("saved.ipynb", run=False, alone=True)
    errors = Errors(page)
    # JupyterLab reads what is saved when a kernel is there, and never if it ends before.
    view(page, [*MADE][-1]).wait_for()
    lab.stop_kernel(page)
    wanted = bare(page, {})
    assert_agree(page, wanted)
    use_both(page, wanted)
    assert errors == []
