"""How an opinion is told."""

from __future__ import annotations

from typing import Any

from digest.model.opinion import Opinion


def opinion_document(opinion: Opinion) -> dict[str, Any]:
    """An opinion for ``--json``."""
    return {
        "favorite": opinion.favorite,
        "step": opinion.step,
        "retired": opinion.retired or None,
        "pinned": opinion.pinned,
        "marked": [word.value for word in opinion.marked],
        "stated": [word.value for word in opinion.stated],
    }


def said(opinion: Opinion) -> str:
    """What was said, and where: what an opinion comes from."""
    parts = []
    if opinion.marked:
        parts.append(f"you said {', '.join(opinion.marked)}")
    if opinion.stated:
        parts.append(f"its note says {', '.join(f'.{word}' for word in opinion.stated)}")
    return "; ".join(parts)
