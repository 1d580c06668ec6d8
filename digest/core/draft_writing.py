"""The body of a new draft: an edition as Markdown that is good to edit, and to be read back (``draft_reading``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.core.draft_reading import NOTE, OLD_ONES
from digest.core.notetags import without_tags
from digest.core.reasons import in_words
from digest.core.text import clean, one_line
from digest.model.clipping import Kind
from digest.model.edition import Section
from digest.model.library import Highlight

UNTITLED = "Untitled"
"""What a work without a title is called in a draft."""

HELP = """\
<!-- This is a draft. Nothing is recorded by it, and nothing is kept back for it.

Write an introduction below, and words between wherever you like. Move works and quotations, cut what you
do not want. What stands behind > is the library's: keep it as it is, with its ^h… at the end, or shorten it
and put […] where something is missing. A title and a subject of your own go to the top.

When it is done: "status: ready" at the top, or move the file into the folder "ready". -->"""

_SIGNS = re.compile(r"([\\\[\]<]|(?<= )#)")
_UNSAFE = re.compile(r"[\s()<>]")
_LIKE_AN_ID = re.compile(r"(?<!\S)(\\?\^)(?=[hs]\d{1,18}(?!\S))", re.IGNORECASE)
"""What reading would take for an id at the end of a line, and any of its words may come to stand there.

The backslash that it gets stands behind the ``^``, where no editor puts one, and does not count in comparing.
"""


def draft_body(sections: Sequence[Section], old: Sequence[Section] = ()) -> str:
    """``sections`` in their order, and then the ``old`` ones, below a few lines of help."""
    parts = [part for section in sections for part in _section(section)]
    parts += [OLD_ONES] if old else []
    for section in old:
        parts += [f"<!-- {in_words(section.picks[0].reason)} -->", *_section(section)]
    return "\n\n".join([HELP, *parts])


def _section(section: Section) -> Iterator[str]:
    work = section.work
    title = _SIGNS.sub(r"\\\1", one_line(work.title)) or UNTITLED
    yield f"## [{title}]({_UNSAFE.sub(_percent, work.url)})" if work.url else f"## {title}"
    marked = [pick.highlight for pick in section.picks]
    if work.kind is Kind.SUMMARY:
        yield _quotation(summary_text(marked), f"^s{marked[0].id}")
    else:
        yield from (_quotation(one.text, f"^h{one.id}", without_tags(one.note)) for one in marked)


def summary_text(points: Sequence[Highlight]) -> str:
    """A summary as a draft quotes it: each heading once, in bold, above its points."""
    lines: list[str] = []
    heading = ""
    for point in points:
        if point.heading != heading:
            heading = point.heading
            lines += [*([""] if lines else []), f"**{one_line(heading)}**"] if heading else []
        lines.append(f"- {one_line(point.text)}")
    return "\n".join(lines)


def _quotation(text: str, id_: str, note: str = "") -> str:
    lines = f"{_no_id(clean(text)).rstrip()} {id_}".split("\n")
    if note.strip():
        lines += ["", *f"{NOTE}{_no_id(clean(note)).strip()}".split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _no_id(text: str) -> str:
    return _LIKE_AN_ID.sub(r"\1\\", text)


def _percent(char: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in char[0].encode())
