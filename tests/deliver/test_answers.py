"""The head of a mail as an answer, whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import binary

from digest.core.seal import key_of, sealed
from digest.deliver.answers import read_head
from digest.model.answer import Answer, Link
from digest.model.opinion import Word

LINK = Link("daily", 27, 812, Word.FAVORITE)
SUBJECT = sealed(LINK, key_of(bytes(32)))
HEAD = f"From: A Reader <Reader@Example.net>\r\nSubject: {SUBJECT}\r\nMessage-ID: <1@example.net>\r\n"


def read(*headers: str, head: str = HEAD) -> Answer:
    return read_head((head + "".join(f"{header}\r\n" for header in headers) + "\r\nA body.\r\n").encode())


def links(answer: Answer) -> list[Link]:
    return [brought.link for brought in answer.links]


def test_who_wrote_and_which_link() -> None:
    answer = read()
    assert (answer.sender, links(answer), answer.automatic) == ("reader@example.net", [LINK], False)
    assert answer.identity == read("To: someone@example.net").identity
    assert answer.identity != read(head=HEAD.replace("<1@", "<2@")).identity


def test_without_a_message_id_the_whole_head_tells_a_mail_from_others() -> None:
    nameless = HEAD.replace("Message-ID: <1@example.net>\r\n", "")
    assert read(head=nameless).identity != read("Date: today", head=nameless).identity


@pytest.mark.parametrize(
    "subject",
    [
        f"=?utf-8?q?Re=3A_{SUBJECT.replace('.', '=2E').replace('_', '=5F')}?=",
        f"=?gb2312?b?u9i4tKO6?=\r\n {SUBJECT}",
        f"回复：{SUBJECT}",
        f"=?no-such-charset?q?x?= {SUBJECT}",
    ],
)
def test_a_subject_is_read_however_it_is_written(subject: str) -> None:
    assert links(read(head=HEAD.replace(SUBJECT, subject))) == [LINK]


@pytest.mark.parametrize(
    "sender",
    [
        "From: a@example.net, b@example.net",
        "From: owner@example.net <evil@example.net> <x@example.net>",
        "From: =?utf-8?q?=3Cowner=40example=2Enet=3E?=",
        "From: nobody",
        "From:",
        "Sender: a@example.net",
        "From: a@example.net\r\nFrom: b@example.net",
        "From: \udcff\udcfe@example.net",
    ],
)
def test_a_mail_that_is_not_from_one_address_is_from_nobody(sender: str) -> None:
    head = HEAD.replace("From: A Reader <Reader@Example.net>", sender)
    assert read_head(head.encode("utf-8", "surrogateescape")).sender == ""


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied (vacation)",
        "Auto-Submitted: auto-generated; owner-email=x",
        "Precedence: bulk",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=delivery-status",
        "X-Autoreply: yes",
    ],
)
def test_what_no_person_wrote(header: str) -> None:
    assert read(header).automatic


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "Precedence: normal", "Return-Path: <a@example.net>"])
def test_what_a_person_wrote(header: str) -> None:
    assert not read(header).automatic


def test_a_link_in_the_body_is_none() -> None:
    answer = read_head(f"From: a@example.net\r\nSubject: Re: x\r\n\r\n> mailto:x?subject={SUBJECT}\r\n".encode())
    assert answer.links == ()


@pytest.mark.parametrize(
    "head",
    [b"", b"\0\xff\xfe", b"\r\n\r\n", b"Subject", b"Subject: =?utf-8?b?!!?=\r\n\r\n", b": \r\n" * 1_000, b"\n" * 9],
)
def test_what_is_malformed_is_an_answer_that_says_nothing(head: bytes) -> None:
    answer = read_head(head)
    assert (answer.links, answer.sender) == ((), "")


@given(binary(max_size=300), binary(max_size=60), binary(max_size=60))
def test_no_mail_is_an_error(head: bytes, subject: bytes, sender: bytes) -> None:
    for content in (head, b"Subject: %s\nFrom: %s\n\n" % (subject, sender), b"Subject: =?%s?=\n" % subject):
        assert len(read_head(content).identity) == 16


def test_what_a_reply_replies_to() -> None:
    assert read("In-Reply-To: <daily.27.x@example.net>\r\n <y@example.net>").replies_to == (
        "<daily.27.x@example.net>",
        "<y@example.net>",
    )
