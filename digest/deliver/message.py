"""A rendering as a mail message: the same bytes on every Python, and no header but our own.

The message is written here and not by ``email.message``, whose bytes differ between Pythons and which, in some
that are still about, decodes an encoded word in a subject and writes its line ends out as new headers
(CVE-2024-6923).
``email`` reads the finished bytes back, and anything but the headers and parts we meant is an error.
"""

from __future__ import annotations

import base64
import email
import functools
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import format_datetime, parseaddr

from digest.core.text import one_line
from digest.deliver.address import Mailbox, parse_mailbox
from digest.errors import RenderError, SettingsError
from digest.model.letter import Rendering

_WORD_BYTES = 39
"""Of UTF-8 in one encoded word: with ``Subject: `` in front a line stays under the 76 of RFC 2047."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*")
_DOTTED = r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_LIST_ID = re.compile(_DOTTED)
_MESSAGE_ID = re.compile(rf"<{_DOTTED}@[A-Za-z0-9.-]+>")

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Mail:
    """A message in two parts, both in lines that end in CRLF: ``head`` up to the empty line, and ``body`` after it.

    All copies of a letter share one body.
    """

    head: bytes
    body: bytes

    def __len__(self) -> int:
        return len(self.head) + len(self.body)


def parted(content: bytes) -> Mail:
    """The bytes of a message as a ``Mail``."""
    head, end, body = content.partition(b"\r\n\r\n")
    return Mail(head + end, body)


def build_message(
    rendering: Rendering, *, sender: str, recipient: str, date: datetime, message_id: str, list_id: str
) -> bytes:
    """The letter to one recipient (RFC 5322, MIME), in 7-bit lines that end in CRLF.

    No line is longer than 76 characters, but for one with a longer address.

    ``sender`` and ``recipient`` are mailboxes (see ``address``) and ``date`` is aware; ``message_id`` and
    ``list_id`` come from the functions of these names. The two parts decode to the very bytes of
    ``rendering.text`` and ``rendering.html``, line ends included.

    Raises:
        SettingsError: a mailbox is wrong.
        RenderError: the finished message does not read back as what was meant.
    """
    if not (_LIST_ID.fullmatch(list_id) and _MESSAGE_ID.fullmatch(message_id)):
        raise RenderError(f"'{list_id}' or '{message_id}' is not an id that can stand in a header")
    headers = [
        ("Date", format_datetime(date)),
        ("From", _mailbox(parse_mailbox(sender))),
        ("To", _mailbox(parse_mailbox(recipient))),
        ("Subject", _encoded(header_text(rendering.subject))),
        ("Message-ID", message_id),
        ("List-Id", f"<{list_id}>"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
    ]
    parts = [("plain", _bytes(rendering.text)), ("html", _bytes(rendering.html))]
    boundary = "digest-" + hashlib.sha256(message_id.encode()).hexdigest()[:32]
    content = "".join(_lines(headers, parts, boundary)).encode("ascii")
    _check(content, headers, header_text(rendering.subject), parts)
    return content


def readdressed(mail: Mail, *, recipient: str, message_id: str) -> Mail:
    """``mail``, which ``build_message`` made for one recipient, for another one: all but two headers stay.

    Raises:
        SettingsError: ``recipient`` is no mailbox.
        RenderError: the message is not one of ours.
    """
    ours = {b"To": _mailbox(parse_mailbox(recipient)).encode(), b"Message-ID": message_id.encode()}
    headers = _headers(mail.head)
    if sorted(name for name, _ in headers if name in ours) != sorted(ours):
        raise RenderError("the stored message is not one that digest wrote")
    lines = [name + b": " + ours.get(name, value) for name, value in headers]
    return Mail(b"\r\n".join(lines) + b"\r\n\r\n", mail.body)


@functools.lru_cache(maxsize=4)
def _headers(head: bytes) -> Sequence[tuple[bytes, bytes]]:
    """The headers of a message, as they are folded: taken apart once for all copies of a letter."""
    parts = (header.partition(b": ") for header in re.split(rb"\r\n(?! )", head.removesuffix(b"\r\n\r\n")))
    return [(name, value) for name, _, value in parts]


def message_id(key: bytes, *, digest: str, number: int, recipient: str, sender: str) -> str:
    """The Message-ID of an edition to one recipient: the same for every try, nothing of a clipping or reader in it.

    ``key`` is the secret of this installation: without it nobody can tell the id of the next edition.
    """
    return f"{_sealed(key, digest=digest, number=number, recipient=recipient)}@{parse_mailbox(sender).domain}>"


def _sealed(key: bytes, *, digest: str, number: int, recipient: str) -> str:
    letter = f"{digest} {number} {parse_mailbox(recipient).address}"
    seal = hmac.new(key, letter.encode(), hashlib.sha256).hexdigest()[:20]
    return f"<{digest}.{number}.{seal}"


def is_ours(message: bytes, key: bytes, *, digest: str, number: int) -> bool:
    """Whether ``message`` is this edition as the installation of ``key`` wrote it, whoever was to have it then."""
    headers = BytesHeaderParser().parsebytes(message)
    try:
        sealed = _sealed(key, digest=digest, number=number, recipient=parseaddr(headers.get("To", ""))[1])
    except SettingsError:
        return False
    return str(headers.get("Message-ID", "")).startswith(f"{sealed}@")


def list_id(digest: str, sender: str) -> str:
    """The id that filters of mail readers know a digest by (RFC 2919): ``daily.example.net``."""
    return f"{digest}.{parse_mailbox(sender).domain}"


def header_text(text: str) -> str:
    """``text`` on one line, and so that no mail reader takes a part of it for an encoded word."""
    return one_line(text).replace("=?", "= ?")


def _mailbox(mailbox: Mailbox) -> str:
    name = header_text(mailbox.name)
    if not name:
        return mailbox.address
    words = name if _PLAIN_NAME.fullmatch(name) and len(name) < _WORD_BYTES else _encoded(name)
    return f"{words}\r\n <{mailbox.address}>"


def _encoded(text: str) -> str:
    """``text`` as encoded words (RFC 2047), one a line; none of them splits a character."""
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in _words(text))


def _words(text: str) -> Iterator[bytes]:
    word = b""
    for char in text:
        if len(word) + len(char.encode()) > _WORD_BYTES:
            yield word
            word = b""
        word += char.encode()
    yield word


def _lines(headers: Headers, parts: Sequence[tuple[str, bytes]], boundary: str) -> Iterator[str]:
    yield from (f"{name}: {value}\r\n" for name, value in headers)
    yield f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'
    for subtype, content in parts:
        yield f'--{boundary}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\n'
        yield "Content-Transfer-Encoding: base64\r\n\r\n"
        yield base64.encodebytes(content).decode().replace("\n", "\r\n")
    yield f"--{boundary}--\r\n"


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise RenderError(f"the letter holds a character that cannot be written: {error}") from error


def _check(content: bytes, headers: Headers, subject: str, parts: Sequence[tuple[str, bytes]]) -> None:
    """Read ``content`` back the way a mail reader does, and compare."""
    message = email.message_from_bytes(content)
    found = [(name, value) for name, value in message.items() if name != "Content-Type"]
    if _unfolded(found) != _unfolded(headers) or len(message.items()) != len(headers) + 1:
        raise RenderError("the headers of the message do not read back as written")
    if str(make_header(decode_header(message["Subject"]))) != subject:
        raise RenderError(f"the subject '{subject}' does not read back as written")
    if [_part(part) for part in message.walk()][1:] != list(parts):
        raise RenderError("the parts of the message do not read back as written")


def _unfolded(headers: Headers) -> Headers:
    return [(name, re.sub(r"\r?\n", "", value)) for name, value in headers]


def _part(part: Message) -> tuple[str, bytes | None]:
    content = part.get_payload(decode=True)
    return part.get_content_subtype(), content if isinstance(content, bytes) else None
