"""Text as readers see it: cleaning, language of a block, width, length, cutting at a sentence.

A quotation is never altered: ``clean`` takes out only what cannot be shown, ``excerpt`` cuts and says so.
"""

from __future__ import annotations

import re
import unicodedata

HAN = "\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’\-]*")
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?")
SEPARATORS = "\x85\u2028\u2029"
"""What breaks a line for Unicode (UAX #14), and ends none of a file: not in CSV, JSON, YAML or Markdown."""
_SEPARATOR = re.compile(f"[{SEPARATORS}]")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]")
_SENTENCE_END = re.compile(r"[。！？!?…]+[」』”’\"')）]*|\.[”’\"')]*(?=\s|$)")
_PRINT = (
    (re.compile(rf"(?<=[{HAN}])\s*:\s*(?=[{HAN}A-Za-z0-9])"), "："),
    (re.compile(rf"(?<=[{HAN}]),\s*(?=[{HAN}A-Za-z0-9])"), "，"),
    (re.compile(rf"(?<=[{HAN}])\?"), "？"),
    (re.compile(rf"(?<=[{HAN}])!"), "！"),
    (re.compile(rf"([{HAN}])([A-Za-z0-9])"), r"\1 \2"),
    (re.compile(rf"([A-Za-z0-9%])([{HAN}])"), r"\1 \2"),
)

HAN_PER_MINUTE = 400
WORDS_PER_MINUTE = 230


def clean(text: str) -> str:
    """``text`` with ``\\n`` line ends and without characters that cannot be shown.

    Control characters, byte order marks, lone surrogates and non-characters go: each of them breaks a mail
    reader or an XML parser somewhere, and none of them can be seen.
    """
    if text.replace("\n", "").isprintable():
        return text  # nearly always, and five times as fast to find out
    return _SEPARATOR.sub("\n", clean_file(text))


def clean_file(text: str) -> str:
    """The ``text`` of a file, clean but for its ``SEPARATORS``: its lines are those of the file."""
    if text.replace("\n", "").isprintable():
        return text
    return _UNSHOWABLE.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """``text`` as a name: on one line, single spaces, no invisible or direction-changing characters."""
    shown = clean(text) if text.isascii() else _INVISIBLE.sub("", clean(text))
    return " ".join(shown.split())


def count_han(text: str) -> int:
    """How many Han characters, and kana, ``text`` holds."""
    return 0 if text.isascii() else sum(map(len, _HAN_RUN.findall(text)))


def language(text: str) -> str:
    """``zh-Hans`` when Han characters outnumber Latin words, else ``en``: the ``lang`` of a block."""
    return "zh-Hans" if count_han(text) > len(_LATIN_WORD.findall(text)) else "en"


def reading_seconds(text: str) -> float:
    """Seconds to read ``text`` at 400 Han characters and 230 Latin words a minute."""
    han = count_han(text) / HAN_PER_MINUTE
    words = len(_LATIN_WORD.findall(text)) / WORDS_PER_MINUTE
    return 60 * (han + words)


def columns(text: str) -> int:
    """Width of ``text`` in terminal columns: wide and full-width characters take two (UAX #11)."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fit_columns(text: str, limit: int) -> str:
    """``text`` cut to ``limit`` columns, ending in ``…`` when something was cut."""
    if columns(text) <= limit:
        return text
    kept, width = [], 1
    for char in text:
        width += columns(char)
        if width > limit:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def length(text: str) -> float:
    """Length of ``text`` in Han characters; any other character counts half."""
    han = count_han(text)
    return han + (len(text) - han) / 2


def excerpt(text: str, limit: float) -> tuple[str, bool]:
    """``text`` cut to ``limit`` (see ``length``) at the end of a sentence, and whether it was cut.

    Without a sentence end in the second half of what fits, the cut is made at a space, or anywhere.
    """
    if len(text) <= limit or length(text) <= limit:
        return text, False
    reach, total = 0, 0.0
    for char in text:
        total += 1 if _HAN.match(char) else 0.5
        if total > limit:
            break
        reach += 1
    head = text[:reach]
    ends = [match.end() for match in _SENTENCE_END.finditer(head) if match.end() > reach / 2]
    if ends:
        return head[: ends[-1]].rstrip(), True
    space = head.rfind(" ")
    return (head[:space] if space > reach / 2 else head).rstrip(), True


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends in sentence punctuation, closing quotes and brackets aside."""
    return bool(re.search(r"[。！？!?.…][」』”’\"')）]*$", text.rstrip()))


def display_title(title: str) -> str:
    """``title`` with the typography of Chinese print: for display only, the stored title stays.

    A space between Han and Latin letters or digits; ``: , ? !`` after Han become full-width.
    """
    for pattern, printed in _PRINT:
        title = pattern.sub(printed, title)
    return title


def counted(number: int, one: str, many: str = "") -> str:
    """``1 work``, ``2 works``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``11th``."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
