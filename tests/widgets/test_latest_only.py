"""One job at a time, the newest: what the training lab relies on."""

import threading

import pytest

from helpers.widgets.training_lab.latest_only import LatestOnly

SECONDS = 10


class Recorder:
    """Makes jobs that tell when they begin, and go on until they are let go or told to stop."""

    def __init__(self):
        self.log = []
        self.began = {}
        self.let_go = {}

    def job(self, name, jobs=None):
        self.began[name], self.let_go[name] = threading.Event(), threading.Event()

        def work(stop):
            self.log.append(f"{name} begins")
            self.began[name].set()
            while not self.let_go[name].wait(0.005):
                if stop.is_set():
                    break
            outdated = " outdated" if jobs is not None and jobs.outdated else ""
            self.log.append(f"{name} {'stopped' if stop.is_set() else 'done'}{outdated}")

        return work

    def wait_for(self, name):
        assert self.began[name].wait(SECONDS), name


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def jobs():
    before = set(threading.enumerate())
    jobs = LatestOnly()
    yield jobs
    jobs.stop()
    jobs.wait()
    assert not jobs.busy
    assert set(threading.enumerate()) <= before


def test_a_job_runs_in_a_daemon_thread_of_its_own(jobs):
    seen = []
    jobs.start(lambda stop: seen.append((threading.current_thread(), stop.is_set())))
    jobs.wait()
    ((thread, stopped),) = seen
    assert thread is not threading.current_thread()
    assert thread.daemon
    assert not thread.is_alive()
    assert not stopped


def test_nothing_is_busy_before_and_after(jobs, recorder):
    assert not jobs.busy
    jobs.wait()
    jobs.start(recorder.job("one"))
    recorder.wait_for("one")
    assert jobs.busy
    recorder.let_go["one"].set()
    jobs.wait()
    assert not jobs.busy


def test_a_newer_job_stops_the_one_under_way_and_follows_it(jobs, recorder):
    jobs.start(recorder.job("one", jobs))
    recorder.wait_for("one")
    jobs.start(recorder.job("two", jobs))
    recorder.wait_for("two")
    recorder.let_go["two"].set()
    jobs.wait()
    assert recorder.log == ["one begins", "one stopped outdated", "two begins", "two done"]


def test_of_those_that_wait_only_the_newest_runs(jobs, recorder):
    held, began = threading.Event(), threading.Event()

    def busy(stop):
        began.set()
        held.wait(SECONDS)

    jobs.start(busy)
    began.wait(SECONDS)
    for name in "abc":
        jobs.start(recorder.job(name))
    recorder.let_go["c"].set()
    held.set()
    jobs.wait()
    assert recorder.log == ["c begins", "c done"]


def test_without_replace_a_busy_job_goes_on(jobs, recorder):
    jobs.start(recorder.job("one"), replace=False)
    recorder.wait_for("one")
    jobs.start(recorder.job("two"), replace=False)
    recorder.let_go["one"].set()
    jobs.wait()
    assert recorder.log == ["one begins", "one done"]


def test_a_job_told_to_stop_does_not_keep_the_next_from_starting(jobs, recorder):
    jobs.start(recorder.job("one"))
    recorder.wait_for("one")
    jobs.stop()
    assert not jobs.busy
    jobs.start(recorder.job("two"), replace=False)
    recorder.wait_for("two")
    recorder.let_go["two"].set()
    jobs.wait()
    assert recorder.log == ["one begins", "one stopped", "two begins", "two done"]


def test_stop_drops_the_job_that_waits(jobs, recorder):
    jobs.start(recorder.job("one"))
    recorder.wait_for("one")
    jobs.start(recorder.job("two"))
    jobs.stop()
    jobs.wait()
    assert recorder.log[:2] == ["one begins", "one stopped"]
    # The second may have begun before it could be dropped; then it was stopped.
    assert recorder.log[2:] in ([], ["two begins", "two stopped"])


def test_a_forgotten_job_is_outdated_and_the_next_one_is_not(jobs, recorder):
    jobs.start(recorder.job("one", jobs))
    recorder.wait_for("one")
    jobs.stop(forget=True)
    jobs.wait()
    jobs.start(recorder.job("two", jobs))
    recorder.wait_for("two")
    jobs.stop()
    jobs.wait()
    assert recorder.log == ["one begins", "one stopped outdated", "two begins", "two stopped"]


def test_a_job_may_start_the_next_and_does_not_wait_for_itself(jobs, recorder):
    def first(stop):
        jobs.wait()
        jobs.start(recorder.job("two"))
        recorder.let_go["two"].set()

    jobs.start(first)
    jobs.wait()
    assert recorder.log == ["two begins", "two done"]


def test_a_job_that_fails_is_reported_and_the_next_one_runs(jobs, recorder, monkeypatch):
    reported = []
    monkeypatch.setattr(threading, "excepthook", lambda args: reported.append(args.exc_value))

    def fails(stop):
        raise ZeroDivisionError("as a test")

    jobs.start(fails)
    jobs.wait()
    assert [str(error) for error in reported] == ["as a test"]
    jobs.start(recorder.job("two"))
    recorder.let_go["two"].set()
    jobs.wait()
    assert recorder.log == ["two begins", "two done"]


def test_many_threads_that_start_and_stop_leave_no_thread(jobs):
    ran = []

    def hammer():
        for number in range(200):
            jobs.start(lambda stop: ran.append(stop.is_set()), replace=number % 3 > 0)
            if number % 7 == 0:
                jobs.stop(forget=number % 2 > 0)

    threads = [threading.Thread(target=hammer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs.wait()
    assert ran
    assert not jobs.busy
