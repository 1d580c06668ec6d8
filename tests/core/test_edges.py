"""Which texts are longer or shorter selections of another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.core.edges import Edges

TEXTS = st.lists(st.text("ab", min_size=1, max_size=6), max_size=12)


@given(TEXTS, TEXTS, st.text("ab", min_size=1, max_size=6))
def test_what_begins_or_ends_alike_is_found_among_any_texts(first: list[str], later: list[str], text: str) -> None:
    kept = dict(enumerate(first, 1))
    edges = Edges(kept.items())
    for id_, one in enumerate(later, len(first) + 1):
        edges.add(id_, one)
        kept[id_] = one
    for id_ in range(1, len(kept) + 1, 3):
        edges.remove(id_, kept.pop(id_))
    expected = []
    for id_, one in kept.items():
        shorter, longer = sorted((one, text), key=len)
        if 2 * len(shorter) >= len(longer) and (longer.startswith(shorter) or longer.endswith(shorter)):
            expected.append((id_, one))
    assert edges.like(text) == expected
