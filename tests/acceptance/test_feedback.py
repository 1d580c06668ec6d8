"""Answers to a letter, from its links to what is thought of a highlight: real mails and real servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.home import Home, cubox
from tests.acceptance.service import Serve
from tests.acceptance.test_mail import with_mail
from tests.mailbox import PASSWORD, Mailbox
from tests.postbox import Postbox

CARD = 7421446577446001000
HER, HIM = "Her@example.net", "A Reader <him@example.net>"
MARKS = {CARD + 1: "The ships sailed at slack water.", CARD + 2: "潮水的固定成本。"}


@pytest.fixture
def maildir(home: Home) -> Path:
    for place in ("new", "cur", "tmp"):
        (home.path / "Maildir" / place).mkdir(parents=True)
    return home.path / "Maildir"


@pytest.fixture
def postbox(home: Home) -> Iterator[Postbox]:
    home.write("tides.md", cubox(CARD, "潮汐表", MARKS))
    with Postbox() as postbox:
        with_mail(home, postbox, HER, HIM)
        yield postbox


def ask_for_answers(home: Home, settings: str = 'maildir = "../Maildir"\n') -> None:
    before = '[feedback]\naddress = "Letters <letters@example.net>"\n' + settings
    home.settings.write_text(before + home.settings.read_text("utf-8"), "utf-8")
    home.settings.chmod(0o600)


def links(letter: bytes) -> dict[str, str]:
    """The subjects that the links of a letter ask for, by word and highlight: ``favorite.1``."""
    found = re.findall(rb'href="mailto:letters@example\.net\?subject=([\w.-]+)"', letter)
    return {".".join(subject.split(".")[:2]): subject for subject in (one.decode() for one in found)}


def received(postbox: Postbox) -> dict[str, str]:
    """The links of the last letter that arrived."""
    _, html = list(postbox.messages())[-1].iter_parts()
    body = html.get_payload(decode=True)
    assert isinstance(body, bytes)
    return links(body)


def mail(subject: str, sender: str = "her@example.net", number: int = 1, *headers: str) -> bytes:
    lines = [
        f"From: {sender}",
        f"Subject: {subject}",
        f"Message-ID: <{number}@her.example>",
        *headers,
        "",
        "Hello.",
    ]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def put(maildir: Path, *mails: bytes) -> None:
    for content in mails:
        (maildir / "new" / f"{len(list(maildir.rglob('*.mail')))}.mail").write_bytes(content)


def outcomes(home: Home) -> list[str]:
    return [answer["outcome"] for answer in home.answer("feedback")["answers"]]


def opinion(home: Home, highlight: int = 1) -> Any:
    return home.answer("highlight", str(highlight))["opinion"]


def test_a_letter_is_answered_by_a_link_and_counts_once(home: Home, postbox: Postbox, maildir: Path) -> None:
    ask_for_answers(home)
    home.answer("run")
    asked = received(postbox)
    assert set(asked) == {f"{word}.{id_}" for word in ("favorite", "later", "discard") for id_ in (1, 2)}
    put(maildir, mail(asked["favorite.1"]), mail(f"Re: {asked['later.2']}", "A Reader <HIM@example.net>", 2))
    done = home.call("feedback")
    assert "her@example.net: favorite is said of highlight 1, in edition 1 of 'daily'" in done.err
    assert "2 new answers, 2 taken." in done.err
    assert (opinion(home)["favorite"], opinion(home, 2)["step"]) == (True, 1)
    assert outcomes(home) == []
    put(maildir, mail(asked["later.2"], HIM, 3))
    assert outcomes(home) == ["repeated"]
    assert opinion(home, 2)["step"] == 1
    assert home.answer("feedback")["counts"]["taken"] == 2


def test_two_that_read_at_once_take_each_answer_once(home: Home, postbox: Postbox, maildir: Path) -> None:
    ask_for_answers(home)
    home.answer("run")
    put(maildir, *(mail(subject, number=number) for number, subject in enumerate(received(postbox).values())))
    with ThreadPoolExecutor(3) as readers:
        read = [one for some in readers.map(outcomes, [home] * 3) for one in some]
    assert read == ["taken"] * 6


def test_no_mail_is_changed_and_one_that_was_moved_is_not_read_again(
    home: Home, postbox: Postbox, maildir: Path
) -> None:
    ask_for_answers(home)
    home.answer("run")
    put(maildir, mail(received(postbox)["later.1"]))
    [path] = maildir.rglob("*.mail")
    before = path.stat().st_mtime_ns, path.read_bytes()
    assert outcomes(home) == ["taken"]
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    path.rename(maildir / "cur" / "0.mail:2,S")
    assert outcomes(home) == []


def test_whatever_else_a_mail_can_be_is_counted_and_moves_nothing(
    home: Home, postbox: Postbox, maildir: Path
) -> None:
    ask_for_answers(home)
    home.answer("run")
    asked = received(postbox)
    good, letter = asked["favorite.1"], list(postbox.messages())[-1]
    forged = good[:-1] + ("A" if good[-1] != "A" else "B")
    put(
        maildir,
        mail(forged, number=1),
        mail(good.replace("favorite.1.", "discard.2."), number=2),
        mail(good, "stranger@example.net", 3),
        mail(f"{good} {asked['discard.2']}", number=4),
        mail(good, "her@example.net, him@example.net", 5),
        mail(good, "her@example.net", 6, "Auto-Submitted: auto-replied"),
        mail(f"Undelivered: {good}", "MAILER-DAEMON@example.net", 7, "Return-Path: <>"),
        mail("Re: Gleanings", "her@example.net", 8, f"In-Reply-To: {letter['Message-ID']}"),
        mail("See you later.", "her@example.net", 9),
        b"\0\xff\xfe not a mail at all",
        mail("8-bit \udcff\udcfe", "her@example.net", 10),
        mail("x", "her@example.net", 11) + b"y" * 20_000_000,
    )
    told = home.answer("feedback")
    wanted = [
        *("not-ours", "not-ours", "stranger", "unclear", "unclear", "automatic", "automatic", "no-link"),
    ]
    assert sorted(answer["outcome"] for answer in told["answers"]) == sorted(wanted)
    assert (opinion(home)["marked"], opinion(home, 2)["marked"]) == ([], [])
    assert len(list(maildir.rglob("*.mail"))) == 12
    put(maildir, mail(good, number=20))
    assert outcomes(home) == ["taken"]


def test_a_link_of_an_edition_that_is_withdrawn_or_was_never_issued(
    home: Home, postbox: Postbox, maildir: Path
) -> None:
    ask_for_answers(home)
    home.answer("scan")
    home.answer("run", "--to", "friend@example.net")
    put(maildir, mail(received(postbox)["favorite.1"], "friend@example.net", 1))
    assert outcomes(home) == ["no-edition"]
    home.answer("run")
    assert home.call("editions", "withdraw", "1").status == 0
    put(maildir, mail(received(postbox)["favorite.1"], number=2))
    assert outcomes(home) == ["withdrawn"]
    assert opinion(home)["marked"] == []


def test_a_link_of_a_highlight_that_was_erased(home: Home, postbox: Postbox, maildir: Path) -> None:
    ask_for_answers(home)
    home.answer("run")
    assert home.call("forget", "1").status == 0
    put(maildir, mail(received(postbox)["favorite.1"]), mail(received(postbox)["favorite.2"], number=2))
    told = home.call("feedback").err
    assert "highlight 1 is not known any more" in told
    assert opinion(home, 2)["favorite"]


def test_a_library_made_anew_takes_no_link_of_the_old_one(home: Home, postbox: Postbox, maildir: Path) -> None:
    ask_for_answers(home)
    home.answer("run")
    home.library.unlink()
    home.answer("scan")
    put(maildir, mail(received(postbox)["favorite.1"]))
    assert outcomes(home) == ["not-ours"]


def test_without_a_place_for_answers_a_letter_does_not_ask(home: Home, postbox: Postbox, maildir: Path) -> None:
    report = home.answer("run")
    assert b"mailto:" not in (home.path / report["folder"] / "message.html").read_bytes()
    refused = home.call("feedback")
    assert refused.status == 78
    assert "set [feedback] maildir, or [imap] host" in refused.err
    ask_for_answers(home, "")
    refused = home.call("run")
    assert refused.status == 78
    assert "nobody reads what comes to" in refused.err


def test_a_maildir_that_is_not_there_is_told_and_costs_no_letter(home: Home, postbox: Postbox) -> None:
    ask_for_answers(home)
    assert home.answer("run")["outcome"] == "issued"
    refused = home.call("feedback")
    assert refused.status == 75
    assert "set [feedback] maildir" in refused.err
    assert home.call("check").status == 75


def test_the_service_reads_answers_from_a_mailbox_by_imap(home: Home, postbox: Postbox) -> None:
    with Mailbox() as mailbox:
        server = (
            f'[imap]\nhost = "127.0.0.1"\nport = {mailbox.port}\nsecurity = "none"\naddress = "her@example.net"\n'
        )
        ask_for_answers(home, server + f'username = "reader"\npassword = "{PASSWORD}"\n')
        home.answer("run")
        asked = received(postbox)
        mailbox.folders["INBOX"] += [mail("Hello"), mail(asked["later.1"], number=2)]
        with Serve(home, "-v") as service:
            service.wait_for("answer from her@example.net: later is said of highlight 1")
        assert opinion(home)["step"] == 1
        mailbox.folders["INBOX"].append(mail(asked["discard.1"], number=3))
        assert outcomes(home) == ["taken"]
        assert opinion(home)["retired"] == "discard"
        assert mailbox.heard["STORE"] == mailbox.heard["SELECT"] == 0
