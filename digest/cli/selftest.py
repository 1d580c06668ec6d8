"""``digest selftest``: the promises of delivery, proved on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import click

from digest.cli.speech import answer, json_option, say, short
from digest.core.text import counted
from digest.errors import PromiseBroken


@click.command()
@json_option
def selftest(*, as_json: bool) -> None:
    """Prove the promises of delivery on this machine: no letter lost, none sent twice, every doubt shown.

    A letter for three is issued again and again in a throw-away home. Each time digest is killed somewhere, or a
    mail server of its own fails in some way; then it is run again, and what it has written down is compared with
    what the mail server took. Nothing of yours is read or written, and nothing leaves this machine.
    """
    from digest.app.selftest import KINDS, faults  # noqa: PLC0415 - it brings half of the program along
    from digest.app.selftest import selftest as try_all  # noqa: PLC0415

    outcomes = []
    if not as_json:
        say("A letter for three. Each time something goes wrong, and digest is run again:")
    for kind, alike in groupby(try_all(faults()), lambda outcome: outcome.fault.kind):
        row = list(alike)
        outcomes += row
        if not as_json:
            _tell(kind, KINDS[kind], row)
    broken = sum(bool(outcome.broken) for outcome in outcomes)
    if as_json:
        answer({"held": not broken, "trials": [_row(outcome) for outcome in outcomes]})
    if broken:
        hint = "this must not happen: please report it with the output of 'digest selftest --json'"
        raise PromiseBroken(f"{broken} of {counted(len(outcomes), 'trial')} did not hold", hint=hint)
    if not as_json:
        _sum_up(outcomes)


def _tell(kind: str, meaning: str, row: Sequence[Any]) -> None:
    held = sum(not outcome.broken for outcome in row)
    mark = "✓" if held == len(row) else "✗"
    say(f"{mark} {held:>2} of {len(row):>2}  {kind}: {meaning}")
    for outcome in row:
        for told in outcome.broken:
            say(f"           {short(f'{_fault(outcome)}: {told}')}")


def _sum_up(outcomes: Iterable[Any]) -> None:
    trials = list(outcomes)
    letters = sum(len(outcome.evidence.recipients) for outcome in trials)
    unsure = sum(outcome.evidence.unsure for outcome in trials)
    held = f"All {counted(len(trials), 'trial')} held"
    say(f"{held}: of {counted(letters, 'letter')} none was sent twice unasked, none lost.")
    say(f"{unsure} may have arrived or not, as nobody on this side can know; each of them is shown as unsure.")


def _row(outcome: Any) -> dict[str, Any]:
    evidence = outcome.evidence
    return {
        "kind": outcome.fault.kind,
        "fault": _fault(outcome),
        "deliveries": len(evidence.recipients),
        "taken": sum(evidence.taken.values()),
        "unsure": evidence.unsure,
        "broken": list(outcome.broken),
    }


def _fault(outcome: Any) -> str:
    fault = outcome.fault
    together = [f"{fault.at_once} runs at once"] if fault.at_once > 1 else []
    return ", ".join((*fault.failpoints, *fault.rules, *together))
