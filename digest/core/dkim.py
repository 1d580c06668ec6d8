"""Whether signatures of letters can be verified: the key that is published for them (DKIM: RFC 6376)."""

from __future__ import annotations

from digest.core.dnsrecords import tags, unknown
from digest.model.dns import Answer, Known
from digest.model.maildomain import Remark, Sender, Signature


def remark(sender: Sender, known: Known) -> Remark:
    """What is to be said of the signatures of letters."""
    signature = sender.signature
    if signature is None:
        told = "digest signs nothing, and whether the mail server does cannot be seen from here"
        hint = f"send a test copy, and look in its headers for dkim=pass with {sender.domain}"
        return Remark("DKIM", "advice", told, hint)
    answer = known["TXT", signature.name]
    if answer.failure:
        return unknown("DKIM", f"the key under {signature.name}", answer.failure)
    if fault := _fault(answer, signature):
        hint = f"publish this as its only TXT record: {signature.record}"
        return Remark("DKIM", "wrong", f"{signature.name} {fault}", hint)
    told = f"{signature.name} has the key that letters are signed with, for {signature.domain}"
    told += " as in From" if signature.domain == sender.domain else f", which {sender.domain} in From is below"
    if "y" in tags(answer.records[0]).get("t", "").split(":"):
        told += ", and says that it is on trial (t=y): receivers may take letters for unsigned"
        return Remark("DKIM", "advice", told, "when a test copy was verified, take t=y out")
    return Remark("DKIM", "well", told)


def _fault(answer: Answer, signature: Signature) -> str:
    """Why no signature can be verified with the keys that are published, or nothing (RFC 6376, 3.6)."""
    if len(answer.records) != 1:
        return f"has {len(answer.records) or 'no'} TXT records: receivers look for one with the key"
    there, ours = tags(answer.records[0]), tags(signature.record)
    faults = {
        "is no key": there.get("v", "DKIM1") != "DKIM1" or "p" not in there,
        "says that the key was withdrawn": not there.get("p"),
        "has another key than [dkim] key_file, so that no signature holds": there.get("p") != ours["p"]
        or there.get("k", "rsa") != ours["k"],
        "does not allow sha256, which letters are signed with": "sha256" not in there.get("h", "sha256").split(":"),
        "has a key that is not for mail": not {"*", "email"} & set(there.get("s", "*").split(":")),
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")
