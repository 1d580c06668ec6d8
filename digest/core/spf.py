"""Who may send mail for a domain, as its SPF record says (RFC 7208): how far it leads, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.core.dnsrecords import quoted, unknown
from digest.model.dns import Answer, Known
from digest.model.maildomain import Remark, Sender

MOST_LOOKUPS = 10
"""Terms, of a record and of all it leads to, for which a receiver asks again; more of them break it (4.6.4)."""

_MECHANISM = re.compile(r"[+?~-]?(?:all|(?:include|exists):\S+|(?:a|mx)(?:[:/]\S+)?|ptr(?::\S+)?|ip[46]:\S+)")
_MODIFIER = re.compile(r"[a-z][a-z0-9_.-]*=\S*")
_ASKS_AGAIN = re.compile(r"[+?~-]?(?:include:|exists:|a\b|mx\b|ptr\b)|redirect=")
_LEADS_TO = re.compile(r"(?:[+?~-]?include:|redirect=)([^%\s]+)")


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far the record of a domain leads.

    ``lookups`` counts what a receiver asks for at most, and no further than it may; ``unasked`` are the domains
    whose records would be looked at next, and ``broken`` says what makes a receiver give up, or nothing.
    """

    lookups: int
    unasked: tuple[str, ...]
    broken: str


def asked_of(domain: str, known: Known) -> Iterator[str]:
    """The domains whose records are still to be asked for: ``domain``, then those that its record leads to."""
    yield from _reach(domain, known).unasked


def remark(sender: Sender, known: Known) -> Remark:
    """What is to be said of who may send for the domain that letters come from."""
    domain = sender.domain
    answer = known["TXT", domain]
    if answer.failure:
        return unknown("SPF", f"the record of {domain}", answer.failure)
    found = _records(answer)
    if not found:
        hint = (
            f"ask who runs {sender.server} for the TXT record of {domain} that begins with v=spf1, and publish it"
        )
        return Remark("SPF", "wrong", f"{domain} does not say who may send for it", hint)
    if len(found) > 1:
        told = f"{domain} has {len(found)} SPF records, and so receivers heed none (RFC 7208, 4.5)"
        return Remark("SPF", "wrong", told, "make one of them, with the terms of all")
    there, reach = f"{domain} has '{quoted(found[0])}'", _reach(domain, known)
    if fault := _fault(sender, found[0], reach, known):
        told, hint = fault
        return Remark("SPF", "wrong", f"{there}: {told}", hint)
    if _ending(domain, known) == "?":
        told = f"{there}, which says nothing of servers that it does not name"
        return Remark(
            "SPF", "advice", told, f"see that it names who sends by {sender.server}, and end it with ~all"
        )
    told = f"{there}, and takes {reach.lookups} of {MOST_LOOKUPS} lookups"
    return Remark("SPF", "well", told, f"see once that it names who sends by {sender.server}")


def _fault(sender: Sender, record: str, reach: _Reach, known: Known) -> tuple[str, str] | None:
    """What is wrong with the one record, and what to do; None when it can be used."""
    if reach.broken:
        return f"receivers stop at it, as {quoted(reach.broken)}", "correct it"
    if reach.lookups > MOST_LOOKUPS:
        told = f"receivers would have to ask more than {MOST_LOOKUPS} times, and so heed none of it"
        return told, "take out who sends no mail any more, or write addresses (ip4:…) in place of names"
    if _names_nobody(record):
        return (
            "nobody may send for it",
            f"add who sends by {sender.server}, or let [smtp] from be of another domain",
        )
    if _ending(sender.domain, known) == "+":
        return "anybody may send for it, also who sends junk", "end it with ~all"
    return None


def _records(answer: Answer) -> list[str]:
    """Those of its texts that are SPF records."""
    return [text for text in answer.records if text.lower().split(" ")[0] == "v=spf1"]


def _reach(domain: str, known: Known) -> _Reach:
    """How far the record of ``domain`` leads, by what is known of it and of the domains it names.

    Domains that hang on who sends (macros) are counted and not followed.
    """
    lookups, unasked, ahead = 0, list[str](), [domain]
    while ahead and lookups <= MOST_LOOKUPS:
        name = ahead.pop(0)
        answer = known.get(("TXT", name))
        if answer is None:
            unasked.append(name)
        if answer is None or answer.failure:
            continue
        found = _records(answer)
        if len(found) != 1:
            there = f"{len(found)} SPF records" if found else "no SPF record"
            return _Reach(lookups, (), f"it leads to {name}, which has {there}")
        for term in found[0].lower().split()[1:]:
            if not (_MECHANISM.fullmatch(term) or _MODIFIER.fullmatch(term)):
                return _Reach(lookups, (), f"'{term}' is nothing that SPF knows")
        for term in _heeded(found[0]):
            lookups += bool(_ASKS_AGAIN.match(term))
            if further := _LEADS_TO.fullmatch(term):
                ahead.append(further[1].rstrip("."))
    return _Reach(lookups, tuple(unasked), "")


def _ending(domain: str, known: Known) -> str:
    """What becomes of whoever the record of ``domain`` does not name: ``+``, ``-``, ``~``, or ``?`` for nothing."""
    for name in _redirected(domain, known):
        answer = known.get(("TXT", name), Answer())
        for term in [term for record in _records(answer) for term in _heeded(record)]:
            if term.lstrip("+?~-") == "all":
                return term[0] if term[0] in "+?~-" else "+"
    return "?"


def _names_nobody(record: str) -> bool:
    """Whether ``record`` says that the domain sends no mail."""
    return _heeded(record) == ["-all"]


def _redirected(domain: str, known: Known) -> Iterator[str]:
    """``domain``, and those whose records stand for its own."""
    for _ in range(MOST_LOOKUPS):
        yield domain
        found = _records(known.get(("TXT", domain), Answer()))
        terms = [term for record in found for term in _heeded(record) if term.startswith("redirect=")]
        if not terms:
            return
        domain = terms[0].partition("=")[2].rstrip(".")


def _heeded(record: str) -> list[str]:
    """The terms of ``record`` that count: none behind ``all``, and with it no other record in its place (5.1)."""
    terms = record.lower().split()[1:]
    last = next((at for at, term in enumerate(terms) if term.lstrip("+?~-") == "all"), None)
    if last is None:
        return terms
    return [term for term in terms[: last + 1] if not term.startswith("redirect=")]
