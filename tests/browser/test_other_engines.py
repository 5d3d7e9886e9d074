"""A smoke test in Firefox and in WebKit, where they are installed: the interactives live there too.

    apt-get install firefox-esr                      # Firefox
    apt-get install webkit2gtk-driver xvfb           # WebKit's MiniBrowser, and a screen for it

No driver is needed. The page uses its own controls and tells a server on this machine what it saw.
"""

import json
import os
import shutil
import signal
import subprocess
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from tests.browser.bare_page import page_html
from tests.browser.every_widget import every_widget
from tools.website import write_page

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parent.parent / "notebooks"
SECONDS = 180


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """By address: a lesson in the layout in which it is sent by mail, and every interactive."""
    lesson = write_page(NOTEBOOKS / "04_four_gates.ipynb", tmp_path_factory.mktemp("mail"))
    return {
        "/lesson": lesson.read_text(encoding="utf-8"),
        "/every_interactive": page_html(*every_widget().values()),
    }


_MINI_BROWSERS = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))


def firefox(profile: Path) -> list[str] | None:
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    return path and [path, "--headless", "--no-remote", "--profile", str(profile)]


def webkit(profile: Path) -> list[str] | None:
    if not _MINI_BROWSERS or not shutil.which("xvfb-run"):
        return None
    return ["xvfb-run", "-a", str(_MINI_BROWSERS[-1]), "--private"]


ENGINES = {"Firefox": firefox, "WebKit": webkit}


@contextmanager
def served(pages: dict[str, str]):
    """Serve pages with the smoke test at their ends; yield the first one's URL, and what all tell.

    A page that has told is answered with the address of the next.
    """
    told: Queue[dict] = Queue()
    script = f"<script>{(HERE / 'smoke.js').read_text(encoding='utf-8')}</script>"
    first, *others = pages
    following = iter([*others, ""])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            html = pages.get(self.path, "")
            self.answer(200 if html else 404, html.replace("</body>", f"{script}</body>"))

        def do_POST(self):
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.answer(200, next(following))

        def answer(self, status, text):
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{first}", told
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def opened(command: list[str], home: Path):
    """Start a browser with a home of its own, and end it with all that it started."""
    environment = {
        **os.environ,
        "HOME": str(home),
        # A container has no place for WebKit's own sandbox.
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    browser = subprocess.Popen(command, env=environment, start_new_session=True, **quiet)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()


@pytest.mark.parametrize("engine", ENGINES)
def test_interactives_live_and_answer_in(engine: str, pages: dict[str, str], tmp_path: Path):
    profile = tmp_path / "profile"
    profile.mkdir()
    command = ENGINES[engine](profile)
    if command is None:
        pytest.skip(f"{engine} is not installed")
    with served(pages) as (address, told), opened([*command, address], tmp_path):
        for page in pages:
            try:
                seen = told.get(timeout=SECONDS)
            except Empty:
                pytest.fail(f"{engine} told nothing of {page} within {SECONDS} s")
            assert seen["errors"] == [], page
            assert seen["views"], f"no interactive on {page}"
            for view in seen["views"]:
                assert view["alive"], view
                assert view["answered"], view
                assert not view["nonsense"], view
                assert view["sticksOut"] <= 1, view
                assert view["legendsAway"] == 0, view
