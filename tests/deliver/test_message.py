"""The message: what a mail reader finds in it, whatever a title holds."""

import email
import email.policy
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage, Message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.deliver.message import Mail, build_message, header_text, list_id, message_id, parted, readdressed
from digest.errors import RenderError, SettingsError
from digest.model.letter import Rendering

SENDER = "拾句 <digest@example.net>"
RECIPIENT = "A Reader <reader@example.net>"
DATE = datetime(2026, 2, 14, 7, 30, tzinfo=timezone(timedelta(hours=8)))
HEADERS = [
    "Date", "From", "To", "Subject", "Message-ID", "List-Id", "Auto-Submitted", "MIME-Version", "Content-Type",
]  # fmt: skip


def build(
    subject: str = "Gleanings 27",
    html: str = "<p>hello</p>\n",
    text: str = "hello\n",
    *,
    sender: str = SENDER,
    recipient: str = RECIPIENT,
    list_named: str = "daily.example.net",
) -> bytes:
    return build_message(
        Rendering(subject, "", html, text),
        sender=sender,
        recipient=recipient,
        date=DATE,
        message_id=message_id(b"key", digest="daily", number=27, recipient=recipient, sender=SENDER),
        list_id=list_named,
    )


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def decoded(part: Message | None) -> bytes:
    assert part is not None
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def test_the_message_byte_for_byte() -> None:
    assert build("拾句 27｜一个长到要折行的标题，字也不会断在中间").decode("ascii").split("\r\n") == [
        "Date: Sat, 14 Feb 2026 07:30:00 +0800",
        "From: =?utf-8?b?5ou+5Y+l?=",
        " <digest@example.net>",
        "To: A Reader",
        " <reader@example.net>",
        "Subject: =?utf-8?b?5ou+5Y+lIDI3772c5LiA5Liq6ZW/5Yiw6KaB5oqY6KGM55qE5qCH?=",
        " =?utf-8?b?6aKY77yM5a2X5Lmf5LiN5Lya5pat5Zyo5Lit6Ze0?=",
        "Message-ID: <daily.27.d1cd0fd225a53b3d69e8@example.net>",
        "List-Id: <daily.example.net>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative;",
        ' boundary="digest-7473a23f182acc11b357bf03f4283359"',
        "",
        "--digest-7473a23f182acc11b357bf03f4283359",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: base64",
        "",
        "aGVsbG8K",
        "--digest-7473a23f182acc11b357bf03f4283359",
        'Content-Type: text/html; charset="utf-8"',
        "Content-Transfer-Encoding: base64",
        "",
        "PHA+aGVsbG88L3A+Cg==",
        "--digest-7473a23f182acc11b357bf03f4283359--",
        "",
    ]


def test_a_mail_reader_finds_the_headers_and_both_parts() -> None:
    html, text = "<p>“你好”</p>\n" * 3_000, "你好\n\n-- \n.\nFrom 我\n"
    message = read(build(html=html, text=text))
    assert message.keys() == HEADERS
    assert message["Date"].datetime == DATE
    assert [(who.display_name, who.addr_spec) for who in message["From"].addresses] == [
        ("拾句", "digest@example.net")
    ]
    assert [(who.display_name, who.addr_spec) for who in message["To"].addresses] == [
        ("A Reader", "reader@example.net")
    ]
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert decoded(message.get_body(("plain",))) == text.encode()
    assert decoded(message.get_body(("html",))) == html.encode()


HOSTILE = [
    "=?utf-8?q?a=0D=0ABcc=3A_evil=40example.net?=",
    "=?utf-8?b?DQpCY2M6IGV2aWxAZXhhbXBsZS5uZXQ=?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3F=3D?=",
    "title\r\nBcc: evil@example.net",
    "title\nBcc: evil@example.net\n\nbody",
    "title\x85Bcc: evil@example.net",
    "title\u2028Bcc: evil@example.net\u2029X: y",
    "title\x0b\x0c\x1c\x1d\x1eBcc: evil@example.net",
    "nul\x00 and \x1b[31mred",
    "half a pair \ud83d and the other \udc00",
    "\u202eevil\u202c \u200bzero\ufeff width\u2066",
    "字" * 5_000,
    "x" * 5_000,
    "=?" * 500,
    "e" + "\u0301" * 1_000,
    "👩‍👩‍👧" * 50,
    "  spaces  \t inside ",
    "Ångström — “quotes”, colons: commas; <angles> (brackets) \\ \"",
    "",
]  # fmt: skip


def assert_carries(subject: str) -> None:
    content = build(subject)
    message = read(content)
    assert message.keys() == HEADERS
    assert message["Subject"] == header_text(subject)
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 76
    assert not re.search(rb"[^\r]\n|\r[^\n]|[^\x20-\x7e\r\n]", content)


@pytest.mark.parametrize("subject", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_title_stays_a_subject(subject: str) -> None:
    assert_carries(subject)


@settings(deadline=None, database=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_title_stays_a_subject(subject: str) -> None:
    assert_carries(subject)


def test_a_subject_keeps_its_words_and_loses_only_what_is_no_text() -> None:
    assert header_text("拾句 27｜“A” – b?=c\r\n=?d") == "拾句 27｜“A” – b?=c = ?d"


def test_a_long_display_name_reaches_the_address() -> None:
    name = "一份很长很长的名字" * 20
    sender = read(build(sender=f"{name} <digest@example.net>"))["From"]
    assert sender.addresses[0].addr_spec == "digest@example.net"
    assert sender.addresses[0].display_name.replace(" ", "") == name  # older Pythons set a space between the words


@pytest.mark.parametrize(
    "name", ['"Doe, Jane"', "Jane (Doe)", "Jane: Doe;", "=?utf-8?q?Jane?=", "jane@example.org"]
)
def test_a_display_name_is_one_name(name: str) -> None:
    addresses = read(build(recipient=f"{name} <reader@example.net>"))["To"].addresses
    assert [who.addr_spec for who in addresses] == ["reader@example.net"]
    assert addresses[0].display_name == header_text(name.strip('"'))


@pytest.mark.parametrize("recipient", ["reader", "reader@example.net\r\nBcc: evil@example.net", ""])
def test_a_wrong_recipient_is_refused(recipient: str) -> None:
    with pytest.raises(SettingsError):
        build(recipient=recipient)


@pytest.mark.parametrize("list_named", ["daily", "daily.example.net>\r\nX: y", ""])
def test_a_wrong_list_id_is_refused(list_named: str) -> None:
    with pytest.raises(RenderError):
        build(list_named=list_named)


def test_a_letter_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(RenderError, match="a character that cannot be written"):
        build(html="\ud83d")


def test_the_message_id_tells_editions_recipients_and_installations_apart() -> None:
    def id_of(
        key: bytes = b"key",
        digest: str = "daily",
        number: int = 27,
        recipient: str = "reader@example.net",
        sender: str = SENDER,
    ) -> str:
        return message_id(key, digest=digest, number=number, recipient=recipient, sender=sender)

    assert id_of() == id_of(sender="Another name <other@example.net>")
    assert re.fullmatch(r"<daily\.27\.[0-9a-f]{20}@example\.net>", id_of())
    others = [id_of(b"other"), id_of(digest="weekly"), id_of(number=28), id_of(recipient="other@example.net")]
    assert len({id_of(), *others}) == 5
    assert id_of(sender="digest@bücher.example").endswith("@xn--bcher-kva.example>")


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        (SENDER, "daily.example.net"),
        ("digest@localhost", "daily.localhost"),
        ("d@bücher.de", "daily.xn--bcher-kva.de"),
    ],
)
def test_a_list_is_named_after_its_digest_and_sender(sender: str, expected: str) -> None:
    assert list_id("daily", sender) == expected
    assert read(build(sender=sender, list_named=expected))["List-Id"] == f"<{expected}>"


def test_the_bytes_are_the_same_in_every_process() -> None:
    script = "import sys; from tests.deliver.test_message import build; sys.stdout.buffer.write(build('标题' * 40))"
    messages = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert messages == {build("标题" * 40)}


@pytest.mark.parametrize(
    "recipient", ["her@example.org", "王小明 <wang@bücher.example>", "A Reader <a@example.net>"]
)
def test_a_message_for_another_recipient_is_the_one_that_would_have_been_built_but_for_its_boundary(
    recipient: str,
) -> None:
    identity = message_id(b"key", digest="daily", number=27, recipient=recipient, sender=SENDER)
    given = whole(readdressed(parted(build()), recipient=recipient, message_id=identity))
    boundary = re.compile(rb"digest-[0-9a-f]{32}")
    assert boundary.sub(b"", given) == boundary.sub(b"", build(recipient=recipient))
    again = readdressed(parted(given), recipient=RECIPIENT, message_id=str(read(build())["Message-ID"]))
    assert whole(again) == build()


def whole(mail: Mail) -> bytes:
    return mail.head + mail.body


def test_what_is_not_one_of_our_messages_is_not_sent_to_anybody() -> None:
    with pytest.raises(RenderError, match="not one that digest wrote"):
        readdressed(
            parted(b"Subject: no\r\n\r\n"), recipient="reader@example.net", message_id="<daily.1.ab@example.net>"
        )
