"""What came in: highlights keep their identity through everything that happens to their files."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digest.core.identity import text_fingerprint
from digest.core.merge import Reading
from digest.model.clipping import DateSource, Kind, Markup, Problem, SourceFile, Stamp, StatedWork
from digest.model.library import Highlight
from digest.store import catalogue, holdings, ledger
from digest.store.holdings import Scan
from digest.store.library import Library
from tests.store.examples import MARSH, NOW, READER, SAVED, reading, record, scan, stock, summary

EBB = "At the lowest ebb the causeway stands dry for an hour and a half."
FLOOD = "On the turn of the tide a line of foam comes in faster than people walk."
LAMP = "The keeper trimmed eleven wicks each night and wrote down every ship."


def standing(library: Library) -> dict[int, str]:
    """The highlights that could be printed: id and text."""
    with library.reading() as connection:
        ids = [candidate.id for candidate in stock(connection).news()]
        return {id_: one.text for id_, one in ledger.highlights_by_id(connection, ids).items()}


def known(library: Library, id_: int) -> Highlight:
    with library.reading() as connection:
        return ledger.highlights_by_id(connection, [id_])[id_]


def places(library: Library, id_: int) -> list[tuple[str, int]]:
    with library.reading() as connection:
        history = catalogue.history(connection, id_)
    assert history
    return [(sighting.path, sighting.line) for sighting in history.sightings]


def move(library: Library, gone: str, *come: Reading) -> None:
    """Files come and one goes, as a scan sees it."""
    with library.transaction() as connection:
        adrift = holdings.adrift(connection, holdings.lost_with(connection, [gone]))
        holdings.drop_files(connection, [gone])
        holdings.merge(connection, come, Scan(NOW, READER, adrift))


def test_everything_that_a_file_states_is_kept(library: Library) -> None:
    book = StatedWork(
        *("Tidal lands", Kind.BOOK, "", "R. Carson", "Example Press", "https://example.org/b", "Cubox"),
        *("cubox://card?id=7", "1955-10-26", "About the edge of the sea.", ("sea", "科学")),
    )
    marked = Stamp(datetime(2026, 1, 31, 23, 59, 59, 999_000, ZoneInfo("Asia/Shanghai")), DateSource.EXPLICIT)
    mark = record(
        *(EBB, book),
        marked=marked,
        key="cubox:1",
        note="As at Lindisfarne.\n\n潮",
        url="https://example.org/b#1",
        tags=("ebb", "潮"),
        color="blue",
        heading="Winter",
        position=7_421_446_577_446_718_398,
    )
    scan(library, reading("clippings/tides.md", mark, work=book))
    assert known(library, 1) == Highlight(
        id=1,
        work=known(library, 1).work,
        text=EBB,
        marked=marked,
        first_seen=NOW,
        markup=Markup.PLAIN,
        note="As at Lindisfarne.\n\n潮",
        url="https://example.org/b#1",
        tags=("ebb", "潮"),
        color="blue",
        heading="Winter",
        position=7_421_446_577_446_718_398,
    )
    told = known(library, 1).work
    assert (told.title, told.kind, told.author, told.site) == (book.title, book.kind, book.author, book.site)
    assert (told.url, told.app, told.app_url) == (book.url, book.app, book.app_url)
    assert (told.published, told.excerpt, told.tags) == (book.published, book.excerpt, book.tags)
    assert places(library, 1) == [("clippings/tides.md", 1)]


def test_a_scan_counts_new_amended_and_known(library: Library) -> None:
    assert scan(library, reading("a.md", EBB, FLOOD)).highlights == {"new": 2}
    merged = scan(library, reading("a.md", record(EBB, note="Mine."), FLOOD, LAMP))
    assert merged.highlights == {"amended": 1, "known": 1, "new": 1}
    assert known(library, 1).note == "Mine."


def test_points_of_a_summary_are_counted_apart(library: Library) -> None:
    canal = summary()
    merged = scan(
        library, reading("canal.txt", record(EBB, canal, point=True), work=canal), reading("a.md", EBB, FLOOD)
    )
    assert (merged.points, merged.highlights) == ({"new": 1}, {"new": 2})


def test_files_are_known_with_size_and_time_as_last_read(library: Library) -> None:
    scan(library, reading("a.md", EBB), reading("b.md", FLOOD))
    later = Reading(SourceFile("b.md", 7, 1_800_000_000_123_456_789))
    scan(library, later)
    with library.reading() as connection:
        assert sorted(holdings.known_files(connection, READER)) == [
            ("a.md", 1001, SAVED),
            ("b.md", 7, 1_800_000_000_123_456_789),
        ]


def test_files_that_another_reader_read_are_known_and_to_be_read_again(library: Library) -> None:
    scan(library, reading("a.md", EBB), reading("b.md", FLOOD))
    scan(library, reading("b.md", FLOOD), reader="2.0")
    scan(library, reading("c.md", LAMP), reader="2.0")
    with library.reading() as connection:
        known = holdings.known_files(connection, "2.0")
    assert sorted(known) == [("a.md", 1001, -1), ("b.md", 1001, SAVED), ("c.md", 1001, SAVED)]


def test_a_renamed_file_keeps_its_highlights(library: Library) -> None:
    scan(library, reading("old.md", EBB, FLOOD))
    move(library, "old.md", reading("new.md", EBB, FLOOD))
    assert standing(library) == {1: EBB, 2: FLOOD}
    assert places(library, 1) == [("new.md", 1)]


def test_a_renamed_note_whose_title_is_its_name_keeps_its_highlights_and_takes_the_new_title(
    library: Library,
) -> None:
    scan(library, reading("Old.md", EBB, FLOOD, work=StatedWork("Old")))
    move(library, "Old.md", reading("New.md", EBB, FLOOD, work=StatedWork("New")))
    assert standing(library) == {1: EBB, 2: FLOOD}
    assert known(library, 1).work.title == "New"


def test_a_moved_file_is_known_again_in_a_later_batch_of_the_same_scan(library: Library) -> None:
    scan(library, reading("Old.md", EBB, work=StatedWork("Old")))
    with library.transaction() as connection:
        adrift = holdings.adrift(connection, holdings.lost_with(connection, ["Old.md"]))
        holdings.drop_files(connection, ["Old.md"])
    scan(library, reading("other.md", FLOOD, work=StatedWork("Other")), adrift=adrift)
    scan(library, reading("New.md", EBB, work=StatedWork("New")), adrift=adrift)
    assert known(library, 1).work.title == "New"
    assert known(library, 2).text == FLOOD


def test_what_was_found_again_in_one_batch_is_not_found_a_second_time_in_the_next(library: Library) -> None:
    scan(library, reading("Old.md", EBB, FLOOD, work=StatedWork("Old")))
    with library.transaction() as connection:
        adrift = holdings.adrift(connection, holdings.lost_with(connection, ["Old.md"]))
        holdings.drop_files(connection, ["Old.md"])
    scan(library, reading("New.md", EBB, work=StatedWork("New")), adrift=adrift)
    scan(library, reading("Other.md", EBB, FLOOD, work=StatedWork("Other")), adrift=adrift)
    titles = {id_: (known(library, id_).text, known(library, id_).work.title) for id_ in standing(library)}
    assert titles == {1: (EBB, "New"), 2: (FLOOD, "Other"), 3: (EBB, "Other")}


def test_what_was_found_again_by_its_key_with_another_text_is_not_found_again_by_its_old_text(
    library: Library,
) -> None:
    old, new = StatedWork("Old"), StatedWork("New")
    scan(library, reading("Old.md", record(EBB, old, key="cubox:1"), work=old))
    with library.transaction() as connection:
        adrift = holdings.adrift(connection, holdings.lost_with(connection, ["Old.md"]))
        holdings.drop_files(connection, ["Old.md"])
    scan(library, reading("New.md", record(LAMP, new, key="cubox:1"), work=new), adrift=adrift)
    scan(library, reading("Other.md", EBB, work=StatedWork("Other")), adrift=adrift)
    assert (known(library, 1).text, known(library, 2).text) == (LAMP, EBB)


def test_what_stands_in_another_file_too_is_not_adrift(library: Library) -> None:
    scan(library, reading("a.md", EBB, FLOOD), reading("copy of a.md", EBB))
    with library.reading() as connection:
        assert holdings.adrift(connection, holdings.lost_with(connection, ["a.md"])) == {
            text_fingerprint(FLOOD): [2]
        }
        assert holdings.adrift(connection, holdings.lost_with(connection, ["a.md", "copy of a.md"])) == {
            text_fingerprint(EBB): [1],
            text_fingerprint(FLOOD): [2],
        }
        assert holdings.adrift(connection, holdings.lost_with(connection, [])) == {}
        assert holdings.adrift(connection, holdings.lost_with(connection, ["never seen.md"])) == {}


@pytest.mark.parametrize("text", [EBB, "退潮时堤道露出水面，只有一个半小时，然后就没了。"])
def test_a_note_that_is_back_under_another_name_at_a_later_scan_keeps_its_highlights(
    library: Library, text: str
) -> None:
    scan(library, reading("Old.md", text, work=StatedWork("Old")))
    move(library, "Old.md")
    move(library, "never seen.md", reading("New.md", text, work=StatedWork("New")))
    assert standing(library) == {1: text}
    assert known(library, 1).work.title == "New"


def test_a_few_words_removed_long_ago_are_not_those_just_marked_in_another_work(library: Library) -> None:
    scan(library, reading("a.md", "Yes.", FLOOD))
    scan(library, reading("a.md", FLOOD))
    move(library, "never seen.md", reading("b.md", "Yes.", work=StatedWork("Another book")))
    assert standing(library) == {2: FLOOD, 3: "Yes."}


def test_two_notes_that_say_the_same_are_renamed_and_stay_two(library: Library) -> None:
    titles = "First", "Second"
    scan(library, *(reading(f"{title}.md", EBB, work=StatedWork(title)) for title in titles))
    come = [reading(f"New {title}.md", EBB, work=StatedWork(f"New {title}")) for title in titles]
    with library.transaction() as connection:
        gone = [f"{title}.md" for title in titles]
        adrift = holdings.adrift(connection, holdings.lost_with(connection, gone))
        holdings.drop_files(connection, gone)
        for one in come:  # each in a batch of its own
            holdings.merge(connection, [one], Scan(NOW, READER, adrift))
    assert {id_: known(library, id_).work.title for id_ in standing(library)} == {1: "New First", 2: "New Second"}


def test_a_text_changed_in_one_of_two_files_stays_what_it_is_in_the_other(library: Library) -> None:
    dog, cat = ("The quick brown fox jumps over the lazy " + end for end in ("dog today", "cat tonight"))
    scan(library, reading("a.md", dog), reading("b.md", dog))
    assert scan(library, reading("a.md", cat)).highlights == {"new": 1}
    assert standing(library) == {1: dog, 2: cat}
    assert (places(library, 1), places(library, 2)) == ([("b.md", 1)], [("a.md", 1)])


def test_a_text_edited_in_both_of_two_files_stays_the_same_highlight(library: Library) -> None:
    scan(library, reading("a.md", EBB), reading("b.md", EBB))
    edited = EBB.replace("dry", "dryer")
    merged = scan(library, reading("a.md", edited), reading("b.md", edited))
    assert merged.highlights == {"amended": 1, "known": 1}


def test_a_text_edited_differently_in_both_of_two_files_says_nothing_new_when_one_is_touched(
    library: Library,
) -> None:
    scan(library, reading("a.md", EBB), reading("b.md", EBB))
    one, other = EBB.replace("dry", "dryer"), EBB.replace("ebb", "ebbs")
    scan(library, reading("a.md", one), reading("b.md", other))
    for path, text in (("a.md", one), ("b.md", other), ("a.md", one)):
        assert scan(library, reading(path, text)).highlights == {"known": 1}


def test_a_second_export_under_another_title_is_the_same_highlight(library: Library) -> None:
    def export(path: str, title: str) -> Reading:
        card = StatedWork(title, key="cubox:7")
        return reading(path, record(EBB, card, key="cubox:1"), record(FLOOD, card, key="cubox:2"), work=card)

    scan(library, export("Tides-2026-01-01.md", "Tides"))
    assert scan(library, export("The tides-2026-01-01.md", "The tides")).highlights == {"known": 2}
    assert standing(library) == {1: EBB, 2: FLOOD}
    assert places(library, 1) == [("The tides-2026-01-01.md", 1), ("Tides-2026-01-01.md", 1)]
    assert known(library, 1).work.title == "The tides"


def test_a_key_is_known_in_whatever_work_it_stands(library: Library) -> None:
    old, new = StatedWork("Old"), StatedWork("New")
    scan(library, reading("a.md", record(EBB, old, key="cubox:1"), work=old))
    merged = scan(library, reading("b.md", record(LAMP, new, key="cubox:1"), work=new))
    assert merged.highlights == {"amended": 1}
    assert (known(library, 1).text, known(library, 1).work.title) == (LAMP, "New")


def test_a_note_retitled_in_its_place_keeps_its_highlights(library: Library) -> None:
    scan(library, reading("a.md", EBB, FLOOD, work=StatedWork("Old")))
    assert scan(library, reading("a.md", EBB, FLOOD, work=StatedWork("New"))).highlights == {"known": 2}
    assert known(library, 1).work.title == "New"


def test_the_same_highlight_in_two_files_of_one_batch_is_one(library: Library) -> None:
    merged = scan(library, reading("a.md", EBB), reading("b.md", record(EBB, note="Mine."), FLOOD))
    assert merged.highlights == {"new": 2, "amended": 1}
    assert standing(library) == {1: EBB, 2: FLOOD}
    assert known(library, 1).note == "Mine."
    assert places(library, 1) == [("a.md", 1), ("b.md", 1)]


def test_a_highlight_twice_in_one_file_is_sighted_where_it_stands_first(library: Library) -> None:
    scan(library, reading("a.md", FLOOD, EBB, LAMP, EBB))
    assert len(standing(library)) == 3
    assert places(library, 2) == [("a.md", 2)]


def test_lines_follow_what_is_written_above_them(library: Library) -> None:
    scan(library, reading("a.md", EBB))
    scan(library, reading("a.md", LAMP, FLOOD, EBB))
    assert places(library, 1) == [("a.md", 3)]


def test_a_conflict_copy_without_the_note_does_not_take_it_away_however_often_it_is_touched(
    library: Library,
) -> None:
    scan(library, reading("a.md", record(EBB, note="Mine.")))
    for _ in range(2):
        merged = scan(library, reading("a (conflict).md", EBB), reading("a.md", record(EBB, note="Mine.")))
        assert merged.highlights == {"known": 2}
        assert known(library, 1).note == "Mine."


def test_a_note_deleted_from_the_only_file_is_gone(library: Library) -> None:
    scan(library, reading("a.md", record(EBB, note="Mine.")))
    assert scan(library, reading("a.md", EBB)).highlights == {"amended": 1}
    assert known(library, 1).note == ""


def test_an_edited_text_is_amended_and_found_under_its_new_text(library: Library) -> None:
    scan(library, reading("a.md", EBB))
    edited = EBB.replace("half", "quarter")
    assert scan(library, reading("a.md", edited)).highlights == {"amended": 1}
    assert scan(library, reading("a.md", edited)).highlights == {"known": 1}
    assert standing(library) == {1: edited}


def test_a_removed_highlight_is_no_candidate_and_comes_back_as_itself(library: Library) -> None:
    scan(library, reading("a.md", EBB, FLOOD))
    scan(library, reading("a.md", EBB))
    assert standing(library) == {1: EBB}
    assert places(library, 2) == []
    assert scan(library, reading("a.md", EBB, FLOOD)).highlights == {"known": 2}
    assert standing(library) == {1: EBB, 2: FLOOD}


def test_a_dropped_file_leaves_its_highlights_known_without_a_place(library: Library) -> None:
    scan(library, reading("a.md", EBB, problems=("odd",)), reading("b.md", FLOOD))
    with library.transaction() as connection:
        holdings.drop_files(connection, ["a.md", "never seen.md"])
    assert standing(library) == {2: FLOOD}
    assert known(library, 1).text == EBB
    with library.reading() as connection:
        assert [path for path, *_ in holdings.known_files(connection, READER)] == ["b.md"]
        assert holdings.standing_problems(connection) == []
    assert scan(library, reading("a.md", EBB)).highlights == {"known": 1}


def test_a_file_that_became_unreadable_holds_nothing(library: Library) -> None:
    scan(library, reading("a.md", EBB))
    scan(library, Reading(SourceFile("a.md", 3, 1), problems=[Problem("a.md", 0, "is not text")]))
    assert standing(library) == {}
    with library.reading() as connection:
        assert holdings.standing_problems(connection) == [Problem("a.md", 0, "is not text")]


def test_problems_stand_until_their_file_is_read_again(library: Library) -> None:
    scan(library, reading("b.md", EBB, problems=("odd", "odder")), reading("a.md", FLOOD, problems=("torn",)))
    scan(library, reading("c.md", LAMP))
    with library.reading() as connection:
        assert [str(problem) for problem in holdings.standing_problems(connection)] == [
            "a.md:1: torn; look at it",
            "b.md:1: odd; look at it",
            "b.md:2: odder; look at it",
        ]
    scan(library, reading("b.md", EBB))
    with library.reading() as connection:
        assert [problem.path for problem in holdings.standing_problems(connection)] == ["a.md"]


def test_a_work_is_told_together_by_its_files(library: Library) -> None:
    full = StatedWork("Tides", key="cubox:7", author="R. Carson", tags=("sea",))
    bare = StatedWork("The tides", key="cubox:7", url="https://example.org/t")
    scan(library, reading("a.md", EBB, work=full), reading("b.md", FLOOD, work=bare))
    together = known(library, 1).work
    assert (together.title, together.author, together.url, together.tags) == (
        *("The tides", "R. Carson", "https://example.org/t"),
        ("sea",),
    )
    scan(library, reading("c.md", LAMP, work=StatedWork("Tides again", key="cubox:7")))
    assert (known(library, 1).work.title, known(library, 1).work.author) == ("Tides again", "R. Carson")


def test_the_time_of_a_file_dates_a_highlight_once(library: Library) -> None:
    morning, evening = (Stamp(NOW + timedelta(hours=hours), DateSource.FILE) for hours in (0, 12))
    scan(library, reading("a.md", record(EBB, marked=morning)))
    scan(library, reading("a.md", record(EBB, marked=evening), record(FLOOD, marked=evening)))
    assert known(library, 1).marked == morning
    assert known(library, 2).marked == evening


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_two_dates_that_two_files_state_the_earlier_counts(library: Library, order: tuple[int, int]) -> None:
    dates = {number: Stamp(NOW - timedelta(days=9 - number), DateSource.FRONT_MATTER) for number in order}
    for number, date in dates.items():
        scan(library, reading(f"{number}.md", record(EBB, marked=date)))
    assert known(library, 1).marked == dates[1]


def test_a_better_date_is_written_down_without_being_news(library: Library) -> None:
    explicit = Stamp(NOW - timedelta(days=9), DateSource.EXPLICIT)
    scan(library, reading("a.md", record(EBB, marked=Stamp(NOW, DateSource.FIRST_SEEN))))
    assert scan(library, reading("a.md", record(EBB, marked=explicit))).highlights == {"known": 1}
    assert known(library, 1).marked == explicit


def test_first_seen_is_the_scan_that_brought_a_highlight(library: Library) -> None:
    scan(library, reading("a.md", EBB))
    scan(library, reading("a.md", EBB, FLOOD), now=NOW + timedelta(days=1))
    assert known(library, 1).first_seen == NOW
    assert known(library, 2).first_seen == NOW + timedelta(days=1)


def test_two_works_that_say_the_same_are_told_apart(library: Library) -> None:
    other = StatedWork("Another book")
    merged = scan(library, reading("a.md", EBB), reading("b.md", EBB, work=other))
    assert merged.highlights == {"new": 2}
    assert known(library, 1).work.title == MARSH.title
    assert known(library, 2).work.title == "Another book"


def test_more_files_and_highlights_than_one_question_to_the_database_can_name(library: Library) -> None:
    many = [reading(f"{number}.md", f"Highlight {number}.", f"Another {number}.") for number in range(1_201)]
    assert scan(library, *many).highlights == {"new": 2_402}
    assert scan(library, *many).highlights == {"known": 2_402}
    with library.transaction() as connection:
        assert (
            len(holdings.adrift(connection, holdings.lost_with(connection, [one.file.path for one in many])))
            == 2_402
        )
        holdings.drop_files(connection, [one.file.path for one in many])
    assert standing(library) == {}


@pytest.mark.parametrize("again", ["a.md", "copy.md"])
def test_what_was_forgotten_does_not_come_back(library: Library, again: str) -> None:
    scan(library, reading("a.md", EBB, FLOOD))
    with library.transaction() as connection:
        catalogue.forget(connection, 1)
    merged = scan(library, reading(again, EBB, FLOOD, work=StatedWork("Retitled") if again == "copy.md" else MARSH))
    assert merged.erased == 1
    assert standing(library).get(1) is None
    assert EBB not in standing(library).values()


def test_a_few_words_that_were_forgotten_may_be_marked_in_another_work(library: Library) -> None:
    scan(library, reading("a.md", "Yes."))
    with library.transaction() as connection:
        catalogue.forget(connection, 1)
    other = reading("b.md", "Yes.", work=StatedWork("Another book"))
    merged = scan(library, reading("a.md", "Yes."), other)
    assert (merged.erased, merged.highlights) == (1, {"new": 1})
    assert known(library, 2).work.title == "Another book"


def test_a_forgotten_key_does_not_come_back_with_another_text_and_another_key_may(library: Library) -> None:
    scan(library, reading("a.md", record(EBB, key="cubox:1")))
    with library.transaction() as connection:
        catalogue.forget(connection, 1)
    merged = scan(library, reading("a.md", record(FLOOD, key="cubox:1"), record(EBB, key="cubox:2")))
    assert merged.erased == 1
    assert standing(library) == {2: EBB}


def test_the_number_of_a_forgotten_highlight_is_never_given_again(library: Library) -> None:
    scan(library, reading("a.md", EBB, FLOOD))
    with library.transaction() as connection:
        catalogue.forget(connection, 2)
    scan(library, reading("b.md", LAMP))
    assert standing(library) == {1: EBB, 3: LAMP}


def test_a_forgotten_text_cannot_be_found_in_the_file_of_the_library(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with Library(path) as library:
        scan(library, reading("a.md", EBB, FLOOD))
        with library.transaction() as connection:
            catalogue.forget(connection, 1)
    assert EBB.encode() not in path.read_bytes()
    assert FLOOD.encode() in path.read_bytes()
