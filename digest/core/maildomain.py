"""Whether letters from a domain will be welcome, by what the DNS says of it.

What is asked is decided here as well: ``questions`` until there are none, then ``remarks``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from digest.core import spf
from digest.core.providers import is_below, provider
from digest.core.text import fit_columns, one_line
from digest.model.dns import Answer, Failure, Known, Question

MANY = 5_000
"""Letters in a day from which on big mailbox providers ask for more (Google, "Email sender guidelines")."""

_LONGEST = 150
"""Columns of a record that is quoted."""

_THEN = {
    Failure.SILENT: "see that this machine is on the network, and try again",
    Failure.UNREACHABLE: "see that this machine is on the network, and try again",
    Failure.FAILING: "try again later; if it stays so, have who keeps the domain look at its servers and DNSSEC",
    Failure.REFUSED: "let this machine ask another DNS server",
}

_POLICIES = {
    "none": "lets receivers do as they like with",
    "quarantine": "wants receivers to put aside",
    "reject": "wants receivers to refuse",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """How letters are signed (DKIM): for ``domain``, with the key whose ``record`` belongs under ``name``."""

    domain: str
    name: str
    record: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who letters come from: a ``domain``, by the mail server ``host``, so many ``a_day`` at most.

    Without a ``signature`` digest signs nothing.
    """

    domain: str
    host: str
    a_day: int = 0
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What one look brought: ``well``, or ``wrong`` as it stands, or good to change, or not to be seen now.

    ``hint`` is what to do next; empty when nothing is to be done.
    """

    subject: str
    state: Literal["well", "advice", "wrong", "unknown"]
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


def questions(sender: Sender, known: Known) -> list[Question]:
    """What else is to be asked before anything can be said; nothing when all is known."""
    if provider(sender.domain):
        return []
    mail = known.get(("MX", sender.domain))
    if mail is None:
        return [("MX", sender.domain)]
    if mail.failure or not mail.there:
        return []
    wanted: list[Question] = [("TXT", sender.domain)]
    if not mail.records:
        wanted += [("A", sender.domain), ("AAAA", sender.domain)]
    wanted += [("TXT", name) for name in spf.reach(sender.domain, known).unasked]
    wanted += [("TXT", f"_dmarc.{name}") for name in _until_dmarc(sender.domain, known)]
    if sender.signature:
        wanted.append(("TXT", sender.signature.name))
    if _sends_itself(sender):
        wanted += [("A", sender.host), ("AAAA", sender.host)]
        wanted += [_pointer(address) for address in _addresses(sender.host, known)]
    return [question for question in dict.fromkeys(wanted) if question not in known]


def remarks(sender: Sender, known: Known) -> Iterator[Remark]:
    """Everything there is to say of ``sender``, once all ``questions`` were asked."""
    if provider(sender.domain):
        yield _provided(sender)
    elif (mail := known["MX", sender.domain]).failure:
        yield _unknown("DNS", sender.domain, mail.failure)
    elif not mail.there:
        told = f"'{sender.domain}', which letters come from, is not in the DNS"
        yield Remark("domain", "wrong", told, "correct [smtp] from")
    else:
        yield _mail(sender.domain, known)
        yield _spf(sender, known)
        yield _dkim(sender, known)
        yield _dmarc(sender, known)
        yield from _pointers(sender.host, known)
    if sender.a_day >= MANY:
        yield _many(sender.a_day)


def _provided(sender: Sender) -> Remark:
    domain, host = sender.domain, sender.host
    if any(is_below(host, one) for one in provider(domain)):
        return Remark("mail", "well", f"{host} sends for {domain} and signs; nothing is left to do")
    if _is_here(host):
        told = f"letters from {domain} go out by the mail server on this machine"
        return Remark("mail", "advice", told, f"see that it hands them on to the servers of {domain}")
    told = (
        f"letters come from {domain} and go out by {host}, which is none of its servers: many mailboxes refuse them"
    )
    return Remark("mail", "wrong", told, "set [smtp] from to an address of a domain that sends by this server")


def _mail(domain: str, known: Known) -> Remark:
    hosts = [record.split()[-1] for record in sorted(known["MX", domain].records, key=_preference)]
    if hosts == ["."]:
        told = f"{domain} says that it takes no mail (RFC 7505): answers and refusals reach nobody"
        return Remark("MX", "wrong", told, "let [smtp] from be an address that takes mail")
    if hosts:
        return Remark("MX", "well", f"mail to {domain}, answers and refusals, goes to {', '.join(hosts)}")
    asked = [known["A", domain], known["AAAA", domain]]
    there = [address for answer in asked for address in answer.records]
    hint = "publish an MX record that names its mail server, or let [smtp] from be an address that takes mail"
    if there:
        told = f"{domain} has no MX record: mail to it, answers and refusals, goes to {there[0]}, if that listens"
        return Remark("MX", "advice", told, hint)
    if failure := asked[0].failure or asked[1].failure:
        return _unknown("MX", domain, failure)
    return Remark(
        "MX", "wrong", f"{domain} has neither MX record nor address: answers and refusals reach nobody", hint
    )


def _spf(sender: Sender, known: Known) -> Remark:
    domain = sender.domain
    answer = known["TXT", domain]
    if answer.failure:
        return _unknown("SPF", f"the record of {domain}", answer.failure)
    found = spf.records(answer)
    if not found:
        hint = f"ask who runs {sender.host} for the TXT record of {domain} that begins with v=spf1, and publish it"
        return Remark("SPF", "wrong", f"{domain} does not say who may send for it", hint)
    if len(found) > 1:
        told = f"{domain} has {len(found)} SPF records, and so receivers heed none (RFC 7208, 4.5)"
        return Remark("SPF", "wrong", told, "make one of them, with the terms of all")
    there, reach = f"{domain} has '{_quoted(found[0])}'", spf.reach(domain, known)
    if fault := _fault_of_spf(sender, found[0], reach, known):
        told, hint = fault
        return Remark("SPF", "wrong", f"{there}: {told}", hint)
    if spf.ending(domain, known) == "?":
        told = f"{there}, which says nothing of servers that it does not name"
        return Remark("SPF", "advice", told, f"see that it names who sends by {sender.host}, and end it with ~all")
    told = f"{there}, and takes {reach.lookups} of {spf.MOST_LOOKUPS} lookups"
    return Remark("SPF", "well", told, f"see once that it names who sends by {sender.host}")


def _fault_of_spf(sender: Sender, record: str, reach: spf.Reach, known: Known) -> tuple[str, str] | None:
    """What is wrong with the one record, and what to do; None when it can be used."""
    if reach.broken:
        return f"receivers stop at it, as {_quoted(reach.broken)}", "correct it"
    if reach.lookups > spf.MOST_LOOKUPS:
        told = f"receivers would have to ask more than {spf.MOST_LOOKUPS} times, and so heed none of it"
        return told, "take out who sends no mail any more, or write addresses (ip4:…) in place of names"
    if spf.names_nobody(record):
        return "nobody may send for it", f"add who sends by {sender.host}, or let [smtp] from be of another domain"
    if spf.ending(sender.domain, known) == "+":
        return "anybody may send for it, also who sends junk", "end it with ~all"
    return None


def _dkim(sender: Sender, known: Known) -> Remark:
    signature = sender.signature
    if signature is None:
        told = "digest signs nothing, and whether the mail server does cannot be seen from here"
        hint = f"send a test copy, and look in its headers for dkim=pass with {sender.domain}"
        return Remark("DKIM", "advice", told, hint)
    answer = known["TXT", signature.name]
    if answer.failure:
        return _unknown("DKIM", f"the key under {signature.name}", answer.failure)
    if fault := _fault_of_keys(answer, signature):
        hint = f"publish this as its only TXT record: {signature.record}"
        return Remark("DKIM", "wrong", f"{signature.name} {fault}", hint)
    told = f"{signature.name} has the key that letters are signed with, for {signature.domain}"
    told += " as in From" if signature.domain == sender.domain else f", which {sender.domain} in From is below"
    if "y" in _tags(answer.records[0]).get("t", "").split(":"):
        told += ", and says that it is on trial (t=y): receivers may take letters for unsigned"
        return Remark("DKIM", "advice", told, "when a test copy was verified, take t=y out")
    return Remark("DKIM", "well", told)


def _fault_of_keys(answer: Answer, signature: Signature) -> str:
    """Why no signature can be verified with the keys that are published, or nothing (RFC 6376, 3.6)."""
    if len(answer.records) != 1:
        return f"has {len(answer.records) or 'no'} TXT records: receivers look for one with the key"
    there, ours = _tags(answer.records[0]), _tags(signature.record)
    faults = {
        "is no key": there.get("v", "DKIM1") != "DKIM1" or "p" not in there,
        "says that the key was withdrawn": not there.get("p"),
        "has another key than [dkim] key_file, so that no signature holds": there.get("p") != ours["p"]
        or there.get("k", "rsa") != ours["k"],
        "does not allow sha256, which letters are signed with": "sha256" not in there.get("h", "sha256").split(":"),
        "has a key that is not for mail": not {"*", "email"} & set(there.get("s", "*").split(":")),
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")


def _dmarc(sender: Sender, known: Known) -> Remark:
    *_, name = _until_dmarc(sender.domain, known)
    answer = known["TXT", f"_dmarc.{name}"]
    if answer.failure:
        return _unknown("DMARC", f"the record of _dmarc.{name}", answer.failure)
    found = _dmarc_records(answer)
    if not found:
        hint = f"publish as the TXT record of _dmarc.{sender.domain}: v=DMARC1; p=none"
        told = f"{sender.domain} has no DMARC record"
        return Remark("DMARC", "wrong" if sender.a_day >= MANY else "advice", told, hint)
    if len(found) > 1:
        told = f"_dmarc.{name} has {len(found)} DMARC records, and so receivers heed none (RFC 7489, 6.6.3)"
        return Remark("DMARC", "wrong", told, "leave one of them")
    tags = _tags(found[0])
    policy = tags.get("p", "") if name == sender.domain else tags.get("sp", tags.get("p", ""))
    there = f"_dmarc.{name} has '{_quoted(found[0])}'"
    if policy.lower() not in _POLICIES:
        return Remark(
            "DMARC", "wrong", f"{there}, without a policy that is known", "write p=none, quarantine or reject"
        )
    signed_for = sender.signature.domain if sender.signature else sender.domain
    if tags.get("adkim", "").lower() == "s" and signed_for != sender.domain:
        told = (
            f"{there}: only signatures for {sender.domain} count (adkim=s), and letters are signed for {signed_for}"
        )
        return Remark("DMARC", "wrong", told, f"set [dkim] domain = '{sender.domain}', or take adkim=s out")
    told = f"{there}: it {_POLICIES[policy.lower()]} what neither SPF nor a signature for {signed_for} vouches for"
    return Remark("DMARC", "well", told)


def _preference(mx: str) -> int:
    return int(mx.partition(" ")[0])


def _until_dmarc(domain: str, known: Known) -> Iterator[str]:
    """``domain`` and those it is in, up to the first that has a DMARC record or is not known (RFC 7489, 6.6.3).

    Which of them is the organization's takes a list of all that give out domains: each but the last is tried.
    """
    for name in _upwards(domain):
        yield name
        answer = known.get(("TXT", f"_dmarc.{name}"))
        if answer is None or answer.failure or _dmarc_records(answer):
            return


def _upwards(domain: str) -> list[str]:
    """``domain`` and those it is in, but for the last."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(max(1, len(labels) - 1))]


def _dmarc_records(answer: Answer) -> list[str]:
    return [text for text in answer.records if text.replace(" ", "").split(";")[0] == "v=DMARC1"]


def _pointers(host: str, known: Known) -> Iterator[Remark]:
    """What is missing: some servers refuse whom no name belongs to."""
    for address in _addresses(host, known):
        answer = known[_pointer(address)]
        if not answer.records and not answer.failure:
            told = f"{address}, which is {host}, has no name in the DNS (PTR): many servers take no mail from it"
            yield Remark("PTR", "advice", told, f"have whoever gave you the address name it {host}")


def _sends_itself(sender: Sender) -> bool:
    """Whether the mail server is one of the domain's own, which may hand letters to anybody itself."""
    return any(is_below(sender.host, name) for name in _upwards(sender.domain))


def _addresses(host: str, known: Known) -> list[str]:
    """The addresses of ``host`` that others see, so far as they are known."""
    found = [known.get((kind, host), Answer()) for kind in ("A", "AAAA")]
    return [one for answer in found for one in answer.records if ipaddress.ip_address(one).is_global]


def _pointer(address: str) -> Question:
    return "PTR", ipaddress.ip_address(address).reverse_pointer


def _is_here(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def _many(a_day: int) -> Remark:
    told = (
        f"{a_day:,} letters go out on a day. Who sends about {MANY:,} in a day to personal accounts of Gmail is a "
        "bulk sender to it, for ever: it wants SPF, DKIM and DMARC, unsubscribing by one click, honoured within 48 "
        "hours, and fewer than 0.10 % of letters called spam, never 0.30 %; Yahoo wants much the same. Letters of "
        "digest cannot be unsubscribed from by a click: they have no List-Unsubscribe"
    )
    return Remark("many readers", "advice", told, "let a service that keeps lists send to so many")


def _unknown(subject: str, what: str, failure: Failure) -> Remark:
    return Remark(subject, "unknown", f"{what} cannot be looked up: {failure}", _THEN[failure])


def _tags(record: str) -> dict[str, str]:
    """The tags of a DKIM or DMARC record (RFC 6376, 3.2), without the white space in their values."""
    parts = (tag.partition("=") for tag in record.split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in parts if name.strip()}


def _quoted(record: str) -> str:
    return fit_columns(one_line(record), _LONGEST)
