"""Whether letters from a domain will be welcome, by what the DNS says of it.

What is asked is decided here as well: ``questions`` until there are none, then ``remarks``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from digest.core import dkim, dmarc, spf
from digest.core.dnsrecords import unknown
from digest.core.providers import is_below, provider
from digest.model.dns import Answer, Known, Question
from digest.model.maildomain import MANY, Remark, Sender


def questions(sender: Sender, known: Known) -> list[Question]:
    """What else is to be asked before anything can be said; nothing when all is known."""
    if provider(sender.domain):
        return []
    mail = known.get(("MX", sender.domain))
    if mail is None:
        return [("MX", sender.domain)]
    if mail.failure or not mail.there:
        return []
    wanted: list[Question] = [("TXT", name) for name in spf.asked_of(sender.domain, known)]
    if not mail.records:
        wanted += [("A", sender.domain), ("AAAA", sender.domain)]
    wanted += [("TXT", f"_dmarc.{name}") for name in dmarc.asked_of(sender.domain, known)]
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
        yield unknown("DNS", sender.domain, mail.failure)
    elif not mail.there:
        told = f"'{sender.domain}', which letters come from, is not in the DNS"
        yield Remark("domain", "wrong", told, "correct [smtp] from")
    else:
        yield _mx(sender.domain, known)
        yield spf.remark(sender, known)
        yield dkim.remark(sender, known)
        yield dmarc.remark(sender, known)
        yield from _pointers(sender.host, known)
    if sender.a_day >= MANY:
        yield _many(sender.a_day)


def _provided(sender: Sender) -> Remark:
    domain, host = sender.domain, sender.host
    if any(is_below(host, one) for one in provider(domain)):
        return Remark("mail", "well", f"{host} sends for {domain} and signs; nothing is left to do")
    if sender.is_local:
        told = f"letters from {domain} go out by the mail server on this machine"
        return Remark("mail", "advice", told, f"see that it hands them on to the servers of {domain}")
    told = (
        f"letters from {domain} go out by {host}, none of its servers that digest knows: many mailboxes refuse such"
    )
    return Remark("mail", "wrong", told, "set [smtp] from to an address of a domain that sends by this server")


def _mx(domain: str, known: Known) -> Remark:
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
        return unknown("MX", domain, failure)
    told = f"{domain} has neither MX record nor address: answers and refusals reach nobody"
    return Remark("MX", "wrong", told, hint)


def _preference(mx: str) -> int:
    return int(mx.partition(" ")[0])


def _pointers(host: str, known: Known) -> Iterator[Remark]:
    """What is missing: some servers refuse whom no name belongs to."""
    for address in _addresses(host, known):
        answer = known[_pointer(address)]
        if not answer.records and not answer.failure:
            told = f"{address}, which is {host}, has no name in the DNS (PTR): many servers take no mail from it"
            yield Remark("PTR", "advice", told, f"have whoever gave you the address name it {host}")


def _sends_itself(sender: Sender) -> bool:
    """Whether the mail server is one of the domain's own, which may hand letters to anybody itself."""
    return any(is_below(sender.host, name) for name in dmarc.upwards(sender.domain))


def _addresses(host: str, known: Known) -> list[str]:
    """The addresses of ``host`` that others see, so far as they are known."""
    found = [known.get((kind, host), Answer()) for kind in ("A", "AAAA")]
    return [one for answer in found for one in answer.records if ipaddress.ip_address(one).is_global]


def _pointer(address: str) -> Question:
    return "PTR", ipaddress.ip_address(address).reverse_pointer


def _many(a_day: int) -> Remark:
    told = (
        f"{a_day:,} letters go out on a day. Who sends about {MANY:,} in a day to personal accounts of Gmail is a "
        "bulk sender to it, for ever: it wants SPF, DKIM and DMARC, unsubscribing by one click, honoured within 48 "
        "hours, and fewer than 0.10 % of letters called spam, never 0.30 %; Yahoo wants much the same. Letters of "
        "digest cannot be unsubscribed from by a click: they have no List-Unsubscribe"
    )
    return Remark("many readers", "advice", told, "let a service that keeps lists send to so many")
