"""Whether the duties of the service come round."""

from __future__ import annotations

from collections.abc import Mapping

LONGEST = {"service": 600.0, "library": 600.0, "mail": 1_200.0, "word": 600.0}
"""Seconds for which a worker may show no sign of life.

Reading gives one at every batch of files, delivering at every letter; and a mail server may take ten minutes to
answer the last dot (RFC 5321, 4.5.3.2.6).
"""


def hanging(signs: Mapping[str, float], now: float) -> list[str]:
    """The workers that hang, given when each last showed a sign of life; seconds of one counter."""
    return [worker for worker, sign in signs.items() if now - sign > LONGEST[worker]]
