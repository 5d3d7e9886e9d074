"""Tests that share something slow to start run in one process, and start first."""

from pathlib import Path
from types import SimpleNamespace

from tools.one_process import IN_ANOTHER_LANGUAGE, IN_JUPYTERLAB, Groups, group_of, in_order

ROOT = Path(__file__).parent.parent

LESSON = "notebooks/03_one_gate.ipynb"
SHORT, LONG = "tests/browser/test_a.py", "tests/browser/test_b.py"
TESTS = [
    f"{SHORT}::test_first",
    f"{LONG}::test_z",
    f"{LONG}::test_b[x::y]",
    "tests/cells/test_lstm.py::test_b",
    "tests/cells/test_lstm.py::test_a",
    *(f"{LESSON}::Cell {number}" for number in range(11)),
]


def test_lessons_and_the_browser_run_file_by_file_and_others_one_by_one():
    assert {group_of(test) for test in TESTS} == {SHORT, LONG, LESSON, ""}
    assert group_of("tests/test_environment.py::test_a") == "tests/test_environment.py"


def files_with(text):
    """The tests, but for these, in whose files `text` stands."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("tests/**/test_*.py")
        if text in path.read_text(encoding="utf-8") and path != Path(__file__)
    }


def groups_of(files):
    return {group_of(f"{file}::test_a") for file in files}


def test_all_that_load_pytorch_run_in_one_process():
    files = files_with('importorskip("torch")')
    assert len(files) > 2
    assert groups_of(files) == {"PyTorch"}


def test_all_that_show_another_language_run_in_one_process():
    assert files_with("rendered_in_the_edition") == {*IN_ANOTHER_LANGUAGE}
    assert groups_of(IN_ANOTHER_LANGUAGE) == {"another language"}


def test_all_that_open_jupyterlab_run_in_one_process():
    assert files_with("open_notebook") == IN_JUPYTERLAB
    assert groups_of(IN_JUPYTERLAB) == {"JupyterLab"}


def test_the_long_come_first_and_within_a_file_nothing_changes_places():
    assert in_order(TESTS) == [TESTS[1], TESTS[2], TESTS[0], *TESTS[5:], TESTS[3], TESTS[4]]


def test_one_process_more_than_cores_drives_browsers(pytestconfig):
    def asked_for(number):
        config = SimpleNamespace(option=SimpleNamespace(numprocesses=number))
        return pytestconfig.hook.pytest_xdist_auto_num_workers(config=config)

    assert asked_for("auto") == asked_for("logical") + 1 > 1


class Node:
    """A process, as the scheduler sees it; `sent` are the tests that it was given at once."""

    shutting_down = False

    def __init__(self, tests):
        self.tests, self.sent = tests, []
        self.gateway = SimpleNamespace(id="gw")

    def send_runtest_some(self, places):
        self.sent.append([self.tests[place] for place in places])

    def shutdown(self):
        pass


class Log:
    def __getattr__(self, _):
        return Log()

    def __call__(self, *_):
        pass


def handed_out(tests):
    """What each of two processes is given first."""
    options = SimpleNamespace(loadscopereorder=False, tx=["popen", "popen"])
    config = SimpleNamespace(option=options, getvalue=lambda name: options.tx)
    schedule = Groups(config, Log())
    nodes = [Node(tests), Node(tests)]
    for node in nodes:
        schedule.add_node(node)
        schedule.add_node_collection(node, tests)
    schedule.schedule()
    return [node.sent[0] for node in nodes]


def test_xdist_hands_out_whole_groups():
    assert handed_out(TESTS) == [[TESTS[0]], TESTS[1:3]]


def test_lessons_go_to_one_process_unless_there_is_nothing_else():
    one, other = ([f"{name}::Cell {number}" for number in range(3)] for name in ("a.ipynb", LESSON))
    assert handed_out([*one, *other]) == [one, other]
    assert handed_out([*one, *other, TESTS[3]]) == [[*one, *other], [TESTS[3]]]
    forked = "tests/test_forked_kernels.py::test_a"
    assert handed_out([forked, TESTS[3], *one]) == [[forked, *one], [TESTS[3]]]
