"""Runs one job at a time in a thread of its own; a newer job takes the place of the one under way.

A long callback of a widget would block those of every other widget, so training must not run in
one. The thread ends with its last job, and it never keeps the kernel from ending.
"""

import threading
from collections.abc import Callable

# A job ends soon after the event that it is given is set.
Job = Callable[[threading.Event], None]


class LatestOnly:
    """At most one job under way, and at most one waiting: the newest."""

    def __init__(self) -> None:
        """Begin without a job and without a thread."""
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._next: Job | None = None
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether a job is under way or waiting."""
        return self._thread is not None

    @property
    def replaced(self) -> bool:
        """Whether a newer job waits for the one under way to end."""
        return self._next is not None

    def start(self, job: Job) -> None:
        """Run `job` as soon as the one under way, which is told to stop, has ended."""
        with self._lock:
            self._next = job
            self._stop.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Tell the job under way to stop, and forget the one that waits."""
        with self._lock:
            self._next = None
            self._stop.set()

    def wait(self) -> None:
        """Return when nothing is under way any more."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while (job := self._take()) is not None:
            job(self._stop)

    def _take(self) -> Job | None:
        with self._lock:
            job, self._next = self._next, None
            self._stop = threading.Event()
            if job is None:
                self._thread = None
            return job
