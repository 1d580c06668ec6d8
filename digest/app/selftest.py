"""The promises of delivery, tried on this machine: everything that can go wrong goes wrong, and then is looked at.

a home of its own, a letter for three      nothing of the person who asks is read or written
| a fault                                  digest dies or trips at a failpoint, or the mail server fails
| run, and run again                       what everybody does who finds no letter
| verdict                                  what the library says, against what the mail server took
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from digest.app.command import Ended
from digest.app.trial import Trial, complaints_of
from digest.core.verdict import NOTHING, Allowance, Evidence, broken_promises
from digest.deliver.hostile import HostileServer
from digest.failpoints import POINTS

_RECIPIENTS = 3

_IN_DOUBT = ("before-last-dot", "after-last-dot", "before-receipt", "after-receipt")
"""Between the mark and the receipt nobody can know; a receipt and the mark of the next letter share a commit."""

_ONE_BEFORE_IN_DOUBT = ("before-envelope", "before-body", "before-mark")
"""The receipt of the letter before this one may be on its way to disk."""

_AGAIN_AND_AGAIN = (
    *("before-sync", "before-rename", "before-folder-sync"),
    *(*_ONE_BEFORE_IN_DOUBT, *_IN_DOUBT),
)
"""Failpoints that a run comes to more than twice."""

_SURVIVED = "in-batch"
"""A bug that costs a file is told as its problem, and ends no run."""

_KILLED = (-getattr(signal, "SIGKILL", 9), signal.SIGTERM)
"""What a process ends with that was killed; the second on Windows."""

_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong in one trial.

    ``kind`` is what it is told under. ``failpoints`` are those of one run after the other, ``rules`` those of the
    mail server; with ``at_once`` so many runs begin together. ``on_unsure`` is as in the settings.
    """

    kind: str
    failpoints: Sequence[str] = ()
    rules: Sequence[str] = ()
    allowance: Allowance = NOTHING
    at_once: int = 1
    on_unsure: str = "hold"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trial that is over: ``broken`` are the promises that did not hold."""

    fault: Fault
    evidence: Evidence
    broken: Sequence[str]


def faults() -> Iterator[Fault]:
    """Everything that is tried, what belongs together in a row."""
    for name in POINTS:
        for number in (1, 2, 3) if name in _AGAIN_AND_AGAIN else (1,):
            yield _at_failpoints(f"killed {name}", f"{name}:{number}:kill")
    for name in POINTS:
        if name != _SURVIVED:
            yield _at_failpoints("a bug", f"{name}:1:raise")
    for name in _AGAIN_AND_AGAIN:
        first = 1 if name == "after-receipt" else 2  # with the second receipt the third letter is marked
        yield _at_failpoints("killed twice", f"{name}:{first}:kill", f"{name}:1:kill")
    yield from sorted(_of_the_server(), key=lambda fault: [*KINDS].index(fault.kind))
    # Slow enough that all are there while the first still delivers.
    yield Fault("at once", rules=["DOT=slow:0.02"], at_once=_AT_ONCE)
    for name in _IN_DOUBT:
        sent_again = Allowance(twice=1)
        yield Fault("resend", failpoints=[f"{name}:2:kill"], allowance=sent_again, on_unsure="resend")


def _at_failpoints(kind: str, *failpoints: str) -> Fault:
    return Fault(kind, failpoints=failpoints, allowance=Allowance(unsure=sum(map(_leaves_doubt, failpoints))))


def _leaves_doubt(failpoint: str) -> bool:
    name, number, _ = failpoint.split(":")
    return name in _IN_DOUBT or (name in _ONE_BEFORE_IN_DOUBT and number != "1")


def _of_the_server() -> Iterator[Fault]:
    for verb in ("CONNECT:1", "EHLO:1", "MAIL:2", "RCPT:2", "DATA:2", "DOT:2"):
        yield Fault("later", rules=[f"{verb}=451 4.7.1 later"])
        yield Fault("later", rules=[f"{verb}=421 4.3.2 closing"])
        refused = Allowance(rejected=int(verb in ("RCPT:2", "DATA:2", "DOT:2")))
        yield Fault("no", rules=[f"{verb}=554 5.7.1 no"], allowance=refused)
        doubt = Allowance(unsure=int(verb == "DOT:2"))
        yield Fault("gone", rules=[f"{verb}=drop"], allowance=doubt)
        yield Fault("gone", rules=[f"{verb}=rst"], allowance=doubt)
        yield Fault("nonsense", rules=[f"{verb}=999 what"], allowance=doubt)
        yield Fault("nonsense", rules=[f"{verb}=raw:\0\r\n"], allowance=doubt)
        yield Fault("slow", rules=[f"{verb}=slow:0.01"])
    for verb in ("BODY:2", "HALFWAY:2", "NEARLY:2"):
        # The last dot may be on its way before it is seen that nobody listens.
        yield Fault("gone", rules=[f"{verb}=drop"], allowance=Allowance(unsure=1))
        yield Fault("gone", rules=[f"{verb}=rst"], allowance=Allowance(unsure=1))
    for action in ("accept-drop", "accept-rst"):
        for number in (1, 2, 3):
            yield Fault("taken", rules=[f"DOT:{number}={action}"], allowance=Allowance(unsure=1))
    yield Fault("gone", rules=["QUIT=drop"])


KINDS = {f"killed {name}": state for name, state in POINTS.items()} | {
    "a bug": "an error that nothing handles, at each of these places",
    "killed twice": "killed, and killed again in the run that puts it right",
    "later": "the mail server asks to wait, at each of its answers",
    "no": "the mail server refuses, at each of its answers",
    "gone": "the mail server hangs up, at each of its answers and in the message",
    "taken": "the mail server takes the letter and hangs up without a word",
    "nonsense": "the mail server answers what is no answer",
    "slow": "the mail server answers byte by byte",
    "at once": f"{_AT_ONCE} runs begin together, and the mail server is slow",
    "resend": "killed in doubt, where the settings want such letters sent again: nobody is left out",
}
"""What the kinds of faults mean, in words."""


def selftest(tried: Iterable[Fault]) -> Iterator[Outcome]:
    """Try each fault, as many at a time as the machine has processors, and yield the outcomes in their order."""
    with tempfile.TemporaryDirectory(prefix="digest-") as folder, ThreadPoolExecutor(os.cpu_count()) as workers:
        yield from workers.map(partial(_outcome, Path(folder)), range(10**6), tried)


def _outcome(folder: Path, number: int, fault: Fault) -> Outcome:
    home = folder / str(number)
    with HostileServer(fault.rules, journal=folder / f"{number}.journal") as server:
        trial = Trial(home, server, _RECIPIENTS, on_unsure=fault.on_unsure)
        complaints: list[str] = []
        for failpoint in fault.failpoints:
            complaints += _unless_hit(trial.run(trial.issue, failpoint=failpoint), failpoint)
        if not fault.failpoints:
            running = [trial.start(trial.issue) for _ in range(fault.at_once)]
            complaints += complaints_of(*(command.wait() for command in running))
        evidence = trial.evidence(complaints)
    return Outcome(fault, evidence, broken_promises(evidence, fault.allowance))


def _unless_hit(ended: Ended, failpoint: str) -> Iterator[str]:
    """What is to be said of a run that did not die or trip where it should have."""
    if ended.status not in _KILLED and "Failure: " not in ended.err:
        yield f"nothing came to {failpoint}: status {ended.status}, {ended.err[-300:].strip()}"
