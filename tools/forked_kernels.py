"""Start Jupyter's kernels as copies of one process that has loaded Keras.

To import Keras takes a kernel 3 s, longer than most lessons run for. With `fork_kernels` one
process imports it, once, and each kernel begins as a fork of that process: a Python in which
nothing has run but these imports.
"""

import asyncio
import gc
import multiprocessing
import os
import sys
import threading
from importlib.metadata import EntryPoint
from multiprocessing.process import BaseProcess
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

NAME = "forked-provisioner"
# What Jupyter itself does: it starts an interpreter for each.
STARTED = "local-provisioner"
# Helpers come first, since they keep TensorFlow from writing into the log.
LOADED = ["helpers", "keras", "matplotlib.pyplot", "ipykernel.kernelapp", "ipykernel.debugger"]
# Where a kernel draws, unless it is told otherwise.
INLINE = "module://matplotlib_inline.backend_inline"
# How often an ended kernel is looked for.
POLL_SECONDS = 0.02


def fork_kernels() -> None:
    """Let all kernels that this process starts from now on be forks, where that is safe.

    macOS and Windows keep threads that no fork survives: there, kernels start as always.
    """
    if sys.platform != "linux":
        return
    factory = KernelProvisionerFactory.instance()
    entry = EntryPoint(NAME, f"{__name__}:ForkedProvisioner", KernelProvisionerFactory.GROUP_NAME)
    factory.provisioners[NAME] = entry
    factory.default_provisioner_name = NAME


class ForkedProvisioner(LocalProvisioner):
    """Forks a kernel where `LocalProvisioner` starts a new interpreter."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Fork a kernel that runs as `cmd` would: python … -m ipykernel_launcher arguments."""
        forks = multiprocessing.get_context("forkserver")
        forks.set_forkserver_preload(LOADED)
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        how = arguments, kwargs["env"], kwargs.get("cwd")
        self.process = forks.Process(target=_run_kernel, args=how, daemon=True)
        self.process.start()
        self.pid = self.process.pid
        return self.connection_info

    async def poll(self) -> int | None:
        """Return the exit status, or None while the kernel runs."""
        return self.process.exitcode if self.process else 0

    async def wait(self) -> int | None:
        """Wait for the kernel's end, and return its exit status."""
        while (status := await self.poll()) is None:
            await asyncio.sleep(POLL_SECONDS)
        self.process = None
        return status

    async def send_signal(self, signum: int) -> None:
        """Send the kernel a signal. It has no process group of its own."""
        if self.process and self.process.is_alive():
            os.kill(self.process.pid, signum)


def _run_kernel(arguments: list[str], environment: dict[str, str], folder: str | None) -> None:
    import matplotlib
    from ipykernel.kernelapp import IPKernelApp

    gc.freeze()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder or ".")
    # Matplotlib looks for it only when it is imported.
    matplotlib.rcParams["backend"] = environment.get("MPLBACKEND", INLINE)
    # It ends with the process that asked for it, and with the one that it is a copy of.
    threading.Thread(
        target=_end_with, args=(multiprocessing.parent_process(),), daemon=True
    ).start()
    IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])


def _end_with(process: BaseProcess) -> None:
    process.join()
    os._exit(1)
