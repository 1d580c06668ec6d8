"""How much of each text a letter has room for."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """Limits of a letter: of texts in Han characters (two Latin letters count as one), of addresses in characters.

    ``points`` is how many points of a summary are set, ``tags`` how many tags of a highlight. What is cut says
    so and leads to the whole; the edition itself keeps every word.
    """

    quote: float = 600
    note: float = math.inf
    excerpt: float = 120
    points: int | None = None
    tags: int = 12
    link: int = 2_000


WHOLE = Room(quote=math.inf)
"""Of a letter that a person put together: nothing is cut that they placed."""

ROOMS = (
    Room(),
    Room(quote=400, note=800, points=40),
    Room(quote=250, note=300, excerpt=60, points=16),
    Room(quote=110, note=80, excerpt=0, points=3, tags=3, link=500),
)
"""From roomy to tight. In the tightest a letter of one work takes less than 24,000 bytes, whatever it holds."""
