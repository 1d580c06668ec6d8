"""Tags that stand in one text."""

from __future__ import annotations

import re


def parted(text: str, separators: str = ",") -> tuple[str, ...]:
    """The tags in ``text`` with any of ``separators`` between them, each once; no blank ones."""
    tags = map(str.strip, re.split(f"[{re.escape(separators)}]", text))
    return tuple(dict.fromkeys(filter(None, tags)))
