"""Mailboxes as people write them in the settings."""

import pytest

from digest.deliver.address import Mailbox, parse_mailbox
from digest.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("reader@example.net", Mailbox("", "reader@example.net")),
        ("  reader@example.net ", Mailbox("", "reader@example.net")),
        ("<reader@example.net>", Mailbox("", "reader@example.net")),
        ("A Reader <reader@example.net>", Mailbox("A Reader", "reader@example.net")),
        ("拾句 <digest@example.net>", Mailbox("拾句", "digest@example.net")),
        ('"Reader, A. \\"Ann\\"" <reader@example.net>', Mailbox('Reader, A. "Ann"', "reader@example.net")),
        ("first.last+digest@Example.NET", Mailbox("", "first.last+digest@example.net")),
        ("root@localhost", Mailbox("", "root@localhost")),
        ("reader@bücher.example", Mailbox("", "reader@xn--bcher-kva.example")),
        ("reader@例子.example", Mailbox("", "reader@xn--fsqu00a.example")),
        ("reader@xn--strae-oqa.example", Mailbox("", "reader@xn--strae-oqa.example")),
    ],
)
def test_a_mailbox_is_understood(text: str, mailbox: Mailbox) -> None:
    assert parse_mailbox(text) == mailbox


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "write it like reader@example.net"),
        ("reader", "write it like reader@example.net"),
        ("@example.net", "write it like reader@example.net"),
        ("a reader@example.net", "write it like reader@example.net"),
        ("one@example.net, two@example.net", "write it like reader@example.net"),
        ("A <B> <reader@example.net>", "write it like reader@example.net"),
        ("x" * 65 + "@example.net", "write it like reader@example.net"),
        ("reader@", "'' is not a domain"),
        ("reader@example..net", "'example..net' is not a domain"),
        ("reader@-example.net", "'-example.net' is not a domain"),
        ("reader@exam_ple.net", "'exam_ple.net' is not a domain"),
        ("reader@[127.0.0.1]", "is not a domain"),
        ("reader@" + "a." * 127 + "net", "is not a domain"),
        ("rêveur@example.net", "letters outside ASCII before the @"),
        ("reader@straße.example", "write 'straße.example' in its xn-- form"),
        ("reader@example。net", "write 'example。net' in its xn-- form"),
        ("reader@" + "字" * 64 + ".example", "in its xn-- form"),
        ("reader@example.net\r\nBcc: other@example.net", "it must stand on one line"),
        ("A\u2028Reader <reader@example.net>", "it must stand on one line"),
    ],
)
def test_a_wrong_mailbox_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_mailbox(text)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_domain_of_a_mailbox() -> None:
    assert parse_mailbox("拾句 <digest@Bücher.example>").domain == "xn--bcher-kva.example"
