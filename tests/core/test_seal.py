"""Links that a letter is answered by: read as they were sealed, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.core.seal import is_ours, key_of, links_in, sealed
from digest.model.answer import Link
from digest.model.opinion import Word

KEY = key_of(b"a" * 32)
LINK = Link("weekly-2", 27, 812, Word.LATER)
SUBJECT = sealed(LINK, KEY)


def test_a_subject_is_short_and_says_what_it_asks() -> None:
    assert SUBJECT.startswith("later.812.weekly-2.27.")
    assert len(SUBJECT.rpartition(".")[2]) == 16


@pytest.mark.parametrize("around", ["{}", "Re: {}", "AW: Re: {} [spam?]", "回复：{}", "“{}”", "{}."])
def test_it_is_read_whatever_a_mail_program_writes_around_it(around: str) -> None:
    [brought] = links_in(around.format(SUBJECT))
    assert brought.link == LINK
    assert is_ours(brought, KEY)


@pytest.mark.parametrize(
    "changes", [{"word": Word.FAVORITE}, {"highlight": 813}, {"number": 28}, {"digest": "weekly"}]
)
def test_the_seal_fits_no_other_link(changes: dict[str, object]) -> None:
    [brought] = links_in(SUBJECT)
    assert not is_ours(replace(brought, link=replace(LINK, **changes)), KEY)  # type: ignore[arg-type]


def test_another_library_s_links_are_not_ours() -> None:
    [brought] = links_in(sealed(LINK, key_of(b"b" * 32)))
    assert not is_ours(brought, KEY)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "See you later.",
        SUBJECT[:-1],
        f"{SUBJECT}x",
        f"x{SUBJECT}",
        SUBJECT.replace("later", "pin"),
        SUBJECT.replace("812", "0812"),
        SUBJECT.replace("812", "8" * 40),
        SUBJECT.replace("812", "８１２"),
    ],
)
def test_what_is_no_link_brings_none(subject: str) -> None:
    assert links_in(subject) == ()


def test_a_subject_may_hold_several_and_one_twice() -> None:
    other = sealed(replace(LINK, word=Word.DISCARD), KEY)
    assert [brought.link.word for brought in links_in(f"{SUBJECT} {other} {SUBJECT}")] == [Word.LATER, Word.DISCARD]
