"""Text that a template escaped for HTML, and text that only looks like it."""

from __future__ import annotations

import pytest

from digest.intake.escapes import unescaped


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Salt &amp; &quot;ink&quot;, isn&#39;t it", 'Salt & "ink", isn\'t it'),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("https:&#x2F;&#x2F;example.org&#x2F;?a&#x3D;1&amp;b&#x3D;2", "https://example.org/?a=1&b=2"),
        ("the entity &amp;amp; itself", "the entity &amp; itself"),
    ],
)
def test_what_was_escaped_is_itself_again(written: str, read: str) -> None:
    assert unescaped(written) == read


@pytest.mark.parametrize(
    "text", ['write "&amp;" for it', "<b> &amp; <i>", "salt & ink &amp; paper", "fish &copy; chips", "it's &quot;"]
)
def test_what_was_never_escaped_stays_as_it_stands(text: str) -> None:
    assert unescaped(text) == text
