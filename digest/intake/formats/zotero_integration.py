"""Notes of Zotero Integration whose template leaves no links behind the words, as the one it came with does not.

    ## Annotations
    %% begin annotations %%

    ### Imported: 2024-06-25 11:56 am

    <mark style="background-color: #ffd400">Quote</mark>
    > words of the highlight

    Page: 5
    Note: the reader's note

    %% end annotations %%

    %% Import Date: 2024-06-25T11:57:09.481-07:00 %%

The program is mgmeyers/obsidian-zotero-integration; real notes in public vaults show what readers make of its
templates: between its comments a quote is a highlight whether a label stands above it or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.addresses import first_address, site_of
from digest.intake.clock import read_clocked
from digest.intake.document import Document, Shape
from digest.intake.formats.zotero import tint
from digest.intake.lines import Lines
from digest.intake.once import once
from digest.intake.origin import read_origin, read_work
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, DateSource, Kind, Problem, Stamp, StatedWork

NAME = "zotero-integration"
SHAPE: Shape = "text"
SUREST = 74

_MARK = (
    r"<mark style=\"background(?:-color)?: ?(?P<tint>#[0-9A-Fa-f]{6})[^\"\n]{0,20}\">[^<>\n]{1,40}</mark>[ \t]*\n"
)
_LABELLED = re.compile(rf"^{_MARK}>", re.MULTILINE)
_QUOTE = re.compile(rf"^(?:{_MARK})?(?P<words>>.*(?:\n>.*)*)", re.MULTILINE)
_SIGN = re.compile(r"^>[ ]?", re.MULTILINE)
_BEGIN, _END = "%% begin annotations %%", "%% end annotations %%"
_IMPORTED = re.compile(r"^#{1,6}[ \t]+Imported(?: on)?:?[ \t]*(\S.*)$", re.MULTILINE)
_NOTE = re.compile(r"^Note:[ \t]*(\S.*(?:\n(?!%%|#|<mark|[ \t]*$).*)*)", re.MULTILINE)
_PAGE = re.compile(r"^Page:[ \t]*(\S.{0,20})$", re.MULTILINE)
_FIELD = re.compile(r"^[> \t]*[*_]{0,2}(Title|URL)[*_]{0,2}:{1,2}[*_]{0,2}[ \t]*(\S.*)$", re.MULTILINE)
_ITEM = re.compile(r"zotero://select/((?:library|groups/\d+)/items/([A-Z0-9]{8}))")
_ESCAPE = re.compile(r"\\([\[\]()*_~`#<>|])")
_PICTURE = re.compile(r"!\[\[[^\[\]]*\]\]|!\[[^\[\]]*\]\([^()\s]*\)")


def identify(document: Document) -> int:
    """High for a label of its template above a quote; the links of other templates are surer."""
    head = document.head
    return SUREST if "</mark>" in head and "background" in head and _LABELLED.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file."""
    yield from once(_highlights(document))


def _highlights(document: Document) -> Iterator[Clipping | Problem]:
    body, work = document.front.body, _work(document)
    lines = Lines(body, document.front.body_line)
    begin, end = body.find(_BEGIN), body.rfind(_END)
    start, stop = max(begin, 0), end if end > begin else len(body)
    quotes = [quote for quote in _QUOTE.finditer(body, start, stop) if quote["tint"] or begin >= 0]
    batches = list(_IMPORTED.finditer(body))
    imported: Stamp | None = None
    for position, quote in enumerate(quotes, 1):
        while batches and batches[0].start() < quote.start():
            stated = batches.pop(0)
            line = lines.at(stated.start())
            imported = yield from read_stamp(
                document, line, stated[1], source=DateSource.FRONT_MATTER, read=read_clocked
            )
        text = _ESCAPE.sub(r"\1", _SIGN.sub("", quote["words"])).strip()
        if not _PICTURE.sub("", text).strip():
            continue
        below = body[quote.end() : quotes[position].start() if position < len(quotes) else stop]
        note, page = _NOTE.search(below), _PAGE.search(below)
        yield Clipping(
            work,
            text,
            lines.at(quote.start("words")),
            note=_ESCAPE.sub(r"\1", note[1].strip()) if note else "",
            color=tint(quote["tint"] or ""),
            marked=imported,
            heading=f"p. {page[1].strip()}" if page else "",
            position=position,
        )


def _work(document: Document) -> StatedWork:
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(document.front.body):
        fields.setdefault(name.lower(), value)
    heading = next(iter(document.front.texts("aliases")), "")
    work = read_work(
        document, read_origin(document.front), one_line(fields.get("title", "").strip('" ')) or heading
    )
    url = work.url or first_address(fields.get("url", ""))
    item = _ITEM.search(document.front.body)
    return StatedWork(
        title=work.title,
        kind=Kind.ARTICLE if work.kind is Kind.NOTE else work.kind,
        key=f"zotero:{item[2]}" if item else "",
        author=work.author,
        site=work.site or site_of(url),
        url=url,
        app="Zotero",
        app_url=item[0] if item else "",
        published=work.published,
        tags=work.tags,
    )
