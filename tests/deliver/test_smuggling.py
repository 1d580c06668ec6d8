"""No text of a clipping ends a message early, not even at a server that takes more for an end than it should."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from digest.deliver.message import build_message, message_id, parted
from digest.deliver.smtp import Envelope, connected
from digest.model.letter import MailServer, Rendering
from tests.deliver.test_message import decoded, read
from tests.postbox import PLAIN, Postbox

SENDER = "digest@example.net"
ENDS = [
    *("\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r\n", "\r.\r\n", "\r\n.\r", "\n.\r"),
    *("\r\n\0.\r\n", "\r\n.\0\r\n", "\n..\n", "\r\n" + ".\r\n" * 20, "\u0085.\u0085", "\u2028.\u2028"),
]
SMUGGLED = "MAIL FROM:<evil@example.org>\r\nRCPT TO:<victim@example.net>\r\nDATA\r\nSubject: smuggled\r\n\r\nx"
LENIENT = re.compile(rb"(\r\n|\r|\n)\0?\.\0?(\r\n|\r|\n)")


@pytest.mark.parametrize("offers", [{}, PLAIN], ids=["in advance", "one by one"])
@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_a_text_that_looks_like_the_end_of_a_message_is_not_one(end: str, offers: dict[str, str]) -> None:
    text = f"From here{end}{SMUGGLED}{end}QUIT\r\n"
    readers = ["one@example.net", "two@example.net"]
    letters = [
        Envelope(SENDER, reader, parted(message_to(reader, text, subject=text.replace("\0", ""))))
        for reader in readers
    ]
    with Postbox(dict(offers)) as postbox, connected(MailServer("127.0.0.1", postbox.port, "none")) as line:
        line.hand_over(letters[0], before_last_dot=lambda: None, following=lambda: letters[1])
        line.hand_over(letters[1], before_last_dot=lambda: None)
    assert (postbox.recipients, postbox.connections, postbox.heard["MAIL"]) == (readers, 1, 2)
    for letter, (_, kept) in zip(letters, postbox.kept, strict=True):
        assert kept == letter.message.head + letter.message.body
        assert not LENIENT.search(kept)
        assert not re.search(rb"\r(?!\n)|(?<!\r)\n", kept)
        assert decoded(read(kept).get_body(("plain",))) == text.encode()


def message_to(reader: str, text: str, subject: str) -> bytes:
    return build_message(
        Rendering(subject, "", f"<p>{text}</p>", text),
        sender=SENDER,
        recipient=reader,
        date=datetime(2026, 2, 14, 7, 30, tzinfo=UTC),
        message_id=message_id(b"key", digest="daily", number=1, recipient=reader, sender=SENDER),
        list_id="daily.example.net",
    )
