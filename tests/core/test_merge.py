"""A file's records against what the library knows."""

from __future__ import annotations

import hashlib
import itertools
import time
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.merge import Decision, decide
from digest.core.shelf import Erased, Known, Record, Shelf
from digest.model.clipping import DateSource
from tests.core.examples import record, stamp

EBB = "At the lowest ebb the causeway stands dry for an hour and a half."
EDITED = EBB.replace("an hour and a half", "more than an hour")
FLOOD = "On the turn of the tide a line of foam comes in faster than people walk."
LAMP = "The keeper trimmed eleven wicks each night and wrote down every ship."


def shelf_of(*records: Record, files: int = 1) -> Shelf:
    """A library of ``records``, called 1, 2, 3 …, each standing in as many files."""
    shelf = Shelf(first_new=len(records) + 1)
    for id_, one in enumerate(records, 1):
        shelf.place(Known(id_, one, files))
    return shelf


def read(shelf: Shelf, *records: Record, here: Collection[int] = ()) -> list[Decision]:
    """What becomes of the records of a file that held ``here`` before."""
    return decide(records, shelf, here, itertools.count(max(shelf.known, default=0) + 1))


def told(decisions: Sequence[Decision]) -> list[tuple[str, int]]:
    return [(decision.kind, decision.id) for decision in decisions]


def test_an_empty_library_finds_everything_new() -> None:
    assert told(read(Shelf(), record(EBB), record(FLOOD))) == [("new", 1), ("new", 2)]


def test_a_file_read_again_says_nothing_new_in_whatever_order() -> None:
    shelf = shelf_of(record(EBB, position=0), record(FLOOD, position=1))
    again = read(shelf, record(FLOOD, position=0), record(EBB, position=1), here=[1, 2])
    assert told(again) == [("known", 2), ("known", 1)]
    assert [decision.record.position for decision in again] == [0, 1]
    assert all(decision.write for decision in again)  # where they stand in the work is kept


def test_an_unchanged_record_writes_nothing() -> None:
    (decision,) = read(shelf_of(record(EBB)), record(EBB), here=[1])
    assert not decision.write


def test_highlights_added_around_one_leave_it_alone() -> None:
    around = read(shelf_of(record(FLOOD)), record(EBB), record(FLOOD, position=1), record(LAMP), here=[1])
    assert told(around) == [("new", 2), ("known", 1), ("new", 3)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"note": "As at Lindisfarne."}),
        ({"note": "As at Lindisfarne."}, {"note": "As at Mont-Saint-Michel."}),
        ({"note": "As at Lindisfarne."}, {}),
        ({"tags": ("sea", "time")}, {"tags": ("sea",)}),
        ({"color": "yellow"}, {"color": "blue"}),
        ({"heading": "Winter"}, {"heading": "Spring"}),
    ],
)
def test_what_the_only_file_says_replaces_what_it_said(before: dict[str, Any], after: dict[str, Any]) -> None:
    (decision,) = read(shelf_of(record(EBB, **before)), record(EBB, **after), here=[1])
    assert told([decision]) == [("amended", 1)]
    assert decision.record == record(EBB, **after)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("causeway", "causway"),
        ("dry", "completely dry"),
        ("the causeway", "the old stone causeway"),
        ("ebb the causeway", "ebb, the “causeway”"),
        ("an hour and a half", "an hour and a quarter"),
        ("half.", "half"),
    ],
)
def test_an_edited_text_stays_the_same_highlight(old: str, new: str) -> None:
    shelf = shelf_of(record(EBB), record(FLOOD))
    edited = EBB.replace(old, new)
    decisions = read(shelf, record(edited), record(FLOOD), here=[1, 2])
    assert told(decisions) == [("amended", 1), ("known", 2)]
    assert decisions[0].record.text == edited


def test_a_longer_or_shorter_selection_stays_the_same_highlight() -> None:
    longer = f"{EBB} Then the stakes vanish one by one."
    assert told(read(shelf_of(record(EBB)), record(longer), here=[1])) == [("amended", 1)]
    assert told(read(shelf_of(record(longer)), record(EBB), here=[1])) == [("amended", 1)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Remember that chapter 3 is about bridges", "Remember that chapter 4 is about engines"),
        ("Remember that chapter 3 is about bridges", "Remember that chapter 4 is about bridges"),
        ("Remember chapter 1", "Remember chapter 12"),
        (
            "The keeper of the lamp is the hero of this chapter",
            "The sinking of the ship is the end of this chapter",
        ),
    ],
)
def test_another_statement_made_of_much_the_same_words_is_another_highlight(old: str, new: str) -> None:
    assert told(read(shelf_of(record(old)), record(new), here=[1])) == [("new", 2)]


def test_a_longer_selection_may_bring_numbers_along() -> None:
    longer = f"{EBB} In 1953 it did not for 9 days."
    assert told(read(shelf_of(record(EBB)), record(longer), here=[1])) == [("amended", 1)]


@pytest.mark.parametrize("marks", [[record(EDITED)], [record(EBB, "Retitled")]])
def test_what_stands_in_another_file_too_is_neither_edited_nor_moved(marks: list[Record]) -> None:
    shelf = shelf_of(record(EBB), files=2)
    assert told(read(shelf, *marks, here=[1])) == [("new", 2)]
    assert shelf.known[1] == Known(1, record(EBB), files=1)


def test_what_one_file_lost_a_moment_ago_stands_in_the_other_alone() -> None:
    shelf = shelf_of(record(EBB), files=2)
    read(shelf, here=[1])
    assert told(read(shelf, record(EDITED), here=[1])) == [("amended", 1)]


def test_two_texts_edited_into_one_are_one_highlight() -> None:
    shelf = shelf_of(record(EBB), record(EDITED))
    again = EDITED.replace("lowest", "very lowest")
    decisions = read(shelf, record(again), record(again), here=[1, 2])
    assert [decision.id for decision in decisions] == [2, 2]


def test_a_word_out_of_a_long_text_is_another_highlight() -> None:
    assert told(read(shelf_of(record(EBB)), record("the causeway"), here=[1])) == [("new", 2)]


def test_the_likest_pairs_are_taken_for_edits_first() -> None:
    shelf = shelf_of(record("one two three four five six."), record("one two three four five seven."))
    gained = [record("one two three four five seven!"), record("one two three four five six!")]
    assert told(read(shelf, *gained, here=[1, 2])) == [("amended", 2), ("amended", 1)]


def test_an_edit_is_looked_for_in_the_same_file_only() -> None:
    assert told(read(shelf_of(record(EBB)), record(EDITED))) == [("new", 2)]


def test_a_longer_selection_in_another_file_is_the_same_highlight() -> None:
    longer = f"{EBB} Then the stakes vanish one by one."
    for one, other in [(EBB, longer), (longer, EBB)]:
        shelf = shelf_of(record(one))
        assert [id_ for _, id_ in told(read(shelf, record(other)))] == [1]
        assert shelf.known[1].record.text == longer
    assert told(read(shelf_of(record(EBB)), record(f"For all we know: {EBB}"))) == [("amended", 1)]


@pytest.mark.parametrize(
    "other",
    [
        record(f"{EBB} {FLOOD} {LAMP}"),
        record(f"Before: {EBB} And after."),
        record(f"{EBB} Then the stakes vanish.", "Another book"),
        record(f"{EBB} Then the stakes vanish.", key="kindle:2"),
    ],
)
def test_a_selection_in_much_longer_words_another_work_or_by_another_key_is_another_highlight(
    other: Record,
) -> None:
    assert told(read(shelf_of(record(EBB, key="kindle:1")), other)) == [("new", 2)]


def test_a_file_that_states_a_text_and_its_longer_selection_states_two() -> None:
    longer = f"{EBB} Then the stakes vanish one by one."
    assert told(read(shelf_of(), record(EBB), record(longer))) == [("new", 1), ("new", 2)]
    assert told(read(shelf_of(record(EBB)), record(EBB), record(longer))) == [("known", 1), ("new", 2)]


def test_the_keys_of_two_programs_do_not_tell_a_highlight_apart() -> None:
    shelf = shelf_of(record(EBB, key="kindle:1"))
    assert [id_ for _, id_ in told(read(shelf, record(EBB, key="readwise:1")))] == [1]


NOTES = st.sampled_from(["", "One.", "Another."])
VARIANTS = st.sampled_from([EBB, EBB.replace(",", ""), f"“{EBB}”", EBB.rstrip(".")])
STATED = st.builds(
    record,
    VARIANTS,
    note=NOTES,
    tags=st.sampled_from([(), ("sea",), ("tide", "sea")]),
    color=st.sampled_from(["", "blue", "pink"]),
    heading=st.sampled_from(["", "Chapter 1"]),
)


@given(STATED, STATED)
def test_of_two_files_met_in_one_scan_it_makes_no_difference_which_is_read_first(
    one: Record, other: Record
) -> None:
    shelves = Shelf(), Shelf()
    for shelf, files in zip(shelves, [(one, other), (other, one)], strict=True):
        for file in files:
            read(shelf, file)
    assert shelves[0].known == shelves[1].known


def test_an_edit_near_the_end_of_a_file_that_gained_many_is_found() -> None:
    grown = [record(f"{number} * " * 9) for number in range(2_000)]
    decisions = read(shelf_of(record(EBB)), *grown, record(EBB + " Twice a day."), here=[1])
    assert told(decisions[-1:]) == [("amended", 1)]


def test_the_exporters_key_survives_any_change_of_the_text() -> None:
    shelf = shelf_of(record(EBB, key="cubox:1"), record(FLOOD, key="cubox:2"))
    decisions = read(shelf, record(LAMP, key="cubox:1"), record(FLOOD, key="cubox:2"), here=[1, 2])
    assert told(decisions) == [("amended", 1), ("known", 2)]
    assert decisions[0].record.text == LAMP


def test_texts_that_two_keys_exchanged_follow_their_keys() -> None:
    shelf = shelf_of(record(EBB, key="cubox:1"), record(FLOOD, key="cubox:2"))
    decisions = read(shelf, record(FLOOD, key="cubox:1"), record(EBB, key="cubox:2"), here=[1, 2])
    assert [(decision.id, decision.record.text) for decision in decisions] == [(1, FLOOD), (2, EBB)]


def test_a_phrase_marked_twice_has_two_keys_and_is_two_highlights() -> None:
    twice = record(EBB, key="cubox:1"), record(EBB, key="cubox:2")
    shelf = Shelf()
    assert told(read(shelf, *twice)) == [("new", 1), ("new", 2)]
    assert told(read(shelf, *twice, here=[1, 2])) == [("known", 1), ("known", 2)]


def test_keys_that_an_exporter_begins_to_give_tell_nothing_apart_that_was_one() -> None:
    shelf = shelf_of(record(EBB))
    assert told(read(shelf, record(EBB, key="cubox:1"), here=[1])) == [("known", 1)]
    assert told(read(shelf, record(FLOOD, key="cubox:1"), here=[1])) == [("amended", 1)]


def test_of_two_keys_for_one_known_text_only_one_is_the_known_highlight() -> None:
    decisions = read(shelf_of(record(EBB)), record(EBB, key="cubox:1"), record(EBB, key="cubox:2"), here=[1])
    assert told(decisions) == [("known", 1), ("new", 2)]


def test_a_key_that_left_a_text_leaves_it_to_another_highlight() -> None:
    shelf = shelf_of(record(EBB, key="cubox:1"))
    decisions = read(shelf, record(LAMP, key="cubox:1"), record(EBB), here=[1])
    assert [(decision.kind, decision.id, decision.record.text) for decision in decisions] == [
        ("amended", 1, LAMP),
        ("new", 2, EBB),
    ]


def test_a_text_that_changed_in_one_file_is_not_brought_back_by_another() -> None:
    shelf = shelf_of(record(EBB, key="cubox:1"))
    read(shelf, record(LAMP, key="cubox:1"), here=[1])
    assert told(read(shelf, record(EBB, tags=("sea",)))) == [("new", 2)]
    assert shelf.known[1].record.text == LAMP


def test_one_highlight_in_two_files_of_one_batch_is_one() -> None:
    shelf = Shelf()
    assert told(read(shelf, record(EBB, note="Mine."))) == [("new", 1)]
    assert told(read(shelf, record(EBB))) == [("known", 1)]
    assert shelf.known[1].files == 2


def test_one_highlight_twice_in_one_file_is_one_and_keeps_what_either_says() -> None:
    decisions = read(Shelf(), record(EBB, note="Mine."), record(FLOOD), record(EBB, tags=("sea",)))
    assert told(decisions) == [("new", 1), ("new", 2), ("amended", 1)]
    assert (decisions[2].record.note, decisions[2].record.tags) == ("Mine.", ("sea",))


def test_a_note_changed_beside_a_repetition_of_its_highlight_is_changed() -> None:
    shelf = shelf_of(record(EBB, note="Old."))
    read(shelf, record(EBB, note="New."), record(EBB, tags=("sea",)), here=[1])
    assert (shelf.known[1].record.note, shelf.known[1].record.tags) == ("New.", ("sea",))


def test_a_conflict_copy_without_the_note_does_not_take_it_away() -> None:
    shelf = shelf_of(record(EBB, note="Mine."))
    assert told(read(shelf, record(EBB))) == [("known", 1)]
    # Nor does it when it is read a second time: a sync program had touched it.
    assert told(read(shelf, record(EBB), here=[1])) == [("known", 1)]
    assert shelf.known[1].record.note == "Mine."


def test_notes_and_tags_of_a_second_file_are_added() -> None:
    shelf = shelf_of(record(EBB, note="One.", tags=("tide",)))
    assert told(read(shelf, record(EBB, note="Another.", tags=("sea",)))) == [("amended", 1)]
    assert (shelf.known[1].record.note, shelf.known[1].record.tags) == ("One.\n\nAnother.", ("sea", "tide"))


def test_a_note_that_the_other_file_has_in_full_is_not_said_twice() -> None:
    shelf = shelf_of(record(EBB, note="So did the road to the mill, in March."))
    read(shelf, record(EBB, note="So did the road to the mill"))
    assert shelf.known[1].record.note == "So did the road to the mill, in March."


def test_a_note_edited_in_one_of_two_files_is_amended() -> None:
    shelf = shelf_of(record(EBB, note="Old."), files=2)
    assert told(read(shelf, record(EBB, note="New."), here=[1])) == [("amended", 1)]
    assert shelf.known[1].record.note == "New."


def test_a_second_export_speaks_for_its_key() -> None:
    shelf = shelf_of(record(EBB, key="cubox:1", note="Old."))
    assert told(read(shelf, record(LAMP, key="cubox:1", note="New."))) == [("amended", 1)]
    assert (shelf.known[1].record.text, shelf.known[1].record.note) == (LAMP, "New.")


def test_a_retitled_note_keeps_its_highlights_and_gets_its_new_title() -> None:
    shelf = shelf_of(record(EBB, "Old title", key=""))
    (decision,) = read(shelf, record(EBB, "New title"), here=[1])
    assert told([decision]) == [("known", 1)]
    assert decision.record.work == record(EBB, "New title").work
    assert decision.write


def test_a_file_moved_and_retitled_takes_its_highlights_along() -> None:
    shelf = shelf_of(record(EBB, "Old title", note="Mine."), files=0)
    shelf.adrift = {record(EBB).fingerprint: [1]}
    (decision,) = read(shelf, record(EBB, "New title", note="Mine."))
    assert told([decision]) == [("known", 1)]
    assert decision.record.work == record(EBB, "New title").work


def test_what_was_adrift_is_claimed_by_one_file_only() -> None:
    shelf = shelf_of(record(EBB, "Old title"), files=0)
    shelf.adrift = {record(EBB).fingerprint: [1]}
    assert told(read(shelf, record(EBB, "New title"))) == [("known", 1)]
    assert told(read(shelf, record(EBB, "Another note altogether"))) == [("new", 2)]


def test_what_was_adrift_is_not_given_to_two_records_of_one_file() -> None:
    shelf = shelf_of(record(EBB, "Old title"), files=0)
    shelf.adrift = {record(EBB).fingerprint: [1]}
    decisions = read(shelf, record(EBB, "New title"), record(EBB, "Old title"))
    assert told(decisions) == [("new", 2), ("known", 1)]


def test_highlights_adrift_with_one_text_are_all_found_again_each_once() -> None:
    shelf = shelf_of(record(EBB, "One book"), record(EBB, "Another book"), files=0)
    shelf.adrift = {record(EBB).fingerprint: [1, 2]}
    decisions = read(shelf, record(EBB, "One book, retitled"), record(EBB, "Another book, retitled"))
    assert sorted(told(decisions)) == [("known", 1), ("known", 2)]
    assert told(read(shelf, record(EBB, "A third book"))) == [("new", 3)]


def test_of_highlights_adrift_with_one_text_that_of_the_same_work_comes_first() -> None:
    shelf = shelf_of(record(EBB, "One book"), record(EBB, key="cubox:1"), record(EBB, key="cubox:2"), files=0)
    shelf.place(Known(2, record(EBB), 0))
    shelf.place(shelf.known[3])
    shelf.adrift = {record(EBB).fingerprint: [1, 2, 3]}
    assert told(read(shelf, record(EBB, key="cubox:3"))) == [("known", 2)]


def test_a_text_that_stands_twice_in_a_renamed_file_takes_one_highlight_along() -> None:
    shelf = shelf_of(record(EBB, "One book"), record(EBB, "Another book"), files=0)
    shelf.adrift = {record(EBB).fingerprint: [1, 2]}
    assert told(read(shelf, record(EBB), record(EBB))) == [("known", 1), ("known", 1)]


def test_a_key_is_not_lost_when_a_file_no_longer_states_it() -> None:
    shelf = shelf_of(record(EBB, key="cubox:1"))
    assert told(read(shelf, record(EBB, color="blue"), here=[1])) == [("amended", 1)]
    assert told(read(shelf, record(LAMP, key="cubox:1"))) == [("amended", 1)]


def test_another_key_in_another_work_is_another_highlight() -> None:
    shelf = shelf_of(record(EBB, "One book", key="cubox:1"))
    assert told(read(shelf, record(EBB, "Another book", key="cubox:2"), here=[1])) == [("new", 2)]


def test_the_same_words_in_two_works_are_two_highlights() -> None:
    shelf = shelf_of(record(EBB, "One book"))
    assert told(read(shelf, record(EBB, "Another book"))) == [("new", 2)]


def test_a_retitled_work_does_not_take_the_same_words_from_its_neighbour() -> None:
    shelf = shelf_of(record(EBB, "One book"), record(EBB, "Another book"))
    decisions = read(shelf, record(EBB, "One book, retitled"), record(EBB, "Another book"), here=[1, 2])
    assert told(decisions) == [("known", 1), ("known", 2)]


def test_points_of_a_summary_and_marks_of_a_reader_are_never_edits_of_each_other() -> None:
    shelf = shelf_of(record(EBB, point=True))
    assert told(read(shelf, record(EDITED, point=False), here=[1])) == [("new", 2)]


def test_another_spelling_of_the_same_text_is_no_amendment() -> None:
    shelf = shelf_of(record("Un café fermé."))
    decomposed = record(unicodedata.normalize("NFD", "Un café fermé."))
    assert told(read(shelf, decomposed, here=[1])) == [("known", 1)]


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (DateSource.FILE, DateSource.FILE, "old"),
        (DateSource.FIRST_SEEN, DateSource.FIRST_SEEN, "old"),
        (DateSource.FIRST_SEEN, DateSource.FILE, "new"),
        (DateSource.FILE, DateSource.FRONT_MATTER, "new"),
        (DateSource.ID, DateSource.EXPLICIT, "new"),
        (DateSource.EXPLICIT, DateSource.ID, "old"),
        (DateSource.ID, DateSource.FILE, "old"),
        (DateSource.EXPLICIT, DateSource.EXPLICIT, "new"),
    ],
)
def test_the_better_date_wins(old: DateSource, new: DateSource, kept: str) -> None:
    shelf = shelf_of(record(EBB, marked=stamp(0, old)))
    (decision,) = read(shelf, record(EBB, marked=stamp(60, new)), here=[1])
    assert decision.record.marked == {"old": stamp(0, old), "new": stamp(60, new)}[kept]
    assert decision.kind == "known"  # a better date is no amendment


def erased(*records: Record) -> dict[str | bytes, list[Erased]]:
    """What is remembered of records that the reader had erased."""
    traces = [Erased(one.work, one.fingerprint, one.key) for one in records]
    return {
        name: [trace for trace in traces if name in trace]
        for trace in traces
        for name in (trace.key, trace.fingerprint)
        if name
    }


@pytest.mark.parametrize("change", [{}, {"work_key": "cubox:9"}, {"note": "Mine."}, {"key": "cubox:1"}])
def test_what_was_erased_stays_erased_in_whatever_file_it_stands(change: dict[str, str]) -> None:
    shelf = Shelf(erased=erased(record(EBB)))
    assert shelf.was_erased(record(EBB, "Whatever the title", **change))
    assert not shelf.was_erased(record(FLOOD))


def test_a_few_words_that_were_erased_stay_erased_in_their_work_alone() -> None:
    shelf = Shelf(erased=erased(record("Yes.", "One book")))
    assert shelf.was_erased(record("Yes.", "One book"))
    assert not shelf.was_erased(record("Yes.", "Another book"))


def test_an_erased_key_stays_erased_with_another_text() -> None:
    shelf = Shelf(erased=erased(record(EBB, key="cubox:1")))
    assert shelf.was_erased(record(FLOOD, key="cubox:1"))
    assert not shelf.was_erased(record(FLOOD, key="cubox:2"))


def test_the_same_words_under_another_key_were_not_erased() -> None:
    shelf = Shelf(erased=erased(record(EBB, key="cubox:1")))
    assert not shelf.was_erased(record(EBB, key="cubox:2"))
    assert shelf.was_erased(record(EBB))


def test_a_twin_of_what_was_erased_stays_known() -> None:
    shelf = shelf_of(record(EBB))
    shelf.erased = erased(record(EBB, key="cubox:1"))
    assert not shelf.was_erased(record(EBB))


def test_the_same_words_known_in_another_work_stay_known() -> None:
    shelf = shelf_of(record(EBB, "One book"))
    shelf.erased = erased(record(EBB, "A third book"))
    assert not shelf.was_erased(record(EBB, "One book"))
    assert shelf.was_erased(record(EBB, "Another book"))


def test_a_file_that_changed_from_end_to_end_is_decided_soon() -> None:
    lost = [record(" ".join(f"{word}{number}" for word in EBB.split()) * 3) for number in range(500)]
    gained = [record(" ".join(f"{word}{number}" for word in LAMP.split()) * 3) for number in range(500)]
    shelf = shelf_of(*lost)
    began = time.process_time()
    decisions = read(shelf, *gained, here=range(1, 501))
    assert time.process_time() - began < 2
    assert len({decision.id for decision in decisions}) == 500


def test_many_that_begin_and_end_with_the_same_words_are_decided_soon() -> None:
    def say(number: int) -> Record:
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        return record(f"The old keeper of the lamp says: {digest}, and so on for ever.")

    shelf = Shelf()
    read(shelf, *map(say, range(3000)))
    began = time.process_time()
    assert all(decision.kind == "new" for decision in read(shelf, *map(say, range(3000, 6000))))
    assert time.process_time() - began < 3


KEYS = st.sampled_from([f"cubox:{number}" for number in range(4)])
TEXTS = st.sampled_from([EBB, EBB + "!", EDITED, FLOOD, LAMP])
TITLES = st.sampled_from(["One book", "Another book"])
FILES = st.sampled_from(["a.md", "b.md"])


@given(st.lists(st.dictionaries(FILES, st.dictionaries(KEYS, st.tuples(TEXTS, TITLES)), min_size=1), max_size=4))
def test_distinct_keys_always_stay_distinct(scans: list[dict[str, dict[str, tuple[str, str]]]]) -> None:
    shelf, held, ids = Shelf(), dict[str, list[int]](), itertools.count(1)
    id_of: dict[str, int] = {}
    for scan in scans:
        for path, marks in scan.items():
            records = [record(text, title, key=key) for key, (text, title) in marks.items()]
            decisions = decide(records, shelf, held.get(path, ()), ids)
            held[path] = [decision.id for decision in decisions]
            for key, decision in zip(marks, decisions, strict=True):
                assert id_of.setdefault(key, decision.id) == decision.id
    assert len(set(id_of.values())) == len(id_of)


UNLIKE = st.sampled_from([EBB, FLOOD, LAMP, "A short one.", "退潮时堤道露出水面，只有一个半小时。"])


@given(st.lists(st.dictionaries(FILES, st.lists(st.tuples(UNLIKE, TITLES)), min_size=1), max_size=4))
def test_unlike_texts_always_stay_distinct(scans: list[dict[str, list[tuple[str, str]]]]) -> None:
    shelf, held, ids = Shelf(), dict[str, list[int]](), itertools.count(1)
    text_of: dict[int, str] = {}
    for scan in scans:
        for path, marks in scan.items():
            decisions = decide([record(*mark) for mark in marks], shelf, held.get(path, ()), ids)
            held[path] = list(dict.fromkeys(decision.id for decision in decisions))
            for (text, _), decision in zip(marks, decisions, strict=True):
                assert text_of.setdefault(decision.id, text) == text
                assert decision.record.text == text
            assert len(held[path]) == len(set(marks))
