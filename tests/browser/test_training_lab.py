"""The training lab as a learner meets it: JupyterLab, Chromium, and Python's records beside it."""

import json
import shutil
import time

import nbformat
import numpy as np
import pytest

from helpers import TrainingLab
from helpers.tasks.examples import EXAMPLES
from helpers.text.numbers import loss_text
from helpers.widgets.shared.view_module import view_words
from tests.browser.test_gate_explorer import Errors, run, until
from tools.execute_notebooks import execute
from tools.jupyter_dirs import private_environment
from tools.lab import LAPTOP, PROJECTOR, run_all, set_theme, wait_for_widgets

WORDS = view_words("training_lab")
MESSAGES = WORDS["messages"]
LAB = ".gbg-training-lab"
CELLS = [
    "from helpers import GateExplorer, TrainingLab\nlab = TrainingLab('many_to_many')\nlab",
    "explorer = GateExplorer()\nexplorer",
]
# The slowest run that the settings allow, as a first run is: in the loop that XLA has not compiled.
LONG = (
    "import helpers.training.trainer\nhelpers.training.trainer.LONG_RUN = 10**9\n"
    "lab._trainers.pop(32, None)\nlab.units = 32\nlab.epochs = 5000"
)
START = "lab.stop(); lab._jobs.wait(); lab.reset()"
SECONDS = 60

# What the view shows, read in one go.
READ = """root => {
    const text = selector => root.querySelector(selector).textContent;
    const bar = root.querySelector('progress');
    return {
        status: root.querySelector('.gbg-run').dataset.status,
        message: text('.gbg-message'),
        shown: text('.gbg-shown-run').trim(),
        reading: text('.gbg-epoch'),
        progress: bar.hasAttribute('value') ? bar.value / bar.max : null,
        buttons: Object.fromEntries([...root.querySelectorAll('.gbg-buttons button')].map(
            node => [node.textContent, node.getAttribute('aria-disabled') !== 'true'])),
        epoch: Number(root.querySelector('input[name=shown_epoch]').value),
        lookingBack: !root.querySelector('input[name=shown_epoch]').disabled,
        at: text('.gbg-scrubber .gbg-reading'),
        given: [...root.querySelectorAll('.gbg-given')].map(node => node.textContent),
        points: root.querySelector('.gbg-loss')?.getAttribute('points').split(' ').length ?? 0,
        shapes: [...root.querySelectorAll('.gbg-box code')].map(node => node.textContent),
        formulas: [...root.querySelectorAll('.gbg-box .gbg-quiet')].map(node => node.textContent),
        total: text('.gbg-sum-all strong'),
    };
}"""


def read(page):
    return page.locator(LAB).first.evaluate(READ)


def status(page):
    return page.locator(f"{LAB} .gbg-run").first.get_attribute("data-status")


def button(page, name):
    return page.locator(LAB).first.get_by_role("button", name=WORDS[name], exact=True)


def slider(page, name):
    return page.locator(f"{LAB} input[type=range][name={name}]").first


def box(page, name):
    label = WORDS["as_number"].format(label=WORDS[name])
    return page.locator(LAB).first.get_by_role("spinbutton", name=label)


def has_status(page, *wanted, seconds=SECONDS):
    assert until(lambda: status(page) in wanted, seconds), read(page)


def recorded(page):
    """What Python has of the run that is shown: the losses, and the predictions of every epoch."""
    code = (
        "import json, numpy as np\n"
        "print(json.dumps([np.frombuffer(b, '<f4').astype(float).tolist()"
        " for b in (lab.losses, lab.predictions)]))"
    )
    losses, predictions = json.loads(run(page, code))
    return losses, np.array(predictions).reshape(len(losses) + 1, -1)


def at_epoch(epoch, losses, predictions):
    loss = loss_text(losses[max(0, epoch - 1)])
    return {
        "epoch": epoch,
        "at": WORDS["at_epoch"].format(epoch=f"{epoch:,}", loss=loss),
        "given": [f"{number:.2f}".replace("-", "−") for number in predictions[epoch]],
    }


def assert_scrubs(page, losses, predictions):
    """Look at epochs from the first to the last, with keyboard and mouse."""

    def shows(epoch):
        seen = read(page)
        wanted = at_epoch(epoch, losses, predictions)
        assert {name: seen[name] for name in wanted} == wanted

    last = len(losses)
    control = slider(page, "shown_epoch")
    control.press("Home")
    shows(0)
    for epoch in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        shows(epoch)
    page.keyboard.press("ArrowLeft")
    shows(2)
    control.fill("50")
    shows(50)
    control.press("End")
    shows(last)
    control.scroll_into_view_if_needed()
    place = control.bounding_box()
    page.mouse.move(place["x"] + place["width"] - 5, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] / 3, place["y"] + place["height"] / 2, steps=8)
    page.mouse.up()
    epoch = read(page)["epoch"]
    assert abs(epoch - last / 3) < last / 20
    shows(epoch)
    control.press("Home")
    page.mouse.click(place["x"] + place["width"] - 1, place["y"] + place["height"] / 2)
    shows(last)


@pytest.fixture(scope="module")
def shared(lab, browser):
    """One page, with a lab that has its model ready, for all tests that leave it working."""
    page = lab.open(browser, lab.write("training.ipynb", CELLS), alone=True)
    page.errors = Errors(page)
    run_all(page)
    page.locator(LAB).wait_for()
    assert until(lambda: read(page)["buttons"] == {"Train": True, "Stop": False, "Reset": True})
    yield page
    assert page.errors == []
    page.context.close()
    lab.stop_kernels()


@pytest.fixture
def page(shared):
    """The shared page at its start, nothing trained."""
    shared.set_viewport_size(LAPTOP)
    shared.evaluate("document.activeElement?.blur()")
    shared.mouse.move(0, 0)
    assert run(shared, START) == ""
    has_status(shared, "ready")
    return shared


@pytest.fixture
def opened(lab, browser):
    """Return a function that opens a page of its own; it is closed after the test."""
    pages = []

    def open_page(path, **how):
        page = lab.open(browser, path, alone=True, **how)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.evaluate("jupyterapp.shell.currentWidget?.sessionContext.shutdown()")
        page.context.close()


def start_long_run(page):
    assert run(page, LONG) == ""
    assert until(lambda: slider(page, "units").get_attribute("aria-valuetext") == "32")
    button(page, "train").click()
    has_status(page, "training")
    # Until the curve grows; before that the model is being prepared.
    assert until(lambda: read(page)["points"] > 1 or status(page) != "training", SECONDS)
    assert status(page) == "training", read(page)


def watch(page):
    """Record every status that the view shows, and every count of epochs."""
    page.locator(f"{LAB} .gbg-run").first.evaluate(
        """node => {
            window.statuses = [node.dataset.status];
            window.epochs = [];
            new MutationObserver(() => {
                const {status} = node.dataset;
                if (status !== window.statuses.at(-1)) window.statuses.push(status);
                window.epochs.push(node.querySelector('progress').value);
            }).observe(node, {attributes: true, childList: true, subtree: true,
                              characterData: true});
        }"""
    )


# Train, look back, train again.


def test_train_shows_progress_and_then_how_it_ended(page):
    first = read(page)
    assert first["message"] == MESSAGES["ready"]
    assert first["shown"] == WORDS["nothing_shown"]
    assert first["given"] == []
    assert not first["lookingBack"]
    run(page, "runs = []; lab.observe(lambda c: runs.append(c.new), 'status')")
    watch(page)
    button(page, "train").dblclick()
    has_status(page, "done")
    assert page.evaluate("window.statuses") == ["ready", "training", "done"]
    shown = page.evaluate("window.epochs")
    assert shown == sorted(shown)
    assert run(page, "print(runs); lab.unobserve_all('status')") == "['training', 'done']\n"
    losses, predictions = recorded(page)
    seen = read(page)
    assert len(losses) == 1000
    assert seen["message"] == MESSAGES["done"].format(done="1,000", loss=loss_text(losses[-1]))
    assert seen["reading"] == WORDS["epochs_done"].format(done="1,000", epochs="1,000")
    assert seen["progress"] == 1
    assert seen["buttons"] == {"Train": True, "Stop": False, "Reset": True}
    assert seen["points"] == 501
    wanted = at_epoch(1000, losses, predictions)
    assert {name: seen[name] for name in wanted} == wanted


def test_the_way_back_shows_what_python_recorded(page):
    button(page, "train").click()
    has_status(page, "done")
    assert_scrubs(page, *recorded(page))


def test_train_by_keyboard_keeps_the_focus(page):
    button(page, "train").focus()
    page.keyboard.press("Enter")
    has_status(page, "done")
    assert button(page, "train").evaluate("node => node === document.activeElement")
    page.keyboard.press("Tab")
    assert button(page, "stop").evaluate("node => node === document.activeElement")


def test_slider_trains_again_at_once_and_units_wait_for_train(page):
    slider(page, "seed").press("ArrowRight")
    page.wait_for_timeout(100)
    assert status(page) == "ready"
    button(page, "train").click()
    has_status(page, "done")
    before = recorded(page)[0]
    for name, key, value in (
        ("learning_rate", "ArrowRight", 0.002),
        ("seed", "ArrowLeft", 7),
        ("epochs", "ArrowLeft", 750),
    ):
        slider(page, name).press(key)
        shown = f"print(lab.run_settings[{name!r}], lab.status)"
        assert until(lambda: run(page, shown) == f"{value} done\n", SECONDS)  # noqa: B023
        assert recorded(page)[0] != before
        before, predictions = recorded(page)
        wanted = at_epoch(len(before), before, predictions)
        assert until(lambda: read(page)["at"] == wanted["at"])  # noqa: B023
        assert read(page)["given"] == wanted["given"]
    assert slider(page, "learning_rate").get_attribute("aria-valuetext") == "0.002"
    assert read(page)["shown"] == WORDS["run_shown"].format(
        units="5 units", epochs="750", learning_rate="0.002", seed="7"
    )
    slider(page, "units").press("ArrowRight")
    seen = read(page)
    assert seen["shown"].endswith(WORDS["new_units"].format(units="6 units"))
    assert seen["total"] == "199"
    assert seen["at"] == wanted["at"]
    button(page, "train").click()
    assert until(lambda: status(page) == "done" and "6 units," in read(page)["shown"], SECONDS)
    assert WORDS["new_units"].format(units="6 units") not in read(page)["shown"]


def test_dragging_a_slider_ends_with_the_last_value(page):
    button(page, "train").click()
    has_status(page, "done")
    control = slider(page, "learning_rate")
    control.press("Home")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    shown = "print(lab.run_settings['learning_rate'], lab.status)"
    assert until(lambda: run(page, shown) == "1.0 done\n", SECONDS)
    losses, predictions = recorded(page)
    assert until(lambda: read(page)["at"] == at_epoch(1000, losses, predictions)["at"])


@pytest.mark.parametrize(
    ("rate", "text"), [(0.003, "0.003"), (0.1 + 0.2, "0.3"), (1e-7, "1e-7"), (1e30, "1e+30")]
)
def test_any_learning_rate_from_python_is_shown(page, rate, text):
    run(page, f"lab.learning_rate = {rate!r}")
    reading = page.locator(f"{LAB} .gbg-settings .gbg-reading").first
    assert until(lambda: reading.inner_text() == text)
    assert reading.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_a_diverged_run_says_so_and_the_next_one_works(page):
    run(page, "lab.learning_rate = 1e30")
    button(page, "train").click()
    has_status(page, "diverged")
    seen = read(page)
    losses, _ = recorded(page)
    assert seen["message"] == MESSAGES["diverged"].format(done=len(losses))
    assert seen["given"] == ["NaN"] * 5 or all("e" in given for given in seen["given"])
    slider(page, "shown_epoch").press("Home")
    assert all(len(given) < 6 and "e" not in given for given in read(page)["given"])
    slider(page, "learning_rate").press("End")
    has_status(page, "done")


def test_counts_and_shapes_follow_the_units_without_waiting_for_the_kernel(page):
    page.evaluate(
        """() => void jupyterapp.shell.currentWidget.sessionContext.session.kernel
            .requestExecute({code: 'import time; time.sleep(3)'})"""
    )
    for units in (1, 2, 5, 13, 32):
        box(page, "units").fill(str(units))
        seen = read(page)
        lab = TrainingLab("many_to_many", units=units)
        assert seen["formulas"][1:] == [count.formula.replace(",", "") for count in lab.counts] or [
            text.replace(",", "") for text in seen["formulas"][1:]
        ] == [count.formula.replace(",", "") for count in lab.counts]
        assert seen["total"] == f"{sum(count.total for count in lab.counts):,}"
        assert seen["shapes"] == ["(None, 5, 1)", f"(None, 5, {units})", "(None, 5, 1)"]


# A long run.


def test_stop_and_reset_in_the_middle_of_a_run_while_other_sliders_stay_alive(page):
    start_long_run(page)
    seen = read(page)
    assert seen["buttons"] == {"Train": False, "Stop": True, "Reset": True}
    assert 0 < seen["progress"] < 1
    assert len(seen["given"]) == 5
    # Python hears of another widget's slider while the run goes on.
    page.get_by_role("slider", name="features").press("End")
    assert until(lambda: run(page, "print(explorer.features)") == "4096\n")
    assert status(page) == "training"
    button(page, "train").click(force=True)
    began = time.perf_counter()
    button(page, "stop").click()
    has_status(page, "stopped", seconds=10)
    # The click itself, the message there and back, and the busy machine on top of 0.2 s.
    assert time.perf_counter() - began < 2
    losses, predictions = recorded(page)
    assert 0 < len(losses) < 5000
    seen = read(page)
    wanted = at_epoch(len(losses), losses, predictions)
    assert {name: seen[name] for name in wanted} == wanted
    assert seen["buttons"] == {"Train": True, "Stop": False, "Reset": True}
    button(page, "reset").click()
    has_status(page, "ready")
    assert until(lambda: read(page)["total"] == "146")
    seen = read(page)
    assert (seen["points"], seen["given"], seen["message"]) == (0, [], MESSAGES["ready"])


def test_an_interrupt_of_the_kernel_leaves_the_lab_usable(page):
    start_long_run(page)
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()")
    page.wait_for_timeout(300)
    assert status(page) in ("training", "done")
    if status(page) == "training":
        button(page, "stop").click()
        has_status(page, "stopped", "done")
    assert run(page, START) == ""
    has_status(page, "ready")
    button(page, "train").click()
    has_status(page, "done")


def test_running_the_cell_again_ends_the_run_and_leaves_no_thread(page):
    start_long_run(page)
    run(page, "earlier = lab")
    page.evaluate(
        """async () => {
            const notebook = jupyterapp.shell.currentWidget.content;
            notebook.activeCellIndex = 0;
            await jupyterapp.commands.execute('notebook:run-cell');
        }"""
    )
    has_status(page, "ready")
    threads = "import threading; earlier._jobs.wait(); print(earlier.status, lab._jobs.busy)"
    assert run(page, threads) == "stopped False\n"
    button(page, "train").click()
    has_status(page, "done")


# The look.

WIDTHS = [600, 640, 800, 1024, 1280, 1366, 1920]


def test_nothing_is_cut_off_and_the_page_does_not_scroll_sideways(page):
    states = ["", "lab.train(wait=True)", "lab.learning_rate = 1e30; lab.train(wait=True)"]
    for code in states:
        run(page, code)
        page.wait_for_timeout(100)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_timeout(150)
            wrong = page.evaluate(
                """() => {
                    const scrolling = [...document.querySelectorAll(
                        'html, body, .jp-WindowedPanel-outer, .jp-OutputArea-output, '
                        + '.gbg-training-lab')]
                        .filter(node => node.scrollWidth > node.clientWidth + 1);
                    const root = document.querySelector('.gbg-training-lab');
                    const {left, right, bottom} = root.getBoundingClientRect();
                    const outside = [...root.querySelectorAll('*')].filter(node => {
                        if (node.closest('.gbg-line')) return false;
                        if (!node.getClientRects().length) return false;
                        const place = node.getBoundingClientRect();
                        return place.right > right - 4 || place.left < left + 4
                            || place.bottom > bottom;
                    });
                    const cut = [...root.querySelectorAll('.gbg-reading, .gbg-box, strong')]
                        .filter(node => node.scrollWidth > node.clientWidth + 1
                                && getComputedStyle(node).display !== 'inline');
                    return [...scrolling, ...outside, ...cut].map(
                        node => `${node.tagName} ${node.className} ${node.textContent}`);
                }"""
            )
            assert wrong == [], (code, width)


PLACES = """root => [...root.querySelectorAll(
    'label, input, .gbg-box, .gbg-sum-all, .gbg-run, button, progress, .gbg-epoch, .gbg-message, '
    + '.gbg-shown-run, figure, figcaption, .gbg-scrubber')]
    .map(node => {
        const {left, top, width, height} = node.getBoundingClientRect();
        const origin = root.getBoundingClientRect();
        const size = node.classList.contains('gbg-sum-all') ? '' : `${width} ${height}`;
        return [node.tagName, node.className, left - origin.left, top - origin.top, size].join(' ');
    })"""


@pytest.mark.parametrize("width", [640, 1280, 1920])
def test_nothing_jumps_from_one_state_to_the_next(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_timeout(150)
    view = page.locator(LAB).first
    before = view.evaluate(PLACES)
    for code in (
        "lab.train(wait=True)",
        "lab.learning_rate = 1e30; lab.train(wait=True)",
        "lab.learning_rate = 0.05; lab.epochs = 5000; lab.seed = 99; lab.train(wait=True)",
        "lab.units = 32",
        "lab._show('training', lab.words['messages']['preparing'])",
        "lab._show('done', lab.words['no_kernel'])",
        "lab._show('failed', lab.words['no_kernel'])",
    ):
        assert run(page, code) == ""
        page.wait_for_timeout(200)
        assert view.evaluate(PLACES) == before, code


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong(page, violations, theme):
    set_theme(page, theme)
    try:
        assert violations(page, LAB) == []
        run(page, "lab.train(wait=True)")
        run(page, "lab.units = 9")
        has_status(page, "done")
        assert violations(page, LAB) == []
        run(page, "lab.units = 5; lab.learning_rate = 1e30; lab.train(wait=True)")
        has_status(page, "diverged")
        assert violations(page, LAB) == []
        run(page, "lab._show('training', lab.words['messages']['preparing'])")
        has_status(page, "training")
        assert violations(page, LAB) == []
    finally:
        set_theme(page, "light")


def test_text_is_at_least_thirteen_pixels_high(page):
    run(page, "lab.train(wait=True)")
    page.set_viewport_size({"width": 640, "height": 800})
    page.wait_for_timeout(150)
    sizes = page.locator(LAB).first.evaluate(
        """root => [...root.querySelectorAll('*')]
            .filter(node => node.getClientRects().length && [...node.childNodes].some(
                child => child.nodeType === Node.TEXT_NODE && child.data.trim()))
            .map(node => parseFloat(getComputedStyle(node).fontSize))"""
    )
    assert min(sizes) >= 13


def test_the_loss_curve_is_said_in_words_too(page):
    run(page, "lab.train(wait=True)")
    has_status(page, "done")
    losses, predictions = recorded(page)
    slider(page, "shown_epoch").fill("50")
    wanted = at_epoch(50, losses, predictions)
    labels = page.locator(f"{LAB} [role=img]").evaluate_all(
        "nodes => nodes.map(node => node.getAttribute('aria-label'))"
    )
    assert labels == [
        WORDS["loss_description"].format(done="1,000", epoch="50", loss=loss_text(losses[49])),
        WORDS["predictions_description"].format(
            epoch="50", given=", ".join(wanted["given"]), wanted="0, 0.2, 0.4, 0.6, 0.8"
        ),
    ]


# Without a kernel.


def test_restart_in_the_middle_of_a_run_leaves_a_view_that_says_so_and_scrubs(opened, lab):
    page = opened(lab.write("restarted.ipynb", CELLS[:1]))
    errors = Errors(page)
    run_all(page)
    page.locator(LAB).wait_for()
    button(page, "train").click()
    has_status(page, "done")
    losses, predictions = recorded(page)
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    button(page, "train").click()
    has_status(page, "lost", seconds=15)
    assert read(page)["message"] == WORDS["no_kernel"]
    assert_scrubs(page, losses, predictions)
    # The cell, run again, gives a lab that works.
    run_all(page)
    has_status(page, "ready")
    start_long_run(page)
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    # Nobody presses anything, and yet it does not seem to train for ever.
    has_status(page, "lost", seconds=15)
    seen = read(page)
    assert seen["message"] == WORDS["no_kernel"]
    assert seen["buttons"]["Train"]
    box(page, "units").fill("5")
    assert read(page)["total"] == "146"
    assert errors == []


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A notebook that was executed and saved with a trained lab."""
    folder = tmp_path_factory.mktemp("saved_lab")
    path = folder / "saved_lab.ipynb"
    cells = [
        "from helpers import TrainingLab\nlab = TrainingLab('many_to_one', epochs=60)\nlab",
        "lab.train(wait=True)\nimport numpy as np\n"
        "print([np.frombuffer(b, '<f4').astype(float).tolist()"
        " for b in (lab.losses, lab.predictions)])",
    ]
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, value in private_environment(folder / "jupyter").items():
            patch.setenv(name, str(value))
        execute(path)
    return path


def saved_record(path):
    losses, predictions = json.loads(
        nbformat.read(path, as_version=4).cells[1].outputs[-1].text.strip()
    )
    return losses, np.array(predictions).reshape(len(losses) + 1, -1)


def assert_alive_without_kernel(page, path):
    errors = Errors(page)
    page.locator(LAB).wait_for()
    seen = read(page)
    assert (seen["status"], seen["total"], seen["progress"]) == ("done", "170", 1)
    assert_scrubs(page, *saved_record(path))
    box(page, "units").fill("32")
    assert read(page)["total"] == f"{EXAMPLES['many_to_one'].model(0, 32).count_params():,}"
    assert "32 units" in read(page)["shown"]
    button(page, "train").click()
    has_status(page, "lost", seconds=15)
    assert read(page)["message"] == WORDS["no_kernel"]
    assert errors == []


def test_saved_notebook_scrubs_before_anything_is_run(opened, lab, saved):
    shutil.copy(saved, lab.root)
    lab.trust(saved.name)
    page = opened(saved.name)
    page.locator(LAB).wait_for()
    wait_for_widgets(page)
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    assert_alive_without_kernel(page, saved)


def test_exported_page_scrubs_without_kernel_and_network(open_exported, saved):
    assert_alive_without_kernel(open_exported(saved, PROJECTOR), saved)
