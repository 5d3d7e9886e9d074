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
from collections.abc import Callable
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


def lesson(folder: Path) -> str:
    """A lesson in the layout in which it is sent by mail."""
    return write_page(NOTEBOOKS / "04_four_gates.ipynb", folder).read_text(encoding="utf-8")


def every_interactive(_: Path) -> str:
    return page_html(*every_widget().values())


PAGES = [lesson, every_interactive]
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
def served(page: str):
    """Serve a page with the smoke test at its end; yield its address and what it will tell."""
    told: Queue[dict] = Queue()
    script = f"<script>{(HERE / 'smoke.js').read_text(encoding='utf-8')}</script>"
    html = page.replace("</body>", f"{script}</body>")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def do_POST(self):
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", told
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
@pytest.mark.parametrize("engine", ENGINES)
def test_interactives_live_and_answer_in(engine: str, page: Callable[[Path], str], tmp_path: Path):
    make: Callable[[Path], list[str] | None] = ENGINES[engine]
    profile = tmp_path / "profile"
    profile.mkdir()
    command = make(profile)
    if command is None:
        pytest.skip(f"{engine} is not installed")
    with served(page(tmp_path)) as (address, told), opened([*command, address], tmp_path):
        try:
            seen = told.get(timeout=SECONDS)
        except Empty:
            pytest.fail(f"{engine} told nothing within {SECONDS} s")
    assert seen["errors"] == []
    assert seen["views"], "no interactive"
    for view in seen["views"]:
        assert view["alive"], view
        assert view["answered"], view
        assert not view["nonsense"], view
        assert view["sticksOut"] <= 1, view
        assert view["legendsAway"] == 0, view
