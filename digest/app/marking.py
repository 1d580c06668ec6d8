"""What a reader says of highlights by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from digest.errors import UsageError
from digest.model.clipping import Kind
from digest.model.library import Highlight
from digest.model.opinion import Opinion, Word
from digest.store import ledger, opinions
from digest.store.library import Connection, Library
from digest.store.outlook import is_erased


@dataclass(frozen=True, slots=True)
class Marked:
    """A highlight, the word that was taken back of it, if one was, and what is thought of it now."""

    highlight: Highlight
    taken_back: Word | None
    opinion: Opinion


def mark(library: Library, ids: Iterable[int], word: Word, now: datetime) -> list[Marked]:
    """Say ``word`` of each highlight: of all of them or of none. The caller holds ``library.writing()``.

    Raises:
        UsageError: one of them is not known, was erased, or is a point of a summary.
    """
    with library.transaction() as connection:
        known = _known(connection, ids)
        return [Marked(one, None, opinions.mark(connection, one.id, word, now)) for one in known]


def unmark(library: Library, ids: Iterable[int], now: datetime) -> list[Marked]:
    """Take back the last word that was said of each highlight, as ``mark`` says them."""
    with library.transaction() as connection:
        taken_back = [(one, opinions.unmark(connection, one.id, now)) for one in _known(connection, ids)]
        return [Marked(one, word, opinions.opinion_of(connection, one.id)) for one, word in taken_back]


def _known(connection: Connection, ids: Iterable[int]) -> list[Highlight]:
    wanted = list(dict.fromkeys(ids))
    if reasons := [reason for id_ in wanted if (reason := _reason_against(connection, id_))]:
        hint = "nothing was changed; 'digest search' shows the ids of highlights"
        raise UsageError(", and ".join(reasons), hint=hint)
    known = ledger.highlights_by_id(connection, wanted)
    return [known[id_] for id_ in wanted]


def _reason_against(connection: Connection, id_: int) -> str:
    """Why nothing can be said of what is called ``id_``; empty when something can."""
    known = ledger.highlights_by_id(connection, [id_])
    if id_ in known:
        is_point = known[id_].work.kind is Kind.SUMMARY
        return f"{id_} is a point of a summary, which is picked whole" if is_point else ""
    return f"highlight {id_} was erased" if is_erased(connection, id_) else f"there is no highlight {id_}"
