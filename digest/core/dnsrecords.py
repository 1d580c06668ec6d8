"""Records of the DNS, and that there was no answer, in words."""

from __future__ import annotations

from digest.core.text import fit_columns, one_line
from digest.model.dns import Failure
from digest.model.maildomain import Remark

_LONGEST = 150
"""Columns of a record that is quoted."""

_THEN = {
    Failure.SILENT: "see that this machine is on the network, and try again",
    Failure.UNREACHABLE: "see that this machine is on the network, and try again",
    Failure.FAILING: "try again later; if it stays so, have who keeps the domain look at its servers and DNSSEC",
    Failure.REFUSED: "let this machine ask another DNS server",
}


def unknown(subject: str, what: str, failure: Failure) -> Remark:
    """That nothing is known of ``what``, why, and what then."""
    return Remark(subject, "unknown", f"{what} cannot be looked up: {failure}", _THEN[failure])


def tags(record: str) -> dict[str, str]:
    """The tags of a DKIM or DMARC record (RFC 6376, 3.2), without the white space in their values."""
    parts = (tag.partition("=") for tag in record.split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in parts if name.strip()}


def quoted(record: str) -> str:
    """A record, or a part of one, as it can be shown: on one line, and no longer than is read."""
    return fit_columns(one_line(record), _LONGEST)
