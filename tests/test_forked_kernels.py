"""A kernel that is forked is as one that is started: fresh, obedient, and gone at the end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory

from tools.forked_kernels import LOADED, NAME, STARTED, fork_kernels

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

# What a cell can see of how its kernel was started.
SEEN = """
import os, signal, sys
import matplotlib
print(sorted(name for name in globals() if name[0] != "_"))
print(__name__, os.getcwd(), os.environ["GREETING"], os.environ.get("MPLBACKEND"))
print(sorted(set(sys.path)))
print(matplotlib.get_backend(), signal.getsignal(signal.SIGINT), sys.flags)
print(sys.stdout.encoding, type(sys.stdout), type(sys.displayhook), sys.gettrace())
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], KernelManager]]:
    """Return a function that starts a kernel in the way that is named."""
    factory = KernelProvisionerFactory.instance()
    before = factory.default_provisioner_name
    fork_kernels()
    managers = []

    def start_(way: str = NAME) -> KernelManager:
        factory.default_provisioner_name = way
        managers.append(KernelManager(kernel_name="python3"))
        managers[-1].start_kernel(cwd=str(tmp_path), env={**os.environ, "GREETING": "good day"})
        return managers[-1]

    yield start_
    factory.default_provisioner_name = before
    for manager in managers:
        manager.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, source: str) -> str:
    """Run a cell, and return what it prints or the name of its error."""
    said = []

    def hear(message: dict) -> None:
        said.append(message["content"].get("text") or message["content"].get("ename") or "")

    client.execute_interactive(source, output_hook=hear, timeout=60)
    return "".join(said)


@pytest.fixture
def connect() -> Iterator[Callable[[KernelManager], BlockingKernelClient]]:
    clients = []

    def connect_(manager: KernelManager) -> BlockingKernelClient:
        clients.append(manager.client())
        clients[-1].start_channels()
        clients[-1].wait_for_ready(timeout=60)
        return clients[-1]

    yield connect_
    for client in clients:
        client.stop_channels()


def is_gone(pid: int) -> bool:
    """Return whether a process ends within some seconds, even if nobody asks how it ended."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_cell_sees_what_it_sees_in_a_started_kernel_but_for_what_is_loaded(start, connect):
    forked, started = (connect(start(way)) for way in (NAME, STARTED))
    assert run(forked, SEEN).splitlines() == run(started, SEEN).splitlines()
    loaded = f"import sys; print([name in sys.modules for name in {LOADED}])"
    assert eval(run(forked, loaded)) == [True] * len(LOADED)
    assert not all(eval(run(started, loaded)))


def test_stop_restart_and_shutdown_do_what_they_say(start, connect):
    manager = start()
    client = connect(manager)
    first = int(run(client, "import os; mine = 3; print(os.getpid())"))
    sleep = "import time\nprint('begun', flush=True)\ntime.sleep(600)"
    asleep = client.execute(sleep, stop_on_error=False)
    while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=60)
    assert reply["parent_header"]["msg_id"] == asleep
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert run(client, "print(mine)") == "3\n"

    client.stop_channels()
    manager.restart_kernel(now=True)
    assert is_gone(first)
    client = connect(manager)
    assert run(client, "print('mine' in globals())") == "False\n"
    second = int(run(client, "import os; print(os.getpid())"))
    assert second != first
    manager.shutdown_kernel()
    assert is_gone(second)


def test_a_kernel_that_kills_itself_is_dead(start, connect):
    manager = start()
    client = connect(manager)
    client.execute(f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})")
    deadline = time.monotonic() + 30
    while manager.is_alive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not manager.is_alive()


def test_kernels_end_with_the_process_that_started_them():
    code = """
import os, signal, sys
from jupyter_client.manager import KernelManager
from tools import forked_kernels

forked_kernels.LOADED[:] = ["ipykernel.kernelapp"]
forked_kernels.fork_kernels()
manager = KernelManager(kernel_name="python3")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)
print(manager.provisioner.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    died = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert died.returncode == -signal.SIGKILL
    assert is_gone(int(died.stdout))
