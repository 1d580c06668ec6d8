"""Tags that stand in one text."""

from __future__ import annotations

import pytest

from digest.intake.tags import parted


@pytest.mark.parametrize(
    ("text", "separators", "tags"),
    [
        ("one, two words ,, one", ",", ("one", "two words")),
        ("one|two,three", ",|", ("one", "two", "three")),
        ("one, still one; two", ";", ("one, still one", "two")),
        (" , ", ",", ()),
        ("", ",", ()),
    ],
)
def test_tags_are_taken_apart(text: str, separators: str, tags: tuple[str, ...]) -> None:
    assert parted(text, separators) == tags
