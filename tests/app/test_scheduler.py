"""Jobs come round whatever the clock on the wall does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from digest.app.scheduler import Scheduler

SOON = 20.0
"""Seconds within which a thread has had its turn."""


class Job:
    def __init__(self) -> None:
        self.done = threading.Semaphore(0)

    def __call__(self) -> None:
        self.done.release()

    def came(self) -> bool:
        return self.done.acquire(timeout=SOON)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    scheduler = Scheduler(now)
    yield scheduler
    scheduler.stop(SOON)


def test_a_job_comes_at_the_start_and_again_when_it_is_wanted_sooner(scheduler: Scheduler) -> None:
    job = Job()
    scheduler.every(3600, job, "job")
    scheduler.start()
    assert job.came()
    scheduler.soon("job", 0)
    assert job.came()
    scheduler.all_now()
    assert job.came()


def test_a_job_that_comes_soon_anyway_is_not_put_off(scheduler: Scheduler) -> None:
    job = Job()
    scheduler.every(0.2, job, "job")
    scheduler.start()
    for _ in range(3):
        scheduler.soon("job", 3600)
        assert job.came()


def test_one_worker_waits_for_no_other(scheduler: Scheduler) -> None:
    ended, job = threading.Event(), Job()
    scheduler.every(3600, ended.wait, "mail", "mail")  # type: ignore[arg-type]
    scheduler.every(3600, job, "library")
    scheduler.start()
    assert job.came()
    ended.set()


def test_the_end_waits_no_longer_than_it_is_told() -> None:
    scheduler = Scheduler(now)
    ended, begun = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        ended.wait(SOON)

    scheduler.every(3600, hang, "job")
    scheduler.start()
    assert begun.wait(SOON)
    assert not scheduler.stop(0.1)
    ended.set()


def test_the_end_waits_for_a_job_that_wants_another_one_soon() -> None:
    scheduler = Scheduler(now)
    begun = threading.Event()

    def want_another() -> None:
        begun.set()
        time.sleep(0.5)  # until the end has begun
        scheduler.soon("job", 0)

    scheduler.every(3600, want_another, "job")
    scheduler.start()
    assert begun.wait(SOON)
    assert scheduler.stop(SOON)


def test_a_job_that_is_wanted_again_while_it_is_at_work_comes_again(scheduler: Scheduler) -> None:
    begun, ended = threading.Semaphore(0), threading.Semaphore(0)

    def job() -> None:
        begun.release()
        ended.acquire(timeout=SOON)

    scheduler.every(3600, job, "job")
    scheduler.start()
    assert begun.acquire(timeout=SOON)
    scheduler.soon("job", 0)
    time.sleep(0.5)  # until it was wanted again
    ended.release()
    assert begun.acquire(timeout=SOON)
    ended.release()


def test_a_job_that_is_late_by_years_comes_once() -> None:
    scheduler, job = Scheduler(lambda: now() - timedelta(days=3650)), Job()
    scheduler.every(3600, job, "job")
    scheduler.start()
    assert job.came()
    scheduler.all_now()
    assert job.came()
    assert scheduler.stop(SOON)
    assert not job.done.acquire(blocking=False)
