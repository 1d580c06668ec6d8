"""What a filter compares by, and what it is called in words."""

from __future__ import annotations

from digest.core.identity import comparable


def alike(name: str) -> str:
    """``name`` as names of tags and sources, and words, are compared: without regard to capitals."""
    return comparable(name).casefold()
