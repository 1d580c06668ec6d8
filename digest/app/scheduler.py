"""Jobs that come round, by APScheduler: it wakes them, one of each at a time, and nothing more.

Which editions are due is decided in ``core.slots``. APScheduler goes by the clock on the wall: who sees that it was
set calls ``all_now``.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Literal, get_args

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

Worker = Literal["library", "mail", "word"]
"""``library`` does one job after the other. What talks to servers for minutes has a worker of its own: letters
``mail``, notices and the heartbeat ``word``."""


class Scheduler:
    """Jobs, each every so often; a job that is late comes once. Jobs raise nothing."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it tells of each tick
        self._clock = clock
        self._workers = {worker: ThreadPoolExecutor(1) for worker in get_args(Worker)}
        self._apscheduler = BackgroundScheduler(
            executors=self._workers,
            # Two: one at work and one that waits for the worker; else a job wanted again as it ends would be lost.
            job_defaults={"coalesce": True, "max_instances": 2, "misfire_grace_time": None},
            timezone=UTC,
        )

    def every(self, seconds: float, job: Callable[[], None], name: str, worker: Worker = "library") -> None:
        """Do ``job`` at the start and then every so many ``seconds``."""
        self._apscheduler.add_job(job, _Every(timedelta(seconds=seconds)), id=name, executor=worker)

    def start(self) -> None:
        """Begin."""
        self._apscheduler.start()

    def soon(self, name: str, seconds: float) -> None:
        """Let a job come in ``seconds``, if it would not come sooner anyway."""
        moment = self._clock() + timedelta(seconds=seconds)
        job = self._apscheduler.get_job(name)
        with contextlib.suppress(JobLookupError):  # when all is ending there are no jobs any more
            if job and moment < job.next_run_time:
                job.modify(next_run_time=moment)

    def all_now(self) -> None:
        """Let every job come now, and count from now."""
        for job in self._apscheduler.get_jobs():
            job.modify(next_run_time=self._clock())

    def stop(self, patience: float) -> bool:
        """End; whether the jobs that were under way ended too within ``patience`` seconds."""
        self._apscheduler.shutdown(wait=False)  # when it waits, it does so with a lock that ``soon`` asks for
        ending = Thread(target=lambda: [worker.shutdown() for worker in self._workers.values()], daemon=True)
        ending.start()
        ending.join(patience)
        return not ending.is_alive()


class _Every(BaseTrigger):  # type: ignore[misc]
    """Counts from the present: a clock that was set forward by years brings one round, not a million."""

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return now + self._interval if previous else now
