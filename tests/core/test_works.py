"""Works found again among many that share a name."""

from __future__ import annotations

import time

from digest.core.identity import work_names
from digest.core.works import Works
from digest.model.clipping import StatedWork

TITLE = "Notes from the reading list"


def place(works: Works, work: StatedWork) -> bytes:
    names = work_names(work)
    assert names.title
    works.place(names.surest, work, (*names.own, names.title))
    return names.surest


def test_a_title_leads_to_the_only_work_that_it_can_be() -> None:
    works = Works()
    bare = place(works, StatedWork(TITLE))
    place(works, StatedWork("Notes from another reading list", url="https://example.org/other"))
    for work in (StatedWork(TITLE, url="https://example.org/a"), StatedWork(TITLE, author="Ann Lee")):
        assert works.find(work, work_names(work)) == bare


def test_a_title_that_two_works_have_leads_to_neither() -> None:
    works = Works()
    place(works, StatedWork(TITLE, url="https://example.org/a"))
    place(works, StatedWork(TITLE, url="https://example.org/b"))
    place(works, StatedWork(TITLE, url="https://example.org/c"))
    assert works.find(StatedWork(TITLE), work_names(StatedWork(TITLE))) is None


def test_thousands_of_pages_with_one_title_are_told_apart_soon() -> None:
    works = Works()
    began = time.process_time()
    for number in range(5000):
        work = StatedWork(TITLE, url=f"https://example.org/{number}")
        assert works.find(work, work_names(work)) is None
        place(works, work)
    assert time.process_time() - began < 2
