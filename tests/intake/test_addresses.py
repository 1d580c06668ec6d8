"""Web addresses as files state them."""

from __future__ import annotations

import pytest

from digest.intake.addresses import web_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("javascript:alert(1)", ""),
        ("urn:x-pdf:1f2e", ""),
        ("see https://example.org", ""),
        ("", ""),
    ],
)
def test_only_an_address_on_the_web_is_one(text: str, address: str) -> None:
    assert web_address(text) == address
