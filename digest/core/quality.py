"""Whether a highlight is worth a place in a letter, by its text alone.

What is not: what a finger marks by mistake, and what a page says about itself. What its reader has added anything
to, or has written, always is. A saying of two words, four Han characters and a line of code are.

Other readers' popular highlights need no rule: of the programs that are read only WeRead states them, and they
never come into the library (``intake.formats.weread``).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, get_args

from digest.core.furniture import is_furniture
from digest.core.identity import as_read, comparable
from digest.core.text import HAN, length
from digest.model.clipping import Kind, Markup

Flaw = Literal["no-words", "number", "one-word", "link", "furniture", "whole-page"]
"""Why a highlight has no place: signs alone; a number, of a page or of anything; a word; an address or a picture;
what a page says about itself; or as much text as nobody marks to read it again.
"""

FLAWS: tuple[Flaw, ...] = get_args(Flaw)

_WHOLE_PAGE = 2_000
_SHORT = 800

_EDGE = r"\s\"'“”‘’«»「」『』【】《》()（）\[\]<>〈〉*_~•·|►▶→←↑↓›‹.,;:!?…。，、；：！？\-–—"
_TRIM = re.compile(f"^[{_EDGE}]+|[{_EDGE}]+$")
_CODE = re.compile(r"\w[(\[{]|[=<>{}$\\_`^]|::|->|[/.@#][^\W\d]|\w[+#]")
_WORD = re.compile(rf"[^\W\d_{HAN}]+(?:['’\-][^\W\d_{HAN}]+)*|[{HAN}]{{1,2}}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PICTURE = re.compile(r"!?\S[^\n/]{0,80}\.(?:png|jpe?g|gif|webp|svg|heic)", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:pages?|pp?|pg|loc|location|seite|no|nr|#)\.? ?\d[\d\s,/–-]*(?: ?of ?\d+)?"
    r"|第? ?\d+ ?[页頁](?: ?[/共，,] ?共? ?\d+ ?[页頁])?|位置 ?#?\d[\d–-]*"
)


def flaw(text: str, markup: Markup = Markup.PLAIN) -> Flaw | None:
    """Why ``text`` is not worth a place; None when it is.

    A long text takes a microsecond, a short one ten.
    """
    if len(text) > _SHORT:
        return "whole-page" if len(text) > _WHOLE_PAGE and length(text) > _WHOLE_PAGE else None
    shown = as_read(text, markup).strip()
    read = comparable(shown)
    if not any(map(str.isalpha, read)):
        return _wordless(text, read)
    if _PICTURE.fullmatch(shown) or not any(map(str.isalpha, _ADDRESS.sub("", read))):
        return "link"
    bare = _TRIM.sub("", read)
    if _WORD.fullmatch(bare):
        return None if _CODE.search(text) else "one-word"
    plain = bare.casefold()
    if _PAGE.fullmatch(plain):
        return "number"
    return "furniture" if is_furniture(plain) else None


def is_spared(kind: Kind, note: str, tags: Collection[str]) -> bool:
    """Whether a highlight is worth a place whatever it says: its reader has added to it, or written it.

    A summary is printed whole.
    """
    return bool(note or tags) or kind in (Kind.NOTE, Kind.SUMMARY)


def _wordless(text: str, read: str) -> Flaw | None:
    if any(map(str.isalpha, text)):
        return "link"  # of a picture, which Markdown shows without a word
    if _CODE.search(text):
        return None
    return "number" if any(map(str.isdigit, read)) else "no-words"
