"""Signing letters for a domain (DKIM: RFC 6376, relaxed/relaxed; RSA by RFC 8301, Ed25519 by RFC 8463).

A signature is of the letter and the key alone and has no time of its own, so that a letter that is handed over
again has the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from digest.deliver.message import Mail
from digest.errors import Unavailable

_LEAST_BITS = 2048
"""Of an RSA key; RFC 8301, 3.2 wants signers to use as many."""

_SIGNED = (
    "from", "to", "subject", "date", "message-id", "auto-submitted", "list-id", "list-unsubscribe",
    "mime-version", "content-type",
)  # fmt: skip
_ONCE = ("from", "to", "cc", "reply-to", "subject", "date", "content-type")
"""Named once more than the letter has them: another one of these breaks the signature (RFC 6376, 8.15)."""

_WIDTH = 72


class Signer:
    """Signs letters for ``domain`` with the key that is published under ``selector``."""

    def __init__(self, domain: str, selector: str, key_file: Path) -> None:
        """Read the private key, in PEM.

        Raises:
            Unavailable: it cannot be read or used.
        """
        self._domain = domain
        self._selector = selector
        self._key = _read_key(key_file)
        self._last: tuple[bytes, str] | None = None  # a body and its hash: recipients of a letter have the same

    def signed(self, mail: Mail) -> Mail:
        """``mail``, whose head is ASCII, with a signature in front."""
        head = mail.head.decode("ascii").removesuffix("\r\n\r\n")
        there = dict(_relaxed(header) for header in re.split(r"\r\n(?![ \t])", head))
        names = [name for name in _SIGNED if name in there]
        tags = [
            f"v=1; a={self._key.kind}-sha256; c=relaxed/relaxed;",
            f"d={self._domain}; s={self._selector};",
            *_wrapped("h=", [f"{name}:" for name in (*names, *_ONCE)]),
            f"bh={self._hash(mail.body)};",
            "b=",
        ]
        header = "DKIM-Signature: " + "\r\n ".join(tags)
        content = "".join(f"{name}:{there[name]}\r\n" for name in names) + ":".join(_relaxed(header))
        signature = base64.b64encode(self._key.sign(content.encode("ascii"))).decode()
        cut = [signature[at : at + _WIDTH] for at in range(0, len(signature), _WIDTH)]
        return replace(mail, head=(header + "\r\n ".join(cut) + "\r\n").encode("ascii") + mail.head)

    def record(self) -> tuple[str, str]:
        """The name and the text of the TXT record that publishes the key."""
        public = base64.b64encode(self._key.public).decode()
        return f"{self._selector}._domainkey.{self._domain}", f"v=DKIM1; k={self._key.kind}; p={public}"

    def _hash(self, body: bytes) -> str:
        if self._last is None or self._last[0] is not body:
            self._last = body, base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode()
        return self._last[1]


@dataclass(frozen=True, slots=True)
class _Key:
    kind: str
    public: bytes
    sign: Callable[[bytes], bytes]


def _read_key(path: Path) -> _Key:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
            Encoding,
            PublicFormat,
            load_pem_private_key,
        )
    except ImportError as error:
        raise Unavailable("letters cannot be signed here", hint="pip install 'digest[dkim]'") from error
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise Unavailable(f"the key '{path}' cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:  # no key, one with a password, one nobody knows
        raise _unusable(path) from error
    if isinstance(key, RSAPrivateKey) and key.key_size >= _LEAST_BITS:
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return _Key("rsa", public, lambda content: key.sign(content, PKCS1v15(), hashes.SHA256()))
    if isinstance(key, Ed25519PrivateKey):
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return _Key("ed25519", public, lambda content: key.sign(hashlib.sha256(content).digest()))
    raise _unusable(path)


def _unusable(path: Path) -> Unavailable:
    wanted = f"RSA of {_LEAST_BITS} bits or more, or Ed25519, in PEM and without a password"
    return Unavailable(f"'{path}' is no key that letters are signed with", hint=f"make one of {wanted}")


def _relaxed(header: str) -> tuple[str, str]:
    """Name and value of a header in their relaxed form (RFC 6376, 3.4.2)."""
    name, _, value = header.partition(":")
    return name.strip().lower(), " ".join(value.split())


def _relaxed_body(body: bytes) -> bytes:
    """A body in its relaxed form (RFC 6376, 3.4.4)."""
    shorter = re.sub(rb"[ \t]+\r\n", b"\r\n", re.sub(rb"[ \t]+", b" ", body))
    lines = shorter.rstrip(b"\r\n")
    return lines + b"\r\n" if lines else b""


def _wrapped(tag: str, names: list[str]) -> Iterator[str]:
    """``names``, each of which ends in a colon, as lines of a tag."""
    line = tag
    for name in names:
        if len(line) + len(name) > _WIDTH:
            yield line
            line = ""
        line += name
    yield line.removesuffix(":") + ";"
