"""What the DNS was asked for, and what it said (RFC 1035)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Kind = Literal["A", "AAAA", "MX", "PTR", "TXT"]

Question = tuple[Kind, str]
"""The kind of records, and the name that may have some, without a dot at its end."""


class Failure(StrEnum):
    """Why a question has no answer."""

    SILENT = "no DNS server answers"
    UNREACHABLE = "no DNS server can be reached"
    FAILING = "the DNS servers fail at it (SERVFAIL)"
    REFUSED = "the DNS server does not want to be asked"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one question.

    ``records`` are as they stand in a zone (``10 mx.example.net``), names without a dot at their end and texts in
    one piece. ``there`` tells whether the name exists, be it without such records. With a ``failure`` nothing is
    known.
    """

    records: tuple[str, ...] = ()
    there: bool = True
    failure: Failure | None = None


Known = Mapping[Question, Answer]
"""All that was asked until now."""
