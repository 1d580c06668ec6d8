"""A draft as it is written, edited and read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from digest.core.draft_checking import Known, check, ids_of
from digest.core.draft_writing import draft_body
from digest.intake.drafts import as_issued, read_draft, write_draft
from digest.model.choice import Reason
from digest.model.clipping import Kind
from digest.model.draft import Draft
from digest.model.edition import Edition, Pick, Section
from tests.render.editions import HOSTILE_TEXTS, daily, edition, full, hostile, marks, section, work

HEAD = {"digest": "daily", "status": "draft", "title": "", "draft": "0123abcd-0123abcd"}


def written(of: Edition) -> str:
    return write_draft(HEAD, draft_body(of.sections, of.old)).decode()


def known(sections: Sequence[Section]) -> Known:
    """A library that has the highlights of ``sections``."""
    summaries = {
        pick.highlight.id: [one.highlight for one in of.picks]
        for of in sections
        for pick in of.picks
        if of.work.kind is Kind.SUMMARY
    }
    highlights = {pick.highlight.id: pick.highlight for of in sections for pick in of.picks}
    return Known(highlights, summaries, erased=(), nowhere=(), printed={})


def checked(text: str, of: Edition, **more: object) -> tuple[tuple[Section, ...], list[tuple[int, str]]]:
    """The sections that a draft asks for of a library with ``of`` in it, and its faults, each with its line."""
    library = replace(known(of.all_sections), **more)  # type: ignore[arg-type]
    sections, _, faults = check(read_draft(text.encode()), library)
    return sections, [(fault.line, fault.message) for fault in faults]


def picked(sections: Sequence[Section]) -> list[tuple[int, list[Pick]]]:
    return [(one.work.id, [replace(pick, reason=Reason("by-hand")) for pick in one.picks]) for one in sections]


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


@pytest.mark.parametrize("of", [daily(), full(), *map(hostile, HOSTILE_TEXTS)])
def test_a_new_draft_asks_for_the_edition_that_it_was_made_from(of: Edition) -> None:
    sections, faults = checked(written(of), of)
    assert faults == []
    assert picked(sections) == picked(of.sections)
    assert all(not any(one.words) for one in sections)


def test_old_ones_stay_apart_one_by_one_with_words_between_them_too() -> None:
    old = tuple(section(work(name, n), marks(name)[:1]) for n, name in enumerate(("maps", "almanac"), 8))
    of = replace(edition(section(work("margins", 2), marks("margins"))), old=old)
    text = written(of)
    library = known(of.all_sections)
    again = check(read_draft(text.encode()), library)
    assert (picked(again.sections), picked(again.old), again.faults) == (picked(of.sections), picked(old), ())
    reasons = [{pick.reason for one in part for pick in one.picks} for part in (again.sections, again.old)]
    assert reasons == [{Reason("by-hand")}, {Reason("by-hand", by_hand_as_old=True)}]
    second = f"## [{old[1].work.title}]" if old[1].work.url else f"## {old[1].work.title}"
    text = text.replace(
        "# Worth meeting again\n", "Last of the new.\n\n# Worth meeting again\n\nFirst of the old.\n"
    )
    told = check(read_draft((text.replace(second, f"Between.\n\n{second}") + "\nThe end.\n").encode()), library)
    assert [one.words for one in told.old] == [("First of the old.", "Between."), ("", "The end.")]
    assert told.sections[0].words[-1] == "Last of the new."


SHORT = edition(
    section(work("tides", 1), [{"text": "Water keeps\nits own hours.", "note": "So do I."}, "A second mark."]),
    section(work("margins", 2), ["A margin is a place."]),
)


def edited(text: str) -> Draft:
    """A draft of ``SHORT`` with ``text`` below its front matter."""
    return read_draft(("---\ndigest: daily\nstatus: ready\n---\n" + text).encode())


BODY = """\
<!-- help -->
Good morning,
*dear* readers.

A second paragraph.

## The Second Reading: Notes Toward a Slower Margin

First, a margin.
> A margin is a place. ^h200
And a word right below.

## [潮汐机｜1872年:给大海写一份时刻表](https://tides.example.org/)

> A second mark. ^h101

Between, with a heading of our own:

### Hours

> Water keeps its own hours. ^h100
>
> Note: So do I.

That was all.
"""


def test_an_old_one_stands_beside_a_fresh_one_while_both_are_there() -> None:
    of = replace(
        edition(section(work("margins", 2), marks("margins")[:2])),
        old=tuple(section(work(name, n), marks(name)[:1]) for n, name in enumerate(("maps", "almanac"), 8)),
    )
    fresh, old = (shelf[0].picks[0].highlight.id for shelf in (of.sections, of.old))
    text = written(of).replace("title:", f"pair: ^h{old} beside h{fresh}\ntitle:", 1)

    def beside(draft: str) -> list[int | None]:
        found = check(read_draft(draft.encode()), known(of.all_sections))
        assert not found.faults
        return [section.picks[0].reason.beside for section in found.old]

    assert beside(text) == [fresh, None]
    without_fresh = "\n".join(line for line in text.split("\n") if not line.endswith(f"^h{fresh}"))
    assert (beside(without_fresh), beside(written(of))) == ([None, None], [None, None])


def test_order_introduction_and_words_are_as_the_curator_has_them() -> None:
    draft = edited(BODY)
    assert draft.introduction == "Good morning,\n*dear* readers.\n\nA second paragraph."
    sections, _, faults = check(draft, known(SHORT.sections))
    assert faults == ()
    assert [(one.work.id, [pick.highlight.id for pick in one.picks]) for one in sections] == [
        (2, [200]),
        (1, [101, 100]),
    ]
    assert [one.words for one in sections] == [
        ("First, a margin.", "And a word right below."),
        ("", "Between, with a heading of our own:\n\n### Hours", "That was all."),
    ]
    assert all(pick.cut is None for one in sections for pick in one.picks)


def test_what_editors_do_to_a_file_changes_nothing() -> None:
    plain = edited(BODY)
    for bent in (
        BODY.replace("\n", "\r\n"),
        BODY.replace("> ", ">"),
        BODY.replace(" ^h200", "\n>\n> ^h200"),
        BODY.replace(" ^h200", "\n\n^h200\n"),
        BODY.replace("> A margin is a place.", "> A margin\nis a place."),
        BODY.replace("Note: So do I.", "Note – So do  I."),
        BODY.rstrip(),
    ):
        sections, _, faults = check(edited(bent), known(SHORT.sections))
        assert faults == ()
        assert [one.words for one in sections] == [one.words for one in check(plain, known(SHORT.sections))[0]]
    marked = b"\xef\xbb\xbf" + written(SHORT).encode()
    assert read_draft(marked).pieces == read_draft(written(SHORT).encode()).pieces
    assert read_draft(written(SHORT).encode("utf-16")).pieces == read_draft(marked).pieces


def test_words_that_look_like_an_id_are_words() -> None:
    of = edition(
        section(
            work("tides", 1),
            [
                {"text": "first line of it ^h12\nanother", "note": "See ^h7\nand \\^S100"},
                {"text": "^h101\n\nends in ^h9 ^h101"},
                {"text": "in the ^h12 middle", "note": "^h102"},
            ],
        ),
        section(replace(work("cables", 2), kind=Kind.SUMMARY), ["a point ^s200", "another"]),
    )
    text = written(of)
    broken = [line.replace(" ", "\n> ") if line.startswith(">") else line for line in text.split("\n")]
    for bent in (text, "\n".join(broken)):
        sections, faults = checked(bent, of)
        assert faults == []
        assert picked(sections) == picked(of.sections)


def test_a_quotation_may_be_shortened_its_note_left_out_and_the_id_alone_is_all_of_it() -> None:
    body = BODY.replace("Water keeps its own hours.", "Water keeps […]").replace(">\n> Note: So do I.\n", "")
    sections, _, faults = check(edited(body), known(SHORT.sections))
    assert faults == ()
    pick = sections[1].picks[1]
    assert (pick.highlight.text, pick.highlight.note) == ("Water keeps\nits own hours.", "So do I.")
    assert (pick.shown.text, pick.shown.note) == ("Water keeps […]", "")
    body = BODY.replace("> Water keeps its own hours. ^h100\n>\n> Note: So do I.\n", "> ^h100\n")
    sections, _, faults = check(edited(body), known(SHORT.sections))
    assert (faults, sections[1].picks[1].cut) == ((), None)


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("A margin is a place.", "A margin is a plaice.", "plaice", "the quotation differs from the library's"),
        ("So do I.", "So do we.", "> Water", "the note differs from the library's"),
        ("^h200", "^h201", "margin is", "the library has no ^h201"),
        ("A second mark. ^h101", "A second mark.", "A second mark.", "this quotation does not say which one it is"),
        (
            "> A second mark. ^h101",
            "> A second mark. ^h101\n\n> ^h200",
            "> ^h200",
            "^h200 stands on line 14 already",
        ),
        (
            "## The Second Reading: Notes Toward a Slower Margin",
            "",
            "> A margin",
            "this quotation stands under no title",
        ),
        (
            "## The Second",
            "## The First",
            "> A margin",
            "this is of 'The Second Reading: Notes Toward a Slower Margin' and",
        ),
        ("That was all.", "## My own heading", "## My own", "nothing is quoted under 'My own heading'"),
        ("<!-- help -->", "<!-- help", "<!-- help", "the comment has no end"),
        ("^h200", "^s200", "> A margin", "^s200 is no summary"),
        (
            "^h101\n",
            "^h101\n> A margin is a place. ^h200\n",
            "> A margin is a place. ^h200\n",
            "two quotations in one",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, at: str, message: str) -> None:
    assert old in BODY
    body = BODY.replace(old, new)
    faults = check(edited(body), known(SHORT.sections)).faults
    told = [(fault.line, fault.message) for fault in faults if fault.message.startswith(message)]
    assert len(told) == 1
    line = 4 + next(n for n, line in enumerate(body.split("\n"), 1) if at.strip() in line)
    if message != "two quotations in one":
        assert told[0][0] == line


def test_what_the_library_lost_is_told_apart() -> None:
    text = written(SHORT)
    printed = {101: ("daily", 12)}
    of_100, of_101, of_200 = (line_of(text, f"^h{id_}") for id_ in (100, 101, 200))
    _, faults = checked(text, SHORT, erased={100}, nowhere={200}, printed=printed)
    assert faults == [
        (of_100 - 1, "^h100 was erased from the library"),
        (of_101, "^h101 was printed since the draft was made, in edition 12 of 'daily'"),
        (of_200, "^h200 stands in no file any more"),
    ]
    again = text.replace("status: draft", "status: draft\nagain: yes")
    assert checked(again, SHORT, printed=printed)[1] == []


def test_a_summary_is_whole_or_not_there() -> None:
    of = edition(section(work("cables", 1), marks("cables")))
    text = written(of)
    start = line_of(text, "> **Core view**")
    other = text.replace("Old cables", "Few cables")
    assert checked(other, of)[1] == [(start, "the summary differs from the library's")]
    assert checked(text.replace("^s100", "^s104"), of)[1] == []
    [point, *_] = [line for line in text.split("\n") if line.startswith("> - ")]
    alone = text.partition("> **Core view**")[0] + f"> {point[4:]} ^h100\n"
    assert checked(alone, of)[1] == [(start, "^h100 is a point of a summary")]


def test_nothing_picked_is_no_letter() -> None:
    assert checked("---\ndigest: daily\n---\nOnly words.\n", SHORT)[1] == [(0, "nothing is picked")]


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (b"", 1, "there is no front matter"),
        (b"no front matter\n", 1, "there is no front matter"),
        (b"---\ndigest: daily\npair: ^h2\n---\n> ^h1\n", 3, "pair: '^h2' is no pair"),
        (b"---\ndigest: daily\nmade: yesterday\n---\n> ^h1\n", 3, "made: 'yesterday' is no moment with an offset"),
        (b"---\ndigest: daily\n> ^h1\n", 1, "the front matter has no end"),
        (b"---\ndigest: daily\ndigest: weekly\n---\n> ^h1\n", 3, "the front matter has 'digest' twice"),
        (b"---\ndigest: daily\n---\nSome\n```\ncode\n> ^h1\n", 5, "the code has no end"),
        (b"\x89PNG\r\n\x1a\n\0\0", 0, "not text but"),
    ],
)
def test_a_broken_top_is_told(raw: bytes, line: int, message: str) -> None:
    told = read_draft(raw).faults
    assert any(fault.message.startswith(message) and fault.line == line for fault in told), told


def test_a_title_with_a_colon_is_read_as_it_looks() -> None:
    draft = read_draft(b"---\ndigest: daily\ntitle: Water: a history\n---\n> ^h1\n")
    assert (draft.title, draft.faults) == ("Water: a history", ())


def test_an_issued_draft_says_so_and_is_else_as_it_was() -> None:
    raw = written(SHORT).encode()
    told = as_issued(raw, 12).decode()
    assert told == raw.decode().replace("status: draft", "status: issued\nedition: 12")
    assert as_issued(told.encode(), 13).decode() == told.replace("edition: 12", "edition: 13")
    bare = as_issued(b"---\r\ndigest: daily # mine\r\n---\r\n> ^h1\r\n", 2).decode()
    assert bare == "---\nstatus: issued\nedition: 2\ndigest: daily # mine\n---\n> ^h1\n"
    assert ids_of(read_draft(bare.encode())) == [1]


def test_an_issued_draft_is_read_in_the_encodings_of_the_settings() -> None:
    raw = "---\ndigest: daily\n---\nПривет, читатели.\n".encode("koi8-r")
    assert "Привет, читатели." in as_issued(raw, 2, ["koi8-r"]).decode()
