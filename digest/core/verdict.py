"""Whether a letter was sent as promised: what digest has written down, against what the mail server took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.core.text import counted
from digest.model.delivery import DeliveryState


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one edition to some recipients has left behind, once everything that went wrong was put right.

    ``taken`` is how many messages the mail server took for each address: the witness. ``states`` is what the
    library says of each recipient, ``shown_unsure`` how many are unsure as ``status`` tells it, and ``again`` how
    many messages were taken in a run that had nothing left to do. ``editions`` counts those that were issued,
    ``altered`` names what is missing, or is not as the library holds it. ``damage`` is what is wrong with the
    library, and ``complaints`` what a command said that ended as none should.
    """

    recipients: Sequence[str]
    taken: Mapping[str, int]
    states: Mapping[str, DeliveryState]
    shown_unsure: int
    again: int = 0
    editions: int = 1
    altered: Sequence[str] = ()
    damage: str = ""
    complaints: Sequence[str] = ()

    @property
    def unsure(self) -> int:
        """How many deliveries are unsure."""
        return sum(state is DeliveryState.UNSURE for state in self.states.values())


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a trial excuses: deliveries in doubt, refused for good, and sent twice because the settings say so."""

    unsure: int = 0
    rejected: int = 0
    twice: int = 0


NOTHING = Allowance()
"""What has no excuse."""


def broken_promises(evidence: Evidence, allowance: Allowance) -> list[str]:
    """Every promise that did not hold, in words; none when all did."""
    return [*_about_recipients(evidence, allowance), *_about_numbers(evidence, allowance), *_about_state(evidence)]


def _about_recipients(evidence: Evidence, allowance: Allowance) -> Iterator[str]:
    twice = sum(taken > 1 for taken in evidence.taken.values())
    for recipient in evidence.recipients:
        taken, state = evidence.taken.get(recipient, 0), evidence.states.get(recipient)
        if taken > 1 and (taken > 2 or twice > allowance.twice):
            yield f"{recipient} was sent {taken} letters"
        if state is None:
            yield f"{recipient} was forgotten"
        elif state is DeliveryState.ACCEPTED and not taken:
            yield f"{recipient} counts as accepted, and the mail server took nothing"
        elif taken and state is not DeliveryState.ACCEPTED and state is not DeliveryState.UNSURE:
            yield f"{recipient} counts as {state}, and the mail server took the letter"
        elif state in (DeliveryState.PENDING, DeliveryState.DEFERRED, DeliveryState.HANDING_OVER):
            yield f"{recipient} still is {state} when nothing is in the way any more"
    for stranger in sorted(evidence.taken.keys() - set(evidence.recipients)):
        yield f"{stranger} was sent a letter that was not for them"


def _about_numbers(evidence: Evidence, allowance: Allowance) -> Iterator[str]:
    rejected = sum(state is DeliveryState.REJECTED for state in evidence.states.values())
    if evidence.unsure > allowance.unsure:
        yield f"{counted(evidence.unsure, 'delivery', 'deliveries')} in doubt, where {allowance.unsure} may be"
    if rejected > allowance.rejected:
        yield f"{counted(rejected, 'delivery', 'deliveries')} rejected, where {allowance.rejected} may be"
    if evidence.shown_unsure != evidence.unsure:
        yield f"status tells of {evidence.shown_unsure} unsure, and there are {evidence.unsure}"
    if evidence.again:
        yield f"a run with nothing left to do sent {evidence.again} again"
    if evidence.editions != 1:
        yield f"{counted(evidence.editions, 'edition')} for one slot"


def _about_state(evidence: Evidence) -> Iterator[str]:
    for name in evidence.altered:
        yield f"{name} is not as the library holds it"
    if evidence.damage:
        yield f"the library is damaged: {evidence.damage}"
    yield from evidence.complaints
