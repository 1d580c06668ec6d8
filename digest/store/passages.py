"""The texts of highlights, for finding which are on one subject."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from digest.core.identity import as_read
from digest.core.pairing import Passage
from digest.model.clipping import Markup
from digest.store.rows import rows_in
from digest.store.schema import highlights


def passages(connection: Connection, scores: Mapping[int, float]) -> list[Passage]:
    """The highlights of which ``scores`` says how much each is wished for, in the order of ids."""
    rows = rows_in(connection, _TEXTS, highlights.c.id, sorted(scores))
    return sorted(
        Passage(id_, work, as_read(text, Markup(markup)), scores[id_]) for id_, work, text, markup in rows
    )


_TEXTS = select(highlights.c.id, highlights.c.work_id, highlights.c.text, highlights.c.markup)
