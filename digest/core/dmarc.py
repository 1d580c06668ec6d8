"""What receivers are to do with letters that nothing vouches for, as their domain says (DMARC: RFC 7489)."""

from __future__ import annotations

from collections.abc import Iterator

from digest.core.dnsrecords import quoted, tags, unknown
from digest.model.dns import Answer, Known
from digest.model.maildomain import MANY, Remark, Sender

_POLICIES = {
    "none": "lets receivers do as they like with",
    "quarantine": "wants receivers to put aside",
    "reject": "wants receivers to refuse",
}


def remark(sender: Sender, known: Known) -> Remark:
    """What is to be said of what receivers are told to do."""
    *_, name = asked_of(sender.domain, known)
    answer = known["TXT", f"_dmarc.{name}"]
    if answer.failure:
        return unknown("DMARC", f"the record of _dmarc.{name}", answer.failure)
    found = _records(answer)
    if not found:
        hint = f"publish as the TXT record of _dmarc.{sender.domain}: v=DMARC1; p=none"
        told = f"{sender.domain} has no DMARC record"
        return Remark("DMARC", "wrong" if sender.a_day >= MANY else "advice", told, hint)
    if len(found) > 1:
        told = f"_dmarc.{name} has {len(found)} DMARC records, and so receivers heed none (RFC 7489, 6.6.3)"
        return Remark("DMARC", "wrong", told, "leave one of them")
    stated = tags(found[0])
    policy = stated.get("p", "") if name == sender.domain else stated.get("sp", stated.get("p", ""))
    there = f"_dmarc.{name} has '{quoted(found[0])}'"
    if policy.lower() not in _POLICIES:
        told = f"{there}, without a policy that is known"
        return Remark("DMARC", "wrong", told, "write p=none, p=quarantine or p=reject")
    signed_for = sender.signature.domain if sender.signature else sender.domain
    if stated.get("adkim", "").lower() == "s" and signed_for != sender.domain:
        told = (
            f"{there}: only signatures for {sender.domain} count (adkim=s), and letters have one for {signed_for}"
        )
        return Remark("DMARC", "wrong", told, f"set [dkim] domain = '{sender.domain}', or take adkim=s out")
    told = f"{there}: it {_POLICIES[policy.lower()]} what neither SPF nor a signature for {signed_for} vouches for"
    return Remark("DMARC", "well", told)


def asked_of(domain: str, known: Known) -> Iterator[str]:
    """``domain`` and those it is in, up to the first that has a DMARC record or is not known (RFC 7489, 6.6.3).

    Which of them is the organization's takes a list of all that give out domains: each but the last is tried.
    """
    for name in upwards(domain):
        yield name
        answer = known.get(("TXT", f"_dmarc.{name}"))
        if answer is None or answer.failure or _records(answer):
            return


def upwards(domain: str) -> list[str]:
    """``domain`` and those it is in, but for the last."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(max(1, len(labels) - 1))]


def _records(answer: Answer) -> list[str]:
    return [text for text in answer.records if text.replace(" ", "").split(";")[0] == "v=DMARC1"]
