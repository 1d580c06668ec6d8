"""Redacting a text: other words in the same places, so that its structure can be shown and its content not read.

Kept are the words that are the same in everybody's files, signs, space, dates and numbers of up to four digits.
Any other word becomes as many consonants, any other Han character one of a hundred, any longer number another one
of that length. Equal words stay equal and numbers in order: a format must see what is stated twice, and where.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import unescape
from html.entities import html5
from itertools import pairwise

from digest.core.text import HAN

_TOKEN = re.compile(
    r"(?P<sign>\\[A-Za-z]|&\#?\w{1,31};)"
    r"|(?P<escaped>(?:%[0-9A-Fa-f]{2})+)"
    rf"|(?P<han>[{HAN}]+)"
    r"|(?P<number>\d+)"
    rf"|(?P<word>[^\W\d_{HAN}]+)"
)
_TELLING_WORD = re.compile(rf"[^\W\d_{HAN}]{{5,}}")
_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"[{HAN}]{{4,}}")
_COMPACT_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?")
_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_HEX = frozenset("abcdef")
_HEX_CONSONANTS = "bcdf"
_OTHER_HAN = (
    "玄黄宇宙洪荒盈昃辰宿列张寒暑秋收冬藏闰余成岁律吕调阳云腾致露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜"
    "海咸河淡鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳推位让国有虞陶唐吊民伐罪周发殷汤坐朝问道垂拱平章"
)
_SCHEMES = ("http", "https")
_STEM = 5
_ENDING = 3
"""Letters that may follow a known stem: with shorter stems or longer endings, names such as Martin would stay."""
_SHORT_RUN = 8
"""Han: a longer run is no label, even if a known one is in it."""
_SNOWFLAKE_DIGITS = 16
_SNOWFLAKE_STEP = 1 << 22
"""An id that hides a time has 22 bits below it, of which the upper are zero."""


class Redactor:
    """Redacts the pieces of one file, equal words alike in all of them.

    Args:
        known: the words that are kept, in lower case (see ``intake.vocabulary``).
        whole: all of the file: the numbers in it are put in order.
        private: what its reader wrote or marked.
        strictly: whether a known word is redacted where it stands among private ones.
    """

    def __init__(
        self, known: Collection[str], whole: str, private: Collection[str] = (), *, strictly: bool = True
    ) -> None:
        self._known = known
        han = sorted(filter(_HAN.match, known), key=len, reverse=True)
        self._label = _any_of([word for word in han if len(word) > 1])
        self._labels = re.compile(f"(?:{_any_of(han).pattern})+")
        self._private = {token[0].lower() for text in private for token in _TOKEN.finditer(text)}
        self._words: dict[str, str] = {}
        self._taken: set[str] = set()
        self._counts: Counter[tuple[int, str]] = Counter()
        self._han: dict[str, str] = {}
        self._numbers = _other_numbers(token[0] for token in _TOKEN.finditer(whole) if token["number"])
        self._neighbours = {pair for text in private for pair in self._pairs(text)} if strictly else set()

    def redact(self, text: str) -> str:
        """``text`` in other words."""
        tokens = list(_TOKEN.finditer(text))
        folded = ["", *(token[0].lower() for token in tokens), ""]
        parts: list[str] = []
        end = 0
        for token, around in zip(tokens, zip(folded, folded[1:], folded[2:], strict=False), strict=False):
            is_private = around[:2] in self._neighbours or around[1:] in self._neighbours
            parts += text[end : token.start()], self._other(token, is_private=is_private)
            end = token.end()
        return "".join((*parts, text[end:]))

    def leaks(self, copy: str, private: Iterable[str]) -> set[str]:
        """The words of ``private`` that tell something, are not known, and stand in ``copy`` all the same.

        Those of five letters or more tell something, and four Han in a row.
        """
        shown = _telling(copy)
        return {word for text in private for word in _telling(text) & shown if not self._is_known(word)}

    def _is_known(self, word: str) -> bool:
        return (
            word in self._known
            or word in _SCHEMES
            or (bool(_HAN.match(word)) and any(word in known for known in self._known))
        )

    def _is_label(self, word: str) -> bool:
        """Whether ``word`` is known, or made of what is: of known words in Chinese, elsewhere of a known stem."""
        if word in self._known or word in _SCHEMES:
            return True
        if word in self._private:
            return False
        if _HAN.match(word):
            return len(word) <= _SHORT_RUN and self._labels.fullmatch(word) is not None
        return any(word[:length] in self._known for length in range(max(_STEM, len(word) - _ENDING), len(word)))

    def _pairs(self, text: str) -> Iterator[tuple[str, str]]:
        """The words that stand side by side in ``text``, if one of them is not known."""
        folded = [token[0].lower() for token in _TOKEN.finditer(text)]
        for pair in pairwise(folded):
            if any(word not in self._known and not word.isdecimal() for word in pair):
                yield pair

    def _other(self, token: re.Match[str], *, is_private: bool) -> str:
        told = token[0]
        match token.lastgroup:
            case "number":
                return self._numbers.get(told) or (re.sub(r"\d", "1", told) if is_private else told)
            case "sign":
                return self._sign(told)
            case "escaped":
                return "".join(
                    f"%{ord(letter):02X}" for letter in self._stand_in(told, len(told) // 3, _CONSONANTS)
                )
        if self._is_label(told.lower()) and (not is_private or told.lower() in _SCHEMES):
            return told
        return self._han_run(token, is_private=is_private) if token["han"] else self._word(told)

    def _sign(self, told: str) -> str:
        """A reference to a character stays, unless the character is a letter."""
        if told[0] == "\\":
            return told
        if told[1] != "#" and told[1:] not in html5:
            return f"&{self.redact(told[1:-1])};"
        shown = unescape(told)
        return self.redact(shown) if shown.isalnum() else told

    def _word(self, word: str) -> str:
        folded = word.lower()
        other = self._stand_in(folded, len(word), _HEX_CONSONANTS if _HEX.issuperset(folded) else _CONSONANTS)
        if word == folded:
            return other
        return "".join(new.upper() if old.isupper() else new for old, new in zip(word, other, strict=True))

    def _stand_in(self, told: str, length: int, letters: str) -> str:
        """``length`` of ``letters`` for ``told``, and for nothing else as long as there are enough of them."""
        if told not in self._words:
            there_are, kind = len(letters) ** length, (length, letters)
            other = ""
            while not other or (other in self._taken and self._counts[kind] < there_are):
                other = _spelled(self._counts[kind], length, letters)
                self._counts[kind] += 1
            self._words[told] = other
            self._taken.add(other)
        return self._words[told]

    def _han_run(self, run: re.Match[str], *, is_private: bool) -> str:
        told = run[0]
        if is_private or len(told) > _SHORT_RUN:
            return self._other_han(told)
        begun = run.string[: run.start()][-1:].isdigit() and told[0] in self._known  # the 日 of a date
        parts, end = [told[:begun]], int(begun)
        for label in self._label.finditer(told, end):
            parts += self._other_han(told[end : label.start()]), label[0]
            end = label.end()
        return "".join((*parts, self._other_han(told[end:])))

    def _other_han(self, told: str) -> str:
        for char in told:
            self._han.setdefault(char, _OTHER_HAN[len(self._han) % len(_OTHER_HAN)])
        return "".join(map(self._han.__getitem__, told))


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(words) or "(?!)")


def _spelled(number: int, length: int, letters: str) -> str:
    """``number`` in ``length`` digits, which are ``letters``; what does not fit is left out."""
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(letters))
        digits.append(letters[digit])
    return "".join(digits)


def _other_numbers(numbers: Iterable[str]) -> dict[str, str]:
    """Another number for each that is long and no date, of the same length and in the same order."""
    secret = (told for told in set(numbers) if len(told) > 4 and not _COMPACT_DATE.fullmatch(told))
    others, places = {}, Counter[int]()
    for told in sorted(secret):
        length = len(told)
        first, step = 10 ** (length - 1), 1
        if length >= _SNOWFLAKE_DIGITS:
            first, step = -(-first // _SNOWFLAKE_STEP) * _SNOWFLAKE_STEP, _SNOWFLAKE_STEP
        others[told] = str(first + places[length] * step)
        places[length] += 1
    return others


def _telling(text: str) -> set[str]:
    words = {word.lower() for word in _TELLING_WORD.findall(text)}
    runs = _HAN_RUN.findall(text)
    return words.union(run[at : at + 4] for run in runs for at in range(len(run) - 3))
