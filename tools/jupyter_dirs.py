"""Jupyter folders of our own, so that no tool or test reads or changes a user's."""

import os
import sys
from pathlib import Path


def private_environment(folder: Path) -> dict[str, str]:
    """Return the environment in which Jupyter keeps everything in `folder`.

    Kernels come from the environment of the Python that runs this, whatever else is installed.
    """
    private = {
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "IPYTHONDIR": folder / "ipython",
        "MPLCONFIGDIR": folder / "matplotlib",
    }
    for path in private.values():
        path.mkdir(parents=True, exist_ok=True)
    # These could lead to a user's own files again.
    leading_out = {
        "JUPYTER_PATH",
        "JUPYTER_CONFIG_PATH",
        "JUPYTERLAB_DIR",
        "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
        "MPLBACKEND",
        "PYTHONSTARTUP",
    }
    kept = {name: value for name, value in os.environ.items() if name not in leading_out}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    # The environment's kernels and widgets go before those of the user and of the system.
    return kept | {
        **{name: str(path) for name, path in private.items()},
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PATH": path,
    }
