"""Web addresses as files state them."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://(?:[^\s<>()\[\]\"）】」》，。；]|\([^\s()]*\))+", re.IGNORECASE)
_HOST = re.compile(r"https?://(?:[^/?#@\s]*@)?(?:www\.)?([^/?#:@\s\[\]]+)", re.IGNORECASE)


def first_address(text: str) -> str:
    """The first web address in ``text``, or nothing; brackets belong to it when they close."""
    address = _ADDRESS.search(text)
    return address[0] if address else ""


def web_address(text: str) -> str:
    """``text`` when it is an address on the web, else nothing."""
    return text if text.lower().startswith(("http://", "https://")) else ""


def site_of(url: str) -> str:
    """The host of ``url`` without ``www.``; empty when it has none."""
    host = _HOST.match(url)
    return host[1].lower() if host else ""
