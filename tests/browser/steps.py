"""Steps that the tests of several interactives take: waiting for something, code in the kernel.

What is waited for is a state, never a time: a busy machine only makes a test slower.
"""

import time
from collections.abc import Callable

from playwright.sync_api import Page

# Longer than the busiest machine takes; a test that passes never waits for the end of it.
SECONDS = 60


def until(condition: Callable[[], object], seconds: float = SECONDS) -> object:
    """Wait until `condition()` holds, and return what it returned last."""
    deadline = time.monotonic() + seconds
    pause = 0.02
    while not (held := condition()) and time.monotonic() < deadline:
        time.sleep(pause)
        # Who asks without a break keeps the page from what is waited for.
        pause = min(1.3 * pause, 0.2)
    return held


# Resolves when what has changed is on the screen. A new size is noticed in the frame after the
# change, and what takes long is drawn when that frame has been painted; the one after it shows what
# came of both.
DRAWN = """() => new Promise(done => requestAnimationFrame(
    () => setTimeout(() => requestAnimationFrame(done))))"""


def drawn(page: Page) -> None:
    """Wait until what has changed is on the screen, also what a view draws anew to its width."""
    page.evaluate(DRAWN)


def resize(page: Page, width: int, height: int = 900) -> None:
    """Give the window another size, and wait until all is drawn to it."""
    page.set_viewport_size({"width": width, "height": height})
    drawn(page)


def run(page: Page, code: str) -> str:
    """Run code in the page's kernel, as another cell would, and return what it printed."""
    return page.evaluate(
        """async code => {
            const {kernel} = jupyterapp.shell.currentWidget.sessionContext.session;
            const future = kernel.requestExecute({code});
            let printed = '';
            future.onIOPub = ({content}) =>
                printed += content.text ?? content.traceback?.join('\\n') ?? '';
            await future.done;
            return printed;
        }""",
        code,
    )
