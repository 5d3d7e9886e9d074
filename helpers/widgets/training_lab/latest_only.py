"""Runs one job at a time in a thread of its own; a newer job takes the place of the one under way.

A long callback of a widget would block those of every other widget, so training must not run in
one. The thread ends with its last job, and it never keeps the kernel from ending.
"""

import sys
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
        self._forgotten = False
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether a job is waiting, or under way and not told to stop."""
        return self._next is not None or (self._thread is not None and not self._stop.is_set())

    @property
    def outdated(self) -> bool:
        """Whether the job under way, which asks, is forgotten, or has a newer one after it."""
        return self._next is not None or self._forgotten

    def start(self, job: Job, *, replace: bool = True) -> None:
        """Run `job` as soon as the one under way, which is told to stop, has ended.

        With `replace=False` do nothing where another job is busy.
        """
        with self._lock:
            if self.busy and not replace:
                return
            self._next = job
            self._stop.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def stop(self, *, forget: bool = False) -> None:
        """Tell the job under way to stop, and drop the one that waits.

        With `forget` the job under way counts as outdated from now on.
        """
        with self._lock:
            self._next = None
            self._forgotten = self._forgotten or forget
            self._stop.set()

    def wait(self) -> None:
        """Return when nothing is under way any more; at once within a job."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _work(self) -> None:
        while (job := self._take()) is not None:
            try:
                job(self._stop)
            except Exception:
                # As if the thread ended with it; but then no later job would find a thread.
                problem = (*sys.exc_info(), threading.current_thread())
                threading.excepthook(threading.ExceptHookArgs(problem))

    def _take(self) -> Job | None:
        with self._lock:
            job, self._next = self._next, None
            self._stop = threading.Event()
            self._forgotten = False
            if job is None:
                self._thread = None
            return job
