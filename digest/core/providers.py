"""Domains whose addresses belong to the customers of a mail provider, and the servers that send for them.

A provider that is missing here loses nothing: its domain is looked at as one of the reader's own would be, and its
records are in order.
"""

from __future__ import annotations

_PROVIDERS = (
    ("gmail.com", "googlemail.com", "google.com"),
    ("outlook.com", "hotmail.com", "live.com", "msn.com", "office365.com"),
    ("icloud.com", "me.com", "mac.com"),
    ("yahoo.com", "ymail.com", "rocketmail.com", "aol.com"),
    ("proton.me", "protonmail.com", "protonmail.ch", "pm.me"),
    ("fastmail.com", "fastmail.fm", "messagingengine.com"),
    ("gmx.net", "gmx.com", "gmx.de", "gmx.at", "gmx.ch", "web.de", "mail.com"),
    ("qq.com", "foxmail.com"),
    ("163.com", "126.com", "yeah.net"),
    ("sina.com", "sina.cn"),
    ("sohu.com",),
    ("aliyun.com",),
    ("139.com",),
    ("189.cn",),
    ("yandex.ru", "yandex.com", "ya.ru"),
    ("mail.ru", "bk.ru", "inbox.ru", "list.ru"),
    ("zoho.com", "zohomail.com"),
    ("mailbox.org",),
    ("posteo.de", "posteo.net"),
    ("t-online.de",),
)
"""The domains of one provider, those of its servers among them."""


def provider(domain: str) -> tuple[str, ...]:
    """The domains of the provider that ``domain`` belongs to; none when it is nobody's that is known."""
    return next((domains for domains in _PROVIDERS if domain in domains), ())


def is_below(name: str, domain: str) -> bool:
    """Whether ``name`` is ``domain`` or in it."""
    return f".{name}".endswith(f".{domain}")
