"""The head of a mail as an answer to a letter.

Of its body nothing is read: whoever replies quotes the letter, and with it the links of every highlight. What is
malformed yields less, never an error.
"""

from __future__ import annotations

import hashlib
import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser

from digest.core.seal import links_in
from digest.core.text import one_line
from digest.deliver.address import address_of
from digest.errors import SettingsError
from digest.model.answer import Answer

FIELDS = (
    *("From", "Subject", "Message-ID", "In-Reply-To", "Auto-Submitted", "Precedence", "Return-Path"),
    *("Content-Type", "X-Autoreply", "X-Autorespond"),
)
"""What is looked at."""

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,400}>")
_MOST_REPLIED_TO = 10
_BULK = {"bulk", "junk", "list", "auto_reply"}


def read_head(head: bytes) -> Answer:
    """What the head of a mail says, be it cut or not."""
    message = BytesHeaderParser().parsebytes(head)
    named = _MESSAGE_ID.search(_raw(message, "Message-ID"))
    return Answer(
        identity=hashlib.blake2b(named[0].encode() if named else head, digest_size=16).digest(),
        sender=_sender(message),
        links=links_in(" ".join(_text(value) for value in message.get_all("Subject", []))),
        replies_to=tuple(_MESSAGE_ID.findall(_raw(message, "In-Reply-To"))[:_MOST_REPLIED_TO]),
        automatic=_is_automatic(message),
    )


def _sender(message: Message) -> str:
    values = message.get_all("From", [])
    if len(values) != 1:
        return ""
    try:
        return address_of(one_line(str(values[0])))
    except SettingsError:
        return ""


def _is_automatic(message: Message) -> bool:
    """Whether a program wrote it: by RFC 3834, by what older ones say, and as mail that came back (RFC 3464)."""
    submitted = _raw(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or _raw(message, "Precedence").strip().lower() in _BULK
        or _raw(message, "Return-Path").strip() == "<>"
        or _raw(message, "Content-Type").strip().lower().startswith("multipart/report")
        or any(name in message for name in ("X-Autoreply", "X-Autorespond"))
    )


def _raw(message: Message, name: str) -> str:
    return " ".join(str(value) for value in message.get_all(name, []))


def _text(value: object) -> str:
    """A header in plain words, or as it stands where its encoding is wrong."""
    try:
        return one_line(str(make_header(decode_header(str(value)))))
    except (MessageError, ValueError, LookupError):
        return one_line(str(value))
