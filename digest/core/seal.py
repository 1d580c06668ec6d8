"""The links that a letter is answered by, each sealed with a secret of the library.

A link writes a mail whose subject is ``favorite.812.daily.27.`` and its seal: the word, the highlight, the digest,
the number of the edition, and 96 bits of HMAC-SHA256 (RFC 2104) over them. No mail, no effect: who merely follows
all links of a letter, as scanners do, sends none.
"""

from __future__ import annotations

import base64
import hmac
import re

from digest.model.answer import ASKED, Link, SealedLink
from digest.model.opinion import Word

_SEAL_BYTES = 12
_TOKEN = re.compile(
    rf"(?<![\w.-])({'|'.join(ASKED)})\.([1-9]\d{{0,17}})\.([a-z0-9][a-z0-9-]{{0,39}})\.([1-9]\d{{0,17}})"
    r"\.([\w-]{16})(?![\w-])",
    re.ASCII,
)


def key_of(instance: bytes) -> bytes:
    """The key for links, from the secret of a library."""
    return hmac.digest(instance, b"answers to letters", "sha256")


def sealed(link: Link, key: bytes) -> str:
    """The subject of the mail by which ``link`` answers."""
    return f"{name_of(link)}.{_seal(link, key)}"


def links_in(subject: str) -> tuple[SealedLink, ...]:
    """The links that a subject brings, each once: whatever a mail program wrote around them."""
    found = (
        SealedLink(Link(digest, int(number), int(highlight), Word(word)), seal)
        for word, highlight, digest, number, seal in _TOKEN.findall(subject)
    )
    return tuple(dict.fromkeys(found))


def is_ours(brought: SealedLink, key: bytes) -> bool:
    """Whether this library sealed the link."""
    return hmac.compare_digest(brought.seal, _seal(brought.link, key))


def name_of(link: Link) -> str:
    """A link without its seal, by which it is remembered."""
    return f"{link.word}.{link.highlight}.{link.digest}.{link.number}"


def _seal(link: Link, key: bytes) -> str:
    mac = hmac.digest(key, name_of(link).encode(), "sha256")[:_SEAL_BYTES]
    return base64.urlsafe_b64encode(mac).decode()
