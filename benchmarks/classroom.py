"""What a class needs of a JupyterHub: memory of real kernels, each running the cells of a lesson.

    python -m benchmarks.classroom          # 30 kernels that count, 30 with Keras, if they fit
    python -m benchmarks.classroom 8 4      # 8 and 4

Kernels on one machine share the code of the libraries. So n of them take n times what each has of
its own, and once what they share: on a hub that starts them beside each other, as The Littlest
JupyterHub does. In containers without a common image nothing is shared.
"""

import sys
from pathlib import Path
from statistics import median
from subprocess import DEVNULL

from jupyter_client.manager import KernelManager

CLASS = 30
# Kilobytes: what stays free for the machine itself.
KEPT_FREE = 3_000_000
COUNTING = (
    "from helpers import Ask, GateExplorer\nGateExplorer(units=5, features=3); Ask('lstm_total')"
)
KERAS = (
    COUNTING + "\nimport keras\n"
    "model = keras.Sequential([keras.Input((7, 3)), keras.layers.LSTM(10)])\n"
    "model.compile('adam', 'mse'); model.predict(keras.random.normal((4, 7, 3)), verbose=0)"
)


class Kernel:
    """One kernel, as Jupyter starts it."""

    def __init__(self, code: str) -> None:
        """Start it and run `code` to its end."""
        self._manager = KernelManager(kernel_name="python3")
        self._manager.start_kernel(stdout=DEVNULL, stderr=DEVNULL)
        client = self._manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=120)
        reply = client.execute_interactive(code, timeout=300, output_hook=lambda _: None)
        client.stop_channels()
        if reply["content"]["status"] != "ok":
            raise RuntimeError(f"the cell failed: {reply['content']}")

    @property
    def process(self) -> int:
        """Its number."""
        return self._manager.provisioner.pid

    def stop(self) -> None:
        """End it at once."""
        self._manager.shutdown_kernel(now=True)


def memory(process: int) -> tuple[int, int]:
    """Return what a process has of its own and what it shares, in kilobytes."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
    sizes = {name: int(size.split()[0]) for name, size in (line.split(":") for line in lines)}
    own = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return own, sizes["Rss"] - own


def free() -> int:
    """Return the memory of the machine that is free, in kilobytes."""
    lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))


def measured(code: str, wanted: int) -> tuple[int, float, float]:
    """Run `code` in up to `wanted` kernels at once; return how many, what each has, what all share.

    In kilobytes. It stops early where the machine has no room for one more.
    """
    kernels = [Kernel(code)]
    try:
        one = sum(memory(kernels[0].process))
        while len(kernels) < wanted and free() > KEPT_FREE + one:
            kernels.append(Kernel(code))
        own, shared = zip(*(memory(kernel.process) for kernel in kernels), strict=True)
        return len(kernels), median(own), median(shared)
    finally:
        for kernel in kernels:
            kernel.stop()


def main() -> None:
    """Print the table of docs/teachers.md."""
    wanted = [int(number) for number in sys.argv[1:3]] or [CLASS, CLASS]
    print(f"| kernels | measured at once | each of its own | shared by all | for {CLASS} |")
    print("|---|---:|---:|---:|---:|")
    for name, code, number in zip(
        ("counting", "with Keras"), (COUNTING, KERAS), wanted, strict=True
    ):
        count, own, shared = measured(code, number)
        print(
            f"| {name} | {count} | {own / 1000:.0f} MB | {shared / 1000:.0f} MB "
            f"| {(CLASS * own + shared) / 1e6:.1f} GB |",
            flush=True,
        )


if __name__ == "__main__":
    main()
