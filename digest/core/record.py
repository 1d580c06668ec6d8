"""The record of an edition: what ``edition.json`` says, and what can be known from it again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from digest.core.compose import count_highlights, lead
from digest.core.reasons import in_words
from digest.model.choice import Reason
from digest.model.clipping import Clipping, DateSource, Kind, Markup, Stamp, StatedWork
from digest.model.edition import Edition, Pick, Section
from digest.model.library import Work


def record_of(edition: Edition, *, subject: str, message_id: str) -> dict[str, Any]:
    """``edition`` as plain values; unknown text is null."""
    curation = edition.curation
    opening = None if curation else lead(edition.sections)
    return {
        "number": edition.number,
        "digest": edition.digest,
        "slot": edition.slot,
        "issued_at": edition.issued_at.isoformat(),
        "covers": {"from": _told(edition.covers_from), "to": edition.issued_at.isoformat()},
        "message_id": message_id,
        "subject": subject,
        "form": edition.form,
        "quiet": edition.quiet,
        "highlights": count_highlights(edition.all_sections),
        "old": count_highlights(edition.old),
        "waiting": edition.waiting,
        "draft": curation.draft if curation else None,
        "title": (curation.title or None) if curation else None,
        "introduction": (curation.introduction or None) if curation else None,
        "lead": opening.highlight.id if opening else None,
        "works": [_work(section) for section in edition.all_sections],
    }


def record_bytes(record: dict[str, Any]) -> bytes:
    """A record as the file's bytes: UTF-8 JSON, indented, keys in their order, a line end last."""
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def clippings_of(record: dict[str, Any]) -> list[Clipping]:
    """What an edition printed, as a file would state it that had these highlights on its lines.

    Raises:
        KeyError, TypeError, ValueError: it is not a record that ``record_of`` made.
    """
    clippings: list[Clipping] = []
    for told in record["works"]:
        texts = {
            name: told[name] or "" for name in ("title", "author", "site", "url", "app", "app_url", "published")
        }
        work = StatedWork(**texts, kind=Kind(told["kind"]), tags=tuple(told["tags"]))
        for one in told["highlights"]:
            clippings.append(_clipping(work, one, line=len(clippings) + 1))
    return clippings


def reasons_of(record: dict[str, Any]) -> list[Reason]:
    """Why an edition printed what it did, in the order of ``clippings_of``.

    Raises:
        KeyError, TypeError: it is not a record that ``record_of`` made.
    """
    told = [one for work in record["works"] for one in work["highlights"]]
    return [Reason(one.get("lane", "earlier"), words=str(one["reason"])) for one in told]


def _clipping(work: StatedWork, told: dict[str, Any], line: int) -> Clipping:
    marked = Stamp(datetime.fromisoformat(told["marked_at"]), DateSource(told["date_source"]))
    texts = {name: told[name] or "" for name in ("text", "note", "url", "color", "heading")}
    markup, tags = Markup(told["markup"]), tuple(told["tags"])
    return Clipping(work, line=line, markup=markup, tags=tags, marked=marked, position=line, **texts)


def _work(section: Section) -> dict[str, Any]:
    work: Work = section.work
    return {
        "title": work.title,
        "url": work.url or None,
        "author": work.author or None,
        "site": work.site or None,
        "kind": work.kind.value,
        "published": work.published or None,
        "app": work.app or None,
        "app_url": work.app_url or None,
        "tags": list(work.tags),
        "highlights": [_highlight(pick) for pick in section.picks],
        "words": list(_words(section)),
    }


def _words(section: Section) -> Iterator[dict[str, Any]]:
    """What a curator said, and before which highlight; before none of them: after the last."""
    before = [*(pick.highlight.id for pick in section.picks), None]
    return ({"before": id_, "text": text} for id_, text in zip(before, section.words, strict=False) if text)


def _highlight(pick: Pick) -> dict[str, Any]:
    highlight = pick.highlight
    return {
        "id": highlight.id,
        "text": highlight.text,
        "markup": highlight.markup.value,
        "note": highlight.note or None,
        "url": highlight.url or None,
        "tags": list(highlight.tags),
        "color": highlight.color or None,
        "marked_at": highlight.marked.at.isoformat(),
        "date_source": highlight.marked.source.value,
        "heading": highlight.heading or None,
        "lane": pick.reason.lane,
        "reason": in_words(pick.reason),
        "cut": {"text": pick.cut.text, "note": pick.cut.note or None} if pick.cut else None,
    }


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
