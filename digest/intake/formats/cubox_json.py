"""Cubox's highlights as JSON: what its command line tool prints, what its API answers, and what cubox-export saves.

    [{"id", "text", "note", "image_url", "color", "card_id", "create_time", "update_time"}]      annotation list
    {"id", "title", "article_title", "domain", "url", "tags", …, "annotations": […]}             card detail
    {"code": 200, "message": "", "data": any of these}                                           the API's answer
    {"cubox_domain", "articles": [{"title", "url", …, "highlights": [{…, "cubox_url"}]}]}        cubox-export

The tool is OLCUBO/cubox-cli, read at commit fb2c8e3. A list of annotations names no titles.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from digest.core.text import one_line
from digest.intake.addresses import site_of, web_address
from digest.intake.document import Document, Shape
from digest.intake.formats.cubox_ids import moment_of
from digest.intake.jsontext import Object, Places, objects, text, texts
from digest.intake.stamps import read_stamp, stamped
from digest.model.clipping import COLORS, Clipping, DateSource, Kind, Markup, Problem, Stamp, StatedWork

NAME = "cubox-json"
SHAPE: Shape = "json"
SUREST = 92

_HIGHLIGHT_ID = re.compile(r"[?&]highlight=(\w+)")
_CARD_ID = re.compile(r"https?://cubox\.(?:pro|cc)/(?:web/card/|my/card\?id=|web/annotations/cards/)(\w+)")


def identify(document: Document) -> int:
    """High for keys that only Cubox has together."""
    head = document.head
    if '"cubox_domain"' in head or ('"card_id"' in head and '"image_url"' in head):
        return 92
    is_card = '"article_title"' in head and '"domain"' in head
    return 86 if is_card or ('"cubox_url"' in head and '"highlights"' in head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file, those of a card with its title; a problem for one without words."""
    answer = document.json
    domain = text(answer, "cubox_domain") if isinstance(answer, dict) else ""
    walk = _Walk(document, domain if domain in ("cubox.pro", "cubox.cc") else "cubox.pro")
    for record in _records(answer):
        if "card_id" in record:
            yield from walk.annotation(record)
        else:
            yield from walk.card(record)


def _records(answer: object) -> Iterator[Object]:
    """The cards and annotations of an answer, whatever it is wrapped in."""
    if isinstance(answer, list):
        yield from objects(answer)
    elif isinstance(answer, dict):
        inner = answer.get("data", answer.get("articles"))
        if isinstance(inner, list | dict):
            yield from objects(inner if isinstance(inner, list) else [inner])
        else:
            yield answer


class _Walk:
    """Reads one document; ``domain`` is the account's."""

    def __init__(self, document: Document, domain: str) -> None:
        self._document = document
        self._domain = domain
        self._places = Places(document.text)
        self._position = 0
        self._seen: set[str] = set()

    def annotation(self, record: Object) -> Iterator[Clipping | Problem]:
        """The highlight of an annotation that stands alone."""
        card = text(record, "card_id")
        address = f"https://{self._domain}/web/card/{card}" if card else ""
        work = StatedWork(
            f"Cubox {card}".strip(), key=f"cubox:{card}" if card else "", app="Cubox", app_url=address
        )
        yield from self._highlight(record, work, card)

    def card(self, record: Object) -> Iterator[Clipping | Problem]:
        """The highlights of a card; without any, what the card itself says if saved pages count."""
        url = web_address(text(record, "url"))
        link = text(record, "cubox_url")
        named = _CARD_ID.match(link)
        card = text(record, "id") or (named[1] if named else "")
        app_url = link if named else f"https://{self._domain}/web/card/{card}" if card else ""
        title = one_line(text(record, "title", "article_title")) or url or one_line(self._document.stem)
        work = StatedWork(
            title,
            Kind.VIDEO if text(record, "type").lower() == "video" else Kind.ARTICLE,
            key=f"cubox:{card}" if card else "",
            author=one_line(text(record, "author")),
            site=site_of(url) or text(record, "domain"),
            url=url,
            app="Cubox",
            app_url=app_url,
            excerpt=text(record, "description"),
            tags=texts(record.get("tags"), "nested_name", "name"),
        )
        highlights = objects(record.get("annotations")) or objects(record.get("highlights"))
        for highlight in highlights:
            yield from self._highlight(highlight, work, card)
        if not highlights and self._document.bookmarks:
            words = work.excerpt or work.title
            line = self._places.line_of(words)
            marked = yield from self._marked(record, line, card)
            self._position += 1
            yield Clipping(work, words, line, marked=marked, position=self._position)

    def _highlight(self, record: Object, work: StatedWork, card: str) -> Iterator[Clipping | Problem]:
        self._position += 1
        words, picture = text(record, "text"), web_address(text(record, "image_url"))
        link = text(record, "cubox_url")
        named = _HIGHLIGHT_ID.search(link)
        id_ = text(record, "id") or (named[1] if named else "")
        if id_ in self._seen:
            return  # pages of a long list overlap
        line = self._places.line_of(words or picture or id_)
        if not words and not picture:
            yield self._document.problem(line, "a highlight without words", "see whether it has any in Cubox")
            return
        if id_:
            self._seen.add(id_)
        place = f"https://{self._domain}/web/annotations/cards/{card}?highlight={id_}" if card and id_ else ""
        color = text(record, "color").lower()
        marked = yield from self._marked(record, line, id_)
        yield Clipping(
            work,
            words or f"![]({picture})",
            line,
            Markup.PLAIN if words else Markup.MARKDOWN,
            key=f"cubox:{id_}" if id_ else "",
            note=text(record, "note"),
            url=link or place,
            color=color if color in COLORS else "",
            marked=marked,
            position=int(id_) if moment_of(id_) else self._position,
        )

    def _marked(self, record: Object, line: int, id_: str) -> Generator[Problem, None, Stamp | None]:
        of_id = stamped(moment_of(id_), DateSource.ID)
        return read_stamp(self._document, line, text(record, "create_time"), otherwise=of_id)
