"""A page of JupyterLab that is used again hands nothing on that went wrong on it."""

CELLS = ["1 + 1"]


def test_a_page_is_used_again_until_a_dialog_stands_on_it(open_notebook):
    first = open_notebook(CELLS, alone=True)
    assert open_notebook(CELLS, alone=True) is first
    first.evaluate("() => void jupyterapp.commands.execute('notebook:restart-kernel')")
    first.get_by_role("dialog").wait_for()
    second = open_notebook(CELLS, alone=True)
    assert first.is_closed()
    assert second.get_by_role("dialog").count() == 0


def test_a_page_of_its_own_shares_no_kernel_and_is_closed(open_notebook, lab):
    kept = open_notebook(CELLS, alone=True)
    before = set(lab.kernels())
    page = open_notebook(CELLS, alone=True, own=True)
    assert len(set(lab.kernels()) - before) == 1
    assert page is not kept
    lab.stop_kernel(page)
    assert set(lab.kernels()) == before
    lab.close(page)
    assert page.is_closed()
