"""JupyterLab in a browser: for the browser tests, the benchmarks and the screenshots.

    with Lab(folder) as lab, chromium() as browser:
        path = lab.write("one.ipynb", ["import helpers", "helpers.GateExplorer()"])
        page = lab.open(browser, path, theme="dark", viewport=PROJECTOR)
        run_all(page)

`page` is Playwright's; every other step is done with Playwright itself. The server reads and writes
only inside a folder of its own, so saved lessons and a user's settings stay as they are.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

import nbformat
from nbformat.sign import NotebookNotary
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tools.jupyter_dirs import private_environment

LAPTOP = {"width": 1366, "height": 768}
PROJECTOR = {"width": 1280, "height": 720}
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
TOKEN = "gate-by-gate"
# The first start of a server on a busy machine reads a few thousand files.
START_SECONDS = 90
RUN_SECONDS = 300
# How long a page that is used again may take to come to rest; then a new one is opened instead.
REST_SECONDS = 3

_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    # Cells outside the window are drawn too, so that they can be found, measured and pictured.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}

ROOT = Path(__file__).parent.parent
# Read by the server when it starts.
_FORK_KERNELS = f"""\
import sys
sys.path.append({str(ROOT)!r})
from tools.forked_kernels import fork_kernels
fork_kernels()
"""

# Each new window would load two pages for suggestions below the address bar, that nobody sees: with
# these off one opens for 0.8 process-seconds in place of 1.4. Chromium takes the last list alone,
# so the others are Playwright's own; tests/browser/test_harness.py compares.
_NO_SUGGESTIONS = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"]
# A page that is opened in place of another one keeps its frame, and takes a fifth less.
_NO_NEW_FRAME = ["RenderDocument"]
_OFF_BY_PLAYWRIGHT = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
]


def browser_path() -> str | None:
    """Return the Chromium to use: the one that CHROMIUM names, or one that is installed."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium without a window, and close it at the end."""
    path = browser_path()
    if path is None:
        raise FileNotFoundError(
            "No Chromium was found. Install one (Debian: apt-get install chromium), "
            "or name it in the environment variable CHROMIUM."
        )
    with sync_playwright() as playwright:
        off = "--disable-features=" + ",".join(_OFF_BY_PLAYWRIGHT + _NO_SUGGESTIONS + _NO_NEW_FRAME)
        browser = playwright.chromium.launch(executable_path=path, args=[off])
        try:
            yield browser
        finally:
            browser.close()


class Lab:
    """A JupyterLab server on a port of its own, that serves `folder`/root."""

    def __init__(self, folder: Path, *, forked: bool = False) -> None:
        """Take `folder` for everything that the server reads and writes.

        With `forked` its kernels begin with Keras loaded: see `tools/forked_kernels.py`.
        """
        self._forked = forked
        self.root = folder / "root"
        self.root.mkdir(parents=True, exist_ok=True)
        self._environment = private_environment(folder / "jupyter")
        self._log = folder / "server.log"
        self._pages = 0
        self._lines: dict[Page, SlowLine] = {}

    def __enter__(self) -> Self:
        """Start the server and wait until it answers."""
        self._configure()
        with self._log.open("w") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", "--allow-root"],
                cwd=self.root,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self.url = self._wait_for_url()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        """Stop the server and its kernels."""
        # On this signal the server shuts its kernels down before it ends.
        self._server.send_signal(signal.SIGTERM)
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()

    def _configure(self) -> None:
        config = Path(self._environment["JUPYTER_CONFIG_DIR"])
        server = {
            "ServerApp": {
                "root_dir": str(self.root),
                "ip": "127.0.0.1",
                "port": 0,
                "open_browser": False,
            },
            "IdentityProvider": {"token": TOKEN},
            # `window.jupyterapp`, through which commands are run.
            "LabApp": {"expose_app_in_browser": True, "extension_manager": "readonly"},
        }
        (config / "jupyter_server_config.json").write_text(json.dumps(server))
        if self._forked:
            (config / "jupyter_server_config.py").write_text(_FORK_KERNELS)
        (config / "labconfig").mkdir(exist_ok=True)
        overrides = config / "labconfig" / "default_setting_overrides.json"
        overrides.write_text(json.dumps(_SETTINGS))

    def _wait_for_url(self) -> str:
        runtime = Path(self._environment["JUPYTER_RUNTIME_DIR"])
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._server.poll() is None:
            for file in runtime.glob("jpserver-*.json"):
                try:
                    url = json.loads(file.read_text())["url"].rstrip("/")
                    self._request(f"{url}/api/status")
                except (ValueError, OSError):
                    continue
                return url
            time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start:\n{self._log.read_text()}")

    def _request(self, url: str, method: str = "GET") -> Any:
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(url, method=method, headers=headers)
        # Without a handler for proxies: the server is on this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")

    def write(self, name: str, cells: Sequence[str | dict[str, Any]]) -> str:
        """Write a notebook and return its path; text is a code cell, for others use nbformat."""
        v4 = nbformat.v4
        made = [v4.new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        notebook = v4.new_notebook(cells=made)
        notebook.metadata.kernelspec = {
            "name": "python3",
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
        }
        nbformat.write(notebook, self.root / name)
        return name

    def trust(self, path: str) -> None:
        """Mark a notebook as trusted; only then JupyterLab shows the widgets saved in it."""
        notary = NotebookNotary(data_dir=self._environment["JUPYTER_DATA_DIR"])
        notary.sign(nbformat.read(self.root / path, 4))
        notary.store.close()

    def open(
        self,
        browser: Browser,
        path: str,
        *,
        theme: str = "light",
        viewport: dict[str, int] = LAPTOP,
        delay: float = 0,
        may_be_slow: bool = False,
        alone: bool = False,
    ) -> Page:
        """Open a notebook in a new page and wait until its cells are there.

        Parameters
        ----------
        path
            inside `root`.
        theme
            "light" or "dark".
        delay
            seconds that every round trip between browser and server takes longer, once the notebook
            is open.
        may_be_slow
            whether `slow_down` may change the delay later, though there is none now.
        alone
            whether the notebook fills the window, without JupyterLab's sidebars and tabs.
        """
        context = browser.new_context(viewport=viewport)
        page = context.new_page()
        page.set_default_timeout(1000 * START_SECONDS)
        url = self.url
        if delay or may_be_slow:
            line = self._lines[page] = SlowLine(urlsplit(self.url).port)
            page.on("close", lambda _: self._lines.pop(page).close())
            url = f"http://127.0.0.1:{line.port}"
        # In a workspace of its own no page restores what another one has open.
        self._pages += 1
        mode = "doc" if alone else "lab"
        workspace = f"{mode}/workspaces/page{self._pages}"
        page.goto(f"{url}/{workspace}/tree/{quote(path)}?token={TOKEN}")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.content?.model")
        page.evaluate("jupyterapp.restored")
        set_theme(page, theme)
        if delay:
            self.slow_down(page, delay)
        return page

    def slow_down(self, page: Page, delay: float) -> None:
        """Let every round trip of a page that may be slow take `delay` seconds from now on."""
        self._lines[page].delay = delay

    def close(self, page: Page) -> None:
        """Close a page and stop the kernel of its notebook, whatever has become of either."""
        path = path_of(page)
        page.context.close()
        self._stop_session(path)

    def kernels(self) -> list[str]:
        """Return the ids of the running kernels."""
        return [kernel["id"] for kernel in self._request(f"{self.url}/api/kernels")]

    def stop_kernel(self, page: Page) -> None:
        """Stop the kernel of an open notebook, as an idle Binder does."""
        self._stop_session(path_of(page))

    def _stop_session(self, path: str) -> None:
        for session in self._request(f"{self.url}/api/sessions"):
            if session["path"] == path:
                # It may have gone by itself since it was listed.
                with suppress(urllib.error.HTTPError):
                    self._request(f"{self.url}/api/sessions/{session['id']}", "DELETE")


def path_of(page: Page) -> str:
    """Return where the notebook of a page lies, inside the server's folder."""
    return unquote(urlsplit(page.url).path.partition("/tree/")[2])


def set_theme(page: Page, theme: str) -> None:
    """Change JupyterLab's theme to "light" or "dark" and wait until it is on."""
    page.evaluate(
        "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", THEMES[theme]
    )
    is_light = json.dumps(theme == "light")
    # The body has no height of its own, so it counts as hidden.
    page.wait_for_selector(f'body[data-jp-theme-light="{is_light}"]', state="attached")


def is_well(page: Page) -> bool:
    """Tell whether a page can be used again: no dialog stands on it, and its kernel is at rest."""
    if page.is_closed():
        return False
    try:
        page.evaluate(
            """async () => {
                // A session that somebody has stopped is only noticed when asked for.
                await jupyterapp.serviceManager.sessions.refreshRunning();
            }"""
        )
        found = page.wait_for_function(
            """() => {
                if (document.querySelector('.jp-Dialog')) return 'a dialog';
                const kernel = jupyterapp.shell.currentWidget?.sessionContext.session?.kernel;
                const atRest = kernel?.status === 'idle' && kernel.connectionStatus === 'connected';
                return atRest && 'at rest';
            }""",
            timeout=1000 * REST_SECONDS,
        )
        return found.json_value() == "at rest"
    except PlaywrightError:
        return False


def reload_notebook(page: Page) -> None:
    """Show the notebook as its file is now; its kernel goes on."""
    page.evaluate("jupyterapp.shell.currentWidget.context.revert()")


def run_all(page: Page, *, seconds: float = RUN_SECONDS) -> None:
    """Run every cell, and wait until the last one is done and what it shows is drawn."""
    page.wait_for_function(
        "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"
    )
    page.evaluate(
        """async seconds => {
            const late = new Promise((_, reject) => setTimeout(
                () => reject(new Error(`The cells were not done after ${seconds} s`)),
                1000 * seconds));
            const run = async () => {
                await jupyterapp.commands.execute('notebook:run-all-cells');
                // At a cell that fails on purpose JupyterLab waits no longer, and runs the others.
                const {kernel} = jupyterapp.shell.currentWidget.sessionContext.session;
                await kernel?.requestExecute({code: '', silent: true}).done;
            };
            await Promise.race([run(), late]);
        }""",
        seconds,
    )
    wait_for_widgets(page)


# Whether a place for each widget that the outputs name is filled, if only with an error. In a cell
# that is not trusted JupyterLab shows tables instead.
_ALL_DRAWN = """() => {
    const panel = jupyterapp.shell.currentWidget;
    const cells = [...panel.content.model.cells].filter(cell => cell.type === 'code');
    const outputs = cells.filter(cell => cell.trusted).flatMap(cell => cell.toJSON().outputs);
    const named = outputs.filter(
        ({data}) => data && 'application/vnd.jupyter.widget-view+json' in data);
    const filled = [...panel.node.querySelectorAll('.lm-Panel.jp-OutputArea-output > .lm-Widget')]
        .filter(view => view.childElementCount > 0 || /^Error/.test(view.textContent));
    return filled.length >= named.length;
}"""


def wait_for_widgets(page: Page) -> None:
    """Wait until the widgets of the open notebook are drawn, and nothing has moved for 300 ms."""
    page.wait_for_function(_ALL_DRAWN)
    page.evaluate(
        """async () => {
            const notebook = document.querySelector('.jp-Notebook');
            await document.fonts.ready;
            await new Promise(resolve => {
                const still = () => { observer.disconnect(); resolve(); };
                let timer = setTimeout(still, 300);
                const started = performance.now();
                const observer = new MutationObserver(() => {
                    if (performance.now() - started > 10000) return;  // something never stops
                    clearTimeout(timer);
                    timer = setTimeout(still, 300);
                });
                observer.observe(notebook, {childList: true, subtree: true, attributes: true});
            });
        }"""
    )


def cell_outputs(page: Page) -> list[list[dict[str, Any]]]:
    """Return what every cell of the open notebook shows now, as nbformat has it."""
    return page.evaluate(
        "jupyterapp.shell.currentWidget.content.model.toJSON().cells.map(c => c.outputs ?? [])"
    )


class SlowLine:
    """A port that passes everything on to the server's port, `delay` / 2 seconds later each way.

    Chromium's own emulation of a slow network leaves WebSockets alone, and widgets speak to the
    kernel through one.
    """

    def __init__(self, to_port: int) -> None:
        """Open the port; its number is in `port`. There is no delay until one is set."""
        self._to_port = to_port
        self.delay = 0.0
        self._ready = threading.Event()
        threading.Thread(target=asyncio.run, args=(self._serve(),), daemon=True).start()
        self._ready.wait()

    def close(self) -> None:
        """Cut the line."""
        self._loop.call_soon_threadsafe(self._cut.set)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._cut = asyncio.Event()
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._cut.wait()
        server.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers = [writer]
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
            writers.append(server_writer)
            await asyncio.gather(
                self._pass_on(reader, server_writer), self._pass_on(server_reader, writer)
            )
        # The line is cut, or a page closes in the middle of an answer.
        except (asyncio.CancelledError, ConnectionError):
            for each in writers:
                each.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(2**16):
            # Later, but without keeping back what comes next: a long line, not a thin one.
            self._loop.call_later(self.delay / 2, writer.write, data)
        self._loop.call_later(self.delay / 2, writer.close)
